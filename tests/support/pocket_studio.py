"""A log in memory that decides at once, with the studio's own `decide`, chain and claim: what router and workers need around them in a test."""

from __future__ import annotations

import asyncio
import hashlib
from collections import defaultdict
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from decider import chronicle
from domain.config import FIRST, quote
from domain.partition import Partition
from infra.event_log.claim import Claim, Head
from infra.event_log.port import Batch, NewRecord, Record
from schemas import codec
from schemas.commands.account import GrantCredits, OpenAccount
from schemas.commands.job import CancelJob, RequestJob
from schemas.commands.project import CreateProject
from schemas.envelope import Issued, Recorded, Sealed
from schemas.errors import BrokenLink, Unavailable, UnknownVersion
from schemas.events.system import Ticked
from schemas.partitions import COMMANDS, EVENTS, PARTITIONS, partition_of
from schemas.values import FilmSettings, GrantSource, Plan, PlannedScene, Priority, ScriptRef, Tier

NOON = 1_750_000_000_000
BLOBS = b"the script", b'{"labels":{}}'  # the second is all that a worker reads of an analysis
SCRIPT, ANALYSIS = (hashlib.sha256(data).hexdigest() for data in BLOBS)


class PocketLog:
    """An EventLog and its decider. Switches: `away` (nothing can be appended), `unreadable`, `undecided` (commands wait)."""

    def __init__(self) -> None:
        self.records: dict[tuple[str, int], list[Record]] = defaultdict(list)
        self.away = self.unreadable = self.undecided = False
        self.spoil: Callable[[Any], bool] = lambda _command: False  # which commands are refused whatever they say
        self.epoch = NOON
        self._states = {p: Partition(p) for p in range(PARTITIONS)}
        self._heads = {p: Head() for p in range(PARTITIONS)}
        self._decided = dict.fromkeys(range(PARTITIONS), 0)
        self._changed = asyncio.Event()
        self._claims = {p: Claim(p) for p in range(PARTITIONS)}
        self._history: list[Recorded[Any]] = []

    def now(self) -> int:
        return self.epoch + round(asyncio.get_running_loop().time() * 1000)

    async def append(self, topic: str, partition: int, records: Sequence[NewRecord], at: int | None = None) -> int:
        if self.away:
            raise Unavailable("the log is away")
        base = self._put(topic, partition, records)
        self.decide()
        return base

    def _put(self, topic: str, partition: int, records: Sequence[NewRecord]) -> int:
        there = self.records[topic, partition]
        base = len(there)
        for offset, new in enumerate(records, base):
            headers = {**new.headers, "at": str(offset)} if topic == EVENTS else new.headers
            there.append(Record(offset, new.time or self.now(), new.key, new.value, headers))
        self._changed.set()
        self._changed = asyncio.Event()
        return base

    def decide(self) -> None:
        for p in range(PARTITIONS):
            while not self.undecided and self._decided[p] < len(self.records[COMMANDS, p]):
                record = self.records[COMMANDS, p][self._decided[p]]
                self._decided[p] += 1
                entry = chronicle.decide(self._states[p], self._heads[p], record, self.now())
                assert entry.defect is None, entry
                self._heads[p] = entry.head
                self._put(EVENTS, p, entry.records)

    async def read(self, topic: str, partition: int, offset: int, limit: int = 1000) -> Sequence[Record]:
        self._open()
        return self.records[topic, partition][offset : offset + limit]

    async def end(self, topic: str, partition: int) -> int:
        self._open()
        return len(self.records[topic, partition])

    def _open(self) -> None:
        if self.unreadable:
            raise Unavailable("the log cannot be read")

    async def tail(self, topic: str, starts: Mapping[int, int]) -> AsyncGenerator[Batch, None]:
        at = dict(starts)
        while True:
            self._open()
            changed = self._changed
            for p in at:
                if new := self.records[topic, p][at[p] :]:
                    at[p] += len(new)
                    yield Batch(p, new)
            if changed is self._changed:
                await changed.wait()

    def owner(self, *_: Any) -> Any:
        raise NotImplementedError

    async def close(self) -> None:
        pass

    async def future_event(self, partition: int) -> None:
        """An event of a studio newer than this one, true and well linked."""
        head = self._heads[partition]
        issued = Issued(command_id="f", account_id="acc_x", actor="a", issuer="operator", command=None)
        headers = codec.event_headers(
            head.seq + 1, head.hash or "", Ticked(due=0, more=False), account_id="acc_x", time=self.now(), partition=partition, command="0:0:1",
            command_hash="", decider="9", issued=issued,
        )  # fmt: skip
        new = NewRecord("acc_x", b"{}", {**headers, "ce_type": "job.dreamt.v1"}, self.now())
        hash = codec.link_hash(new.headers, new.key, self.now(), new.value)
        base = self._put(EVENTS, partition, [new])
        self._heads[partition] = Head(next_offset=base + 1, seq=head.seq + 1, hash=hash, command_offset=head.command_offset)

    async def send(self, issued: Issued[Any]) -> None:
        """Append a command: the router's `send`."""
        if self.spoil(issued.command):
            issued = replace(issued, issuer="nobody")
        record = NewRecord(issued.account_id, codec.encode(issued.command), codec.command_headers(issued))
        await self.append(COMMANDS, partition_of(issued.account_id), [record])

    def history(self) -> list[Recorded[Any]]:
        """All true events that can be read, in the order in which they were found."""
        for p, claim in self._claims.items():
            for record in self.records[EVENTS, p][claim.head.next_offset :]:
                try:
                    if (event := claim.accept(record)) is not None:
                        self._history.append(event)
                except UnknownVersion:
                    claim.check(record)
                except BrokenLink:
                    break
        return self._history

    def events(self, *types: type, task_id: str | None = None) -> list[Any]:
        """The events of some classes, oldest first within their partition."""
        return [
            one.event
            for one in self.history()
            if isinstance(one.event, types) and (task_id is None or getattr(one.event, "task_id", None) == task_id)
        ]


class PocketStudio:
    """Opens accounts and requests films, as the API would."""

    def __init__(self, log: PocketLog) -> None:
        self.log, self._count = log, 0

    async def command(self, account: str, command: Any, issuer: str = "command_api") -> None:
        self._count += 1
        await self.log.send(Issued(command_id=f"c{self._count}", account_id=account, actor=account, issuer=issuer, command=command))

    async def account(self, account: str = "acc_1") -> None:
        await self.command(account, OpenAccount(tier=Tier.ENTERPRISE), "operator")
        await self.command(account, GrantCredits(grant_id=f"g_{account}", source=GrantSource.PURCHASE, amount=100_000, payment_id="p"), "operator")
        script = ScriptRef(hash=SCRIPT, size=10)
        await self.command(account, CreateProject(project_id=f"prj_{account}", title=Sealed("x"), script=script))

    async def film(self, job_id: str = "job_1", account: str = "acc_1", *, plan: Plan | None = None, style: str = "write",
                   priority: Priority = Priority.NORMAL) -> None:  # fmt: skip
        plan = plan or small_plan()
        request = RequestJob(
            job_id=job_id, project_id=f"prj_{account}", plan=plan, settings=FilmSettings(style=style), estimate=quote(FIRST, plan.length_ms),
            priority=priority,
        )  # fmt: skip
        await self.command(account, request)

    async def cancel(self, job_id: str = "job_1", account: str = "acc_1") -> None:
        await self.command(account, CancelJob(job_id=job_id))


def small_plan(scenes: int = 1, *, shots: int = 2, lines: int = 1) -> Plan:
    """1 + 1 + scenes * (lines + shots + 4) + 2 tasks."""
    made = tuple(
        PlannedScene(scene=f"s{n}", hash="0" * 16, shots=shots, lines=tuple(f"s{n}-{line}" for line in range(lines)), line_hashes=("1" * 16,) * lines)
        for n in range(1, scenes + 1)
    )
    return Plan(
        script_hash=SCRIPT,
        settings_hash="2" * 16,
        analysis=ANALYSIS,
        characters=("asha",),
        character_hashes=("3" * 16,),
        scenes=made,
        length_ms=30_000,
    )
