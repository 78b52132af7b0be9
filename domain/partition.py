"""All state of one partition, and the decision of one command against it: the function that the whole studio turns on.

`decide` is pure: it reads the state, writes a draft, and returns the events; `apply` folds true events. The process in decider/ does the rest.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from domain import account as accounts
from domain import production
from domain import project as projects
from domain.account import AccountCommand
from domain.config import DAY_MS, FIRST, see_that_it_works
from domain.issuers import check
from domain.job import JobCommand
from domain.project import ProjectCommand
from domain.tenant import Draft, Tenant
from schemas.codec import encode
from schemas.commands.job import RequestJob
from schemas.commands.project import CreateProject
from schemas.commands.system import AdoptConfig, ChangeConfig, Tick
from schemas.envelope import Instant, Issued, Recorded
from schemas.errors import IdempotencyMismatch, InsufficientCredits, Invalid, LimitReached, Refused, StaleVersion
from schemas.events.system import CommandRejected, CommandRepeated, ConfigAdopted, ConfigChanged, Ticked
from schemas.partitions import SYSTEM, partition_of
from schemas.registry import COMMAND_OF_CLASS
from schemas.values import Config

VERSION = "6"
"""Of `decide`, what a plan unfolds into included; every event names it, and events equal decide(commands) for those of the running version.

Whoever changes an outcome takes the next one; tests/verify/golden holds a history of each version that was ever released."""

REMEMBERED_MS, REMEMBERED_MAX = 7 * DAY_MS, 1_000
ENDED_MS = 30 * DAY_MS
DUE_MAX = 20  # accounts that a Tick looks after
TICK_EVENTS, TICK_BYTES = 50, 300_000  # beyond so many it looks after no further one
ACCOUNT_EVENTS, ACCOUNT_BYTES = 90, 600_000  # one that alone brings more is passed over: a decision has 100 at most, and 800 kB with headers
PASSED_OVER_MS = 60 * 60_000  # before it is tried again


@dataclass(frozen=True, slots=True)
class Decided:
    """One event of a decision, under the account whose stream it belongs to."""

    account_id: str
    event: Any


@dataclass(slots=True)
class Partition:
    """Mutable holder of the tenants of one partition; only `apply` changes it."""

    number: int
    now: Instant = 0
    config: Config = FIRST
    system: Config = FIRST  # what was decided last under `system`; only in that key's partition
    tenants: dict[str, Tenant] = field(default_factory=dict)
    _due: list[tuple[Instant, str]] = field(default_factory=list, compare=False)  # heap; entries that are no longer the tenant's own are skipped
    _remembered: list[tuple[Instant, str]] = field(default_factory=list, compare=False)  # heap; one for each tenant that remembers keys
    _ended: deque[tuple[Instant, str, str]] = field(default_factory=deque)

    @property
    def first_due(self) -> tuple[Instant, str] | None:
        """When the next Tick will find something, or a little earlier, and the account that it will find."""
        while self._due and self.tenants[self._due[0][1]].due != self._due[0][0]:
            heapq.heappop(self._due)
        return self._due[0] if self._due else None

    def rebuild_order(self) -> None:
        """The orders that follow from the tenants, after these were put in place as a whole."""
        self._due = [(tenant.due, id) for id, tenant in self.tenants.items() if tenant.due is not None]
        heapq.heapify(self._due)
        self._remembered = [(tenant.oldest_key, id) for id, tenant in self.tenants.items() if tenant.remembered]
        heapq.heapify(self._remembered)

    def tenant(self, account_id: str) -> Tenant:
        return self.tenants.get(account_id) or Tenant()


ASK_AGAIN = frozenset({StaleVersion.code, LimitReached.code, InsufficientCredits.code, "defect"})
"""Refusals that another state, or a mended studio, answers otherwise: who asks again, with the same key, is decided anew. All others are repeated."""
Decision = tuple[Sequence[Decided], Sequence[Draft]]
Words = TypeVar("Words", str, str | None)
REASON_MAX, ID_MAX = 1_000, 200


def decide(partition: Partition, issued: Issued[Any], now: Instant) -> Decision:
    """The events of one command at one time, and the drafts that they made. Never raises Refused: a refusal is an event."""
    if now > partition.now:
        forget(partition, now)
    try:
        if partition_of(issued.account_id) != partition.number:
            raise Invalid(f"{issued.account_id} belongs to partition {partition_of(issued.account_id)}, not {partition.number}.")
        check(issued.issuer, issued.command)
        if (repeated := _repeated(partition, issued)) is not None:
            return [repeated], []
        return _decide(partition, issued, now)
    except Refused as refused:
        return [Decided(issued.account_id, rejection(issued, refused))], []


def rejection(issued: Issued[Any], refused: Refused) -> CommandRejected:
    entry = COMMAND_OF_CLASS.get(type(issued.command))
    needed, available = refused.details.get("needed"), refused.details.get("available")
    return CommandRejected(
        command=entry.name if entry else "", code=refused.code, reason=cut(str(refused), REASON_MAX),
        needed=needed if isinstance(needed, int) else None, available=available if isinstance(available, int) else None,
        target=cut(target(issued.command), ID_MAX), project_id=cut(getattr(issued.command, "project_id", None), ID_MAX),
    )  # fmt: skip


def cut(text: Words, most: int) -> Words:
    """A refusal repeats what was asked, however long, and must itself be short: one that the log does not take would stop its partition."""
    return text if text is None or len(text) <= most else f"{text[:most]}..."


def target(command: Any) -> str | None:
    """The aggregate that a command is about, for the audit trail."""
    return getattr(command, "job_id", None) or getattr(command, "project_id", None) or getattr(command, "grant_id", None)


def _repeated(partition: Partition, issued: Issued[Any]) -> Decided | None:
    """The trace of a command that was decided before. Raises IdempotencyMismatch when its body was another."""
    first = partition.tenant(issued.account_id).remembered.get(issued.command_id)
    if first is None or not issued.body:
        return None
    seq, body, _ = first
    if body != issued.body:
        raise IdempotencyMismatch
    return Decided(issued.account_id, CommandRepeated(of=seq))


def _decide(partition: Partition, issued: Issued[Any], now: Instant) -> Decision:
    command = issued.command
    match command:
        case Tick():
            return _tick(partition, issued.account_id, now)
        case AdoptConfig():
            if command.config.version <= partition.config.version:
                raise Invalid(f"Version {command.config.version} is not newer than {partition.config.version}, which this partition has adopted.")
            return [Decided(issued.account_id, ConfigAdopted(config=command.config))], []
        case ChangeConfig():
            return _change_config(partition, issued, command), []
    draft = Draft(issued.account_id, partition.tenant(issued.account_id), now, partition.config)
    production.settle(draft)
    match command:
        case RequestJob():
            production.request(draft, command)
        case _ if isinstance(command, JobCommand):
            production.work(draft, command)
        case _ if isinstance(command, ProjectCommand):
            _project(draft, command)
        case _ if isinstance(command, AccountCommand):
            draft.record(*accounts.decide(draft.account, command, now, partition.config, issued.actor))
    return [Decided(issued.account_id, event) for event in draft.events], [draft]


def _project(draft: Draft, command: ProjectCommand) -> None:
    limit = draft.config.tiers[draft.opened().tier].projects
    if isinstance(command, CreateProject) and draft.project_count >= limit:
        raise LimitReached(f"The plan allows {limit} projects, archived ones included: take a larger plan.")
    draft.record(*projects.decide(draft.project(command.project_id), command))


def _change_config(partition: Partition, issued: Issued[Any], command: ChangeConfig) -> Sequence[Decided]:
    if issued.account_id != SYSTEM:
        raise Invalid(f"Configuration is decided under the key {SYSTEM!r}.")
    if command.config.version != partition.system.version + 1:
        raise Invalid(f"The next version is {partition.system.version + 1}, not {command.config.version}: read the configuration again.")
    see_that_it_works(command.config)
    return [Decided(SYSTEM, ConfigChanged(before=partition.system.version, after=command.config))]


def _tick(partition: Partition, key: str, now: Instant) -> Decision:
    decided: list[Decided] = []
    drafts: list[Draft] = []
    size = 0
    due = _due(partition, now)
    for account_id in due[:DUE_MAX]:
        draft, bytes = _looked_after(partition, account_id, now)
        size += bytes
        if drafts and (len(decided) + len(draft.events) > TICK_EVENTS or size > TICK_BYTES):
            break  # it comes first the next time, and whatever it brings fits into a decision of its own
        drafts.append(draft)
        decided += [Decided(account_id, event) for event in draft.events]
    passed_over = tuple(draft.account_id for draft in drafts if draft.passed_over)
    decided.append(Decided(key, Ticked(due=len(drafts), more=len(due) > len(drafts), passed_over=passed_over)))
    return decided, drafts


def _looked_after(partition: Partition, account_id: str, now: Instant) -> tuple[Draft, int]:
    """What a Tick does to one account, and how many bytes that is. One in which it cannot be done is passed over: no account stops the others."""
    draft = Draft(account_id, partition.tenants[account_id], now, partition.config)
    try:
        production.look_after(draft)
        size = sum(len(encode(event)) for event in draft.events)
        if len(draft.events) <= ACCOUNT_EVENTS and size <= ACCOUNT_BYTES:
            return draft, size
        why = f"{len(draft.events)} events of {size:,} bytes are more than one decision may have"
    except (MemoryError, OSError):
        raise
    except Exception as error:
        why = f"{type(error).__name__}: {error}"
    untouched = Draft(account_id, partition.tenants[account_id], now, partition.config)
    untouched.passed_over = why
    return untouched, 0


def _due(partition: Partition, now: Instant) -> list[str]:
    """Accounts that a Tick at this time looks after, soonest due first; one more than DUE_MAX tells that there are more."""
    heap, taken = partition._due, dict[str, tuple[Instant, str]]()
    while heap and heap[0][0] <= now and len(taken) <= DUE_MAX:
        entry = heapq.heappop(heap)
        if partition.tenants[entry[1]].due == entry[0]:
            taken[entry[1]] = entry
    for entry in taken.values():
        heapq.heappush(heap, entry)
    return list(taken)


def commit(partition: Partition, issued: Issued[Any], seq: int, now: Instant, decision: Decision) -> None:
    """Make a decision of our own lasting; its drafts have evolved already. `seq` is of its first event."""
    decided, drafts = decision
    if now > partition.now:
        forget(partition, now)  # a command that could not even be read has come here past `decide`
    partition.now = now
    for draft in drafts:
        _commit(partition, draft)
    for one in decided:
        _configure(partition, one.event)
    if _lasts(decided[0].event):
        _remember(partition, issued.account_id, issued.command_id, issued.body, seq, now)


class Fold:
    """Applies true events to a partition, command by command: the same state as `commit` of the decision that made them."""

    __slots__ = ("_drafts", "_first", "partition")

    def __init__(self, partition: Partition) -> None:
        self.partition = partition
        self._drafts: dict[str, Draft] = {}
        self._first = 0

    def apply(self, recorded: Recorded[Any]) -> None:
        """Takes every event of a command, in order; the state moves with the last of them."""
        partition, event = self.partition, recorded.event
        if recorded.index == 0:
            self._first = recorded.seq
            self._drafts = {}
            if recorded.time > partition.now:
                forget(partition, recorded.time)
        if not isinstance(event, _NO_TENANT):
            self._draft(recorded.account_id, recorded.time).evolve(event)
        _configure(partition, event)
        if recorded.index == recorded.count - 1:
            self._commit(recorded)

    def _draft(self, account_id: str, now: Instant) -> Draft:
        draft = self._drafts.get(account_id)
        if draft is None:
            draft = self._drafts[account_id] = Draft(account_id, self.partition.tenant(account_id), now, self.partition.config)
        return draft

    def _commit(self, recorded: Recorded[Any]) -> None:
        if isinstance(recorded.event, Ticked):  # who was looked after, though nothing was due after all, is looked after later
            for account_id in _due(self.partition, recorded.time)[: recorded.event.due]:
                self._draft(account_id, recorded.time)
            for account_id in recorded.event.passed_over:
                self._draft(account_id, recorded.time).passed_over = "told by the history"
        self.partition.now = recorded.time
        for draft in self._drafts.values():
            _commit(self.partition, draft)
        if _lasts(recorded.event):
            _remember(self.partition, recorded.account_id, recorded.command_id, recorded.body, self._first, recorded.time)


_NO_TENANT = (CommandRejected, CommandRepeated, ConfigAdopted, ConfigChanged, Ticked)


def _commit(partition: Partition, draft: Draft) -> None:
    tenant, account_id = draft.tenant, draft.account_id
    ended = draft.commit()
    partition._ended.extend((draft.now, account_id, job_id) for job_id in ended)
    partition.tenants[account_id] = tenant
    due = draft.now + PASSED_OVER_MS if draft.passed_over else production.next_due(draft, tenant.due)
    if due != tenant.due:
        tenant.due = due
        if due is not None:
            heapq.heappush(partition._due, (due, account_id))


def _configure(partition: Partition, event: Any) -> None:
    if isinstance(event, ConfigAdopted):
        partition.config = event.config
    elif isinstance(event, ConfigChanged):
        partition.system = event.after


def _lasts(event: Any) -> bool:
    """Is this the outcome of its key from now on?"""
    return not (isinstance(event, CommandRepeated) or (isinstance(event, CommandRejected) and event.code in ASK_AGAIN))


def _remember(partition: Partition, account_id: str, command_id: str, body: str, seq: int, now: Instant) -> None:
    """Keep the outcome of a command that may be asked again: 7 days, and at most 1,000 for an account."""
    if not body:
        return
    tenant = partition.tenants.setdefault(account_id, Tenant())
    if command_id in tenant.remembered:
        return  # refused as a misuse of its key: the first outcome stays
    if not tenant.remembered:
        heapq.heappush(partition._remembered, (now, account_id))
    tenant.remembered[command_id] = (seq, body, now)
    if len(tenant.remembered) > REMEMBERED_MAX:
        del tenant.remembered[next(iter(tenant.remembered))]


def forget(partition: Partition, now: Instant) -> None:
    """Drop what is too old to matter, so that state is bounded: remembered keys after 7 days, ended jobs after 30."""
    while partition._remembered and partition._remembered[0][0] <= now - REMEMBERED_MS:
        _, account_id = heapq.heappop(partition._remembered)
        tenant = partition.tenants[account_id]
        while tenant.remembered and tenant.oldest_key <= now - REMEMBERED_MS:
            del tenant.remembered[next(iter(tenant.remembered))]
        if tenant.remembered:
            heapq.heappush(partition._remembered, (tenant.oldest_key, account_id))
    while partition._ended and partition._ended[0][0] <= now - ENDED_MS:
        _, account_id, job_id = partition._ended.popleft()
        partition.tenants[account_id].jobs.pop(job_id, None)
