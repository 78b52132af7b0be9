"""Groups of settings that processes compose; each is read once, at start, from STUDIO_* variables (`.env.example` lists them)."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import BaseModel, PositiveInt, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from infra.kafka import KafkaSettings
from schemas.errors import Invalid


class TelemetrySettings(BaseModel, frozen=True):
    """What a process tells about itself."""

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"] = "INFO"
    otlp_endpoint: str | None = None  # OpenTelemetry stays off without one


class DeciderSettings(BaseModel, frozen=True):
    """How the deciding process looks after its partitions."""

    snapshot_events: PositiveInt = 50_000  # new events of a partition after which a snapshot of it is written


class _Environment(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="STUDIO_", env_nested_delimiter="__", frozen=True, extra="ignore")

    @classmethod
    def read(cls) -> Self:
        """From the environment. Raises Invalid, naming the variable."""
        try:
            return cls()
        except ValidationError as error:
            one = error.errors()[0]
            name = "STUDIO_" + "__".join(str(part).upper() for part in one["loc"])
            if one["type"] == "missing":
                raise Invalid(f"{name} must be set; .env.example says to what.") from None
            raise Invalid(f"{name} cannot be {one['input']!r}: {one['msg']}.") from None


class EmbeddedSettings(_Environment):
    """Of the studio on one machine: STUDIO_TELEMETRY__LOG_LEVEL, STUDIO_DECIDER__SNAPSHOT_EVENTS, ... The folder is the command line's."""

    telemetry: TelemetrySettings = TelemetrySettings()
    decider: DeciderSettings = DeciderSettings()


class KafkaLogSettings(_Environment):
    """Of whatever only needs to reach the log on Kafka: STUDIO_KAFKA__BOOTSTRAP_SERVERS, ..."""

    kafka: KafkaSettings
