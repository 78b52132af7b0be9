"""What time it is: the one place that asks the machine; everybody else is told."""

from __future__ import annotations

import time

from schemas.envelope import Instant


def wall_clock() -> Instant:
    return time.time_ns() // 1_000_000
