"""A new `decide` before it may own a partition: it decides yesterday's commands again, and a person reads what would have come out otherwise."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Iterator, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import Struct

from decider import chronicle
from domain.partition import VERSION, Fold, Partition
from infra.event_log.claim import Claim
from infra.event_log.find import last_true
from infra.event_log.port import EventLog, NewRecord, Record
from infra.files import replacing
from schemas.envelope import Instant, Recorded
from schemas.errors import Corrupt, Invalid
from schemas.partitions import COMMANDS, EVENTS, PARTITIONS

DAY_MS = 86_400_000
SHOWN, WORDS_MAX = 20, 200
PAGE = 1_000
Manner = Literal["refuse", "tell"]
"""What to do before a new version decides: refuse until a person has said that he means the difference, or only tell it, where nobody else could."""
log = logging.getLogger(__name__)


class Difference(Struct, frozen=True):
    """One command of which this version makes something else. `what` is short enough to read."""

    partition: int
    command: int  # its offset
    name: str
    what: str


class Comparison(Struct, frozen=True):
    """Of the commands that other versions decided after `since`; the first differences are in `shown`."""

    version: str
    since: Instant
    commands: int
    differing: int
    shown: tuple[Difference, ...]
    accepted: bool


class Comparisons:
    """One file for each version, among what all deciders share."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, comparison: Comparison) -> None:
        with replacing(self._folder / f"{comparison.version}.json") as file:
            file.write(msgspec.json.format(msgspec.json.encode(comparison)))

    def of(self, version: str) -> Comparison | None:
        """None too where it cannot be read: it can be made again."""
        try:
            return msgspec.json.decode((self._folder / f"{version}.json").read_bytes(), type=Comparison)
        except (OSError, msgspec.MsgspecError):
            return None


async def see_that_it_may_decide(log_: EventLog, comparisons: Comparisons, manner: Manner) -> None:
    """Before this version owns a partition that another one has decided. Raises Invalid, with the command that cures.

    A version that decides alone was meant: its word is kept for the day on which a newer one is rolled back.
    """
    others = {decided.headers["decider"] for decided in await _newest(log_)} - {VERSION}
    known = comparisons.of(VERSION)
    if not others:
        if known is None or not known.accepted:
            _meant(comparisons)
        return
    if known is None and manner == "tell":
        comparisons.put(known := await compare(log_, accept=True))
        for line in told(known):
            log.warning("a new version decides: %s", line)
    if known is None:
        raise Invalid(
            f"This decides by version {VERSION}, and the log was decided by version {', '.join(sorted(others))}. "
            "`python -m decider shadow` tries it on what was decided yesterday, and tells what would come out otherwise."
        )
    if not known.accepted:
        raise Invalid(
            f"Version {VERSION} would decide {known.differing:,} of {known.commands:,} commands otherwise. `python -m decider shadow` tells them; "
            "`python -m decider shadow --accept` when that is meant."
        )


def _meant(comparisons: Comparisons) -> None:
    try:
        comparisons.put(Comparison(VERSION, since=0, commands=0, differing=0, shown=(), accepted=True))
    except OSError as error:
        log.warning("a roll-back to this version will need `python -m decider shadow --accept`, for its word cannot be kept: %s", error)


async def compare(log_: EventLog, span_ms: int = DAY_MS, *, accept: bool = False) -> Comparison:
    """What was decided last, so far back, is tried; all before it is read. Without a difference it is accepted.

    Raises what the log raises, and BrokenLink.
    """
    since = max((decided.time for decided in await _newest(log_)), default=0) - span_ms
    commands, differences = 0, list[Difference]()
    for number in range(PARTITIONS):
        async for difference in _of_partition(log_, number, since):
            commands += 1
            if difference is not None:
                differences.append(difference)
    accepted = accept or not differences
    return Comparison(VERSION, since, commands, len(differences), tuple(differences[:SHOWN]), accepted)


async def _newest(log_: EventLog) -> Sequence[Record]:
    """Of each partition that has decided anything and can be read: it is for its reign to stop one that cannot, and it alone."""
    newest = await asyncio.gather(*[_newest_of(log_, number) for number in range(PARTITIONS)])
    return [record for record in newest if record is not None]


async def _newest_of(log_: EventLog, number: int) -> Record | None:
    try:
        found = await last_true(log_, number)
    except Corrupt as error:
        log.error("nobody can say what decided partition %d: %s", number, error)
        return None
    return None if found is None else found[0]


def told(comparison: Comparison) -> Iterator[str]:
    """Line by line, for whoever must say whether it is meant."""
    yield f"version {comparison.version} decides {comparison.differing:,} of {comparison.commands:,} commands otherwise"
    for one in comparison.shown:
        yield f"command {one.partition}:{one.command} {one.name}: {one.what}"
    if (more := comparison.differing - len(comparison.shown)) > 0:
        yield f"and {more:,} more"


async def _of_partition(log_: EventLog, number: int, since: Instant) -> AsyncIterator[Difference | None]:
    """For each command that another version decided since then, whether this one differs. The state is always that of the record."""
    state, commands = Partition(number), _Commands(log_, number)
    fold = Fold(state)
    async for decision in _decisions(log_, number):
        events = [event for _, event in decision]
        if events[0].decider != VERSION and events[0].time >= since:
            yield _difference(state, await commands.at(events[0].command_offset), decision)
        for event in events:
            fold.apply(event)


async def _decisions(log_: EventLog, number: int) -> AsyncIterator[Sequence[tuple[Record, Recorded[Any]]]]:
    """Whole ones, as they lie and as they read."""
    claim, whole = Claim(number), list[tuple[Record, Recorded[Any]]]()
    while records := await log_.read(EVENTS, number, claim.head.next_offset, PAGE):
        for record in records:
            if (event := claim.accept(record)) is not None:
                whole.append((record, event))
                if claim.head.command_whole:
                    yield whole
                    whole = []


class _Commands:
    """One after the other, fetched by the page."""

    def __init__(self, log_: EventLog, number: int) -> None:
        self._log, self._number = log_, number
        self._page: Sequence[Record] = ()

    async def at(self, offset: int) -> Record:
        """Raises Corrupt."""
        if not self._page or not self._page[0].offset <= offset <= self._page[-1].offset:
            self._page = await self._log.read(COMMANDS, self._number, offset, PAGE)
        if not self._page or self._page[0].offset > offset:
            raise Corrupt(f"Partition {self._number}: command {offset} was decided, but the command log does not hold it.")
        return self._page[offset - self._page[0].offset]


def _difference(state: Partition, command: Record, decision: Sequence[tuple[Record, Recorded[Any]]]) -> Difference | None:
    recorded = decision[0][1]
    at_that_time = Record(command.offset, recorded.time, command.key, command.value, command.headers)
    ours = chronicle.attempt(state, Claim(state.number).head, at_that_time, recorded.time).entry.records
    what = _told(ours, [record for record, _ in decision])
    return Difference(state.number, command.offset, command.headers.get("ce_type", ""), what) if what else None


def _told(ours: Sequence[NewRecord], theirs: Sequence[Record]) -> str:
    """What would come out otherwise; "" when nothing would."""
    for place, (one, other) in enumerate(zip_longest(ours, theirs)):
        if one is None or other is None or (one.headers["ce_type"], one.key) != (other.headers["ce_type"], other.key):
            return f"event {place} would be {_name(one)}, and is {_name(other)}"
        if one.value != other.value:
            return f"{_name(one)}: {_fields(json.loads(one.value), json.loads(other.value))}"
    return ""


def _name(record: NewRecord | Record | None) -> str:
    return "none" if record is None else f"{record.headers['ce_type']} of {record.key}"


def _fields(ours: dict[str, Any], theirs: dict[str, Any]) -> str:
    differing = [name for name in {**theirs, **ours} if ours.get(name) != theirs.get(name)]
    return ", ".join(f"{name} would be {ours.get(name)!r}, and is {theirs.get(name)!r}" for name in differing)[:WORDS_MAX]
