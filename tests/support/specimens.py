"""Makes one specimen of any of our dataclasses from its types alone: the same every time, every optional field filled."""

from __future__ import annotations

import types
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any, Union, get_args, get_origin, get_type_hints


def specimen(hint: Any, name: str = "") -> Any:
    """A value of the type; text says the field's name, numbers its length."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return specimen(next(one for one in arguments if one is not type(None)), name)
    if origin is tuple:
        return (specimen(arguments[0], name),)
    if origin is dict:
        return {name: specimen(arguments[1], name)}
    type_ = origin or hint
    if is_dataclass(type_):
        hints = get_type_hints(type_)
        return type_(**{field.name: specimen(hints[field.name], field.name) for field in fields(type_)})  # type: ignore[operator]
    if issubclass(type_, Enum):
        return list(type_)[-1]
    return {str: name, int: len(name) * 1000 + 7, bool: True}[type_]
