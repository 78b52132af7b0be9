"""One tail of the embedded log: where it stands, and what this process has just written there, so that it need not be read again from the file."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from infra.event_log.port import Record

HANDED_RECORDS_MAX, HANDED_BYTES_MAX = 512, 1_000_000  # of one partition; a tail that comes later than that reads the file

Place = tuple[str, int]
"""topic, partition."""


class Follower:
    """Takes records only where they join on to what it has; whatever does not is in the file all the same, and comes from there."""

    __slots__ = ("_handed", "fresh", "news", "positions")

    def __init__(self, starts: Mapping[Place, int]) -> None:
        self.news = asyncio.Event()
        self.positions = dict(starts)  # the next offset that this tail will yield
        self.fresh = dict.fromkeys(starts)  # where there may be something to yield, in the order in which it was heard
        self._handed: dict[Place, tuple[list[Record], int]] = {}  # what lies there, and its bytes

    def tell(self, place: Place) -> None:
        """Something has changed there."""
        self.fresh[place] = None
        self.news.set()

    def stands_at(self, place: Place, offset: int, size: int) -> bool:
        """Do `size` bytes of records from `offset` on join on, and is there room for them?"""
        position = self.positions.get(place)
        if position is None:
            return False
        records, bytes_ = self._handed.get(place, ((), 0))
        return position + len(records) == offset and len(records) < HANDED_RECORDS_MAX and bytes_ + size <= HANDED_BYTES_MAX

    def take(self, place: Place, records: Sequence[Record], size: int) -> None:
        """Only after `stands_at`, and only what is durable."""
        held, bytes_ = self._handed.get(place, ([], 0))
        held.extend(records)
        self._handed[place] = held, bytes_ + size

    def handed(self, place: Place) -> Sequence[Record]:
        """All that was handed over there, once; the position moves behind it."""
        if place not in self._handed:
            return ()
        records, _ = self._handed.pop(place)
        self.positions[place] = records[-1].offset + 1
        return records
