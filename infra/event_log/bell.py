"""A page of memory that all processes with the same log share: who has committed rings, who follows looks whether somebody else rang.

Only a hint, for looking costs nothing: no system call, no lock, and the interpreter is not given away. A ring may be missed (its process was
killed just before it, or two have drawn the same slot), so whoever relies on the bell asks the file itself now and then.
"""

from __future__ import annotations

import mmap
import os
import random
import struct
from pathlib import Path

from schemas.errors import StorageFull

_RING = struct.Struct("=8sQ")
SLOTS = 256
_BYTES = SLOTS * _RING.size


class Bell:
    """Beside the log; made when it is not there. Everybody rings in a slot of his own, so that nobody's ring hides another's. Raises StorageFull."""

    def __init__(self, path: Path) -> None:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            if (size := os.fstat(descriptor).st_size) < _BYTES:
                os.pwrite(descriptor, bytes(_BYTES - size), size)  # a hole would be filled by the first ring, and kill who rings on a full disk
            self._memory = mmap.mmap(descriptor, _BYTES)
        except OSError as error:
            raise StorageFull(f"{path} cannot be made: {error.strerror}. Make room and try again.") from error
        finally:
            os.close(descriptor)
        self._name, self._rings = os.urandom(8), 0
        self._begin = _RING.size * random.SystemRandom().randrange(SLOTS)
        self._end = self._begin + _RING.size

    def ring(self) -> None:
        """From any thread."""
        self._rings += 1
        self._memory[self._begin : self._end] = _RING.pack(self._name, self._rings)

    def others(self) -> bytes:
        """Another value when anybody else has rung since."""
        return self._memory[: self._begin] + self._memory[self._end :]

    def close(self) -> None:
        self._memory.close()
