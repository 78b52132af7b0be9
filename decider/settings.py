"""What the deciding process reads from its environment."""

from __future__ import annotations

from pathlib import Path

from infra.settings import DeciderSettings, HeadSettings, HttpSettings, ProcessSettings, StorageSettings


class Settings(ProcessSettings):
    http: HttpSettings = HttpSettings(port=8102)
    decider: DeciderSettings = DeciderSettings()
    storage: StorageSettings
    heads: HeadSettings = HeadSettings()

    @property
    def signing_key(self) -> Path:
        return self.heads.signing_key_file or self.storage.signing_key
