"""One run: a world, clients and faults until there was enough of both, quiet, and then the verdict."""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import signal
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import httpx2

from chaos import raw
from chaos.checker import Verdict, check
from chaos.clients import used
from chaos.faults import Kind, Saboteur, Size
from chaos.history import History, lines
from chaos.rows import open_jobs, rows
from chaos.rules import Partition, judge
from chaos.world import World, world
from infra.database.engine import open_database
from infra.event_log.kafka import KafkaEventLog
from schemas.partitions import COMMANDS, EVENTS, PARTITIONS, partition_of
from studio.verify.history import verify
from studio.verify.invariants import Checker
from studio.verify.read_models import differences

QUIET_S = 90.0  # that films may take to end when nothing goes wrong any more
TELL_S = 60.0  # between two lines that tell how far it is
READERS = 12  # that begin somewhere in the middle of each partition


@dataclass(slots=True, kw_only=True)
class Ran:
    """What was done, seen and found."""

    seed: int
    size: Size
    saboteur: Saboteur
    verdict: Verdict
    partitions: dict[int, Partition]
    second_opinion: list[str]  # of `studio verify`
    wall_s: float
    used_s: float
    quiet_s: float  # until the last film had ended
    load: float
    ends: dict[str, list[str]]  # processes that ended by themselves, and what they said


async def run(seed: int, size: Size, history_path: Path) -> Ran:
    """Raises TimeoutError when the studio does not come up. Where anything went wrong its folder stays, logs and data, and is told."""
    begun, history = time.monotonic(), History(history_path)
    folder = _new_folder()
    try:
        ran = await _run(seed, size, history, folder, begun)
    except BaseException:
        print(f"What its processes told is in {folder}.", flush=True)
        raise
    finally:
        history.close()
    if broken(ran):
        print(f"What its processes told, and all that they stored, is in {folder}.", flush=True)
    else:
        shutil.rmtree(folder, ignore_errors=True)
    return ran


def _new_folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="studio-chaos-"))
    folder.chmod(0o711)  # root starts the database as somebody else
    return folder


async def _run(seed: int, size: Size, history: History, folder: Path, begun: float) -> Ran:
    async with world(size.processes, size.accounts, folder, network=size.cells > 0) as studio:
        saboteur = Saboteur(studio, history, seed, size)
        began_use = time.monotonic()
        await _disturbed(studio, saboteur, history, seed, size)
        used_s = time.monotonic() - began_use
        quiet_s = await _quiet(studio)
        history.close()
        partitions = await _partitions(studio, seed)
        accounts = {account.id: partition_of(account.id) for account in studio.accounts}
        verdict = check(partitions, accounts, lines(history.path), await rows(studio))
        return Ran(
                seed=seed, size=size, saboteur=saboteur, verdict=verdict, partitions=partitions, second_opinion=await _second_opinion(studio),
                wall_s=time.monotonic() - begun, used_s=used_s, quiet_s=quiet_s, load=os.getloadavg()[1],
                ends={name: one.ends for name, one in studio.processes.items() if one.ends},
            )  # fmt: skip


async def _disturbed(studio: World, saboteur: Saboteur, history: History, seed: int, size: Size) -> None:
    """Until enough was asked and enough was broken, or the time is over, or somebody presses Ctrl-C: what there is then is checked all the same."""
    until = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        asyncio.get_running_loop().add_signal_handler(signal.SIGINT, _by_hand, until)
        using = group.create_task(used(studio, history, seed, size, until))
        group.create_task(saboteur.work(until))
        deadline, tell_at = time.monotonic() + size.limit_s, time.monotonic() + TELL_S
        while time.monotonic() < deadline and not using.done() and not until.is_set():
            if time.monotonic() >= tell_at:
                tell_at += TELL_S
                print(_how_far(saboteur, history), flush=True)
            if saboteur.enough and history.answered >= size.commands:
                break
            await asyncio.sleep(0.25)
        until.set()
        asyncio.get_running_loop().remove_signal_handler(signal.SIGINT)


def _how_far(saboteur: Saboteur, history: History) -> str:
    done = saboteur.done
    return (
        f"{history.answered:,} commands are answered, {saboteur.kills:,} processes killed and {saboteur.pauses:,} frozen, "
        f"{done[Kind.BROKER]} brokers and {done[Kind.DATABASE]} databases killed."
    )


def _by_hand(until: asyncio.Event) -> None:
    """The second Ctrl-C breaks off."""
    print("No more faults and no more requests; what there is will be checked. Ctrl-C again breaks off.", flush=True)
    asyncio.get_running_loop().remove_signal_handler(signal.SIGINT)
    until.set()


async def _quiet(studio: World) -> float:
    """Seconds until every film has ended, one way or the other; after QUIET_S the checker names those that have not."""
    begun = time.monotonic()
    await studio.until_ready()
    while time.monotonic() - begun < QUIET_S:
        try:
            if await open_jobs(studio) == 0:
                break
        except httpx2.HTTPError:
            pass
        await asyncio.sleep(0.5)
    return time.monotonic() - begun


async def _partitions(studio: World, seed: int) -> dict[int, Partition]:
    draw, servers, prefix = random.Random(f"{seed} readers"), studio.kafka.bootstrap_servers, studio.kafka.prefix
    found = {}
    for number in range(PARTITIONS):
        events, commands = [await raw.read(servers, prefix + topic, number) for topic in (EVENTS, COMMANDS)]
        starts = [draw.randrange(len(events)) for _ in range(READERS)] if events else []
        found[number] = judge(number, events, commands, starts)
    return found


async def _second_opinion(studio: World) -> list[str]:
    """Every command decided again, byte for byte, and every read model folded again: the operator's own check, which knows the code."""
    log, database = await KafkaEventLog.open(studio.kafka), open_database(studio.database.url)
    try:
        found = [f"{one.invariant} {one.position} {one.message}" for n in range(PARTITIONS) for one in (await verify(log, n, Checker())).violations]
        return found + await differences(database, log)
    finally:
        await log.close()
        await database.close()


def broken(ran: Ran) -> dict[str, list[str]]:
    """What must never be."""
    return ran.verdict.wrong | ({"second opinion": ran.second_opinion} if ran.second_opinion else {})


def void(ran: Ran) -> list[str]:
    """What was not seen often enough for the run to say anything."""
    size, done = ran.size, ran.saboteur.done
    seen = [
        ("commands", answered(ran), size.commands), ("SIGKILLs", ran.saboteur.kills, size.kills), ("SIGSTOPs", ran.saboteur.pauses, size.pauses),
        ("broker kills", done[Kind.BROKER], size.brokers), ("database kills", done[Kind.DATABASE], size.databases),
        ("network cells", done[Kind.NETWORK], size.cells),
        ("displaced batches", displaced(ran), size.displaced), ("zombie records", zombies(ran), size.zombies),
        ("take-overs with a batch in flight", takeovers(ran), size.takeovers),
        ("unknown acknowledgements", ran.verdict.told["unknown_acks"], size.unknown),
    ]  # fmt: skip
    return [f"{count} {what}, and {wanted} are needed" for what, count, wanted in seen if count < wanted]


def answered(ran: Ran) -> int:
    """Commands of clients that were answered: done or refused."""
    return ran.verdict.told["acked"] + ran.verdict.told["refused"]


def displaced(ran: Ran) -> int:
    return sum(one.displaced.batches for one in ran.partitions.values())


def zombies(ran: Ran) -> int:
    return sum(one.displaced.records for one in ran.partitions.values())


def takeovers(ran: Ran) -> int:
    return sum(len(one.displaced.takeovers) for one in ran.partitions.values())
