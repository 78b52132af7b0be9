"""Headers as a client of Kafka gives them, looked at all at once: the same text as one after the other, and nothing that is not printable ASCII."""

from __future__ import annotations

from aiokafka.structs import ConsumerRecord
from hypothesis import example, given
from hypothesis import strategies as st

from infra.event_log.kafka_reading import record_of
from infra.event_log.printable import unpack

NAMES = st.one_of(st.sampled_from(["seq", "prev", "at"]), st.text(st.characters(exclude_characters="\\"), max_size=3))
VALUES = st.one_of(st.none(), st.binary(max_size=4), st.text("ab \n\r~", max_size=4).map(str.encode))
HEADERS = st.lists(st.tuples(NAMES, VALUES), max_size=4).map(tuple)
Headers = tuple[tuple[str, bytes | None], ...]


def is_plain(header: tuple[str, bytes | None]) -> bool:
    name, value = header
    return value is not None and all(0x20 <= ord(one) <= 0x7E for one in name) and all(0x20 <= one <= 0x7E for one in value)


@given(HEADERS)
@example(())
@example((("a", b"1\n2"), ("b", b"")))  # as many lines as two values of one line each and a third
@example((("a", b""), ("a", b"last")))
@example((("a", None),))
def test_all_headers_at_once_are_the_text_of_each_or_none_of_them_is(headers: Headers) -> None:
    plain = all(map(is_plain, headers))
    assert unpack(headers) == ({name: (value or b"").decode() for name, value in headers} if plain else None)


@given(HEADERS)
def test_a_record_shows_what_is_not_printable_escaped(headers: Headers) -> None:
    found = record_of(ConsumerRecord("t", 0, 7, 8, 0, b"key", b"value", None, 3, 5, headers))
    assert all(text.isascii() and text.isprintable() for pair in found.headers.items() for text in pair)
    assert all(found.headers[name] == value.decode() for name, value in dict(headers).items() if value is not None and is_plain((name, value)))
