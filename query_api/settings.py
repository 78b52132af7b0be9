"""What the read side reads from its environment."""

from __future__ import annotations

from infra.settings import DatabaseSettings, HttpSettings, KeySettings, ProcessSettings, StorageSettings


class Settings(ProcessSettings, DatabaseSettings):
    http: HttpSettings = HttpSettings(port=8101)
    keys: KeySettings
    storage: StorageSettings
