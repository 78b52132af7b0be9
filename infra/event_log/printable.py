"""What of a record an event log can carry: keys and headers are text that every adapter gives back as it came."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain

from infra.event_log.port import NewRecord
from schemas.errors import Invalid

_PRINTABLE = bytes(range(0x20, 0x7F))


def pack(record: NewRecord) -> str:
    """The headers: names and values, a line each. Raises Invalid for a record that could not be given back as it came."""
    headers = record.headers
    packed = "\n".join(chain.from_iterable(headers.items()))
    if headers and packed.encode(errors="surrogatepass").translate(None, _PRINTABLE) != b"\n" * (2 * len(headers) - 1):
        raise Invalid(f"A header is not printable ASCII: {dict(headers)!r}.")
    if not record.key.isprintable():
        raise Invalid(f"A key is not printable: {record.key!r}.")
    return packed


def unpack(headers: Sequence[tuple[str, bytes | None]]) -> dict[str, str] | None:
    """Headers as a client gives them, as text; None where one is not printable ASCII. All values are looked at together, which costs a third less
    than one after the other."""
    if not headers:
        return {}
    names, values = zip(*headers, strict=True)
    try:
        packed = b"\n".join(values)
    except TypeError:  # one has no value at all
        return None
    if (known := _names(names)) is None or packed.translate(None, _PRINTABLE) != b"\n" * (len(values) - 1):
        return None
    return dict(zip(known, packed.decode().split("\n"), strict=True))


@lru_cache(1_000)
def _names(names: tuple[str, ...]) -> tuple[str, ...] | None:
    """Every record has the same few: they are kept once, and found the quicker."""
    return tuple(map(sys.intern, names)) if all(name.isascii() and name.isprintable() for name in names) else None


def size(record: NewRecord, packed: str) -> int:
    """`record.size` of a record whose headers were counted already."""
    count = len(record.headers)
    return len(record.key) + len(record.value) + len(packed) - max(0, 2 * count - 1) + 8 * count + 32
