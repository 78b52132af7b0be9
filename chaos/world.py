"""The studio that is tried: a broker, a database and nine processes on this machine, the deciders behind a proxy each."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx2

from chaos.processes import Process, kept
from chaos.proxy import Proxy, between, tcp
from infra.database.engine import open_database
from infra.database.identity import LocalTokens, create_identity_tables
from infra.embedded.kafka import Broker, Listener, free_ports
from infra.embedded.postgres import Server
from infra.event_log import kafka_topics as log_topics
from infra.kafka_settings import KafkaSettings
from infra.keyring.master import master_key
from infra.streams import kafka_topics as stream_topics
from schemas.partitions import PARTITIONS, partition_of

DECIDERS = ("decider-1", "decider-2")
MODULES = {
    "decider-1": "decider", "decider-2": "decider", "command_api-1": "command_api", "command_api-2": "command_api", "query_api": "query_api",
    "projections": "projections", "router-1": "router", "router-2": "router", "workers-1": "chaos.workers", "workers-2": "chaos.workers",
}  # fmt: skip
SESSION_S = 3.0
READY_S = 120.0


@dataclass(frozen=True, slots=True)
class Account:
    id: str
    token: str


@dataclass(slots=True, kw_only=True)
class World:
    folder: Path
    broker: Broker
    database: Server
    kafka: KafkaSettings
    processes: Mapping[str, Process]
    proxies: Mapping[str, Proxy]
    accounts: Sequence[Account] = ()
    mending: asyncio.Lock = field(default_factory=asyncio.Lock)  # of the servers: one of them is down at a time

    def url(self, name: str) -> str:
        return f"http://127.0.0.1:{self.processes[name].port}"

    @property
    def commands(self) -> Sequence[str]:
        return [self.url(name) for name, one in self.processes.items() if one.module == "command_api"]

    @property
    def queries(self) -> str:
        return self.url("query_api")

    async def until_ready(self) -> None:
        """Raises TimeoutError naming who is not, and what it says."""
        deadline, why = time.monotonic() + READY_S, ""
        async with httpx2.AsyncClient(timeout=5.0) as http:
            for name in self.processes:
                while (why := await _unready(http, self.url(name))) and time.monotonic() < deadline:
                    await asyncio.sleep(0.1)
                if why:
                    raise TimeoutError(f"{name} is not ready: {why}")


async def _unready(http: httpx2.AsyncClient, url: str) -> str:
    try:
        answer = await http.get(f"{url}/readyz")
    except httpx2.TransportError as error:
        return repr(error)
    return "" if answer.is_success else answer.text


@asynccontextmanager
async def world(names: Sequence[str], accounts: int, folder: Path) -> AsyncIterator[World]:
    """Everything runs, and has ended when the body has. `names` of MODULES; `folder` is empty, and strangers can pass through it."""
    async with AsyncExitStack() as stack:
        ports = dict(zip([*DECIDERS, *(f"to {one}" for one in DECIDERS)], free_ports(2 * len(DECIDERS)), strict=True))
        ways = [Listener(name=one.upper().replace("-", ""), port=ports[one], advertised=ports[f"to {one}"]) for one in DECIDERS]
        broker, database = Broker(folder / "broker", listeners=ways), Server(folder / "postgres", durable=False)
        stack.push_async_callback(asyncio.to_thread, database.stop)
        stack.push_async_callback(asyncio.to_thread, broker.kill)
        await asyncio.gather(asyncio.to_thread(broker.start), asyncio.to_thread(database.start))
        kafka = KafkaSettings(
            bootstrap_servers=broker.address,
            replication=1,
            in_sync=1,
            prefix=f"{uuid.uuid4().hex[:6]}.",
            session_s=SESSION_S,
            answer_s=4.0,
            append_s=6.0,
        )
        await log_topics.create(kafka)
        await stream_topics.create(kafka)
        proxies = {
            one: await stack.enter_async_context(between(ports[f"to {one}"], tcp(ports[one]), frames=True)) for one in DECIDERS if one in names
        }
        processes = _processes(folder, names, kafka, database.url, {one: f"127.0.0.1:{ports[f'to {one}']}" for one in DECIDERS})
        studio = World(folder=folder, broker=broker, database=database, kafka=kafka, processes=processes, proxies=proxies)
        studio.accounts = await _accounts(database.url, accounts)
        await stack.enter_async_context(kept(list(processes.values())))
        await studio.until_ready()
        yield studio


def _processes(folder: Path, names: Sequence[str], kafka: KafkaSettings, database: str, ways: Mapping[str, str]) -> Mapping[str, Process]:
    master_key(folder / "master.key")
    ports = dict(zip(names, free_ports(len(names)), strict=True))
    everybody = {
        "STUDIO_KAFKA__PREFIX": kafka.prefix, "STUDIO_KAFKA__REPLICATION": "1", "STUDIO_KAFKA__IN_SYNC": "1",
        "STUDIO_KAFKA__SESSION_S": str(kafka.session_s), "STUDIO_KAFKA__ANSWER_S": str(kafka.answer_s),
        "STUDIO_KAFKA__APPEND_S": str(kafka.append_s), "DATABASE_URL": database, "STUDIO_STORAGE__FOLDER": str(folder / "store"),
        "STUDIO_KEYS__MASTER_KEY_FILE": str(folder / "master.key"), "STUDIO_QUERY_API_URL": f"http://127.0.0.1:{ports.get('query_api', 1)}",
        "STUDIO_CREW__VIDEO": "1", "STUDIO_DECIDER__SNAPSHOT_EVENTS": "300",
    }  # fmt: skip

    def process(name: str) -> Process:
        own = {
            "STUDIO_KAFKA__BOOTSTRAP_SERVERS": ways.get(name, kafka.bootstrap_servers), "STUDIO_KAFKA__INSTANCE": name,
            "STUDIO_HTTP__PORT": str(ports[name]), "STUDIO_CREW__SCRATCH": str(folder / name),
        }  # fmt: skip
        return Process(name=name, module=MODULES[name], port=ports[name], environment={**everybody, **own}, told=folder / f"{name}.log")

    return {name: process(name) for name in names}


async def _accounts(database: str, count: int) -> Sequence[Account]:
    """So many, and every partition has one before any has two more than another."""
    keys = open_database(database, durable=True)
    try:
        await create_identity_tables(keys)
        tokens, number = LocalTokens(keys), 0
        names: list[str] = []
        room = [-(-count // PARTITIONS)] * PARTITIONS
        while len(names) < count:
            name = f"acc_chaos{number}"
            number += 1
            if room[partition_of(name)]:
                room[partition_of(name)] -= 1
                names.append(name)
        return [Account(name, await tokens.issue(name)) for name in names]
    finally:
        await keys.close()
