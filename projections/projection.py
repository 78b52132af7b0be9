"""A read model is a name, a version, a row type and a table of pure handlers. Folding is all there is to it; pure.

    JOBS = Projection(name="jobs", version=1, row=Job, key=("job_id",), on={JobRequested: requested, JobStarted: started, ...})

A handler takes the row as it is (None: there is none) and the event in its envelope, and returns the row as it will be (None: there will be none).
A changed row type or handler is the next `version`: the runner fills a new table beside the old one and switches. Rebuild, do not migrate.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, Generic, TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from schemas.envelope import Recorded
from schemas.partitions import partition_of
from schemas.registry import EVENT_OF_CLASS

R = TypeVar("R", bound=Struct)
Key = tuple[Any, ...]
Handler = Callable[[R | None, Recorded[Any]], R | None]
KeyOf = Callable[[Recorded[Any]], tuple[Any, ...] | None]

_canonical = msgspec.json.Encoder(order="deterministic").encode


@dataclass(frozen=True, slots=True, kw_only=True)
class Each(Generic[R]):
    """For an event that is about every row of its account whose `column` has the value that `of` finds in the event."""

    column: str
    of: Callable[[Recorded[Any]], Any]
    then: Callable[[R, Recorded[Any]], R | None]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Projection(Generic[R]):
    """Every row begins with `account_id`: a row belongs to one account, so to one partition, and nobody can see another's."""

    name: str
    version: int
    row: type[R]  # frozen Struct, which is made anew in a tenth of a dataclass's time; its typed fields are the columns
    key: tuple[str, ...]  # the fields that, after `account_id`, tell rows apart
    on: Mapping[type, Handler[R]]
    on_each: Mapping[type, Each[R]] = field(default_factory=dict)
    key_of: KeyOf | None = None  # where the event does not carry the key's fields by name; None from it: this event is about no row
    indexes: tuple[tuple[str, ...], ...] = ()
    write_once: bool = False  # no two events are about the same row: nothing needs to be looked up before it is written

    @property
    def identity(self) -> tuple[str, ...]:
        return ("account_id", *self.key)

    @property
    def names(self) -> frozenset[str]:
        """Wire names, without version, of the events that it handles."""
        return frozenset(EVENT_OF_CLASS[type_].name for type_ in (*self.on, *self.on_each))


class Rows(Generic[R]):
    """Rows of one projection in memory, found by key or by what `on_each` asks for. `changed` holds what was put since it was last emptied."""

    __slots__ = ("_by_value", "_columns", "_identity", "_key_of", "changed", "known", "projection")

    def __init__(self, projection: Projection[R]) -> None:
        self.projection = projection
        self.known: dict[Key, R | None] = {}
        self.changed: dict[Key, R | None] = {}
        self._columns = frozenset(each.column for each in projection.on_each.values())
        self._by_value: dict[tuple[str, str, Any], set[Key]] = {}
        self._identity = _tuple_of(*projection.identity)
        self._key_of = projection.key_of or _from_event(projection.key)

    def key_for(self, recorded: Recorded[Any]) -> Key | None:
        rest = self._key_of(recorded)
        return None if rest is None else (at_home(recorded).account_id, *rest)

    def learn(self, row: R) -> None:
        """A row as the table has it; what is known already is newer."""
        key = self._identity(row)
        if key not in self.known:
            self._set(key, row)

    def put(self, key: Key, row: R | None) -> None:
        assert row is None or self._identity(row) == key, f"{self.projection.name}: a handler made a row for {self._identity(row)} at {key}"
        self._set(key, row)
        self.changed[key] = row

    def where(self, column: str, account_id: str, value: Any) -> list[Key]:
        return sorted(self._by_value.get((column, account_id, value), ()))

    def take(self, recorded: Recorded[Any]) -> None:
        """One event. When a handler raises, nothing has changed."""
        recorded = at_home(recorded)
        type_ = type(recorded.event)
        changes: dict[Key, R | None] = {}
        if (handler := self.projection.on.get(type_)) and (key := self.key_for(recorded)) is not None:
            changes[key] = handler(self.known.get(key), recorded)
        if each := self.projection.on_each.get(type_):
            for key in self.where(each.column, recorded.account_id, each.of(recorded)):
                row = changes.get(key, self.known[key])
                changes[key] = None if row is None else each.then(row, recorded)
        for key, after in changes.items():
            if after is not self.known.get(key):
                self.put(key, after)

    def _set(self, key: Key, row: R | None) -> None:
        before = self.known.get(key)
        self.known[key] = row
        for column in self._columns:
            if before is not None:
                self._by_value.get((column, key[0], getattr(before, column)), set()).discard(key)
            if row is not None:
                self._by_value.setdefault((column, key[0], getattr(row, column)), set()).add(key)


def at_home(recorded: Recorded[Any]) -> Recorded[Any]:
    """An account's rows come from its own partition alone. The refusal of a command that somebody gave to another is that partition's own affair:
    under the account it would take the place of the row that the account's partition has for the same seq."""
    if partition_of(recorded.account_id) == recorded.partition:
        return recorded
    return replace(recorded, account_id=f"partition:{recorded.partition}")


def fold(projection: Projection[R], events: Iterable[Recorded[Any]]) -> dict[Key, R]:
    """The rows that these events make, all in memory: what every table must equal (P1)."""
    rows = Rows(projection)
    for recorded in events:
        rows.take(recorded)
    return {key: row for key, row in sorted(rows.known.items()) if row is not None}


def checksum(rows: Iterable[Any]) -> str:
    """SHA-256 over the canonical JSON of rows in the order of their keys, one a line."""
    digest = hashlib.sha256()
    for row in rows:
        digest.update(line(row))
    return digest.hexdigest()


def line(row: Any) -> bytes:
    """What a row adds to a checksum."""
    return _canonical(row) + b"\n"


def _from_event(names: tuple[str, ...]) -> KeyOf:
    return _tuple_of(*[f"event.{name}" for name in names])


def _tuple_of(*names: str) -> Callable[[Any], tuple[Any, ...]]:
    get = attrgetter(*names)
    return get if len(names) > 1 else lambda thing: (get(thing),)
