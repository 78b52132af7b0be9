"""`studio log copy` as an operator meets it: what it prints and returns, what it refuses and why, and that it follows."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Sequence
from pathlib import Path
from typing import Any

import pytest

from infra.event_log.claim import election
from infra.event_log.port import EventLog, NewRecord, Record
from infra.kafka_settings import KafkaSettings
from schemas.errors import AlreadyRunning, Invalid, NotFound, Unavailable
from schemas.partitions import COMMANDS, EVENTS, PARTITIONS
from studio import moving
from studio.commands.credits import statement
from studio.commands.log import copy
from studio.commands.verify import violations
from studio.embedded import running
from studio.folder import Folder
from studio.places import opened
from studio.terminal import Exit, Terminal
from tests.contracts.test_kafka_event_log import of_its_own


@pytest.fixture
async def home(tmp_path: Path) -> Folder:
    """Of a studio that ran and stopped."""
    folder = Folder(tmp_path / "home")
    async with running(folder, workers=False):
        pass
    return folder


@pytest.fixture
def terminal(home: Folder) -> Terminal:
    return Terminal(json=True, folder=home)


async def told(capsys: pytest.CaptureFixture[str], command: Awaitable[int], wanted: Exit = Exit.OK) -> Any:
    capsys.readouterr()
    assert await command == wanted
    return json.loads(capsys.readouterr().out)


def arguments(home: Folder, target: Path) -> tuple[str, str]:
    return str(home.root), str(target)


async def test_a_studio_begins_on_the_copy_with_the_same_credits(
    home: Folder, terminal: Terminal, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ours, theirs = home, Folder(tmp_path / "new")
    found = await told(capsys, copy(terminal, *arguments(home, theirs.root), None, follow=False, check=False))
    assert found["equal"]
    assert found["copied"]["events"] == sum(one["source"]["events"] for one in found["partitions"]) > 0
    assert all(one["source"] == one["target"] for one in found["partitions"])
    for name in ("keys.db", "master.key", "local.json"):
        (theirs.root / name).write_bytes((ours.root / name).read_bytes())
    before = await told(capsys, statement(Terminal(json=True, folder=ours), 10))
    assert await told(capsys, statement(Terminal(json=True, folder=theirs), 10)) == before
    assert await violations(theirs, redecide=True) == []


async def test_from_one_studio_on_kafka_to_another_and_on_with_what_came_later(
    home: Folder, terminal: Terminal, kafka: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two prefixes, as two clusters: offsets differ, for deciders have taken over in the first; the history is the same."""
    monkeypatch.setenv("STUDIO_KAFKA__REPLICATION", "1")
    monkeypatch.setenv("STUDIO_KAFKA__IN_SYNC", "1")
    async with of_its_own(kafka) as here, of_its_own(kafka) as there:
        ours, theirs = (f"kafka://{kafka}/{one.prefix}" for one in (here, there))
        await _elected_everywhere(here)
        moved = await told(capsys, copy(terminal, str(home.root), ours, None, follow=False, check=False))
        partition = next(one["partition"] for one in moved["partitions"] if one["source"]["events"])
        first = await told(capsys, copy(terminal, ours, theirs, f"{partition}:0", follow=False, check=False))
        assert first["equal"]
        async with opened(here) as log:
            await log.append(COMMANDS, partition, [NewRecord("acc_1", b"{}", {"ce_id": "came later"})])
        found = await told(capsys, copy(terminal, ours, theirs, None, follow=False, check=False))
        assert found["equal"]
        assert all(one["source"] == one["target"] for one in found["partitions"])
        async with opened(here) as one, opened(there) as other:
            assert await one.end(EVENTS, partition) > await other.end(EVENTS, partition)
            assert await one.end(COMMANDS, partition) == await other.end(COMMANDS, partition) > 0


async def _elected_everywhere(settings: KafkaSettings) -> None:
    async with opened(settings) as log:
        for partition in range(PARTITIONS):
            await log.append(EVENTS, partition, [election("one who waits")])


async def test_a_copy_that_lags_is_told_from_one_that_is_equal(
    home: Folder, terminal: Terminal, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    words = arguments(home, tmp_path / "new.db")
    last = next(
        one for one in (await told(capsys, copy(terminal, *words, None, follow=False, check=True), Exit.FAILED))["partitions"] if one["difference"]
    )
    assert last["difference"] == f"from the event {last['partition']}:0 on"
    until = f"{last['partition']}:0"
    assert (await told(capsys, copy(terminal, *words, until, follow=False, check=False)))["equal"]
    assert not (await told(capsys, copy(terminal, *words, None, follow=False, check=True), Exit.FAILED))["equal"]
    assert (await told(capsys, copy(terminal, *words, None, follow=False, check=False)))["equal"]
    alone = await told(capsys, copy(terminal, *words, None, follow=False, check=True))
    assert alone["copied"]["events"] == 0
    monkeypatch.setattr(moving, "ALONE_RECORDS_MAX", 0)
    assert (await told(capsys, copy(terminal, *words, None, follow=False, check=True)))["partitions"] == alone["partitions"]


async def test_what_cannot_be_is_refused_with_the_cure(home: Folder, terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = str(tmp_path / "new")
    monkeypatch.setenv("STUDIO_KAFKA__BOOTSTRAP_SERVERS", "nowhere:9092")

    async def refused(source: str, target: str, until: str | None = None, *, follow: bool = False, check: bool = False) -> None:
        await copy(terminal, source, target, until, follow=follow, check=check)

    with pytest.raises(Invalid, match="into itself"):
        await refused(str(home.root), str(home.log))
    with pytest.raises(NotFound, match="no studio"):
        await refused(str(tmp_path / "nothing"), target)
    with pytest.raises(NotFound, match="There is no log"):
        await refused(str(tmp_path / "nothing.db"), target)
    with pytest.raises(NotFound, match="no event 3:999"):
        await refused(str(home.root), target, "3:999")
    with pytest.raises(Invalid, match="--until 3:41"):
        await refused(str(home.root), target, "yesterday")
    with pytest.raises(Invalid, match="from 0 to 15"):
        await refused(str(home.root), target, "16:1")
    with pytest.raises(Invalid, match="one of them"):
        await refused(str(home.root), target, follow=True, check=True)
    with pytest.raises(Invalid, match="host:port"):
        await refused(str(home.root), "kafka://me:secret@there:9092/")
    with Folder(Path(target)).owned(), pytest.raises(AlreadyRunning):
        await refused(str(home.root), target)


def test_two_clusters_may_have_keys_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STUDIO_KAFKA__BOOTSTRAP_SERVERS", "here:9092")
    monkeypatch.setenv("STUDIO_KAFKA__USERNAME", "we")
    monkeypatch.setenv("STUDIO_TO_KAFKA__USERNAME", "they")
    one, other = moving.source_of("kafka"), moving.target_of("kafka://there:9092,there:9093/west.")
    assert not isinstance(one, Path)
    assert not isinstance(other, Path)
    assert (one.bootstrap_servers, one.prefix, one.username) == ("here:9092", "", "we")
    assert (other.bootstrap_servers, other.prefix, other.username) == ("there:9092,there:9093", "west.", "they")


async def test_it_follows_a_log_that_goes_on_and_waits_while_it_is_away(home: Folder, tmp_path: Path) -> None:
    behind: list[int] = []
    async with moving.both(home.log, tmp_path / "region.db") as (source, target):
        following = asyncio.create_task(moving.follow(await moving.copiers(Shy(source), target, {}, 0.0, untold), behind.append))
        for round in range(3):
            await source.append(COMMANDS, 5, [NewRecord("acc_1", b"{}", {"ce_id": f"{round}"})])
            so_far = len(behind)
            while len(behind) < so_far + 2:
                await asyncio.sleep(0.01)
                assert not following.done()
            assert (await moving.compared(source, target, {}, untold))[5].difference == ""
        following.cancel()
    assert sum(behind) >= 3


def untold(_commands: int, _events: int) -> None:
    pass


class Shy:
    """A log that is away at every ninth question."""

    def __init__(self, log: EventLog) -> None:
        self._log, self._asked = log, 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._log, name)

    async def read(self, topic: str, partition: int, offset: int, limit: int = 1000) -> Sequence[Record]:
        self._asked += 1
        if self._asked % 9 == 0:
            raise Unavailable("The event log cannot be read just now.")
        return await self._log.read(topic, partition, offset, limit)
