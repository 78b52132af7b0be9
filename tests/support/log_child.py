"""A process beside the test, on the same log: `python -m tests.support.log_child OPENER '["args"]' ACTION ...`; it says what it does, a line each."""

from __future__ import annotations

import asyncio
import importlib
import json
import os
import sys
from collections.abc import Awaitable, Callable

from infra.event_log.port import Displaced, EventLog, NewRecord
from schemas.partitions import COMMANDS, EVENTS

PLACES = ((EVENTS, 0), (EVENTS, 1), (COMMANDS, 0), (EVENTS, 0))


def batch(name: str) -> list[NewRecord]:
    return [NewRecord("acc_1", f"{name}:{index}".encode()) for index in range(3)]


async def opened(opener: str, *arguments: str) -> EventLog:
    """The log that "module:function" opens."""
    module, _, function = opener.partition(":")
    log: EventLog = await getattr(importlib.import_module(module), function)(*arguments)
    return log


async def append_for_ever(log: EventLog, run: str) -> None:
    """Four batches at a time, two of them for the same partition; each is named before it is sent, and again when it is acknowledged."""

    async def one(number: int) -> None:
        name, (topic, partition) = f"{run}-{number}", PLACES[number % len(PLACES)]
        say("sent", name, topic, partition)
        say("acknowledged", name, topic, partition, await log.append(topic, partition, batch(name)))

    first = 0
    while True:
        await asyncio.gather(*[one(number) for number in range(first, first + len(PLACES))])
        first += len(PLACES)


async def append_when_told(log: EventLog) -> None:
    """A line of standard input: topic, partition, text."""
    say("ready")
    while line := await asyncio.to_thread(sys.stdin.readline):
        topic, partition, text = line.split()
        say(await log.append(topic, int(partition), [NewRecord("acc_1", text.encode())]))


async def race(log: EventLog, name: str, until: str) -> None:
    """Claim the end of events partition 0 again and again until it has come far enough; say which offsets were won."""
    while (at := await log.end(EVENTS, 0)) < int(until):
        try:
            say(await log.append(EVENTS, 0, [NewRecord("acc_1", name.encode(), {"at": str(at)})], at=at))
        except Displaced:
            await asyncio.sleep(0)


async def own(log: EventLog, group: str) -> None:
    """Until standard input ends."""

    async def assigned(partitions: frozenset[int]) -> None:
        say("assigned", *sorted(partitions))

    async def revoked(partitions: frozenset[int]) -> None:
        say("revoked", *sorted(partitions))

    async with log.owner(group, assigned, revoked):
        await asyncio.to_thread(sys.stdin.read)


def say(*words: object) -> None:
    """In one write, so that a death leaves no half line."""
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


async def main(opener: str, arguments: str, action: str, *rest: str) -> None:
    log = await opened(opener, *json.loads(arguments))
    actions: dict[str, Callable[..., Awaitable[None]]] = {"append": append_for_ever, "append_when_told": append_when_told, "race": race, "own": own}
    await actions[action](log, *rest)
    await log.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
