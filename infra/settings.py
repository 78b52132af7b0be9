"""Groups of settings that processes compose; each is read once, at start, from STUDIO_* variables."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, Field


class HttpSettings(BaseModel, frozen=True):
    """Where an API answers."""

    host: str = "127.0.0.1"
    port: int = Field(default=8700, ge=0, le=65_535)  # 0: any that is free


class TelemetrySettings(BaseModel, frozen=True):
    """What a process tells about itself."""

    log_level: str = "INFO"
    otlp_endpoint: str | None = None  # OpenTelemetry stays off without one


class FolderSettings(BaseModel, frozen=True):
    """Where the embedded studio keeps everything."""

    path: Path | None = None
