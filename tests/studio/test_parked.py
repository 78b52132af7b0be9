"""`studio parked`: a record that nobody could read comes back to its stream, byte for byte, when somebody can."""

from __future__ import annotations

import json
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from infra.streams import kafka_topics
from infra.streams.embedded import EmbeddedStreams
from infra.streams.kafka import KafkaStreams
from infra.streams.messages import StreamRecord
from infra.streams.parking import FolderParking
from infra.streams.port import CONTROL, RESULTS, Parked, Subscription
from schemas.errors import NotAllowed, NotFound
from studio.commands.parked import list_parked, replay_one, show
from studio.folder import Folder
from studio.terminal import Exit, Terminal
from tests.infra.streams.contract import Ear, MemoryParking
from tests.infra.streams.test_kafka_streams import settings_of

ID = f"{RESULTS}/0@7"
RECORD = StreamRecord(key="acc_1", value=b"\xff not of us", headers={"type": "task_done.v9"})


@pytest.fixture
async def terminal(tmp_path: Path) -> Terminal:
    terminal = Terminal(folder=Folder(tmp_path / "studio"), umask=0o022)
    terminal.json = True
    parked = Parked(topic=RESULTS, partition=0, offset=7, record=RECORD, error="unknown_version: task_done.v9", attempts=1)
    await FolderParking(terminal.folder.parking).park(parked)
    terminal.folder.log.touch()  # is there one? Else that of the brokers is meant which the environment may name
    return terminal


async def test_what_was_parked_is_listed_and_shown_with_its_bytes(terminal: Terminal, capsys: pytest.CaptureFixture[str]) -> None:
    assert await list_parked(terminal) == Exit.OK
    [told] = json.loads(capsys.readouterr().out)
    assert told == {"id": ID, "type": "task_done.v9", "attempts": 1, "times": 1, "error": "unknown_version: task_done.v9"}
    assert await show(terminal, ID) == Exit.OK
    assert json.loads(capsys.readouterr().out)["value_base64"] == "/yBub3Qgb2YgdXM="


async def test_what_many_heard_and_parked_is_one_record_in_the_list(terminal: Terminal, capsys: pytest.CaptureFixture[str]) -> None:
    streams, parking = EmbeddedStreams(FolderParking(terminal.folder.parking)), FolderParking(terminal.folder.parking)
    async with AsyncExitStack() as stack:
        members = [await stack.enter_async_context(streams.join(Subscription(topic=CONTROL, handler=Ear()))) for _ in range(3)]
        await streams.append(CONTROL, StreamRecord(key="", value=b"\xff garbage"))
        for member in members:
            await member.caught_up()
    assert [one.topic for one in parking.parked()] == [CONTROL] * 3 + [RESULTS]
    assert await list_parked(terminal) == Exit.OK
    told, _ = json.loads(capsys.readouterr().out)
    assert told["times"] == 3
    assert told["error"].startswith("undecodable: "), "an unknown version would be one that is rolled out just now"


async def test_a_record_that_was_never_parked_is_not_found(terminal: Terminal) -> None:
    with pytest.raises(NotFound, match="parked list"):
        await show(terminal, f"{RESULTS}/0@8")


async def test_an_embedded_studio_has_nowhere_to_put_it_back(terminal: Terminal) -> None:
    with pytest.raises(NotAllowed, match="by itself"):
        await replay_one(terminal, ID)


async def test_it_lies_in_its_stream_again_as_it_was(terminal: Terminal, kafka: str, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_of(kafka)
    await kafka_topics.create(settings)
    for name, value in settings.model_dump(exclude_defaults=True).items():
        monkeypatch.setenv(f"STUDIO_KAFKA__{name.upper()}", str(value))
    monkeypatch.setenv("STUDIO_STORAGE__FOLDER", str(terminal.folder.root))
    assert await replay_one(terminal, ID, kafka=True) == Exit.OK
    parking = MemoryParking()
    streams = KafkaStreams(settings, parking)
    try:
        async with streams.join(Subscription(topic=RESULTS, handler=Ear(), group="router")) as member:
            await member.caught_up()
    finally:
        await streams.close()
    [again] = parking.parked
    assert again.record == RECORD
