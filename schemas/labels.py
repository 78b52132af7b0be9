"""What people, scenes and lines are called in the log: labels that say nothing. The blob of the analysis, erased with its account, has the names.

A name in the log would stay there for ever (PRODUCT P-15.15), and a plain hash of it with it, which anybody could find again by trying names.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b

import msgspec

from schemas.codec import BROKEN
from schemas.errors import Undecodable

LABEL_BYTES, HASH_BYTES = 6, 8


def label(key: bytes, name: str) -> str:
    """12 hex digits; the same name of the same account always has the same one. `key`: 32 bytes, the account's own."""
    return blake2b(name.encode("utf-8", "surrogatepass"), digest_size=LABEL_BYTES, key=key).hexdigest()


def keyed_hash(key: bytes, encoded: bytes) -> str:
    """16 hex digits: equal for equal content of one account, and no way back to it."""
    return blake2b(encoded, digest_size=HASH_BYTES, key=key).hexdigest()


class Labels(msgspec.Struct, frozen=True):
    """The part of the analysis' blob that tells what labels stand for."""

    labels: Mapping[str, str] = {}  # label -> name

    @classmethod
    def read(cls, blob: bytes) -> Labels:
        """Raises Undecodable."""
        try:
            return msgspec.json.decode(blob, type=cls)
        except BROKEN as error:
            raise Undecodable(f"The analysis of this film cannot be read by this version ({error}). Ask for the film again.") from error

    def named(self, subject: str) -> str:
        """A task's subject with its name: a person's, a scene's, a line's, or a scene's with what follows it (".3", ".storyboard")."""
        if subject in self.labels:
            return self.labels[subject]
        head, dot, tail = subject.rpartition(".")
        return self.labels.get(head, head) + dot + tail
