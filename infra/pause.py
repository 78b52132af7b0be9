"""How long to wait before the next attempt: longer after each failure, and at random, so that those who failed together do not come back together."""

from __future__ import annotations

import asyncio
import random

FIRST_S = 0.05
LONGEST_S = 5.0


class Pause:
    """Doubles from FIRST_S to LONGEST_S; `reset` when something has gone well."""

    def __init__(self) -> None:
        self._s = FIRST_S

    async def take(self) -> None:
        await asyncio.sleep(self._s * random.uniform(0.5, 1.0))
        self._s = min(self._s * 2, LONGEST_S)

    def reset(self) -> None:
        self._s = FIRST_S
