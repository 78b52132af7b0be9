"""What the scheduling process reads from its environment."""

from __future__ import annotations

from infra.settings import HttpSettings, ProcessSettings, StorageSettings


class Settings(ProcessSettings):
    http: HttpSettings = HttpSettings(port=8104)
    storage: StorageSettings
