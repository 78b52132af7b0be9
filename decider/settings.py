"""What the deciding process reads from its environment."""

from __future__ import annotations

from infra.settings import DeciderSettings, HttpSettings, ProcessSettings, StorageSettings


class Settings(ProcessSettings):
    http: HttpSettings = HttpSettings(port=8102)
    decider: DeciderSettings = DeciderSettings()
    storage: StorageSettings
