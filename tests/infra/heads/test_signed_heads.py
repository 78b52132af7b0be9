"""Signed heads find what the link alone cannot: a tail that was cut, a history written anew. And they are not easily forged themselves (A1)."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from decider.heads import sign_all
from infra.event_log.claim import election
from infra.event_log.copying import Copier
from infra.event_log.sqlite import SqliteEventLog
from infra.heads.folder import FolderHeads
from infra.heads.signed import GRACE_MS, SignedHead, SigningKey, Trust, replace_key, rotated
from infra.heads.signing import sign
from schemas.errors import Corrupt, Undecodable
from schemas.partitions import EVENTS
from studio.verify.heads import against_heads
from studio.verify.history import verify
from studio.verify.invariants import Checker, Violation
from tests.support.scenario import NOON
from tests.verify.month import PARTITION, Asked, Scribe, month


@dataclass(slots=True)
class Kept:
    """A log, what was signed of it, and the key."""

    log: SqliteEventLog
    scribe: Scribe
    store: FolderHeads
    key: Path
    path: Path
    now: int = NOON

    async def write(self, asked: Sequence[Asked]) -> None:
        await self.log.append(EVENTS, PARTITION, [election("somebody")])
        await self.scribe.write(asked)

    async def sign(self) -> SignedHead | None:
        self.now += 3_600_000
        return await sign(self.log, PARTITION, self.store, SigningKey.kept(self.key), self.now)

    async def found(self, log: SqliteEventLog | None = None, anchors: Sequence[str] | None = None) -> list[Violation]:
        own = [SigningKey.kept(self.key).id]
        [seen] = await against_heads(log or self.log, self.store, own if anchors is None else anchors, [PARTITION])
        return seen.violations


@pytest.fixture
async def kept(tmp_path: Path) -> AsyncIterator[Kept]:
    """Three parts of a month, signed after each."""
    clock = [NOON]
    log = await SqliteEventLog.open(tmp_path / "log.db", clock=lambda: clock[0])
    kept = Kept(log, Scribe(log, clock), FolderHeads(tmp_path / "heads"), tmp_path / "signing.key", tmp_path / "log.db")
    asked = list(month())
    for part in (asked[:30], asked[30:60], asked[60:]):
        await kept.write(part)
        await kept.sign()
    yield kept
    await log.close()


def heads(kept: Kept) -> list[SignedHead]:
    return [SignedHead.parse(text) for _, text in kept.store.newest_first(PARTITION)][::-1]


def changed(kept: Kept, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(kept.path)) as connection, connection:
        assert connection.execute(statement, values).rowcount > 0


async def test_a_log_that_nobody_touched_agrees(kept: Kept) -> None:
    assert len(heads(kept)) == 3
    assert heads(kept)[-1].seq == kept.scribe.head.seq
    assert await kept.found() == []
    assert await kept.sign() is None, "there is nothing new"


async def test_a_tail_that_was_cut_is_missed_and_the_first_event_of_it_named(kept: Kept) -> None:
    last = kept.scribe.head.seq
    changed(kept, "DELETE FROM record WHERE topic = ?1 AND offset > (SELECT max(offset) - 7 FROM record WHERE topic = ?1)", EVENTS)
    [violation] = await kept.found()
    assert (violation.invariant, violation.position.seq) == ("A1", last - 6)
    assert "cut off" in violation.message


async def test_a_history_that_was_written_anew_is_found_although_each_link_fits(kept: Kept, tmp_path: Path) -> None:
    """From the middle of the second part on: what the first head vouches for is still there."""
    first, _, _ = heads(kept)
    clock = [NOON]
    forged = await SqliteEventLog.open(tmp_path / "forged.db", clock=lambda: clock[0])
    scribe, asked = Scribe(forged, clock), list(month())
    for part in (asked[:30], asked[30:45]):
        await scribe.write(part)
    await scribe.write([Asked(command=asked[2].command, issuer="operator"), *asked[45:]])
    assert (await verify(forged, PARTITION, Checker())).violations == []
    [violation] = await kept.found(forged)
    assert (violation.invariant, violation.position.seq) == ("A1", first.seq + 1)
    assert "written anew" in violation.message
    await forged.close()


async def test_an_event_taken_out_under_a_head_is_found(kept: Kept) -> None:
    changed(kept, "DELETE FROM record WHERE topic = ? AND offset = ?", EVENTS, heads(kept)[1].offset)
    [violation] = await kept.found()
    assert violation.position.seq == heads(kept)[0].seq + 1


async def test_nothing_is_signed_on_top_of_what_was_changed(kept: Kept, caplog: pytest.LogCaptureFixture) -> None:
    changed(kept, "DELETE FROM record WHERE topic = ?1 AND offset > (SELECT max(offset) - 7 FROM record WHERE topic = ?1)", EVENTS)
    with pytest.raises(Corrupt, match="is gone"):
        await kept.sign()
    await sign_all(kept.log, kept.store, SigningKey.kept(kept.key), lambda: NOON)
    assert "history does not go on from what was signed" in caplog.text
    assert len(heads(kept)) == 3


async def test_in_a_copy_of_the_log_the_same_heads_hold_at_other_offsets(kept: Kept, tmp_path: Path) -> None:
    target = await SqliteEventLog.open(tmp_path / "target.db")
    await Copier(kept.log, target, PARTITION).catch_up()
    assert await target.end(EVENTS, PARTITION) < await kept.log.end(EVENTS, PARTITION)
    assert await kept.found(target) == []
    assert await sign(target, PARTITION, kept.store, SigningKey.kept(kept.key), kept.now) is None
    await target.close()


# --- heads and keys that are not what they seem


def touch(kept: Kept, field: str) -> None:
    path = Path(next(kept.store.newest_first(PARTITION))[0])
    lines = path.read_text().splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith(f"{field} "))
    lines[at] = lines[at].replace("1", "2", 1) if "1" in lines[at].partition(" ")[2] else lines[at].replace("a", "b", 1)
    path.chmod(0o600)
    path.write_text("\n".join(lines) + "\n")


@pytest.mark.parametrize("field", ["partition", "offset", "seq", "hash", "time", "key", "signature"])
async def test_a_head_with_one_field_touched_vouches_for_nothing(kept: Kept, field: str) -> None:
    touch(kept, field)
    [violation] = await kept.found()
    assert "vouches for nothing" in violation.message or "Not a signed head" in violation.message


async def test_a_stranger_cannot_sign_not_even_with_a_key_that_he_publishes(kept: Kept, tmp_path: Path) -> None:
    stranger = SigningKey.kept(tmp_path / "stranger.key")
    await kept.scribe.write(list(month())[:3])
    assert await sign(kept.log, PARTITION, kept.store, stranger, kept.now) is not None
    [violation] = await kept.found()
    assert "is none of ours" in violation.message


async def test_what_the_old_key_signed_stays_signed_whichever_key_is_known(kept: Kept) -> None:
    old = SigningKey.kept(kept.key).id
    for _ in range(2):
        statement, secret = rotated(kept.key, kept.now)
        kept.store.publish(statement)
        replace_key(kept.key, secret)
        await kept.scribe.write(list(month())[:3])
        assert await kept.sign() is not None
    new = SigningKey.kept(kept.key).id
    assert len({head.key for head in heads(kept)}) == 3
    assert [await kept.found(anchors=known) for known in ([old], [new], [])] == [[], [], []]
    assert await kept.found(anchors=["00" * 32])


async def test_a_retired_key_signs_nothing_any_more(kept: Kept) -> None:
    old = SigningKey.kept(kept.key)
    statement, secret = rotated(kept.key, kept.now)
    kept.store.publish(statement)
    replace_key(kept.key, secret)
    trust = Trust(kept.store.statements(), [statement.key])
    sealed = {"partition": PARTITION, "offset": 1, "seq": 1, "hash": "0" * 64}
    assert trust.doubt(SignedHead.of(old, time=kept.now + GRACE_MS, **sealed)) is None  # type: ignore[arg-type]
    assert "retired" in (trust.doubt(SignedHead.of(old, time=kept.now + GRACE_MS + 1, **sealed)) or "")  # type: ignore[arg-type]


async def test_who_says_that_he_follows_a_key_must_be_named_by_it(kept: Kept, tmp_path: Path) -> None:
    stranger = SigningKey.kept(tmp_path / "stranger.key")
    statement, _ = rotated(kept.key, kept.now)
    forged = type(statement)(key=stranger.id, after=SigningKey.kept(kept.key).id, time=kept.now, before_signs=statement.before_signs, signature="")
    kept.store.publish(forged)
    assert stranger.id not in Trust(kept.store.statements(), [SigningKey.kept(kept.key).id]).keys


def test_what_is_no_head_is_told_from_one() -> None:
    for text in (b"", b"studio-head 1\n", b"studio-head 2\nseq 1\n", b"\xff\xfe", b"studio-head 1\npartition x\n"):
        with pytest.raises(Undecodable):
            SignedHead.parse(text)


def test_a_signing_key_that_is_damaged_is_said_to_be_one(tmp_path: Path) -> None:
    (tmp_path / "signing.key").write_text("gone")
    with pytest.raises(Corrupt, match="signing key"):
        SigningKey.kept(tmp_path / "signing.key")
