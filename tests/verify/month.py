"""One account's month as commands, and the log that the domain makes of them: every kind of movement, of ending and of refusal is in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from decider import chronicle
from domain.config import FIRST, quote
from domain.partition import VERSION, Partition
from domain.plan import unfold
from infra.event_log.claim import Head
from infra.event_log.port import NewRecord
from infra.event_log.sqlite import SqliteEventLog
from schemas import codec
from schemas.commands.account import GrantCredits, OpenAccount
from schemas.commands.job import CancelJob, CompleteTask, ExpireLease, FailTask, FilmFacts, HandBackTask, RequestJob, StartTask
from schemas.commands.project import CreateProject, RenameProject
from schemas.commands.system import Tick
from schemas.envelope import Issued, Sealed
from schemas.partitions import COMMANDS, EVENTS, partition_of
from schemas.values import Blob, FilmSettings, GrantSource, ScriptRef, TaskKind, Tier
from tests.support.scenario import DAY, FILM, HOUR, NOON, PLAN, PROJECT

ACCOUNT = "acc_1"
PARTITION = partition_of(ACCOUNT)
SCRIPT = ScriptRef(hash=PLAN.script_hash, size=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One command, `after` ms."""

    command: Any
    issuer: str = "command_api"
    key: str = ""
    body: str = ""
    account: str = ACCOUNT
    after: int = 250
    value: bytes | None = None  # in place of the command's own: not what its type says


def month() -> Iterator[Asked]:
    yield Asked(command=OpenAccount(tier=Tier.PRO), issuer="operator")
    yield Asked(command=grant("gift", 5_000), issuer="operator")
    yield Asked(command=grant("gift", 5_000), issuer="operator")  # refused: nothing is granted twice
    yield Asked(command=grant("voucher", 700, expires_at=NOON + 3 * DAY), issuer="operator")
    yield Asked(command=CreateProject(project_id=PROJECT, title=Sealed("first"), script=SCRIPT), key="k1", body="b1")
    yield Asked(command=CreateProject(project_id=PROJECT, title=Sealed("first"), script=SCRIPT), key="k1", body="b1")  # a repeat
    yield Asked(command=RenameProject(project_id=PROJECT, title=Sealed("second"), version=2), key="k1", body="other")  # refused
    yield from a_film("made")
    yield Asked(command=CancelJob(job_id="made"))  # refused: it has ended
    yield from a_film("cancelled", until=TaskKind.MUSIC)
    yield Asked(command=CancelJob(job_id="cancelled"))
    yield from a_film("failed", until=TaskKind.SCENE)
    yield from failures("failed", "scene.one")
    yield request("late")
    yield Asked(command=Tick(), issuer="decider", account=f"partition:{PARTITION}", after=7 * HOUR)
    yield Asked(command=Tick(), issuer="decider", account=f"partition:{PARTITION}", after=4 * DAY)  # the voucher has expired
    yield request("dear", minutes=70)  # refused: more than is there
    yield request("again", from_job="made")  # refused: it was completed
    yield request("retried", from_job="failed")
    yield request("twice", from_job="failed")  # refused: the one before retries it
    yield Asked(command=grant("monthly-1", 100), issuer="operator")  # refused: an id of the months
    yield Asked(command=CancelJob(job_id="retried"), value=b'{"job_id":')  # a defect: whatever it was, it cannot be read
    yield request("open")


def grant(id: str, amount: int, **more: Any) -> GrantCredits:
    return GrantCredits(grant_id=id, source=GrantSource.BONUS, amount=amount, **more)


def request(job_id: str, minutes: int = 1, from_job: str | None = None) -> Asked:
    plan = replace(PLAN, length_ms=minutes * 60_000)
    estimate = quote(FIRST, plan.length_ms)
    return Asked(command=RequestJob(job_id=job_id, project_id=PROJECT, plan=plan, settings=FilmSettings(), estimate=estimate, from_job=from_job))


def a_film(job_id: str, until: TaskKind | None = None) -> Iterator[Asked]:
    """Requested, and every task before the first of the kind `until` done; one lease is lost and one handed back on the way."""
    yield request(job_id)
    for number, task in enumerate(unfold(PLAN).values()):
        if task.kind is until:
            return
        first, lease = f"{job_id}-{number}-lost", f"{job_id}-{number}"
        if number in (1, 2):
            lose = ExpireLease if number == 1 else HandBackTask
            yield work(StartTask(job_id=job_id, task_id=task.id, worker="w", lease=first, engine="e"))
            yield work(lose(job_id=job_id, task_id=task.id, lease=first))
        yield work(StartTask(job_id=job_id, task_id=task.id, worker="w", lease=lease, engine="e"))
        if number in (1, 2):
            yield work(CompleteTask(job_id=job_id, task_id=task.id, lease=first, engine="e", blobs=(), ms=1))  # refused: a zombie's
        film = FilmFacts(length_ms=29_000, width=2, height=2) if task.kind is TaskKind.FILM else None
        blobs = (FILM,) if film else (Blob(name="speech.wav", hash="a" * 64, size=1, media_type="audio/wav"),)
        yield work(CompleteTask(job_id=job_id, task_id=task.id, lease=lease, engine="e", blobs=blobs, ms=1, film=film))


def failures(job_id: str, task_id: str) -> Iterator[Asked]:
    for attempt in range(FIRST.attempts_max):
        lease = f"{job_id}-{task_id}-{attempt}"
        yield replace(work(StartTask(job_id=job_id, task_id=task_id, worker="w", lease=lease, engine="e")), after=10_000)
        yield work(FailTask(job_id=job_id, task_id=task_id, lease=lease, code="engine_failed", message="m", transient=True))


def work(command: Any) -> Asked:
    return Asked(command=command, issuer="router")


class Scribe:
    """Appends commands to a real log, decides each of them with the code of the decider, and writes what comes of it."""

    def __init__(self, log: SqliteEventLog, clock: list[int]) -> None:
        self._log, self._clock, self.version = log, clock, VERSION
        self.state, self.head = Partition(PARTITION), Head()
        self._commands = 0

    async def write(self, asked: Sequence[Asked]) -> None:
        for one in asked:
            self._clock[0] += one.after
            entry = chronicle.decide(self.state, self.head, await self._command(one), self._clock[0], self.version)
            assert (entry.defect is None) == (one.value is None), one
            self.head = entry.head
            await self.append(entry.records)

    async def _command(self, one: Asked) -> Any:
        self._commands += 1
        issued = Issued(
            command_id=one.key or f"c{self._commands}", account_id=one.account, actor="a", issuer=one.issuer, command=one.command, body=one.body
        )
        record = NewRecord(one.account, one.value or codec.encode(one.command), codec.command_headers(issued))
        offset = await self._log.append(COMMANDS, PARTITION, [record])
        return (await self._log.read(COMMANDS, PARTITION, offset, 1))[0]

    async def pass_over(self, one: Asked) -> None:
        """The command gets no decision at all."""
        await self._command(one)

    async def append(self, records: Sequence[NewRecord]) -> None:
        at = await self._log.end(EVENTS, PARTITION)
        claimed = [NewRecord(one.key, one.value, {**one.headers, "at": str(at + place)}, one.time) for place, one in enumerate(records)]
        await self._log.append(EVENTS, PARTITION, claimed, at=at)
