"""A new version of `decide` owns nothing before somebody has read what it would decide otherwise than the version before it did."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest

from decider import shadow
from decider.chronicle import decide
from decider.shadow import Comparisons, compare, see_that_it_may_decide, told
from domain.partition import VERSION, Partition
from infra.embedded.kafka import free_ports
from infra.event_log.claim import Head
from infra.event_log.kafka import KafkaEventLog
from infra.event_log.sqlite import SqliteEventLog
from schemas.errors import Invalid
from schemas.partitions import COMMANDS, EVENTS
from tests.contracts.test_kafka_event_log import of_its_own
from tests.support.deciding import OPEN, PARTITION, append, create
from tests.verify import golden

LONG_S = 60.0
EVER_MS = 10**12
OLD = [version for version in golden.versions() if version != VERSION]


@pytest.fixture
async def log(tmp_path: Path) -> AsyncIterator[SqliteEventLog]:
    log = await SqliteEventLog.open(tmp_path / "log.db")
    yield log
    await log.close()


@pytest.fixture
def comparisons(tmp_path: Path) -> Comparisons:
    return Comparisons(tmp_path / "shadow")


async def test_an_empty_log_and_one_of_its_own_version_may_be_decided(log: SqliteEventLog, comparisons: Comparisons) -> None:
    await see_that_it_may_decide(log, comparisons, "refuse")
    await golden.copy(VERSION, log)
    await see_that_it_may_decide(log, comparisons, "refuse")


@pytest.mark.parametrize("known", ["when it was empty", "later"])
async def test_back_to_a_version_that_has_decided_alone_needs_nobody(
    log: SqliteEventLog, comparisons: Comparisons, monkeypatch: pytest.MonkeyPatch, known: str
) -> None:
    """From one that has decided one command, and which nobody asked about."""
    if known == "when it was empty":
        await see_that_it_may_decide(log, comparisons, "refuse")
    head, state = Head(), Partition(PARTITION)
    for version, command in ((VERSION, OPEN), ("next", create(1))):
        if (version, known) == ("next", "later"):
            await see_that_it_may_decide(log, comparisons, "refuse")
        [record] = await log.read(COMMANDS, PARTITION, await append(log, command, issuer="operator"), 1)
        entry = decide(state, head, record, record.time, version)
        await log.append(EVENTS, PARTITION, entry.records, at=head.next_offset)
        head = entry.head
    await see_that_it_may_decide(log, comparisons, "refuse")
    monkeypatch.setattr(shadow, "VERSION", "third")
    with pytest.raises(Invalid, match="decider shadow` tries it"):
        await see_that_it_may_decide(log, comparisons, "refuse")


async def test_a_word_that_cannot_be_kept_keeps_nobody_from_deciding(log: SqliteEventLog, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "shadow").write_text("no folder")
    await see_that_it_may_decide(log, Comparisons(tmp_path / "shadow"), "refuse")
    assert "its word cannot be kept" in caplog.text


@pytest.mark.parametrize("version", OLD)
async def test_another_version_is_told_and_waits_until_that_is_accepted(log: SqliteEventLog, comparisons: Comparisons, version: str) -> None:
    await golden.copy(version, log)
    with pytest.raises(Invalid, match="decider shadow` tries it"):
        await see_that_it_may_decide(log, comparisons, "refuse")
    comparisons.put(found := await compare(log, EVER_MS))
    assert found.commands > 50
    if found.differing:
        with pytest.raises(Invalid, match=r"shadow --accept` when that is meant"):
            await see_that_it_may_decide(log, comparisons, "refuse")
        comparisons.put(await compare(log, EVER_MS, accept=True))
    await see_that_it_may_decide(log, comparisons, "refuse")


async def test_a_version_that_decides_the_same_needs_no_person(
    log: SqliteEventLog, comparisons: Comparisons, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The log of this version, as the next one finds it that changes nothing."""
    await golden.copy(VERSION, log)
    monkeypatch.setattr(shadow, "VERSION", "next")
    comparisons.put(found := await compare(log, EVER_MS))
    assert (found.differing, found.accepted) == (0, True)
    assert found.commands > 50
    await see_that_it_may_decide(log, comparisons, "refuse")


async def test_what_is_decided_otherwise_is_named(log: SqliteEventLog, monkeypatch: pytest.MonkeyPatch) -> None:
    """A version that has forgotten how to grant credits."""
    from domain import partition
    from schemas.commands.account import GrantCredits
    from schemas.errors import NotAllowed

    await golden.copy(VERSION, log)
    monkeypatch.setattr(shadow, "VERSION", "next")
    decide = partition._decide

    def forgetful(state: object, issued: object, now: int) -> object:
        if isinstance(issued.command, GrantCredits):  # type: ignore[attr-defined]
            raise NotAllowed("No more gifts.")
        return decide(state, issued, now)  # type: ignore[arg-type]

    monkeypatch.setattr(partition, "_decide", forgetful)
    found = await compare(log, EVER_MS)
    assert 0 < found.differing < found.commands
    assert not found.accepted
    assert {one.name for one in found.shown} == {"credits.grant.v1"}
    first = next(line for line in told(found) if line.startswith("command"))
    assert "would be" in first
    assert "rejected" in first


async def test_what_was_decided_on_the_last_day_is_tried(log: SqliteEventLog) -> None:
    await golden.copy(OLD[-1], log)
    whole, day = await compare(log, EVER_MS), await compare(log)
    assert 0 < day.commands < whole.commands


async def test_where_nobody_could_accept_it_the_difference_is_only_told(
    log: SqliteEventLog, comparisons: Comparisons, caplog: pytest.LogCaptureFixture
) -> None:
    await golden.copy(OLD[0], log)
    await see_that_it_may_decide(log, comparisons, "tell")
    assert f"version {VERSION} decides" in caplog.text
    kept = comparisons.of(VERSION)
    assert kept is not None
    assert kept.accepted
    caplog.clear()
    await see_that_it_may_decide(log, comparisons, "tell")
    assert caplog.text == ""


async def test_the_process_refuses_to_decide_until_somebody_has_accepted_it(kafka: str, tmp_path: Path) -> None:
    async with of_its_own(kafka) as settings:
        log = await KafkaEventLog.open(settings)
        await golden.copy(OLD[-1], log)
        await log.close()
        [port] = free_ports(1)
        given = {f"STUDIO_KAFKA__{name.upper()}": str(value) for name, value in settings.model_dump(exclude_defaults=True).items()}
        world = {**os.environ, **given, "STUDIO_STORAGE__FOLDER": str(tmp_path), "STUDIO_HTTP__PORT": str(port)}

        async def ended(*words: str) -> tuple[int | None, str]:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "decider", *words, env=world, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
            )
            told, _ = await asyncio.wait_for(process.communicate(), LONG_S)
            return process.returncode, told.decode()

        status, said = await ended()
        assert status == 2, said
        assert "python -m decider shadow" in said
        status, said = await ended("shadow")
        assert (status, f"version {VERSION} decides 1 of" in said) == (1, True), said
        assert (await ended("shadow", "--accept"))[0] == 0
        decider = await asyncio.create_subprocess_exec(sys.executable, "-m", "decider", env=world, stderr=asyncio.subprocess.DEVNULL)
        async with asyncio.timeout(LONG_S), httpx2.AsyncClient() as http:
            while not await ready(http, port):
                assert decider.returncode is None
                await asyncio.sleep(0.1)
        decider.terminate()
        assert await asyncio.wait_for(decider.wait(), LONG_S) == 0


async def ready(http: httpx2.AsyncClient, port: int) -> bool:
    try:
        return (await http.get(f"http://127.0.0.1:{port}/readyz")).is_success
    except httpx2.TransportError:
        return False


async def test_a_comparison_that_was_damaged_is_made_again(log: SqliteEventLog, comparisons: Comparisons, tmp_path: Path) -> None:
    (tmp_path / "shadow").mkdir()
    (tmp_path / "shadow" / f"{VERSION}.json").write_text("{")
    assert comparisons.of(VERSION) is None
