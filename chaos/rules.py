"""The rules of the log, stated once more in a few lines of their own: what is true, how it hangs together, and what it says about money and work.

Nothing here is the studio's: neither its reader nor its decider nor its claim. It needs the records of one partition, and Python.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from chaos.raw import Raw

LINKED = (
    "ce_specversion", "ce_type", "ce_source", "ce_id", "ce_time", "ce_subject", "content-type",
    "command", "command_id", "command_hash", "actor", "issuer", "correlation", "causation", "body", "ip", "decider",
)  # fmt: skip
GENESIS = "0" * 64
ENDINGS = {"job.completed": "completed", "job.failed": "failed", "job.cancelled": "cancelled", "job.expired": "failed"}
CLIENTS = ("command_api", "operator")
NOTHING = ("command.rejected", "command.repeated")
"""A command of which this comes has done nothing."""


def _netstring(part: bytes) -> bytes:
    return b"%d:%b," % (len(part), part)


def link(record: Raw) -> str:
    """SHA-256 over netstrings of: link version, seq, prev, the named headers, key, time, value."""
    head = [record.headers[name] for name in ("link", "seq", "prev", *LINKED)]
    return hashlib.sha256(b"".join(map(_netstring, [*(part.encode() for part in (*head, record.key, str(record.time))), record.value]))).hexdigest()


def command_hash(record: Raw) -> str:
    headers = b"".join(_netstring(part.encode()) for pair in sorted(record.headers.items()) for part in pair)
    return hashlib.sha256(_netstring(record.key.encode()) + headers + _netstring(record.value)).hexdigest()


def is_election(record: Raw) -> bool:
    return "elected" in record.headers


def is_true(record: Raw) -> bool:
    """The claim: it lies where it says."""
    return not is_election(record) and record.headers["at"] == str(record.offset)


def read_from(records: Sequence[Raw], start: int) -> tuple[list[int], str]:
    """What a reader believes that begins at `start` and knows nothing else: the offsets, and what is wrong with the chain ("" when it holds)."""
    believed, last = [], None
    for record in records[start:]:
        if not is_true(record):
            continue
        if last is not None and (int(record.headers["seq"]) != int(last.headers["seq"]) + 1 or record.headers["prev"] != link(last)):
            return believed, f"offset {record.offset} does not follow offset {last.offset}"
        believed.append(record.offset)
        last = record
    return believed, ""


@dataclass(slots=True)
class Displaced:
    """Batches that do not lie where they claim to."""

    batches: int = 0
    records: int = 0
    fools: int = 0  # of these, those that also a reader who follows `seq`, but does not look at the claim, would believe
    takeovers: set[int] = field(default_factory=set)  # elections that found a batch of the reign before still on its way


def displaced(records: Sequence[Raw]) -> Displaced:
    """A batch is a run of records that all miss their place by the same distance.

    It was on its way at a take-over when it claims a place before an election behind which it lies.
    """
    found, before, naive = Displaced(), None, -1
    elections = [record.offset for record in records if is_election(record)]
    for record in records:
        if is_election(record):
            before = None
            continue
        by, seq = int(record.headers["at"]) - record.offset, int(record.headers["seq"])
        follows = seq == naive + 1
        naive = seq if follows else naive
        if by != 0:
            found.records += 1
            found.fools += follows
            if by != before:
                found.batches += 1
                found.takeovers |= {one for one in elections if int(record.headers["at"]) <= one < record.offset}
        before = by
    return found


# --- what the events say


@dataclass(slots=True)
class Money:
    granted: int = 0
    available: int = 0
    reserved: int = 0
    spent: int = 0
    expired: int = 0
    open: dict[str, int] = field(default_factory=dict)  # reservation -> what of it is not settled
    grants: set[str] = field(default_factory=set)

    @property
    def values(self) -> dict[str, int]:
        return {"available": self.available, "reserved": self.reserved, "granted": self.granted, "spent": self.spent}


@dataclass(slots=True)
class Job:
    account: str
    status: str = "open"
    charged: int = 0
    endings: int = 0


@dataclass(slots=True)
class Outcome:
    """Of one command."""

    correlation: str
    kind: str  # of its first event
    first: int  # seq
    last: int
    ids: dict[str, Any]  # of its first event that has some


@dataclass(slots=True)
class Partition:
    """What the true events of one partition say, and all that is wrong with them."""

    number: int
    events: int = 0
    commands: int = 0
    elections: int = 0
    writers: int = 0
    displaced: Displaced = field(default_factory=Displaced)
    wrong: list[str] = field(default_factory=list)
    duplicated: list[str] = field(default_factory=list)
    overdrafts: list[str] = field(default_factory=list)
    readers: list[str] = field(default_factory=list)
    money: dict[str, Money] = field(default_factory=dict)
    moves: dict[str, list[tuple[int, dict[str, int]]]] = field(default_factory=lambda: defaultdict(list))  # account -> balance after each seq
    projects: dict[str, dict[str, Any]] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)  # project -> account
    jobs: dict[str, Job] = field(default_factory=dict)
    outcomes: dict[str, list[Outcome]] = field(default_factory=lambda: defaultdict(list))  # by correlation
    seqs: dict[int, str] = field(default_factory=dict)  # last seq of an outcome -> its correlation

    def balance(self, account: str, seq: int) -> dict[str, int] | None:
        """After event `seq`; None before the account was there."""
        moves = self.moves.get(account, [])
        place = bisect_right(moves, seq, key=lambda one: one[0])
        return moves[place - 1][1] if place else None


def judge(number: int, events: Sequence[Raw], commands: Sequence[Raw], starts: Sequence[int]) -> Partition:
    """`starts`: offsets from which other readers begin, who must believe what the first one believes from there on."""
    found = Partition(number, elections=sum(map(is_election, events)), writers=len({one.headers["elected"] for one in events if is_election(one)}))
    found.displaced = displaced(events)
    if [one.offset for one in events] != list(range(len(events))):
        found.wrong.append("the offsets of the events are not dense")
    believed, broken = read_from(events, 0)
    if broken:
        found.wrong.append(broken)
    for start in starts:
        theirs, broken_too = read_from(events, start)
        if broken_too or theirs != [offset for offset in believed if offset >= start]:
            found.readers.append(f"a reader from offset {start} believes something else than one from the beginning: {broken_too}")
    truth = [events[offset] for offset in believed]
    found.events = len(truth)
    _see_that_each_is_decided_once(found, truth, commands)
    facts = _Facts(found)
    for outcome in _outcomes(truth):
        facts.take(outcome)
    return found


def _outcomes(truth: Sequence[Raw]) -> Iterator[list[Raw]]:
    whole: list[Raw] = []
    for record in truth:
        whole.append(record)
        _, index, count = map(int, record.headers["command"].split(":"))
        if index == count - 1:
            yield whole
            whole = []


def _see_that_each_is_decided_once(found: Partition, truth: Sequence[Raw], commands: Sequence[Raw]) -> None:
    expected = (0, 0)
    for place, record in enumerate(truth):
        offset, index, count = map(int, record.headers["command"].split(":"))
        if int(record.headers["seq"]) != place:
            found.wrong.append(f"event {place} has seq {record.headers['seq']}")
        if (offset, index) != expected:
            found.wrong.append(f"event {index} of command {offset} lies where event {expected[1]} of command {expected[0]} belongs")
        if offset >= len(commands) or record.headers["command_hash"] != command_hash(commands[offset]):
            found.wrong.append(f"event {place} was decided from another command than lies at {offset}")
        expected = (offset + 1, 0) if index == count - 1 else (offset, index + 1)
        if len(found.wrong) > 20:
            return
    found.commands = expected[0]
    if expected != (len(commands), 0):
        found.wrong.append(f"{len(commands)} commands were asked, and decided are those before {expected[0]}")


class _Facts:
    """Folds outcome after outcome into what is found."""

    def __init__(self, found: Partition) -> None:
        self._found = found
        self._accepted: Counter[str] = Counter()
        self._once: Counter[tuple[str, ...]] = Counter()
        self._settled: Counter[str] = Counter()

    def take(self, outcome: Sequence[Raw]) -> None:
        first, found = outcome[0], self._found
        correlation, kind = first.headers["correlation"], _kind(first)
        ids: dict[str, Any] = {}
        for record in outcome:
            value = json.loads(record.value)
            ids = ids or {name: value[name] for name in ("project_id", "job_id", "grant_id", "code") if value.get(name) is not None}
            self._fact(_kind(record), value, record)
        one = Outcome(correlation, kind, int(first.headers["seq"]), int(outcome[-1].headers["seq"]), ids)
        if first.headers["issuer"] in CLIENTS:  # the router's commands carry the correlation of the film that they are for
            found.outcomes[correlation].append(one)
            found.seqs[one.last] = correlation
        if kind not in NOTHING:
            self._accepted[first.headers["command_id"]] += 1
            if self._accepted[first.headers["command_id"]] == 2:
                found.duplicated.append(f"command {first.headers['command_id']} was accepted twice")

    def _only_once(self, *what: str) -> None:
        self._once[what] += 1
        if self._once[what] == 2:
            self._found.duplicated.append(" ".join((*what, "happened twice")))

    def _fact(self, kind: str, value: dict[str, Any], record: Raw) -> None:
        family = kind.partition(".")[0]
        if family == "credits":
            self._money(kind, value, record)
        elif family == "project":
            self._project(kind, value, record.key)
        elif family == "job":
            self._job(kind, value, record)
        elif family == "film":
            self._only_once("completion of", value["job_id"], value["task_id"])

    def _money(self, kind: str, value: dict[str, Any], record: Raw) -> None:
        found, account, seq = self._found, record.key, int(record.headers["seq"])
        money, amount = found.money.setdefault(account, Money()), value.get("amount", 0)
        match kind:
            case "credits.granted":
                self._only_once("grant", account, value["grant_id"])
                money.granted += amount
                money.available += amount
                money.grants.add(value["grant_id"])
            case "credits.reserved":
                self._only_once("reservation", value["reservation_id"])
                money.available -= amount
                money.reserved += amount
                money.open[value["reservation_id"]] = amount
            case "credits.debited" | "credits.released":
                self._only_once(kind, value["reservation_id"])
                money.reserved -= amount
                money.spent += amount if kind == "credits.debited" else 0
                money.available += amount if kind == "credits.released" else 0
                money.open[value["reservation_id"]] = money.open.get(value["reservation_id"], 0) - amount
            case "credits.expired":
                money.available -= amount
                money.expired += amount
            case _:
                return
        if money.available < 0 or money.reserved < 0 or money.granted != money.available + money.reserved + money.spent + money.expired:
            found.overdrafts.append(f"{account} after event {seq}: {money.values}")
        if value["balance_after"] != money.available:
            found.wrong.append(f"event {seq} says that {value['balance_after']} are left, and it is {money.available}")
        found.moves[account].append((seq, money.values))

    def _project(self, kind: str, value: dict[str, Any], account: str) -> None:
        id, projects = value["project_id"], self._found.projects
        if kind == "project.created":
            self._only_once("project", id)
            self._found.owners[id] = account
            projects[id] = {"version": 1, "script_version": 0}
            return
        projects[id]["version"] = value["version"]
        if kind == "project.script_saved":
            projects[id]["script_version"] = value["script_version"]

    def _job(self, kind: str, value: dict[str, Any], record: Raw) -> None:
        found, id = self._found, value["job_id"]
        if kind == "job.requested":
            self._only_once("job", id)
            found.jobs[id] = Job(record.key)
        elif kind in ENDINGS:
            job = found.jobs[id]
            job.endings += 1
            job.status, job.charged = ENDINGS[kind], value.get("charged", 0)
            if job.endings > 1:
                found.duplicated.append(f"job {id} ended twice")


def _kind(record: Raw) -> str:
    return record.headers["ce_type"].rpartition(".v")[0]
