"""Snapshots of partitions in a folder: the newest two of each, written whole or not at all."""

from __future__ import annotations

import os
import time
from pathlib import Path

from infra.files import replacing

KEPT = 2
SLICE_BYTES = 262_144


class FolderSnapshots:
    """`<folder>/<partition>/<seq>.snapshot`. With `pause_s` it writes slowly, a slice and a pause, and blocks whoever calls it all the while."""

    def __init__(self, folder: Path, *, pause_s: float = 0.0) -> None:
        self._folder, self._pause_s = folder, pause_s

    def newest(self, partition: int) -> bytes | None:
        paths = self._paths(partition)
        return paths[-1].read_bytes() if paths else None

    def put(self, partition: int, seq: int, data: bytes) -> None:
        with replacing(self._folder / str(partition) / f"{seq:020d}.snapshot") as file:
            for start in range(0, len(data), SLICE_BYTES):  # on the disk slice by slice: a commit of the log never waits behind all of it
                file.write(data[start : start + SLICE_BYTES])
                file.flush()
                os.fdatasync(file.fileno())
                time.sleep(self._pause_s)
        for old in self._paths(partition)[:-KEPT]:
            old.unlink(missing_ok=True)

    def _paths(self, partition: int) -> list[Path]:
        return sorted((self._folder / str(partition)).glob("*.snapshot"))
