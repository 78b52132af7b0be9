"""The deciding process on Kafka."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial

from decider.beside import PAUSE_S, follower
from decider.heads import for_ever, sign_all, sign_at_stop
from decider.metrics import Metrics
from decider.process import Decider
from decider.settings import Settings
from decider.shadow import Comparisons, compare, see_that_it_may_decide, told
from decider.snapshots import take
from infra.clock import wall_clock
from infra.heads.folder import FolderHeads
from infra.heads.signed import SigningKey
from infra.object_store.snapshots import FolderSnapshots
from infra.parts import parts
from infra.process import Composed, Surroundings
from infra.wiring import kafka_log


@asynccontextmanager
async def wiring(settings: Settings, surroundings: Surroundings) -> AsyncIterator[Composed]:
    async with AsyncExitStack() as stack:
        log = await stack.enter_async_context(kafka_log(settings.kafka, surroundings.tracer))
        await see_that_it_may_decide(log, Comparisons(settings.storage.shadow), settings.decider.new_version)
        key, store = partial(SigningKey.kept, settings.signing_key), FolderHeads(settings.storage.heads)
        stack.push_async_callback(sign_at_stop, log, store, key, wall_clock)
        running = await stack.enter_async_context(parts())
        decider = Decider(
            log, FolderSnapshots(settings.storage.snapshots), clock=wall_clock, observer=Metrics(surroundings.registry),
            snapshot=follower("decider", "snapshot"), snapshot_events=settings.decider.snapshot_events,
        )  # fmt: skip
        running.start(decider.run())
        running.start(for_ever("decider", "heads", first_s=settings.heads.first_s, every_s=settings.heads.every_s))
        yield Composed(app=surroundings.health({"decider": decider.health}), failed=running.failed)


def snapshot(settings: Settings, partition: int) -> None:
    """In a process of its own: no caller waits while it folds and writes."""
    asyncio.run(_snapshot(settings, partition))


def heads(settings: Settings) -> None:
    """As `snapshot`. Of several deciders the first in an hour signs."""
    asyncio.run(_heads(settings))


async def _heads(settings: Settings) -> None:
    async with kafka_log(settings.kafka) as log:
        key = SigningKey.kept(settings.signing_key)
        await sign_all(log, FolderHeads(settings.storage.heads), key, wall_clock, again_s=settings.heads.every_s / 2)


async def _snapshot(settings: Settings, partition: int) -> None:
    async with kafka_log(settings.kafka) as log:
        await take(log, partition, FolderSnapshots(settings.storage.snapshots, pause_s=PAUSE_S))


def shadow(settings: Settings, *, accept: bool) -> bool:
    """Tells what this version of `decide` would decide otherwise than was decided yesterday; whether it may own partitions now."""
    return asyncio.run(_shadow(settings, accept))


async def _shadow(settings: Settings, accept: bool) -> bool:
    async with kafka_log(settings.kafka) as log:
        comparison = await compare(log, accept=accept)
    Comparisons(settings.storage.shadow).put(comparison)
    for line in told(comparison):
        sys.stdout.write(f"{line}\n")
    return comparison.accepted
