"""Facts about the studio itself: refusals, repeats, configuration."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.values import Config


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandRejected:
    """A command is refused and changes nothing; `code` is stable, and code `defect` is our bug and carries a fingerprint."""

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
    """A command whose id was decided before changes nothing again; its first outcome begins at `of` in this partition."""

    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigChanged:
    """The next version of prices and limits is decided, once, under the key `system`; the partitions adopt it one by one."""

    before: int  # version
    after: Config


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigAdopted:
    """From now on this partition decides by that version of prices and limits."""

    config: Config


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticked:
    """A sweep ends: it looked after `due` accounts whose time had come, and `more` says that another Tick is needed at once."""

    due: int
    more: bool
    passed_over: tuple[str, ...] = ()  # those of them in which nothing could be done: a person is needed, and they are tried again in an hour
