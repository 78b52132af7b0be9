"""What must hold when a run has come to rest: the invariants of studio/verify, and what only somebody who knows everything can ask."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from domain.partition import ASK_AGAIN
from infra.event_log.claim import Claim, Head
from projections.projection import checksum, fold
from projections.reading import Reader
from schemas.envelope import Recorded
from schemas.errors import IdempotencyMismatch
from schemas.events.system import CommandRejected, CommandRepeated
from schemas.partitions import COMMANDS, EVENTS
from studio.verify.history import verify
from studio.verify.invariants import Checker
from studio.verify.read_models import differences
from tests.simulation.broker import Calm
from tests.simulation.world import World

SKEW_MS = 5_000
WHOLE_EVERY = 50
"""Runs after which `studio verify`'s own look at the read models, which asks for all of them in all partitions, is taken too."""


async def violations(world: World) -> list[str]:
    found = [*_acknowledged(world), *_answers(world), *_readers(world), *_times(world), *_defects(world)]
    log, checker = Calm(world.broker), Checker()
    for partition in world.partitions:
        report = await verify(log, partition, checker)
        found += [f"{one.invariant} at {one.position}: {one.message}" for one in report.violations]
        if report.redecided != report.commands or report.undecided:
            found.append(f"L5: of {report.commands} commands {report.redecided} were decided again, {report.undecided} are undecided")
    found += [f"L7: reservation {one} of {account} is open" for account, one in checker.open_reservations()]
    found += await rows(world)
    if world.chance.seed % WHOLE_EVERY == 0:
        found += await differences(world.rows, log)
    return found


async def rows(world: World) -> list[str]:
    """P1 and P2: at any moment each table is the fold of the log up to its mark."""
    found = []
    for (name, partition), seq in world.rows.marks().items():
        projection = next(one for one in world.projections if one.name == name)
        if partition not in world.partitions:
            continue
        table = await Reader(world.rows).checksum(projection, partition)
        events = world.known(partition)[: seq + 1]
        if len(events) != seq + 1 or checksum(fold(projection, events).values()) != table:
            found.append(f"P1: {name}, partition {partition}, at seq {seq} is not the fold of the log")
    return found


def _acknowledged(world: World) -> Iterator[str]:
    """L4: what was acknowledged is there, and what was refused is not; what nobody knows is one or the other, whole."""
    unknown = {one.command_id for one in world.crowd.history if one.outcome == "unknown"}
    for one in world.crowd.history:
        records = world.broker.records[COMMANDS, one.partition]
        if one.outcome == "ok" and (len(records) <= one.offset or records[one.offset].headers.get("ce_id") != one.command_id):
            yield f"L4: command {one.command_id} was acknowledged at {one.partition}:{one.offset} and is not there"
    there = {record.headers.get("ce_id") for p in world.partitions for record in world.broker.records[COMMANDS, p]}
    known = {one.command_id for one in world.crowd.history if one.outcome == "ok"}
    for one in world.crowd.history:
        if one.outcome == "failed" and one.command_id in there - known - unknown:
            yield f"L4: command {one.command_id} was refused and is there"


def _answers(world: World) -> Iterator[str]:
    """L3: who asks again under the same key gets the same answer, and a misuse of the key is refused."""
    first: dict[tuple[str, str], Recorded[Any]] = {}
    for one in (one for p in world.partitions for one in world.known(p) if one.index == 0 and one.body):
        event, before = one.event, first.get((one.account_id, one.command_id))
        refused = event.code if isinstance(event, CommandRejected) else ""
        if before is None:
            if refused not in ASK_AGAIN:
                first[one.account_id, one.command_id] = one
        elif one.body != before.body:
            if refused != IdempotencyMismatch.code:
                yield f"L3: {one.position} takes another body under the key of {before.position}"
        elif not isinstance(event, CommandRepeated) or event.of != before.seq:
            yield f"L3: {one.position} answers otherwise than {before.position}"


def _readers(world: World) -> Iterator[str]:
    """L5: wherever a reader begins, it believes the same records."""
    for partition in world.partitions:
        records = world.broker.records[EVENTS, partition]
        whole = [one.at for one in world.known(partition)]
        for start in sorted(world.chance.draw.sample(range(len(records)), min(3, len(records)))):
            claim = Claim(partition, Head(next_offset=start, hash=None))
            if [one.at for one in claim.events(records[start:])] != [at for at in whole if at >= start]:
                yield f"L5: who begins at {partition}:{start} believes other records"


def _times(world: World) -> Iterator[str]:
    """No broker's clock can take a partition into the future."""
    for partition in world.partitions:
        landed = world.broker.landed_at[EVENTS, partition]
        ahead = [one for one in world.known(partition) if one.time > landed[one.at] + SKEW_MS]
        if ahead:
            yield f"time: {ahead[0].position} was decided {ahead[0].time - landed[ahead[0].at]} ms in the future"


def _defects(world: World) -> Iterator[str]:
    if len(set(world.watch.defects)) > bool(world.garbage):
        yield f"defects: {world.watch.defects}"
    if world.watch.passed:
        yield f"ticks passed over {world.watch.passed}"
