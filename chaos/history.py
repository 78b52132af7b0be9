"""What the clients did and were told, a line of JSON each: written as it happens, so that a run that is broken off leaves its history."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any


class History:
    """`invoke`, then one of: `ok` (it is done), `fail` (it is not, and will not be), `unknown` (nobody knows)."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path, self._file, self._begun = path, path.open("w"), time.monotonic()
        self._answered: set[str] = set()

    @property
    def answered(self) -> int:
        """Requests of clients that were done, or refused for good."""
        return len(self._answered)

    def note(self, what: str, **facts: Any) -> None:
        if facts.get("client") != "bank" and "op" in facts and (what == "ok" or facts.get("final")):
            self._answered.add(facts["op"])
        self._file.write(json.dumps({"at_ms": round((time.monotonic() - self._begun) * 1000), "what": what, **facts}) + "\n")

    def close(self) -> None:
        self._file.close()


def lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open() as file:
        for line in file:
            yield json.loads(line)
