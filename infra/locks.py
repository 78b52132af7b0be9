"""The kernel's lock on an open file (flock): held until the file is closed or its process ends, however it ends."""

from __future__ import annotations

import fcntl
from typing import IO, Any


def lock(file: IO[Any] | int) -> None:
    """Take it, however long another holds it: for what is held for an instant, and in a thread that may wait."""
    fcntl.flock(file, fcntl.LOCK_EX)


def locked(file: IO[Any] | int, *, shared: bool = False) -> bool:
    """Take it without waiting; False when somebody else holds it. A shared one goes together with others that are shared."""
    try:
        fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
