"""Facts about the studio itself: refusals, repeats, configuration."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.values import Config


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandRejected:
    """The command changed nothing. `code` is stable; code `defect` is our bug and carries a fingerprint."""

    command: str  # wire name, or "" when it could not be read
    code: str
    reason: str  # ours, never a person's words
    needed: int | None = None
    available: int | None = None
    fingerprint: str | None = None
    target: str | None = None  # the id that it was about
    project_id: str | None = None  # that it named


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandRepeated:
    """The same command id was decided before: its first outcome begins at `of` in this partition."""

    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigChanged:
    before: int  # version
    after: Config


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigAdopted:
    config: Config


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticked:
    """A sweep: `due` things were due at this time; `more` says that another Tick is needed at once."""

    due: int
    more: bool
