"""What the clients did and were told, a line of JSON each: written as it happens, so that a run that is broken off leaves its history."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any


class History:
    """`invoke`, then one of: `ok` (it is done), `fail` (it is not, and will not be), `unknown` (nobody knows)."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path, self._file, self._begun = path, path.open("w"), time.monotonic()
        self.counts: Counter[str] = Counter()

    def note(self, what: str, **facts: Any) -> None:
        self.counts[what if facts.get("kind") != "read" else f"read {what}"] += 1
        self._file.write(json.dumps({"at_ms": round((time.monotonic() - self._begun) * 1000), "what": what, **facts}) + "\n")

    def close(self) -> None:
        self._file.close()


def lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open() as file:
        for line in file:
            yield json.loads(line)
