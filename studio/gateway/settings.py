"""What the gateway reads from its environment. It has no log, no database and no key."""

from __future__ import annotations

from infra.settings import HttpSettings, ServingSettings


class Settings(ServingSettings):
    http: HttpSettings = HttpSettings(port=8107)
    command_api_url: str = "http://127.0.0.1:8100"
    query_api_url: str = "http://127.0.0.1:8101"
