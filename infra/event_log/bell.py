"""A word of memory that all processes with the same log share: who has committed rings, who follows looks whether somebody rang.

Only a hint, for looking costs nothing: no system call, no lock, and the interpreter is not given away. A ring may be missed (its process was
killed just before it), so whoever relies on the bell asks the file itself now and then.
"""

from __future__ import annotations

import mmap
import os
import struct
from pathlib import Path

_RING = struct.Struct("=8sQ")


class Bell:
    """Beside the log; made when it is not there."""

    def __init__(self, path: Path) -> None:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            if os.fstat(descriptor).st_size < _RING.size:
                os.ftruncate(descriptor, _RING.size)
            self._memory = mmap.mmap(descriptor, _RING.size)
        finally:
            os.close(descriptor)
        self._own, self._rings = os.urandom(8), 0

    def ring(self) -> None:
        """From any thread. No two rings are alike, so the last of several hides none."""
        self._rings += 1
        self._memory[:] = _RING.pack(self._own, self._rings)

    def last(self) -> bytes:
        """Another value when anybody has rung since."""
        return self._memory[:]

    def ours(self, ring: bytes) -> bool:
        return ring[:8] == self._own

    def close(self) -> None:
        self._memory.close()
