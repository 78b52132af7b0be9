"""Files that are there whole or not at all: written beside their place, and then moved into it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path
from typing import BinaryIO


@contextmanager
def replacing(path: Path, *, draft: Path | None = None, mode: int = 0o666, durable: bool = True) -> Iterator[BinaryIO]:
    """A file that takes the place of `path` when the block ends well, and is gone when it does not; its folder is made.

    `draft`: where it lies until then, on the same disk. `mode`, less the umask, is that of a new file. `durable`: its bytes are on the disk before
    it is moved, so that a power cut leaves the old file or the new one. Raises OSError.
    """
    draft = draft or draft_of(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as file:
            yield file
            file.flush()
            if durable:
                os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        with suppress(OSError):
            draft.unlink()
        raise


def draft_of(path: Path) -> Path:
    """Where this process, and no other, writes what is to become `path`."""
    return path.with_name(f".{path.name}.{os.getpid()}.part")


def sweep(path: Path) -> None:
    """Remove the drafts of `path` whose processes were killed, as far as we may."""
    for draft in path.parent.glob(f".{escape(path.name)}.*.part"):
        pid = draft.name.removesuffix(".part").rpartition(".")[2]
        if pid.isdecimal() and not _lives(int(pid)):
            with suppress(OSError):
                draft.unlink()


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):  # it is somebody else's, or none of our drafts
        pass
    return True
