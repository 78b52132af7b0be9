"""A signed head and the keys that sign: as text that anybody can read and check (Ed25519, RFC 8032). Pure but for the key's file.

Whoever can write the log can make its links fit. So now and then the link of the last event is signed and laid where it is never written again. The
link names all that was before it: who signs one event vouches for all of them.
"""

from __future__ import annotations

import base64
import binascii
import secrets
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from msgspec import Struct

from infra.files import replacing
from infra.keyring.master import kept_secret
from schemas.codec import rfc3339
from schemas.envelope import Instant
from schemas.errors import Undecodable

HEAD, KEY = "studio-head 1", "studio-key 1"
BYTES = 32
GRACE_MS = 60_000
"""A retired key may have been at work while it was replaced."""


class SigningKey:
    """The private half, from a file of 64 hex digits. `id`, the public half in hex, is its name everywhere."""

    def __init__(self, secret: bytes) -> None:
        self._private = Ed25519PrivateKey.from_private_bytes(secret)
        self.id = self._private.public_key().public_bytes_raw().hex()

    @classmethod
    def kept(cls, path: Path) -> SigningKey:
        """Made, for its owner's eyes only, where there is none. Raises Corrupt."""
        return cls(kept_secret(path, "a signing key of the studio", "a new one could not vouch for what was signed before"))

    def sign(self, text: str) -> str:
        return base64.b64encode(self._private.sign(text.encode())).decode()


def signed_by(key: str, text: str, signature: str) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(base64.b64decode(signature, validate=True), text.encode())
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True


class SignedHead(Struct, frozen=True, kw_only=True):
    """`offset`: where the event lay then; in a copy of the log it lies elsewhere, and is known by `seq` and `hash`."""

    partition: int
    offset: int
    seq: int
    hash: str
    time: Instant
    key: str
    signature: str

    @classmethod
    def of(cls, key: SigningKey, *, partition: int, offset: int, seq: int, hash: str, time: Instant) -> SignedHead:
        text = _text(HEAD, partition=partition, offset=offset, seq=seq, hash=hash, time=rfc3339(time), key=key.id)
        return cls(partition=partition, offset=offset, seq=seq, hash=hash, time=time, key=key.id, signature=key.sign(text))

    @property
    def _signed(self) -> str:
        return _text(
            HEAD, partition=self.partition, offset=self.offset, seq=self.seq, hash=self.hash, time=rfc3339(self.time), key=self.key
        )  # fmt: skip

    @property
    def text(self) -> str:
        """What is signed, and behind it the signature."""
        return f"{self._signed}signature {self.signature}\n"

    @property
    def good(self) -> bool:
        """Did the key that it names sign it?"""
        return signed_by(self.key, self._signed, self.signature)

    @classmethod
    def parse(cls, data: bytes) -> SignedHead:
        """Raises Undecodable for what `text` never gives."""
        try:
            one = _fields(HEAD, data)
            partition, offset, seq = int(one["partition"]), int(one["offset"]), int(one["seq"])
            head = cls(
                partition=partition, offset=offset, seq=seq, hash=one["hash"], time=_instant(one["time"]), key=one["key"], signature=one["signature"]
            )
        except (KeyError, ValueError) as error:
            raise Undecodable(f"Not a signed head: {error!r}.") from None
        if head.text.encode() != data:
            raise Undecodable("Not a signed head as we write them.")
        return head


class KeyStatement(Struct, frozen=True, kw_only=True):
    """A public key, since when it signs, and which one it follows ("-": none), signed by both: who trusts one of the two can trust the other."""

    key: str
    after: str
    time: Instant
    before_signs: str
    signature: str

    @classmethod
    def of(cls, key: SigningKey, before: SigningKey | None, time: Instant) -> KeyStatement:
        after = before.id if before else "-"
        text = _text(KEY, key=key.id, after=after, time=rfc3339(time))
        return cls(key=key.id, after=after, time=time, before_signs=before.sign(text) if before else "-", signature=key.sign(text))

    @property
    def _signed(self) -> str:
        return _text(KEY, key=self.key, after=self.after, time=rfc3339(self.time))

    @property
    def text(self) -> str:
        return f"{self._signed}before {self.before_signs}\nsignature {self.signature}\n"

    @property
    def good(self) -> bool:
        first = self.after == "-"
        return signed_by(self.key, self._signed, self.signature) and (first or signed_by(self.after, self._signed, self.before_signs))

    @classmethod
    def parse(cls, data: bytes) -> KeyStatement:
        """Raises Undecodable."""
        try:
            one = _fields(KEY, data)
            return cls(key=one["key"], after=one["after"], time=_instant(one["time"]), before_signs=one["before"], signature=one["signature"])
        except (KeyError, ValueError) as error:
            raise Undecodable(f"Not a published key: {error!r}.") from None


class Trust:
    """Which keys vouch, and until when. `anchors`: keys that are known from elsewhere; with none the first that was published is believed."""

    def __init__(self, statements: Iterable[KeyStatement], anchors: Iterable[str] = ()) -> None:
        good = [one for one in statements if one.good]
        self.anchored = bool(known := set(anchors))
        self.keys: set[str] = known or {one.key for one in good if one.after == "-"}
        self._retired: Mapping[str, Instant] = {}
        while more := {name for one in good for name in (one.key, one.after) if {one.key, one.after} & self.keys} - self.keys - {"-"}:
            self.keys |= more
        self._retired = {one.after: one.time for one in good if one.key in self.keys}

    def doubt(self, head: SignedHead) -> str | None:
        """Why it does not vouch for anything; None: it does."""
        if not head.good:
            return "its signature is not that of the key that it names"
        if head.key not in self.keys:
            return f"its key {head.key[:16]} is none of ours"
        if (retired := self._retired.get(head.key)) is not None and head.time > retired + GRACE_MS:
            return f"its key {head.key[:16]} was retired before, at {rfc3339(retired)}"
        return None


def rotated(path: Path, time: Instant) -> tuple[KeyStatement, bytes]:
    """A new key that follows the one in `path`: its statement, to be published first, and what is then to be written there by `replace_key`."""
    secret = secrets.token_bytes(BYTES)
    return KeyStatement.of(SigningKey(secret), SigningKey.kept(path), time), secret


def replace_key(path: Path, secret: bytes) -> None:
    """The old private key is gone: nobody can sign with it any more."""
    with replacing(path, mode=0o600) as file:
        file.write(secret.hex().encode())


def _text(what: str, **fields: object) -> str:
    return "".join([f"{what}\n", *(f"{name} {value}\n" for name, value in fields.items())])


def _fields(what: str, data: bytes) -> Mapping[str, str]:
    """Raises ValueError."""
    first, *lines = data.decode("ascii").splitlines()
    if first != what:
        raise ValueError(f"it does not begin with {what!r}")
    return {name: value for name, _, value in (line.partition(" ") for line in lines)}


def _instant(text: str) -> Instant:
    """Raises ValueError."""
    return round(datetime.fromisoformat(text).astimezone(UTC).timestamp() * 1000)
