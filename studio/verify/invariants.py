"""The invariants of money and work (L1, L2, L3, L7, J1), checked event by event from the facts alone, without the code that decided them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from schemas.envelope import Position, Recorded
from schemas.events import account as accounts
from schemas.events import job as jobs
from schemas.events.film import TaskCompletion
from schemas.events.system import CommandRejected, CommandRepeated
from schemas.events.task import LeaseExpired, TaskFailed, TaskHandedBack, TaskStarted

WINDOW_MS, WINDOW_KEYS = 7 * 86_400_000, 1_000  # of remembered Idempotency-Keys, an account
ENDINGS = (jobs.JobCompleted, jobs.JobFailed, jobs.JobCancelled, jobs.JobExpired)


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken invariant, at the first event that shows it."""

    invariant: str
    position: Position
    message: str


@dataclass(slots=True)
class Ledger:
    """The double entry of one account, in 1/100 credit."""

    granted: int = 0
    available: int = 0
    reserved: int = 0
    spent: int = 0
    expired: int = 0
    revoked: int = 0
    reservations: dict[str, int] = field(default_factory=dict)  # what is still open of each
    grants: set[str] = field(default_factory=set)  # ids, for ever

    @property
    def balanced(self) -> bool:
        return self.granted == self.available + self.reserved + self.spent + self.expired + self.revoked


@dataclass(slots=True)
class _Work:
    reserved: int = 0
    settled: int = 0
    ended: bool = False
    progress: int = 0
    leases: dict[str, str] = field(default_factory=dict)  # task -> the lease that holds it
    done: set[str] = field(default_factory=set)


class Checker:
    """Feed it true events of any partitions, each partition in order; `check` yields what is wrong."""

    def __init__(self) -> None:
        self.ledgers: dict[str, Ledger] = {}
        self._jobs: dict[str, _Work] = {}
        self._decided: dict[str, OrderedDict[str, Recorded[Any]]] = {}  # account -> command id -> its first event
        self._ending: dict[str, Recorded[Any]] = {}  # jobs that ended in the decision under way

    def check(self, recorded: Recorded[Any]) -> Iterator[Violation]:
        def violated(invariant: str, message: str) -> Violation:
            return Violation(invariant, recorded.position, message)

        event = recorded.event
        for invariant, message in (*self._money(recorded.account_id, event), *self._work(recorded, event), *self._identity(recorded)):
            yield violated(invariant, message)
        if recorded.index == recorded.count - 1:
            for job_id in self._ending:
                work = self._jobs[job_id]
                if work.settled != work.reserved:
                    yield violated("L7", f"job {job_id} ended with {work.settled} settled of {work.reserved} reserved")
            self._ending.clear()

    def open_reservations(self) -> Iterator[tuple[str, str]]:
        """(account, reservation) that no settlement has ended yet: must be those of open jobs."""
        for account_id, ledger in self.ledgers.items():
            for reservation in ledger.reservations:
                yield account_id, reservation

    def _money(self, account_id: str, event: Any) -> Iterator[tuple[str, str]]:
        ledger = self.ledgers.setdefault(account_id, Ledger())
        match event:
            case accounts.CreditsGranted():
                ledger.granted += event.amount
                ledger.available += event.amount
                if event.grant_id in ledger.grants:
                    yield "L3", f"grant {event.grant_id} is made twice"
                ledger.grants.add(event.grant_id)
            case accounts.CreditsReserved():
                ledger.available -= event.amount
                ledger.reserved += event.amount
                if event.reservation_id in ledger.reservations:
                    yield "L7", f"reservation {event.reservation_id} is made twice"
                ledger.reservations[event.reservation_id] = event.amount
            case accounts.CreditsDebited():
                ledger.reserved -= event.amount
                ledger.spent += event.amount
                yield from _settle(ledger, event.reservation_id, event.amount)
            case accounts.CreditsReleased():
                ledger.reserved -= event.amount
                ledger.available += event.amount
                yield from _settle(ledger, event.reservation_id, event.amount)
            case accounts.CreditsExpired():
                ledger.available -= event.amount
                ledger.expired += event.amount
            case _:
                return
        if event.amount < 0:
            yield "L1", f"an amount of {event.amount}"
        if not ledger.balanced:
            yield "L1", f"account {account_id}: {ledger}"
        if ledger.available < 0 or ledger.reserved < 0:
            yield "L2", f"account {account_id}: available {ledger.available}, reserved {ledger.reserved}"
        if event.balance_after != ledger.available:
            yield "L1", f"account {account_id}: the event says {event.balance_after} are left, the ledger {ledger.available}"

    def _work(self, recorded: Recorded[Any], event: Any) -> Iterator[tuple[str, str]]:
        job_id = getattr(event, "job_id", None)
        if job_id is None:
            return
        work = self._jobs.setdefault(job_id, _Work())
        match event:
            case accounts.CreditsReserved():
                work.reserved += event.amount
            case accounts.CreditsDebited() | accounts.CreditsReleased():
                work.settled += event.amount
                if job_id not in self._ending:
                    yield "J1", f"job {job_id} is settled outside the decision that ends it"
            case _ if isinstance(event, ENDINGS):
                if work.ended:
                    yield "J1", f"job {job_id} ends twice"
                work.ended = True
                self._ending[job_id] = recorded
            case _ if work.ended and job_id not in self._ending:
                yield "J1", f"job {job_id} goes on after its end with {type(event).__name__}"
            case jobs.JobProgressed():
                if event.progress <= work.progress:
                    yield "J1", f"the progress of job {job_id} went from {work.progress} to {event.progress}"
                work.progress = event.progress
            case TaskStarted():
                if event.task_id in work.leases or event.task_id in work.done:
                    yield "J1", f"task {event.task_id} of job {job_id} is leased twice"
                work.leases[event.task_id] = event.lease
            case TaskCompletion() | TaskFailed() | TaskHandedBack() | LeaseExpired():
                if work.leases.pop(event.task_id, None) != event.lease:
                    yield "J1", f"task {event.task_id} of job {job_id}: {type(event).__name__} under a lease that does not hold it"
                if isinstance(event, TaskCompletion):
                    work.done.add(event.task_id)
            case _:
                pass

    def _identity(self, recorded: Recorded[Any]) -> Iterator[tuple[str, str]]:
        """L3 inside the window: one command id with a body has one decision; anything else is a repeat or a refusal."""
        if not recorded.body or recorded.index or isinstance(recorded.event, CommandRejected | CommandRepeated):
            return
        decided = self._decided.setdefault(recorded.account_id, OrderedDict())
        before = decided.pop(recorded.command_id, None)
        if before is not None and recorded.time - before.time < WINDOW_MS:
            yield "L3", f"command {recorded.command_id} was decided at {before.position} and again"
        decided[recorded.command_id] = recorded
        if len(decided) > WINDOW_KEYS:
            decided.popitem(last=False)


def _settle(ledger: Ledger, reservation: str, amount: int) -> Iterator[tuple[str, str]]:
    left = ledger.reservations.pop(reservation, 0) - amount
    if left < 0:
        yield "L7", f"reservation {reservation} is settled for {-left} more than it holds"
    elif left:
        ledger.reservations[reservation] = left
