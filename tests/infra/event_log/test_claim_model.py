"""The claim and the link, alone, to exhaustion: three writers, late, duplicate and unknown batches, deaths and freezes, readers from everywhere."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping

import pytest

from schemas import codec
from schemas.envelope import Instant
from schemas.errors import BrokenLink
from tests.infra.event_log.claim_model import AllChoices, Play, Wrong, random_choices, verify
from tests.support.reference_writer import ClaimsPastUnknown, Pipelines, ReferenceWriter

DEEP, STEPS = 20_000, 28


@pytest.fixture(autouse=True)
def each_record_is_hashed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The hash is a pure function of its arguments, and every reader of every history asks for it: remembering it only saves time."""
    hashes: dict[object, str] = {}
    link_hash = codec.link_hash

    def remembered(headers: Mapping[str, str], key: str, time: Instant, value: bytes) -> str:
        asked = (*headers.values(), key, time, value)
        if asked not in hashes:
            hashes[asked] = link_hash(headers, key, time, value)
        return hashes[asked]

    monkeypatch.setattr(codec, "link_hash", remembered)


def three(kind: type[ReferenceWriter] = ReferenceWriter) -> list[ReferenceWriter]:
    return [kind("first"), ReferenceWriter("second"), ReferenceWriter("third", limit=1)]


def deep(seed: int, writers: list[ReferenceWriter]) -> Play:
    play = Play(writers, random_choices(seed), commands=4, conditional=seed % 4 == 0, faults=5)
    play.run(STEPS)
    return play


def name(play: Play) -> bytes:
    return hashlib.blake2b(repr(play.history).encode(), digest_size=16).digest()


def test_every_reader_believes_the_same_in_deep_histories(capsys: pytest.CaptureFixture[str]) -> None:
    seen: Counter[str] = Counter()
    histories: set[bytes] = set()
    for seed in range(DEEP):
        play = deep(seed, three())
        verify(play)
        seen += play.seen
        histories.add(name(play))
    with capsys.disabled():
        print(f"\n{len(histories):,} distinct deep histories: {dict(seen)}")
    assert len(histories) >= DEEP - 100
    rare = {
        what: seen[what] for what in ("passed over", "displaced", "deafen", "drop", "again", "died with a batch in flight", "another writer got in")
    }
    assert min(rare.values()) > 1_000, f"too rare to prove anything: {rare}"


@pytest.mark.parametrize("conditional", [True, False])
def test_every_reader_believes_the_same_in_all_shallow_histories(conditional: bool, capsys: pytest.CaptureFixture[str]) -> None:
    """Two writers, one command of one event and one of two, at most one fault: all that can happen in eight steps."""
    choices, histories = AllChoices(), set()
    while True:
        play = Play([ReferenceWriter("first", limit=1), ReferenceWriter("second")], choices, commands=2, conditional=conditional, faults=1)
        play.run(8)
        verify(play)
        histories.add(name(play))
        if not choices.next():
            break
    with capsys.disabled():
        print(f"\n{len(histories):,} distinct shallow histories")
    assert len(histories) >= 10_000


@pytest.mark.parametrize("mutant", [Pipelines, ClaimsPastUnknown])
def test_a_writer_that_claims_past_an_unconfirmed_batch_is_caught(mutant: type[ReferenceWriter]) -> None:
    """Among three writers of which one breaks the condition; the same histories are sound when none does."""
    caught = Counter(alarm(seed, mutant) for seed in range(1_000))
    assert caught["BrokenLink"] >= 3, caught
    assert caught.keys() <= {"sound", "BrokenLink"}, "the link must be what gives the alarm"


def alarm(seed: int, mutant: type[ReferenceWriter]) -> str:
    try:
        verify(deep(seed, three(mutant)))
    except (BrokenLink, Wrong) as error:
        return type(error).__name__
    return "sound"
