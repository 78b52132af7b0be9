"""Cures of the runbook that are commands are tried as they are written, on a real broker; within this process, which is quicker than several."""

from __future__ import annotations

import re
from importlib import import_module
from itertools import count
from pathlib import Path

import pytest

from bench.histories import Author, issued
from infra.event_log.kafka import KafkaEventLog
from infra.kafka_settings import KafkaSettings
from infra.streams import kafka_topics as stream_topics
from schemas.commands.account import OpenAccount
from schemas.partitions import EVENTS, partition_of
from schemas.values import Tier
from studio import moving
from studio.commands.log import copy
from studio.folder import Folder
from studio.terminal import Exit, Terminal
from tests.contracts.test_kafka_event_log import of_its_own

RUNBOOK = Path(__file__).parents[2] / "docs" / "runbook"


def commands(page: str) -> list[str]:
    """Of the one block of it."""
    [block] = re.findall(r"^ *```\n(.*?)^ *```", (RUNBOOK / page).read_text(), re.M | re.S)
    return [line.strip() for line in block.splitlines()]


async def test_a_broken_history_is_copied_to_new_topics_as_the_page_says(kafka: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moving, "SETTLE_S", 0.1)  # no copier was killed before
    *making, copying = commands("decider.md")
    async with of_its_own(kafka) as settings:
        for name, value in {"BOOTSTRAP_SERVERS": kafka, "PREFIX": settings.prefix, "REPLICATION": "1", "IN_SYNC": "1"}.items():
            monkeypatch.setenv(f"STUDIO_KAFKA__{name}", value)
        new = settings.model_copy(update={"prefix": f"{settings.prefix}new."})
        good = await _good_until(settings)
        for line in making:
            [module] = re.findall(r"^STUDIO_KAFKA__PREFIX=new\. python -m ([\w.]+)$", line)
            await import_module(module).create(new)
        words = re.findall(r"^studio log copy (\S+) (\S+) --until 3:<last good seq>$", copying.replace("BROKERS/new.", f"{kafka}/{new.prefix}"))
        terminal = Terminal(folder=Folder(tmp_path))
        assert [await copy(terminal, source, target, f"3:{good}", follow=False, check=False) for source, target in words] == [Exit.OK]
        await stream_topics.check(new)
        there = await KafkaEventLog.open(new)
        assert await there.end(EVENTS, 3) == good + 1
        await there.close()


async def _good_until(settings: KafkaSettings) -> int:
    """The last seq of partition 3 before one more that is to be left behind."""
    mine = (account for number in count() if partition_of(account := f"acc_{number}") == 3)
    log = await KafkaEventLog.open(settings)
    author = Author(log, 3)
    good = await author.write([issued(next(mine), OpenAccount(tier=Tier.FREE), "operator")]) - 1
    await author.write([issued(next(mine), OpenAccount(tier=Tier.FREE), "operator")])
    await log.close()
    return good
