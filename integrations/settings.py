"""What the subscribers' process reads from its environment."""

from __future__ import annotations

from infra.settings import HttpSettings, ProcessSettings


class Settings(ProcessSettings):
    http: HttpSettings = HttpSettings(port=8106)
