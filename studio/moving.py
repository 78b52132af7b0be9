"""A log moves house: which two are meant, all their partitions copied at once, again and again where somebody follows, and compared."""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import os
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

from infra.event_log.comparing import Compared, compare
from infra.event_log.copying import Copier, Progress
from infra.event_log.find import find
from infra.event_log.port import EventLog
from infra.kafka_settings import KafkaSettings
from infra.pause import Pause
from infra.settings import KafkaLogSettings
from schemas.envelope import Position
from schemas.errors import Invalid, NotFound, Unavailable
from schemas.partitions import COMMANDS, EVENTS, PARTITIONS
from studio.folder import Folder
from studio.places import LogPlace, log_of, opened

SETTLE_S = 2.0  # longer than a broker takes over what a copier that was killed had sent; a file knows no such thing
FOLLOW_S = 0.5
ALONE_RECORDS_MAX = 40_000
"""A shorter log is compared in this process: to start others takes longer."""
COMPARED_AT_ONCE = 4  # partitions: what is compared lies in memory a page at a time
log = logging.getLogger(__name__)


def source_of(text: str) -> LogPlace:
    """Raises NotFound, Invalid, Unavailable, each with its cure."""
    if (kafka := _kafka(text, "FROM")) is not None:
        return kafka
    path = Path(text)
    if path.suffix != ".db":
        folder = Folder(path)
        if not folder.exists and not folder.on_kafka:  # whose brokers the environment may name is `kafka`, and never a folder that is misspelt
            raise NotFound(f"There is no studio in {path}. `kafka` stands for the log that STUDIO_KAFKA__BOOTSTRAP_SERVERS names.")
        return log_of(folder)
    if not path.exists():
        raise NotFound(f"There is no log {path}.")
    return path


def target_of(text: str) -> LogPlace:
    """Of a folder without a studio: the file that one would have. Raises Invalid, Unavailable, each with its cure."""
    if (kafka := _kafka(text, "TO")) is not None:
        return kafka
    path = Path(text)
    if path.suffix == ".db":
        return path
    folder = Folder(path)
    return log_of(folder) if folder.on_kafka else folder.log


def _kafka(text: str, side: str) -> KafkaSettings | None:
    """`kafka`: as STUDIO_KAFKA__* say. `kafka://host:port,host:port/prefix`: there, and else as they say. STUDIO_FROM_KAFKA__* and STUDIO_TO_KAFKA__*
    come before both, for two clusters with other keys."""
    if text != "kafka" and not text.startswith("kafka://"):
        return None
    own = f"STUDIO_{side}_KAFKA__"
    given = {name.removeprefix(own).lower(): value for name, value in os.environ.items() if name.startswith(own)}
    if text != "kafka":
        there = urlsplit(text)
        if not there.netloc or "@" in there.netloc or there.query or "/" in there.path.removeprefix("/"):
            raise Invalid(f"{text!r} is not kafka://host:port,host:port/prefix; {own}USERNAME and its like say how to come in.")
        given |= {"bootstrap_servers": there.netloc, "prefix": there.path.removeprefix("/")}
    return KafkaLogSettings.read(kafka=given).kafka


def named(place: LogPlace) -> str:
    return str(place) if isinstance(place, Path) else f"kafka://{place.bootstrap_servers}/{place.prefix}"


def untils(text: str | None) -> Mapping[int, int]:
    """The seq to stop behind, for each partition that is named. Raises Invalid."""
    try:
        positions = [Position.parse(one.strip()) for one in text.split(",")] if text else []
    except ValueError as error:
        raise Invalid(f"{error}: for example --until 3:41 or --until 3:41,7:12.") from None
    if wrong := [str(one) for one in positions if one.partition >= PARTITIONS]:
        raise Invalid(f"There is no event {wrong[0]}: partitions are numbered from 0 to {PARTITIONS - 1}.")
    return {one.partition: one.seq for one in positions}


@asynccontextmanager
async def both(source: LogPlace, target: LogPlace) -> AsyncIterator[tuple[EventLog, EventLog]]:
    """Open, and the folder of the target held, so that no studio begins on half a copy. Raises Invalid, AlreadyRunning, Unavailable."""
    if named(source) == named(target):
        raise Invalid(f"{named(source)} cannot be copied into itself.")
    if isinstance(target, Path) and target == Folder(target.parent).log:
        with Folder(target.parent).owned():
            async with opened(source) as one, opened(target) as other:
                yield one, other
        return
    async with opened(source) as one, opened(target) as other:
        yield one, other


async def size(source: EventLog) -> int:
    """Records, control records and losers among them."""
    return sum([await source.end(topic, number) for topic in (COMMANDS, EVENTS) for number in range(PARTITIONS)])


async def copiers(source: EventLog, target: EventLog, until: Mapping[int, int], settle_s: float, progress: Progress) -> Sequence[Copier]:
    """One of each partition. Raises NotFound where a position to stop at is none of the source."""
    for number, seq in until.items():
        await find(source, number, seq)
    return [Copier(source, target, number, until=until.get(number), settle_s=settle_s, progress=progress) for number in range(PARTITIONS)]


async def copy(partitions: Sequence[Copier]) -> None:
    """All that is there now. Raises what the first of them raises that cannot go on."""
    tasks = [asyncio.create_task(one.catch_up()) for one in partitions]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def follow(partitions: Sequence[Copier], told: Callable[[int], None]) -> None:
    """For ever; `told` how many records the copy was behind before it had caught up again. What is away is waited for."""
    pause = Pause()
    while True:
        try:
            behind = sum([await one.lag() for one in partitions])
            await copy(partitions)
        except Unavailable as error:
            log.warning("the copy waits: %s", error)
            await pause.take()
            continue
        pause.reset()
        told(behind)
        await asyncio.sleep(FOLLOW_S)


async def compared(source: EventLog, target: EventLog, until: Mapping[int, int], progress: Progress) -> Sequence[Compared]:
    """Here, one partition beside the other."""
    turns = asyncio.Semaphore(COMPARED_AT_ONCE)

    async def one(number: int) -> Compared:
        async with turns:
            return await compare(source, target, number, until=until.get(number), progress=progress)

    return await asyncio.gather(*[one(number) for number in range(PARTITIONS)])


async def compared_by_many(source: LogPlace, target: LogPlace, until: Mapping[int, int], progress: Progress) -> Sequence[Compared]:
    """By as many processes as there are cores, for to read is most of the work; only to copy is for one alone, who ends with whoever kills him."""
    loop = asyncio.get_running_loop()
    with ProcessPoolExecutor(os.cpu_count() or 1, multiprocessing.get_context("spawn")) as pool:

        async def one(number: int) -> Compared:
            found = await loop.run_in_executor(pool, _compared_alone, source, target, number, until.get(number))
            progress(found.source.commands, found.source.events)
            return found

        return await asyncio.gather(*[one(number) for number in range(PARTITIONS)])


def _compared_alone(source: LogPlace, target: LogPlace, number: int, until: int | None) -> Compared:
    async def work() -> Compared:
        async with opened(source) as one, opened(target) as other:
            return await compare(one, other, number, until=until)

    return asyncio.run(work())
