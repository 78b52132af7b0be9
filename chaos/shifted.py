"""python -m chaos.shifted MODULE: a process as it is, where the clock is wrong by as many seconds as the file of STUDIO_CHAOS_CLOCK says now.

Only what a clock on the wall tells is moved, and from one moment to the next; what is counted from it (time.monotonic) goes on, as on a real machine.
"""

from __future__ import annotations

import os
import runpy
import sys
import time
from collections.abc import Callable
from pathlib import Path

CLOCK = "STUDIO_CHAOS_CLOCK"


def shift(file: Path) -> None:
    """From now on time.time and time.time_ns of this process are wrong; a file that is not there says nothing."""
    true_ns: Callable[[], int] = time.time_ns

    def time_ns() -> int:
        return true_ns() + _seconds(file) * 1_000_000_000

    time.time_ns = time_ns
    time.time = lambda: time_ns() / 1e9


def _seconds(file: Path) -> int:
    try:
        return int(file.read_text() or 0)
    except FileNotFoundError:
        return 0


if __name__ == "__main__":
    shift(Path(os.environ[CLOCK]))
    module = sys.argv.pop(1)
    runpy.run_module(module, run_name="__main__", alter_sys=True)
