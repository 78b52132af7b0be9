"""Groups of settings that processes compose; each is read once, at start, from STUDIO_* variables (`.env.example` lists them)."""

from __future__ import annotations

from pydantic import BaseModel, PositiveInt
from pydantic_settings import BaseSettings, SettingsConfigDict


class TelemetrySettings(BaseModel, frozen=True):
    """What a process tells about itself."""

    log_level: str = "INFO"
    otlp_endpoint: str | None = None  # OpenTelemetry stays off without one


class DeciderSettings(BaseModel, frozen=True):
    """How the deciding process looks after its partitions."""

    snapshot_events: PositiveInt = 50_000  # new events of a partition after which a snapshot of it is written


class EmbeddedSettings(BaseSettings):
    """Of the studio on one machine: STUDIO_TELEMETRY__LOG_LEVEL, STUDIO_DECIDER__SNAPSHOT_EVENTS, ... The folder is the command line's."""

    model_config = SettingsConfigDict(env_prefix="STUDIO_", env_nested_delimiter="__", frozen=True, extra="ignore")

    telemetry: TelemetrySettings = TelemetrySettings()
    decider: DeciderSettings = DeciderSettings()
