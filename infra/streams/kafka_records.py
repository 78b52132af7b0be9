"""How a record of the streams lies in Kafka. Whatever anybody has written there can be read: bytes that are no text are kept as characters."""

from __future__ import annotations

from typing import Any

from infra.streams.messages import StreamRecord
from schemas.errors import Invalid

BYTEWISE = "latin-1"
"""Each byte is the character of its number, so that nothing fails and nothing is lost; ASCII, which is all that we write, is itself."""


def raw(record: StreamRecord) -> tuple[bytes, list[tuple[str, bytes]]]:
    """Key and headers to be sent. Raises Invalid for what could not be given back."""
    try:
        return record.key.encode(BYTEWISE), [(name, value.encode(BYTEWISE)) for name, value in record.headers.items()]
    except UnicodeEncodeError as error:
        raise Invalid(f"A key or a header of the streams is no text of bytes: {error}.") from error


def stream_record(there: Any) -> StreamRecord:
    """Of a ConsumerRecord: a key or value of none is empty, of two headers with one name the last counts."""
    headers = {name: (value or b"").decode(BYTEWISE) for name, value in there.headers}
    return StreamRecord(key=(there.key or b"").decode(BYTEWISE), value=there.value or b"", headers=headers)
