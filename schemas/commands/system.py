"""What may be asked of a partition as a whole, and of the configuration."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.values import Config


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """Fire what is due: at most 100 things."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeConfig:
    config: Config


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptConfig:
    config: Config
