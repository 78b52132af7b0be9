"""What lies outside the log in a run: snapshots that may be spoilt, and blobs. Both outlive every process."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

from infra.object_store.port import ObjectStore, Stored
from schemas.errors import NotFound
from tests.simulation.chance import Chance
from tests.simulation.machine import current

KEPT = 2


class Snapshots:
    """A SnapshotStore."""

    def __init__(self, chance: Chance) -> None:
        self._chance = chance
        self.of: dict[int, dict[int, bytes]] = defaultdict(dict)

    def newest_first(self, partition: int) -> Iterator[tuple[int, bytes]]:
        for seq in sorted(self.of[partition], reverse=True):
            self._chance.seen["snapshots read"] += 1
            yield seq, self.of[partition][seq]

    def put(self, partition: int, seq: int, data: bytes) -> None:
        self._chance.saw("snapshot", partition, seq)
        kept = {**self.of[partition], seq: data}
        self.of[partition] = {one: kept[one] for one in sorted(one for one in kept if one <= seq)[-KEPT:]}

    def drop(self, partition: int, seq: int) -> None:
        self.of[partition].pop(seq, None)

    def spoil(self) -> None:
        """Turn one bit of one."""
        if there := [(partition, seq) for partition, ones in self.of.items() for seq in ones]:
            partition, seq = self._chance.draw.choice(there)
            data = bytearray(self.of[partition][seq])
            data[self._chance.draw.randrange(len(data))] ^= 1 << self._chance.draw.randrange(8)
            self.of[partition][seq] = bytes(data)


class Blobs:
    """An ObjectStore. Only what is asked for by its path lies on the disk."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._blobs: dict[tuple[str, str], bytes] = {}
        self._names: dict[tuple[str, str], bytes] = {}

    async def put(self, account_id: str, data: bytes | Path, media_type: str) -> Stored:
        data = data if isinstance(data, bytes) else data.read_bytes()  # noqa: ASYNC240 - nobody else could run meanwhile
        hash = hashlib.sha256(data).hexdigest()
        self._blobs[account_id, hash] = data
        return Stored(hash=hash, size=len(data))

    async def stat(self, account_id: str, hash: str) -> Stored:
        await current().gate()
        return Stored(hash=hash, size=len(self._blob(account_id, hash)))

    async def open(self, account_id: str, hash: str, start: int = 0, length: int | None = None) -> AsyncIterator[bytes]:
        yield self._blob(account_id, hash)[start : None if length is None else start + length]

    async def path_of(self, account_id: str, hash: str) -> Path:
        await current().gate()
        path = self._folder / hash
        if not path.exists():
            path.write_bytes(self._blob(account_id, hash))
        return path

    def _blob(self, account_id: str, hash: str) -> bytes:
        if (account_id, hash) not in self._blobs:
            raise NotFound(f"There is no blob {hash}.")
        return self._blobs[account_id, hash]

    async def delete(self, account_id: str, hash: str) -> None:
        self._blobs.pop((account_id, hash), None)

    async def put_name(self, account_id: str, name: str, value: bytes) -> None:
        await current().gate()
        self._names[account_id, name] = value

    async def get_name(self, account_id: str, name: str) -> bytes | None:
        await current().gate()
        return self._names.get((account_id, name))

    async def erase(self, account_id: str) -> None:
        raise NotImplementedError


_: type[ObjectStore] = Blobs
