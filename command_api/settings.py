"""What the write side reads from its environment."""

from __future__ import annotations

from infra.settings import DatabaseSettings, HttpSettings, KeySettings, ProcessSettings, StorageSettings


class Settings(ProcessSettings, DatabaseSettings):
    http: HttpSettings = HttpSettings(port=8100)
    keys: KeySettings
    storage: StorageSettings
    query_api_url: str = "http://127.0.0.1:8101"  # where what a command needs to know is asked, as its caller
