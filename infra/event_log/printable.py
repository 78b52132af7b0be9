"""What of a record an event log can carry: keys and headers are text that every adapter gives back as it came."""

from __future__ import annotations

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


def size(record: NewRecord, packed: str) -> int:
    """`record.size` of a record whose headers were counted already."""
    count = len(record.headers)
    return len(record.key) + len(record.value) + len(packed) - max(0, 2 * count - 1) + 8 * count + 32
