"""What the projecting process reads from its environment."""

from __future__ import annotations

from infra.settings import DatabaseSettings, HttpSettings, ProcessSettings


class Settings(ProcessSettings, DatabaseSettings):
    http: HttpSettings = HttpSettings(port=8103)
