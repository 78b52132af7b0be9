"""A broker without Docker: it starts, goes on after kill -9 with all it had acknowledged, and is one to a folder."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from infra.embedded import kafka
from infra.embedded.by_hand import exported
from infra.embedded.kafka import Broker, BrokerFailed, down, running
from infra.event_log import kafka_topics
from infra.event_log.kafka import KafkaEventLog
from infra.event_log.port import NewRecord
from infra.kafka_settings import KafkaSettings
from schemas.errors import Corrupt, Unavailable
from schemas.partitions import EVENTS


def up(folder: Path) -> KafkaSettings:
    """As a person does it, who exports what is printed: the broker runs on when the command has ended."""
    words = [sys.executable, "-m", "infra.embedded.kafka", "up", str(folder)]
    said = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=True).stdout
    told = exported(said)
    return KafkaSettings.model_validate_strings({name.removeprefix("STUDIO_KAFKA__").lower(): value for name, value in told.items()})


@pytest.mark.usefixtures("kafka_jars")
async def test_what_was_acknowledged_is_there_after_kill_nine(tmp_path: Path) -> None:
    settings = up(tmp_path)
    try:
        await kafka_topics.create(settings)
        log = await KafkaEventLog.open(settings)
        bases = [await log.append(EVENTS, 0, [NewRecord("acc_1", b"%d" % number)]) for number in range(20)]
        await log.close()
        os.kill(pid := running(tmp_path) or 0, signal.SIGKILL)
        while running(tmp_path):
            await asyncio.sleep(0.01)
        assert up(tmp_path) == settings, "whoever knew it finds it again"
        assert running(tmp_path) not in (None, pid)
        again = await KafkaEventLog.open(settings)
        held = {record.offset: record.value for record in await again.read(EVENTS, 0, 0)}
        await again.close()
        assert [held[base] for base in bases] == [b"%d" % number for number in range(20)]
        with pytest.raises(Unavailable, match="already"):
            Broker(tmp_path).start()
    finally:
        assert down(tmp_path)
    assert not down(tmp_path)


def test_where_java_is_missing_the_way_to_it_is_told(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "infra.embedded.kafka", "up", str(tmp_path)]
    ended = subprocess.run(words, env={**os.environ, "PATH": str(tmp_path)}, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert "apt-get install default-jre-headless" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.usefixtures("kafka_jars")
def test_one_that_is_too_slow_is_told_from_one_that_fell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kafka, "READY_S", -1.0)
    with pytest.raises(BrokerFailed, match=r"did not answer within .* Try again"):
        Broker(tmp_path).start()
    assert running(tmp_path) is None


@pytest.mark.usefixtures("kafka_jars")
def test_jars_that_are_not_those_of_the_list_are_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = tmp_path / "kafka.sha256"
    first, *others = kafka.SUMS.read_text().splitlines(keepends=True)
    wanted.write_text("".join(["0" * 64 + first[64:], *others]))
    monkeypatch.setattr(kafka, "SUMS", wanted)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    with pytest.raises(Corrupt, match=re.escape(first.split()[1])):
        kafka.jars()
    assert not [path for path in (tmp_path / "cache" / "ai-film-studio").iterdir() if path.is_dir() and path.suffix != ".draft"]
