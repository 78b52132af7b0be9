"""What may be asked of a partition as a whole, and of the configuration."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.values import Config


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """Do what time alone makes due, for a bounded number of accounts: grants expire, months begin, late jobs end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeConfig:
    """Decide the next version of prices and limits; taken under the key `system` alone."""

    config: Config


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptConfig:
    """Let one partition decide by a newer version of prices and limits."""

    config: Config
