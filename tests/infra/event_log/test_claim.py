"""Whoever touches history is found, and the first bad event is named (A1); and what a reader's head says."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from msgspec.structs import replace

from infra.event_log.claim import Claim, Head, election, first_bad
from infra.event_log.port import NewRecord, Record
from schemas import codec
from schemas.errors import BrokenLink, Undecodable, UnknownVersion
from tests.support.reference_writer import claimed, decided

EVENTS = 9
Tamper = Callable[[list[Record]], list[Record]]


def lying(records: Sequence[NewRecord], base: int = 0) -> list[Record]:
    return [Record(offset, record.time or 0, record.key, record.value, record.headers) for offset, record in enumerate(records, base)]


@pytest.fixture(scope="module")
def history() -> list[Record]:
    """An election, and nine events of six commands."""
    commands = [Record(offset, 0, "acc_1", b"", {}) for offset in range(6)]
    events, _ = decided(0, Head(), 0, commands)
    assert len(events) == EVENTS
    return lying([election("writer"), *claimed(events, 1)])


@pytest.fixture(scope="module")
def signed(history: list[Record]) -> Head:
    """What was signed when the history was whole."""
    return head_of(history)


def head_of(records: Sequence[Record]) -> Head:
    claim = Claim(0)
    for record in records:
        claim.check(record)
    return claim.head


def named(records: Sequence[Record], signed: Head) -> int | None:
    """The seq of the first bad event, as a verifier finds it that holds a signed head; None when all is well."""
    claim = Claim(0)
    for number, record in enumerate(records):
        try:
            claim.check(record)
        except BrokenLink:
            return first_bad(claim, record, records[number + 1 :])
        except Undecodable:
            return claim.head.seq + 1
    if claim.head.seq < signed.seq:
        return claim.head.seq + 1  # its tail was cut
    return None if claim.head.hash == signed.hash else claim.head.seq


def test_a_history_that_nobody_touched_is_believed_whole(history: list[Record], signed: Head) -> None:
    assert named(history, signed) is None
    assert signed == Head(next_offset=EVENTS + 1, seq=EVENTS - 1, hash=signed.hash, command_offset=5, command_whole=True)


# --- a byte flipped

# the last but one is vouched for only by the last: there the last may be named in its place
NAMED = [seq for seq in range(EVENTS) if seq != EVENTS - 2]


def flipped(text: str, place: int) -> str:
    """One bit of one character, which stays ASCII."""
    return text[:place] + chr(ord(text[place]) ^ 1) + text[place + 1 :]


def flips(record: Record) -> list[Record]:
    """Every byte of the value, of the key, of the time and of the headers' names and values."""
    headers = dict(record.headers)
    found = [replace(record, value=record.value[:at] + bytes([record.value[at] ^ 1]) + record.value[at + 1 :]) for at in range(len(record.value))]
    found += [replace(record, key=flipped(record.key, at)) for at in range(len(record.key))]
    found += [replace(record, time=record.time ^ (1 << bit)) for bit in range(48)]
    for name, value in headers.items():
        found += [replace(record, headers={**headers, name: flipped(value, at)}) for at in range(len(value))]
        others = {other: kept for other, kept in headers.items() if other != name}
        found += [replace(record, headers={**others, flipped(name, at): value}) for at in range(len(name))]
        found.append(replace(record, headers=others))
    return found


@pytest.mark.parametrize("seq", NAMED)
def test_a_byte_flipped_anywhere_in_an_event_is_found_and_the_event_named(history: list[Record], signed: Head, seq: int) -> None:
    changed = flips(history[seq + 1])
    assert len(changed) > 400
    for bad in changed if seq in (0, 4) else changed[::7]:
        assert named([*history[: seq + 1], bad, *history[seq + 2 :]], signed) == seq, bad


def test_a_byte_flipped_in_the_last_but_one_is_found(history: list[Record], signed: Head) -> None:
    """Nothing but a signed head tells whether it was changed or the last put in: one of the two is named."""
    for bad in flips(history[EVENTS - 1]):
        assert named([*history[: EVENTS - 1], bad, history[EVENTS]], signed) in (EVENTS - 2, EVENTS - 1), bad


# --- records cut, swapped, put in


def again(records: Sequence[Record]) -> list[Record]:
    """Written afresh as a careful forger would: every record lies where it says."""
    news = [NewRecord(record.key, record.value, record.headers, record.time) for record in records]
    return lying([news[0], *claimed(news[1:], 1)])


@pytest.mark.parametrize("seq", range(EVENTS))
@pytest.mark.parametrize("close_the_gap", [True, False])
def test_a_record_cut_is_found_and_named(history: list[Record], signed: Head, seq: int, close_the_gap: bool) -> None:
    rest = [*history[: seq + 1], *history[seq + 2 :]]
    assert named(again(rest) if close_the_gap else rest, signed) == seq


@pytest.mark.parametrize("left", range(EVENTS))
def test_a_tail_cut_is_found_by_the_signed_head(history: list[Record], signed: Head, left: int) -> None:
    assert named(history[: left + 1], signed) == left


@pytest.mark.parametrize("seq", range(EVENTS - 1))
@pytest.mark.parametrize("restamped", [True, False])
def test_two_records_swapped_are_found_and_the_first_named(history: list[Record], signed: Head, seq: int, restamped: bool) -> None:
    one, other = history[seq + 1], history[seq + 2]
    swapped = [*history[: seq + 1], replace(other, offset=one.offset), replace(one, offset=other.offset), *history[seq + 3 :]]
    assert named(again(swapped) if restamped else swapped, signed) == seq


@pytest.mark.parametrize("forged", ["the last again", "a guess at the link", "another partition's"])
def test_a_record_appended_with_a_good_claim_is_found_and_named(history: list[Record], signed: Head, forged: str) -> None:
    last = history[-1]
    headers = {
        "the last again": last.headers,
        "a guess at the link": {**last.headers, "seq": str(EVENTS), "command": "6:0:1", "prev": "f" * 64},
        "another partition's": {**last.headers, "ce_id": f"1:{EVENTS}"},
    }[forged]
    put_in = Record(EVENTS + 1, last.time, last.key, last.value, {**headers, "at": str(EVENTS + 1)})
    assert named([*history, put_in], signed) == EVENTS


@pytest.mark.parametrize("seq", range(EVENTS - 1))
def test_a_record_put_in_between_with_all_behind_it_restamped_is_found_and_named(history: list[Record], signed: Head, seq: int) -> None:
    stranger = replace(history[seq + 1], headers={**history[seq + 1].headers, "seq": str(seq + 1), "prev": "f" * 64})
    assert named(again([*history[: seq + 2], stranger, *history[seq + 2 :]]), signed) == seq + 1


def test_what_lies_elsewhere_and_elections_are_no_history(history: list[Record], signed: Head) -> None:
    """The records of losers between true ones disturb nothing: not the link, not what is named."""
    elsewhere = [replace(history[3], offset=EVENTS + 1), replace(history[0], offset=EVENTS + 2), replace(history[1], offset=EVENTS + 3)]
    claim = Claim(0)
    assert len(list(claim.events([*history, *elsewhere]))) == EVENTS
    assert (claim.passed_over, claim.last_election) == (2, EVENTS + 2)
    assert claim.head == replace(signed, next_offset=EVENTS + 4)


# --- the head


def test_a_command_half_taken_is_not_decided_yet(history: list[Record]) -> None:
    claim, heads = Claim(0), []
    for record in history:
        claim.check(record)
        heads.append(claim.head.decided)
    assert heads == [-1, 0, 0, 1, 2, 2, 3, 4, 4, 5]


def test_a_reader_goes_on_from_its_head_as_if_it_had_never_stopped(history: list[Record], signed: Head) -> None:
    for stop in range(len(history) + 1):
        claim = Claim(0, head_of(history[:stop]))
        for record in history[stop:]:
            claim.check(record)
        assert claim.head == signed


def test_a_reader_that_begins_in_the_middle_takes_the_link_up_at_the_first_event(history: list[Record]) -> None:
    claim = Claim(0, Head(next_offset=4, hash=None))
    assert [claim.check(record) is not None for record in history[4:6]] == [True, True]
    with pytest.raises(BrokenLink):
        claim.check(replace(history[7], offset=history[7].offset))


@pytest.mark.parametrize(("wire", "raised"), [("partition.ticked.v2", UnknownVersion), ("no.such.thing.v1", UnknownVersion)])
def test_the_head_stays_before_an_event_that_cannot_be_read(history: list[Record], wire: str, raised: type[Exception]) -> None:
    """Written by a newer studio: who keeps the head and comes back after an upgrade must find the event, not the one behind it."""
    claim = Claim(0, head_of(history[:4]))
    before = claim.head
    with pytest.raises(raised, match="Partition 0, offset 4"):
        claim.accept(replace(history[4], headers={**history[4].headers, "ce_type": wire}))
    with pytest.raises(Undecodable, match="Partition 0, offset 4"):
        claim.accept(replace(history[4], value=b"{"))
    assert claim.head == before
    assert claim.accept(history[4]) is not None


def test_the_link_leaves_the_claim_out_so_that_history_can_move_house(history: list[Record]) -> None:
    moved = lying(claimed([NewRecord(record.key, record.value, record.headers, record.time) for record in history[1:]], 100), 100)
    assert [codec.link_hash(record.headers, record.key, record.time, record.value) for record in moved] == [
        codec.link_hash(record.headers, record.key, record.time, record.value) for record in history[1:]
    ]
    assert len(list(Claim(0, Head(next_offset=100)).events(moved))) == EVENTS
