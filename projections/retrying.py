"""When partitions that have stopped are tried again: what cured them may be a log that was mended or a database that was changed, without a restart.

To try is to read again all that came since for the one that is furthest behind, so it is done more and more seldom.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

FIRST_S, LONGEST_S = 5.0, 300.0


class Retry:
    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._stopped: frozenset[tuple[str, int]] = frozenset()
        self._wait_s, self._at = FIRST_S, 0.0

    def due(self, stopped: Iterable[tuple[str, int]]) -> bool:
        """`stopped`: projections and partitions. Those that join them begin with the shortest wait; True says that it is done now."""
        before, self._stopped = self._stopped, frozenset(stopped)
        if not self._stopped:
            return False
        if not self._stopped <= before:
            self._wait_s, self._at = FIRST_S, self._now() + FIRST_S
        if self._now() < self._at:
            return False
        self._wait_s = min(2 * self._wait_s, LONGEST_S)
        self._at = self._now() + self._wait_s
        return True
