"""Films that `studio film` has asked for and not yet delivered: what makes the same command go on, and not pay twice, wherever it was stopped.

An order is the Idempotency-Key of its request, kept before the request is sent and struck out when the film is on the disk. Asked again with the same
key, the studio answers with the job that it accepted the first time, ended or not.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from infra.files import replacing
from schemas.errors import StorageFull


class Orders:
    """A file for each order below `root`, named by what was ordered."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def key(self, project_id: str, script_hash: str, settings: Mapping[str, Any]) -> tuple[str, bool]:
        """The key to ask with for this film, and whether it was kept by an earlier run."""
        path = self._path(project_id, script_hash, settings)
        try:
            if kept := path.read_text("ascii"):
                return kept, True
        except (FileNotFoundError, UnicodeDecodeError):
            pass
        key = uuid.uuid4().hex
        _write(path, key)
        return key, False

    def strike(self, project_id: str, script_hash: str, settings: Mapping[str, Any]) -> None:
        """Delivered, or never to be: the next time it is another film."""
        self._path(project_id, script_hash, settings).unlink(missing_ok=True)

    def _path(self, project_id: str, script_hash: str, settings: Mapping[str, Any]) -> Path:
        ordered = json.dumps([project_id, script_hash, dict(settings)], sort_keys=True)
        return self._root / hashlib.sha256(ordered.encode()).hexdigest()[:32]


def _write(path: Path, text: str) -> None:
    """Whole or not at all, on the disk before it returns. Raises StorageFull."""
    try:
        with replacing(path) as file:
            file.write(text.encode("ascii"))
    except OSError as error:
        raise StorageFull(f"{path.parent} cannot be written: {error.strerror}. Nothing was asked for yet; make room and try again.") from None
