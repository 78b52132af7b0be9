"""Tells a clip whether a core of this machine draws nothing: each that is being drawn holds a lock, and locks end with their process."""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path


@contextmanager
def drawing() -> Iterator[bool]:
    """For as long as one clip is drawn; yields whether nobody draws on another core. False, too, where nobody can tell."""
    with ExitStack() as held:
        yield _take(held) and _one_is_free()


def _take(held: ExitStack) -> bool:
    return any(_lock(path, held) for path in _locks())


def _one_is_free() -> bool:
    with ExitStack() as tried:
        return any(_lock(path, tried) for path in _locks())


def _locks() -> list[Path]:
    if not hasattr(os, "sched_getaffinity"):
        return []
    folder = Path(tempfile.gettempdir()) / f"ai-film-studio-{os.getuid()}"
    return [folder / f"core-{number}" for number in sorted(os.sched_getaffinity(0))]


def _lock(path: Path, held: ExitStack) -> bool:
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    except OSError:
        return False
    held.callback(os.close, file)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
