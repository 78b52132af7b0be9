"""A decider on Kafka whose machine has a wrong clock: an hour ahead, and then, from one moment to the next, two hours behind.

To the decider a broker whose clock is ahead, or steps, is the same: it knows only how far the two are apart.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from chaos.shifted import CLOCK
from infra.embedded.kafka import free_ports
from infra.event_log.claim import Claim
from infra.event_log.kafka import KafkaEventLog
from infra.event_log.port import EventLog, NewRecord
from infra.kafka_settings import KafkaSettings
from schemas import codec
from schemas.commands.account import OpenAccount
from schemas.commands.project import CreateProject
from schemas.envelope import Instant, Issued, Recorded, Sealed
from schemas.partitions import COMMANDS, EVENTS, partition_of
from schemas.values import Tier
from studio.verify.history import verify
from studio.verify.invariants import Checker
from tests.contracts.test_kafka_event_log import of_its_own

ACCOUNT = "acc_1"
PARTITION = partition_of(ACCOUNT)
HOUR_S, WAIT_S, BELIEVED_MS = 3_600, 120, 5_000


async def test_no_time_is_believed_that_only_one_of_two_clocks_tells_and_none_goes_back(kafka: str, tmp_path: Path) -> None:
    async with of_its_own(kafka) as settings, deciding(settings, tmp_path) as log:
        right = await decided(log, OpenAccount(tier=Tier.PRO), issuer="operator")
        wrong_by(tmp_path, HOUR_S)
        ahead = await decided(log, create(1))
        wrong_by(tmp_path, -2 * HOUR_S)
        behind = [await decided(log, create(number)) for number in (2, 3)]
        wrong_by(tmp_path, 0)
        mended = await decided(log, create(4))
        now = time.time_ns() // 1_000_000
        assert right <= ahead <= now, "an hour ahead: the broker's time was taken"
        assert behind == [ahead, ahead], "two hours behind: time stood still, and every command was decided"
        assert ahead < mended <= now + BELIEVED_MS
        report = await verify(log, PARTITION, Checker())
        assert (report.violations, report.redecided, report.undecided) == ([], 5, 0)


def create(number: int) -> CreateProject:
    return CreateProject(project_id=f"prj_{number}", title=Sealed("title"))


async def decided(log: EventLog, command: Any, issuer: str = "command_api") -> Instant:
    """The time of the decision."""
    issued = Issued(command_id=str(uuid.uuid4()), account_id=ACCOUNT, actor=ACCOUNT, issuer=issuer, command=command)
    offset = await log.append(COMMANDS, PARTITION, [NewRecord(ACCOUNT, codec.encode(command), codec.command_headers(issued))])
    async with asyncio.timeout(WAIT_S):
        while not (found := [one for one in await history(log) if one.command_offset == offset]):
            await asyncio.sleep(0.02)
    return found[0].time


async def history(log: EventLog) -> list[Recorded[Any]]:
    return list(Claim(PARTITION).events(await log.read(EVENTS, PARTITION, 0)))


@asynccontextmanager
async def deciding(settings: KafkaSettings, folder: Path) -> AsyncIterator[EventLog]:
    """A log, and a process that rules it on a machine whose clock `wrong_by` sets."""
    told = {f"STUDIO_KAFKA__{name.upper()}": str(value) for name, value in settings.model_dump(exclude_defaults=True).items()}
    own = {"STUDIO_STORAGE__FOLDER": str(folder), "STUDIO_HTTP__PORT": str(free_ports(1)[0]), CLOCK: str(folder / "clock")}
    decider = await asyncio.create_subprocess_exec(sys.executable, "-m", "chaos.shifted", "decider", env={**os.environ, **told, **own})
    log = await KafkaEventLog.open(settings)
    try:
        yield log
    finally:
        await log.close()
        decider.terminate()
        assert await decider.wait() == 0


def wrong_by(folder: Path, seconds: int) -> None:
    """In one stroke: whoever reads it finds the old number or the new one."""
    draft = folder / "clock.draft"
    draft.write_text(str(seconds))
    draft.replace(folder / "clock")
