"""A log whose answers get lost on their way; and the embedded log with a fault inside it, in words that a child process can be given too."""

from __future__ import annotations

import os
import signal
import sqlite3
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from pathlib import Path

from infra.event_log.port import Batch, EventLog, NewRecord, Record, UnknownOutcome
from infra.event_log.sqlite import FaultPoint, SqliteEventLog
from schemas.errors import Unavailable


class FaultyLog:
    """Passes everything on; of the appends, number by number, some are `lost` on the way and some are `unanswered`: nobody learns which."""

    def __init__(self, log: EventLog, faults: dict[int, str]) -> None:
        self._log, self._faults, self._appends = log, faults, -1
        self.read, self.end, self.tail, self.owner, self.close = log.read, log.end, log.tail, log.owner, log.close

    async def append(self, topic: str, partition: int, records: Sequence[NewRecord], at: int | None = None) -> int:
        self._appends += 1
        fault = self._faults.get(self._appends)
        if fault == "lost":
            raise UnknownOutcome("lost on the way")
        base = await self._log.append(topic, partition, records, at)
        if fault == "unanswered":
            raise UnknownOutcome("the answer was lost")
        return base


class RestlessLog:
    """Away every other time that it is asked, and after every batch that is followed; of what is appended every other answer is lost."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self.owner, self.close = log.owner, log.close
        self.failures = 0
        self._asked = 0

    def _stumble(self) -> None:
        self._asked += 1
        if self._asked % 2:
            self.failures += 1
            raise Unavailable("The event log cannot be read: database is locked.")

    async def append(self, topic: str, partition: int, records: Sequence[NewRecord], at: int | None = None) -> int:
        base = await self._log.append(topic, partition, records, at)
        self._stumble()
        return base

    async def read(self, topic: str, partition: int, offset: int, limit: int = 1000) -> Sequence[Record]:
        self._stumble()
        return await self._log.read(topic, partition, offset, limit)

    async def end(self, topic: str, partition: int) -> int:
        self._stumble()
        return await self._log.end(topic, partition)

    async def tail(self, topic: str, starts: Mapping[int, int]) -> AsyncGenerator[Batch, None]:
        self._stumble()
        async with aclosing(self._log.tail(topic, starts)) as tail:
            async for batch in tail:
                yield batch
                self.failures += 1
                raise Unavailable("The event log cannot be read: database is locked.")


async def open_sqlite(path: str, fault: str = "") -> SqliteEventLog:
    """`fault` is "<what> <where> <the how manieth time>": kill the process there, or let the disk report an error of fsync there; or nothing."""
    return await SqliteEventLog.open(Path(path), fault_point=fault_point(fault))


def fault_point(fault: str, error: Callable[[], Exception] | None = None) -> FaultPoint:
    """`error`: what is raised there; by default the disk's."""
    if not fault:
        return lambda _: None
    what, where, left = fault.split()
    passes = int(left)

    def passing(point: str) -> None:
        nonlocal passes
        passes -= point == where
        if point == where and passes == 0:
            if what == "kill":
                os.kill(os.getpid(), signal.SIGKILL)
            raise (error or failing_fsync)()

    return passing


def failing_fsync() -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = sqlite3.SQLITE_IOERR_FSYNC
    error.sqlite_errorname = "SQLITE_IOERR_FSYNC"
    return error
