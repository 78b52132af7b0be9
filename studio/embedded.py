"""All processes in one, for a laptop: the same parts as in production, wired to one folder."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial

import httpx2
from prometheus_client import CollectorRegistry
from starlette.types import ASGIApp

from command_api.api import Api
from command_api.app import create_app as create_command_app
from command_api.commands import Commands
from command_api.outcomes import Outcomes
from command_api.planning import Planner
from command_api.prices import Prices
from command_api.reader import QueryReader
from decider.heads import for_ever, sign_at_stop
from decider.metrics import Metrics as DeciderMetrics
from decider.process import Decider
from decider.shadow import Comparisons, see_that_it_may_decide
from domain.account import Account
from gpu_consumers.crew import crew
from gpu_consumers.forks import Forks
from infra.clock import wall_clock
from infra.commands import sender
from infra.database.engine import open_database
from infra.database.identity import LocalTokens, create_identity_tables
from infra.event_log.kept import Kept
from infra.event_log.port import EventLog
from infra.event_log.sqlite import SqliteEventLog
from infra.faults import fault_point
from infra.heads.folder import FolderHeads
from infra.heads.signed import SigningKey
from infra.http.callers import bearer
from infra.http.health import Check, serving_all_the_same
from infra.keyring.database import DatabaseKeyring
from infra.keyring.master import master_key
from infra.object_store.folder import FolderObjectStore
from infra.object_store.snapshots import FolderSnapshots
from infra.parts import parts
from infra.settings import EmbeddedSettings, HeadSettings
from infra.streams.embedded import EmbeddedStreams
from infra.streams.parking import FolderParking
from infra.telemetry import TracedApp, TracedLog, logging_to, tracer
from integrations.configuration import Configuration
from projections import generations
from projections.catalogue import PROJECTIONS
from projections.metrics import Metrics as ProjectionMetrics
from projections.reading import Reader
from projections.runner import Runner
from query_api.app import create_app as create_query_app
from query_api.feed import ProgressFeed
from query_api.names import Names
from query_api.queries import Queries
from router.checkpoint import CheckpointFile
from router.process import Router
from schemas.errors import Invalid, Unavailable
from schemas.partitions import COMMANDS, PARTITIONS, partition_of
from schemas.values import Config
from studio.folder import Folder, Local
from studio.gateway import Gateway
from studio.local import LOCAL_LOW, Bank, local_account
from studio.snapshots import follower

START_S = 30.0
SWITCH_S = 0.0005
"""How long a busy thread keeps the interpreter from one that waits for it. Who commits to the log comes back for it five times a commit, and with
Python's 5 ms each time a caller waits for all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Studio:
    """A running studio. `app` answers HTTP; `local` is who may ask."""

    app: ASGIApp
    local: Local
    log: EventLog
    failed: asyncio.Future[None]  # raises what ended a part that must not end


@asynccontextmanager
async def running(folder: Folder, *, workers: bool = True, forks: Forks | None = None) -> AsyncIterator[Studio]:
    """The whole studio on one folder, for as long as the block runs. Without `workers` it answers and decides, but makes nothing.

    `forks`: whoever bears the engines' processes, if the caller has begun it already.

    Raises AlreadyRunning when another process holds the folder.
    """
    if folder.on_kafka:
        raise Invalid(f"The studio in {folder.root} runs on Kafka: `studio --folder {folder.root} dev --kafka` starts it.")
    async with AsyncExitStack() as stack:
        stack.enter_context(folder.owned())
        stack.callback(sys.setswitchinterval, sys.getswitchinterval())
        sys.setswitchinterval(SWITCH_S)
        settings = EmbeddedSettings.read()
        stack.enter_context(logging_to(folder.diary, settings.telemetry.log_level))
        traced = tracer("studio", settings.telemetry.otlp_endpoint)
        file = await SqliteEventLog.open(folder.log, fault_point=fault_point)
        stack.push_async_callback(file.close)
        log: EventLog = TracedLog(file, traced) if traced else file
        await see_that_it_may_decide(log, Comparisons(folder.shadow), "tell")
        rows, keys = open_database(f"sqlite:///{folder.rows}"), open_database(f"sqlite:///{folder.keys}", durable=True)
        stack.push_async_callback(rows.close)
        stack.push_async_callback(keys.close)
        stack.push_async_callback(sign_at_stop, log, FolderHeads(folder.heads), partial(SigningKey.kept, folder.signing_key), wall_clock)
        tasks = await stack.enter_async_context(parts())  # ends before what they read and write is closed
        await create_identity_tables(keys)
        await generations.prepare(rows)  # who asks whether they are built must find the list of them
        keyring = DatabaseKeyring(keys, master_key(folder.master_key))
        objects = FolderObjectStore(folder.objects)
        registry = CollectorRegistry()

        decider = Decider(
            log, FolderSnapshots(folder.snapshots), clock=wall_clock, observer=DeciderMetrics(registry),
            snapshot=follower(folder.log, folder.snapshots), snapshot_events=settings.decider.snapshot_events,
        )  # fmt: skip
        outcomes = Outcomes(log, time.monotonic, broken=decider.stopped)
        runner = Runner(rows, log, PROJECTIONS, ProjectionMetrics(registry))
        prices = Prices(log, Kept(folder.prices, Config, version=1))
        configuration = Configuration(log, Kept(folder.configuration, Config | None, version=1))
        for part in (decider, outcomes, runner, prices, configuration):
            tasks.start(part.run())
        often = HeadSettings()
        tasks.start(for_ever("studio.heads", str(folder.root), first_s=often.first_s, every_s=often.every_s))
        await asyncio.wait_for(outcomes.following.wait(), START_S)

        streams = EmbeddedStreams(FolderParking(folder.parking))
        checks: dict[str, Check] = {"decider": decider.health}
        if workers:
            router = Router(
                log=log, streams=streams, send=sender(log), parking=FolderParking(folder.parking), checkpoints=CheckpointFile(folder.router),
                fresh_fleet=True, registry=registry,
            )  # fmt: skip
            await stack.enter_async_context(router.running())
            await stack.enter_async_context(crew(streams=streams, store=objects, scratch=folder.scratch, forks=forks))
            checks |= {"router": serving_all_the_same(router.unwell), "workers": serving_all_the_same(router.unheard)}

        local = await local_account(folder, LocalTokens(keys))
        await _fund(log, outcomes, decider, keyring, local)
        feed = ProgressFeed()
        await stack.enter_async_context(streams.join(feed.subscription()))
        caller = bearer(LocalTokens(keys))
        reading = Queries(
            reader=Reader(rows, runner.applied), log=log, objects=objects, names=Names(objects), keyring=keyring, broken=decider.stopped
        )
        queries = create_query_app(reading, caller, feed, checks, registry)
        inside = await stack.enter_async_context(httpx2.AsyncClient(transport=httpx2.ASGITransport(app=queries), base_url="http://queries"))
        api = Api(
            commands=Commands(log, outcomes, keyring),
            planner=Planner(objects, keyring.label_key),
            objects=objects,
            keyring=keyring,
            reader=QueryReader(inside),
            prices=prices,
        )
        commands = create_command_app(api, caller, {}, registry)
        await _until_built(reading.reader, tasks.failed)
        await _until_seen(log, decider, runner, tasks.failed)
        gateway = Gateway(commands, queries)
        yield Studio(app=TracedApp(gateway, traced) if traced else gateway, local=local, log=log, failed=tasks.failed)


async def _fund(log: EventLog, outcomes: Outcomes, decider: Decider, keyring: DatabaseKeyring, local: Local) -> None:
    """Open the local account, and grant it enough, where that is not so already."""
    partition = partition_of(local.account_id)
    if not await _until_ruling(decider, partition):
        return
    tenant = decider.reigns[partition].state.tenants.get(local.account_id)
    account = tenant.account if tenant is not None else None
    bank = Bank(log, outcomes, keyring, local)
    if not isinstance(account, Account):
        await bank.open()
        fault_point("studio.account_opened")
    if not isinstance(account, Account) or account.totals.available < LOCAL_LOW:
        await bank.grant(len(account.grant_ids) + 1 if isinstance(account, Account) else 1)


async def _until_ruling(decider: Decider, partition: int) -> bool:
    """False when its history is broken: what is there can be read, and nothing is decided."""
    deadline = time.monotonic() + START_S
    while not (partition in decider.reigns and decider.reigns[partition].ruling):
        if partition in decider.stopped:
            return False
        if time.monotonic() > deadline:
            raise Unavailable(f"Partition {partition} was not taken over in {START_S:.0f} s.")
        await asyncio.sleep(0.005)
    return True


async def _until_built(reader: Reader, failed: asyncio.Future[None]) -> None:
    """The first start folds the log into every read model; nobody is to be told that they are not there yet."""
    names = {each.name for each in PROJECTIONS}
    while not names <= set((await reader.ready())["live"]):
        await _a_moment(failed)


async def _until_seen(log: EventLog, decider: Decider, runner: Runner, failed: asyncio.Future[None]) -> None:
    """What an earlier run left on the log is decided and shown before the first answer: who asks again must not be sent to do it twice."""
    ends = {number: await log.end(COMMANDS, number) for number in range(PARTITIONS)}
    while not all(number in decider.stopped or _has_decided(decider, number, end) for number, end in ends.items()):
        await _a_moment(failed)
    seqs = {number: reign.head.seq for number, reign in decider.reigns.items()}
    while not all(_shows(runner, each.name, number, seq) for each in PROJECTIONS for number, seq in seqs.items()):
        await _a_moment(failed)


def _has_decided(decider: Decider, number: int, end: int) -> bool:
    reign = decider.reigns.get(number)
    return reign is not None and reign.ruling and reign.head.decided >= end - 1


def _shows(runner: Runner, name: str, number: int, seq: int) -> bool:
    return (name, number) in runner.stopped or runner.applied.seq(name, number) >= seq


async def _a_moment(failed: asyncio.Future[None]) -> None:
    if failed.done():
        failed.result()
    await asyncio.sleep(0.005)
