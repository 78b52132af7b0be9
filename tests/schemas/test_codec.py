"""The wire format: what cannot be read is told apart from what must not be believed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas import codec
from schemas.envelope import Issued, Position
from schemas.errors import Undecodable, UnknownVersion
from schemas.partitions import PARTITIONS, murmur2, partition_of


def test_a_newer_version_is_not_read_as_an_older_one() -> None:
    with pytest.raises(UnknownVersion):
        codec.decode_event("job.requested.v999", b"{}")
    with pytest.raises(UnknownVersion):
        codec.decode_event("no.such_event.v1", b"{}")
    with pytest.raises(UnknownVersion):
        codec.decode_event("", b"{}")


@pytest.mark.parametrize("version", ["v0", "v-1", "v01", "v1 ", "v\u00b2", "v\u0661", "v1.0", "v", "1", "v" + "9" * 5_000])
def test_a_version_that_there_never_was_is_not_read(version: str) -> None:
    with pytest.raises(UnknownVersion):
        codec.decode_event(f"job.started.{version}", b'{"job_id":"job_1"}')
    with pytest.raises(UnknownVersion):
        codec.decode_command({"ce_type": f"job.request.{version}"}, b"{}")


DEEP = b"[" * 5_000 + b"]" * 5_000


@pytest.mark.parametrize("value", [b"", b"{}", b"[]", b'{"job_id": 7}', b"\xff\xfe", b'{"job_id": "\\ud800"}', DEEP, b'{"x": %b}' % DEEP])
def test_bytes_that_no_version_wrote_are_undecodable(value: bytes) -> None:
    with pytest.raises(Undecodable):
        codec.decode_event("job.started.v1", value)


@pytest.mark.parametrize("value", [b"{}", b"[]", b'{"plan": 1}', b'{"plan": {}}', b'{"plan": %b}' % DEEP])
def test_bytes_that_no_old_version_wrote_are_undecodable(value: bytes) -> None:
    with pytest.raises(Undecodable):
        codec.decode_event("job.planned.v1", value)


def test_a_field_that_a_newer_studio_added_is_passed_over() -> None:
    event = codec.decode_event("job.started.v1", b'{"job_id":"job_1","added_later":true}')
    assert event.job_id == "job_1"


@pytest.mark.parametrize(
    ("key", "signed"),
    [
        (b"21", -973932308),
        (b"foobar", -790332482),
        (b"a-little-bit-long-string", -985981536),
        (b"a-little-bit-longer-string", -1486304829),
        (b"lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971),
        (b"abc", 479470107),
    ],
)
def test_partitions_are_those_of_kafkas_own_partitioner(key: bytes, signed: int) -> None:
    """The vectors of Apache Kafka's UtilsTest.testMurmur2, made positive as its partitioner does."""
    assert murmur2(key) == signed & 0x7FFFFFFF


@given(st.text())
def test_every_account_has_one_partition(account: str) -> None:
    assert 0 <= partition_of(f"acc_{account}") < PARTITIONS


def test_the_command_hash_covers_key_headers_and_value() -> None:
    issued = Issued(command_id="c", account_id="a", actor="a", issuer="router", command=None)
    headers = {"actor": issued.actor, "issuer": issued.issuer}
    hashes = {
        codec.command_hash("a", b"{}", headers),
        codec.command_hash("b", b"{}", headers),
        codec.command_hash("a", b"[]", headers),
        codec.command_hash("a", b"{}", {**headers, "issuer": "operator"}),
        codec.command_hash("a", b"{}", {**headers, "added": ""}),
    }
    assert len(hashes) == 5


@pytest.mark.parametrize("text", ["", "1", "1:", ":1", "a:1", "1:b", "1:2:3", "-1:2", "1:-2", "\u0661:2"])
def test_a_position_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        Position.parse(text)


def test_a_position_reads_as_it_writes() -> None:
    assert Position.parse("3:41") == Position(3, 41)
    assert str(Position(3, 41)) == "3:41"
