"""How far the tables of this process have come, and a wake-up when they go on: what read-your-writes waits for."""

from __future__ import annotations

import asyncio


class Applied:
    """Told by the runner after each commit; positions only rise while it follows. One event loop."""

    def __init__(self) -> None:
        self._seqs: dict[tuple[str, int], int] = {}
        self._changed = asyncio.Event()

    def advance(self, name: str, partition: int, seq: int) -> None:
        if seq > self._seqs.get((name, partition), -1):
            self._seqs[name, partition] = seq

    def stands(self, name: str, partition: int, seq: int) -> None:
        """As the table was found: a database that crashed may have lost what it had said, and whoever was told of it waits until it is back."""
        self._seqs[name, partition] = seq

    def seq(self, name: str, partition: int) -> int:
        """The last event of the partition that the projection's table has; -1: none."""
        return self._seqs.get((name, partition), -1)

    def all(self) -> dict[tuple[str, int], int]:
        """(projection, partition) -> `seq`, as of now."""
        return dict(self._seqs)

    def announce(self) -> None:
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    def now(self) -> asyncio.Event:
        """To be taken before looking; what `changed` then waits for cannot be missed in between."""
        return self._changed

    async def changed(self, timeout_s: float, since: asyncio.Event | None = None) -> bool:
        """Returns at the next announcement, or the first after `since`; False after `timeout_s`."""
        waited = since or self._changed
        try:
            async with asyncio.timeout(timeout_s):
                await waited.wait()
        except TimeoutError:
            return False
        return True
