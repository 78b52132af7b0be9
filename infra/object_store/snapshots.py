"""Snapshots of partitions in a folder: the newest two of each, written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from infra.files import replacing

KEPT = 2
SLICE_BYTES = 1_000_000


class FolderSnapshots:
    """`<folder>/<partition>/<seq>.snapshot`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def newest(self, partition: int) -> bytes | None:
        paths = self._paths(partition)
        return paths[-1].read_bytes() if paths else None

    def put(self, partition: int, seq: int, data: bytes) -> None:
        with replacing(self._folder / str(partition) / f"{seq:020d}.snapshot") as file:
            for start in range(0, len(data), SLICE_BYTES):  # on the disk slice by slice: a commit of the log never waits behind all of it
                file.write(data[start : start + SLICE_BYTES])
                file.flush()
                os.fdatasync(file.fileno())
        for old in self._paths(partition)[:-KEPT]:
            old.unlink(missing_ok=True)

    def _paths(self, partition: int) -> list[Path]:
        return sorted((self._folder / str(partition)).glob("*.snapshot"))
