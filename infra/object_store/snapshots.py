"""Snapshots of partitions in a folder: of each partition and kind the one that was put last and the one before it, written whole or not at all.

What a snapshot begins with, up to the last word of its first line, is its kind: those of an old decider leave those of a new one alone.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from infra.files import replacing

KEPT, KINDS = 2, 2  # so many of each, of the kinds that came furthest
SLICE_BYTES = 262_144
LINE_MAX = 200


class FolderSnapshots:
    """`<folder>/<partition>/<seq>.snapshot`. With `pause_s` it writes slowly, a slice and a pause, and blocks whoever calls it all the while."""

    def __init__(self, folder: Path, *, pause_s: float = 0.0) -> None:
        self._folder, self._pause_s = folder, pause_s

    def newest_first(self, partition: int) -> Iterator[tuple[int, bytes]]:
        for path in reversed(self._paths(partition)):
            with suppress(FileNotFoundError):  # another process has put a newer one meanwhile
                yield int(path.stem), path.read_bytes()

    def put(self, partition: int, seq: int, data: bytes) -> None:
        with replacing(self._path(partition, seq)) as file:
            for start in range(0, len(data), SLICE_BYTES):  # on the disk slice by slice: a commit of the log never waits behind all of it
                file.write(data[start : start + SLICE_BYTES])
                file.flush()
                os.fdatasync(file.fileno())
                time.sleep(self._pause_s)
        kept = self._kept(partition, seq)
        for path in self._paths(partition):
            if path not in kept:
                path.unlink(missing_ok=True)

    def _kept(self, partition: int, seq: int) -> set[Path]:
        kinds: dict[bytes, list[Path]] = {}
        for path in reversed(self._paths(partition)):
            if int(path.stem) <= seq:
                with suppress(FileNotFoundError):
                    kinds.setdefault(_kind(path), []).append(path)
        return {path for paths in list(kinds.values())[:KINDS] for path in paths[:KEPT]}

    def drop(self, partition: int, seq: int) -> None:
        self._path(partition, seq).unlink(missing_ok=True)

    def _path(self, partition: int, seq: int) -> Path:
        return self._folder / str(partition) / f"{seq:020d}.snapshot"

    def _paths(self, partition: int) -> list[Path]:
        return sorted((self._folder / str(partition)).glob("*.snapshot"))


def _kind(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.readline(LINE_MAX).rpartition(b" ")[0]
