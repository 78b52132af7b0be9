"""What a process of workers reads from its environment."""

from __future__ import annotations

import tempfile
from pathlib import Path

from pydantic import BaseModel, PositiveInt

from infra.settings import HttpSettings, ProcessSettings, StorageSettings
from schemas.values import WorkClass


class CrewSettings(BaseModel, frozen=True):
    """Which work is taken. `video`: how many clips are drawn at once; default: one for each core. `scratch`: made, and emptied at each start."""

    classes: tuple[WorkClass, ...] = tuple(WorkClass)
    video: PositiveInt | None = None
    scratch: Path = Path(tempfile.gettempdir()) / "ai-film-studio-scratch"


class Settings(ProcessSettings):
    http: HttpSettings = HttpSettings(port=8105)
    crew: CrewSettings = CrewSettings()
    storage: StorageSettings
