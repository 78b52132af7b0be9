"""What a crew holds, as small files: who comes after one that was killed hands its tasks back at once, before their leases run out."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import msgspec

from infra.streams.messages import Leased
from schemas.codec import BROKEN

log = logging.getLogger(__name__)
_decoder = msgspec.json.Decoder(Leased)


class Held:
    """One file for each open lease. Not synced: a machine that fell lost its leases too, and they run out."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def take(self, leased: Leased) -> None:
        """What cannot be written is not noted: the lease runs out by itself."""
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            self._path(leased.lease).write_bytes(msgspec.json.encode(leased))

    def let_go(self, lease: str) -> None:
        with suppress(OSError):
            self._path(lease).unlink(missing_ok=True)

    def left(self) -> Sequence[Leased]:
        """By an earlier crew. A file that was only half written is none."""
        found = []
        for path in sorted(self._folder.glob("*.lease")):
            try:
                found.append(_decoder.decode(path.read_bytes()))
            except (*BROKEN, OSError) as error:
                log.warning("a note of a lease cannot be read, and the lease runs out: %s", error)
        return found

    def _path(self, lease: str) -> Path:
        return self._folder / f"{lease}.lease"
