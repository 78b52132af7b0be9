"""A row type as a table: columns from the Struct, values to the database and back. Nothing is declared twice."""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache, lru_cache
from operator import attrgetter
from typing import Any, Generic, Literal, TypeVar

import msgspec
from msgspec import Struct
from sqlalchemy import BigInteger, Boolean, Column, Index, MetaData, SmallInteger, Table, Text
from sqlalchemy.types import TypeEngine

from infra.database.dialects import KEY_TEXT
from projections.projection import Projection
from schemas.envelope import Sealed

R = TypeVar("R", bound=Struct)
PARTITION = "partition"
"""The one column that rows do not have: which partition of the log they were folded from."""

_json = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Kind:
    """How one type of field lies in a column; None: as it is."""

    column: TypeEngine[Any]
    put: Callable[[Any], Any] | None = None
    get: Callable[[Any], Any] | None = None


class Shape(Generic[R]):
    """The columns of a projection, and its rows as parameters."""

    def __init__(self, projection: Projection[R]) -> None:
        self.projection = projection
        hints = typing.get_type_hints(projection.row)
        self.names = projection.row.__struct_fields__
        assert self.names[0] == "account_id", f"{projection.name}: a row begins with account_id"
        self._optional = {name: type(None) in typing.get_args(hints[name]) for name in self.names}
        self._kinds = {name: _kind(hints[name]) for name in self.names}
        self._values = attrgetter(*self.names)
        self._put = [(index, kind.put) for index, kind in enumerate(self._kinds.values()) if kind.put]
        self._get = [(index, kind.get) for index, kind in enumerate(self._kinds.values()) if kind.get]

    def table(self, generation: int) -> Table:
        return _table(self, generation)

    def columns(self) -> list[Column[Any]]:
        identity = self.projection.identity
        own = [
            Column(
                name,
                KEY_TEXT if name in identity and isinstance(kind.column, Text) else kind.column,
                primary_key=name in identity,
                nullable=self._optional[name],
            )
            for name, kind in self._kinds.items()
        ]
        return [*own, Column(PARTITION, SmallInteger, nullable=False)]

    def values(self, row: R, partition: int) -> tuple[Any, ...]:
        """The row as the table's columns hold it, in their order."""
        values = [*self._values(row), partition]
        for index, put in self._put:
            if values[index] is not None:
                values[index] = put(values[index])
        return tuple(values)

    def row(self, values: Sequence[Any]) -> R:
        """From a result whose first columns are those of the row, in their order."""
        found = list(values[: len(self.names)])
        for index, get in self._get:
            if found[index] is not None:
                found[index] = get(found[index])
        return self.projection.row(**dict(zip(self.names, found, strict=True)))


@cache
def shape_of(projection: Projection[R]) -> Shape[R]:
    return Shape(projection)


@lru_cache(maxsize=256)
def _table(shape: Shape[Any], generation: int) -> Table:
    name = table_name(shape.projection.name, generation)
    wanted = [*shape.projection.indexes, *sorted({("account_id", each.column) for each in shape.projection.on_each.values()})]
    columns = shape.columns()
    by_name = {column.name: column for column in columns}
    indexes = [Index(f"{name}__{'_'.join(names)}", *[by_name[each] for each in names]) for names in dict.fromkeys(wanted)]
    return Table(name, MetaData(), *columns, *indexes, sqlite_with_rowid=False)


def table_name(name: str, generation: int) -> str:
    return f"{name}__{generation}"


def _kind(hint: Any) -> Kind:
    type_ = _without_none(hint)
    if type_ is bool:
        return Kind(Boolean())
    if type_ is int:
        return Kind(BigInteger())
    if type_ is str or typing.get_origin(type_) is Literal:
        return Kind(Text())
    if isinstance(type_, type) and issubclass(type_, Enum):
        return Kind(Text(), lambda value: value.value, type_)
    if typing.get_origin(type_) is Sealed:
        return Kind(Text(), lambda sealed: sealed.box, Sealed)
    decode = msgspec.json.Decoder(type_).decode
    return Kind(Text(), lambda value: _json(value).decode(), decode)


def _without_none(hint: Any) -> Any:
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        (only,) = [each for each in typing.get_args(hint) if each is not type(None)]
        return only
    return hint
