"""`studio verify --from-heads` goes on from what was signed: what was touched behind it is named; what lies before it, it says, nobody looked at."""

from __future__ import annotations

import json
import pickle
import sqlite3
from collections.abc import Awaitable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from infra.event_log.sqlite import SqliteEventLog
from infra.heads.folder import FolderHeads
from infra.heads.signed import SignedHead, SigningKey
from infra.heads.signing import sign
from schemas.errors import Invalid, NotFound
from schemas.partitions import COMMANDS, EVENTS
from studio.commands.verify import Scope, look, verify
from studio.folder import Folder
from studio.terminal import Exit, Terminal
from studio.verify.history import Report
from tests.support.scenario import HOUR, NOON
from tests.verify.month import PARTITION, Scribe, month

FROM_HEADS = Scope(from_heads=True)


@pytest.fixture
async def folder(tmp_path: Path) -> Folder:
    """A month, of which the first third was signed at one o'clock and the second at two."""
    folder, clock, asked = Folder(tmp_path), [NOON], list(month())
    log = await SqliteEventLog.open(folder.log, clock=lambda: clock[0])
    scribe = Scribe(log, clock)
    for hour, part in enumerate((asked[:30], asked[30:60]), 1):
        await scribe.write(part)
        await sign(log, PARTITION, FolderHeads(folder.heads), SigningKey.kept(folder.signing_key), NOON + hour * HOUR)
    await scribe.write(asked[60:])
    await log.close()
    return folder


def heads(folder: Folder) -> list[SignedHead]:
    return [SignedHead.parse(text) for _, text in FolderHeads(folder.heads).newest_first(PARTITION)][::-1]


def touch(folder: Folder, topic: str, offset: int) -> None:
    statement = "UPDATE record SET value = CAST(value || ' ' AS BLOB) WHERE topic = ? AND partition = ? AND offset = ?"
    with closing(sqlite3.connect(folder.log)) as connection, connection:
        assert connection.execute(statement, (topic, PARTITION, offset)).rowcount == 1


async def of_the_month(folder: Folder, scope: Scope) -> Report:
    reports, differences = await look(folder, scope)
    assert differences == []
    return reports[PARTITION]


async def told(capsys: pytest.CaptureFixture[str], command: Awaitable[int], exit: Exit) -> Any:
    assert await command == exit
    return json.loads(capsys.readouterr().out)


async def test_it_reads_what_came_after_the_newest_head_and_only_that(folder: Folder) -> None:
    whole, rest = await of_the_month(folder, Scope(log_only=True)), await of_the_month(folder, FROM_HEADS)
    assert rest.passed_by == heads(folder)[-1].seq + 1
    assert rest.passed_by + rest.events == whole.events
    assert 0 < rest.commands < whole.commands
    assert (rest.head, rest.undecided, rest.violations, rest.redecided) == (whole.head, 0, [], 0)


async def test_of_an_earlier_day_it_begins_behind_what_was_signed_before(folder: Folder) -> None:
    earlier = await of_the_month(folder, Scope(from_heads=True, since=NOON + 2 * HOUR))
    assert earlier.passed_by == heads(folder)[0].seq + 1


@pytest.mark.parametrize("since", [None, NOON + 2 * HOUR], ids=["newest", "earlier"])
async def test_what_was_touched_behind_the_head_is_named_event_or_command(folder: Folder, since: int | None) -> None:
    scope, last = Scope(from_heads=True, since=since), heads(folder)[-1].seq
    touch(folder, EVENTS, last + 5)
    [violation] = (await of_the_month(folder, scope)).violations
    assert (violation.invariant, violation.position.seq) == ("L5", last + 5)


async def test_a_command_that_was_changed_behind_the_head_is_found(folder: Folder) -> None:
    log = await SqliteEventLog.open(folder.log)
    last = await log.end(COMMANDS, PARTITION) - 1
    await log.close()
    touch(folder, COMMANDS, last)
    [violation] = (await of_the_month(folder, FROM_HEADS)).violations
    assert "was changed" in violation.message


async def test_what_was_touched_before_the_head_is_not_seen_and_said_not_to_be_looked_at(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    touch(folder, EVENTS, heads(folder)[0].seq + 2)
    assert (await of_the_month(folder, Scope(log_only=True))).violations
    said = await told(capsys, verify(Terminal(json=True, folder=folder), FROM_HEADS), Exit.OK)
    before = heads(folder)[-1].seq + 1
    assert said["not_looked_at"] == [
        "read models", f"{before} events up to the signed heads, but for those that were signed", "amounts and decisions in 1 partitions",
    ]  # fmt: skip
    assert (await of_the_month(folder, Scope(from_heads=True, since=NOON + 2 * HOUR))).violations, "it lies behind the earlier one"


async def test_an_event_that_was_signed_and_touched_is_found_wherever_it_begins(folder: Folder) -> None:
    for head in heads(folder):
        touch(folder, EVENTS, head.offset)
    found = {violation.invariant for violation in (await of_the_month(folder, FROM_HEADS)).violations}
    assert found == {"L5", "A1"}, "history does not go on from the newest, and the first is not what was signed"


def test_a_head_can_be_told_to_the_process_that_goes_on_from_it(folder: Folder) -> None:
    assert pickle.loads(pickle.dumps(heads(folder))) == heads(folder)


async def test_without_read_models_no_database_is_needed(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    said = await told(capsys, verify(Terminal(json=True, folder=folder), Scope(log_only=True)), Exit.OK)
    assert (said["not_looked_at"], said["redecided"]) == (["read models"], len(list(month())))
    assert not folder.rows.exists()


async def test_where_nothing_was_signed_or_nothing_is_said_the_cure_is_told(folder: Folder) -> None:
    terminal = Terminal(json=True, folder=folder)
    with pytest.raises(NotFound, match="without --from-heads"):
        await verify(terminal, Scope(from_heads=True, since=NOON))
    with pytest.raises(Invalid, match="--from-heads"):
        await verify(terminal, Scope(since=NOON))
