"""Groups of settings that processes compose; each is read once, at start, from STUDIO_* variables (`.env.example` lists them)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, Field, PositiveInt, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from infra.kafka_settings import KafkaSettings
from schemas.errors import Invalid

DATABASE_URL = "DATABASE_URL"


class TelemetrySettings(BaseModel, frozen=True):
    """What a process tells about itself."""

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"] = "INFO"
    otlp_endpoint: str | None = None  # OpenTelemetry stays off without one


class ProcessTelemetrySettings(TelemetrySettings, frozen=True):
    """And where it does so."""

    log_file: Path | None = None  # in place of standard error; bounded: what is full becomes the older file


class DeciderSettings(BaseModel, frozen=True):
    """How the deciding process looks after its partitions."""

    snapshot_events: PositiveInt = 50_000  # new events of a partition after which a snapshot of it is written
    new_version: Literal["refuse", "tell"] = "refuse"  # what a decider does that would decide otherwise than yesterday: ADR 24


class HttpSettings(BaseModel, frozen=True):
    """Where a process answers; 0 takes any port that is free."""

    host: str = "127.0.0.1"
    port: int = Field(ge=0, le=65_535)


class StorageSettings(BaseModel, frozen=True):
    """What all processes of one machine share on its disk."""

    folder: Path

    @property
    def objects(self) -> Path:
        return self.folder / "objects"

    @property
    def snapshots(self) -> Path:
        return self.folder / "snapshots"

    @property
    def shadow(self) -> Path:
        return self.folder / "shadow"

    @property
    def parked(self) -> Path:
        return self.folder / "parked"

    @property
    def heads(self) -> Path:
        return self.folder / "heads"

    @property
    def signing_key(self) -> Path:
        return self.folder / "signing.key"


class HeadSettings(BaseModel, frozen=True):
    """The file of 64 hex digits with which heads are signed, made where it is not there.

    None: one in the shared folder, where whoever can write heads can sign them too; a key that lies elsewhere proves more.
    """

    signing_key_file: Path | None = None
    first_s: float = Field(default=60.0, gt=0)  # after its start a decider has heads signed,
    every_s: float = Field(default=3600.0, gt=0)  # and again so long after each time


class KeySettings(BaseModel, frozen=True):
    """The file of 64 hex digits under which the accounts' keys are wrapped. It must be there: a new one could not open old text."""

    master_key_file: Path


class _Environment(BaseSettings):
    model_config = SettingsConfigDict(
        env_prefix="STUDIO_", env_nested_delimiter="__", frozen=True, extra="ignore", nested_model_default_partial_update=True, populate_by_name=True
    )

    @classmethod
    def read(cls, **given: Any) -> Self:
        """From the environment, `given` before it, group by group. Raises Invalid, naming the variable."""
        try:
            return cls(**given)
        except ValidationError as error:
            one = error.errors()[0]
            name = _variable(one["loc"])
            if one["type"] == "missing":
                name = _variable((*one["loc"], *_first_of(cls, one["loc"])))
                raise Invalid(f"{name} must be set; .env.example says to what.") from None
            raise Invalid(f"{name} cannot be {one['input']!r}: {one['msg']}.") from None


def _first_of(settings: type[BaseModel], place: tuple[int | str, ...]) -> Iterator[str]:
    """Of a whole group that is missing there, what must be set of it first: the group is no variable."""
    kind: Any = settings
    for name in place:
        kind = kind.model_fields[name].annotation if name in kind.model_fields else None  # an alias has nothing below it
    while isinstance(kind, type) and issubclass(kind, BaseModel):
        name, kind = next((name, one.annotation) for name, one in kind.model_fields.items() if one.is_required())
        yield name


def _variable(place: tuple[int | str, ...]) -> str:
    name = "__".join(str(part).upper() for part in place)
    return name if name == DATABASE_URL else f"STUDIO_{name}"


class EmbeddedSettings(_Environment):
    """Of the studio on one machine: STUDIO_TELEMETRY__LOG_LEVEL, STUDIO_DECIDER__SNAPSHOT_EVENTS, ... The folder is the command line's."""

    telemetry: TelemetrySettings = TelemetrySettings()
    decider: DeciderSettings = DeciderSettings()


class KafkaLogSettings(_Environment):
    """Of whatever only needs to reach the log on Kafka: STUDIO_KAFKA__BOOTSTRAP_SERVERS, ..."""

    kafka: KafkaSettings


class ServingSettings(_Environment):
    """Of everything that answers. Each process adds what it needs, and a port of its own."""

    http: HttpSettings
    telemetry: ProcessTelemetrySettings = ProcessTelemetrySettings()


class ProcessSettings(ServingSettings):
    """Of every process on Kafka."""

    kafka: KafkaSettings


class DatabaseSettings(_Environment):
    """Of the processes that have a database."""

    database_url: str = Field(validation_alias=DATABASE_URL)
