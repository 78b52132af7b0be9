"""Parked records as lines of JSON, one file for each topic; may write below its folder only."""

from __future__ import annotations

import asyncio
import errno
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import msgspec

from infra.locks import lock
from infra.streams.port import TOPICS, Parked, Streams
from schemas.errors import NotAllowed, StorageFull

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Parked)


class FolderParking:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def park(self, parked: Parked) -> None:
        await asyncio.to_thread(self._write, parked)

    def _write(self, parked: Parked) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with (self._folder / f"{parked.topic}.jsonl").open("a+b") as file:
                lock(file)  # several processes share the folder, and half a line may be one that another writes just now
                _drop_half_a_line(file)
                file.write(_encoder.encode(parked) + b"\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise StorageFull(f"No room to park a record of {parked.topic}: free some space on the disk of {self._folder}.") from error
            raise

    def parked(self) -> Iterator[Parked]:
        """Everything that was ever parked here, oldest first within a topic. A line that a crash cut short is left out."""
        for path in sorted(self._folder.glob("*.jsonl")):
            for line in path.read_bytes().splitlines(keepends=True):
                if line.endswith(b"\n"):
                    yield _decoder.decode(line)


def _drop_half_a_line(file: BinaryIO) -> None:
    """What a crash or a full disk has left of the last record."""
    file.seek(max(0, file.seek(0, os.SEEK_END) - 1))
    if file.read() not in (b"", b"\n"):
        file.seek(0)
        file.truncate(file.read().rfind(b"\n") + 1)


async def replay(parked: Parked, streams: Streams) -> None:
    """Put a record back where it was taken from. Doing it twice is harmless: all messages may come twice.

    Raises what `append` does, and NotAllowed for an event: it still lies in the log, where a router that can read it finds it.
    """
    if parked.topic not in TOPICS:
        raise NotAllowed(f"{parked.topic} is no stream: start a studio that knows {parked.record.headers.get('ce_type', 'this event')!r}.")
    await streams.append(parked.topic, parked.record, parked.partition)
