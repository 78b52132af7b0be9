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
from chaos.proxy import Proxy, between, tcp, unix
from infra.database.engine import open_database
from infra.database.identity import LocalTokens, create_identity_tables
from infra.embedded.kafka import Broker, Listener, free_ports
from infra.embedded.postgres import SOCKET, USER, Server
from infra.event_log import kafka_topics as log_topics
from infra.http.asking import client
from infra.kafka_settings import KafkaSettings
from infra.keyring.master import master_key
from infra.streams import kafka_topics as stream_topics
from schemas.partitions import PARTITIONS, partition_of

DECIDERS = ("decider-1", "decider-2")
MODULES = {
    "decider-1": "decider", "decider-2": "decider", "command_api-1": "command_api", "command_api-2": "command_api", "query_api": "query_api",
    "projections": "projections", "router-1": "router", "router-2": "router", "workers-1": "chaos.workers", "workers-2": "chaos.workers",
}  # fmt: skip
KAFKA, DATABASE = "kafka", "database"
WITH_DATABASE = ("command_api", "query_api", "projections")
SESSION_S = 3.0
BROKER = {"broker.session.timeout.ms": 6_000}
"""One that is starved for longer is given up by its own controller, again and again; the machine is busy here by design."""
READY_S = 240.0


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
    ways: Mapping[tuple[str, str], Proxy]  # (process, server)
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

    async def standing(self) -> float:
        """The part of the processes that have come so far as to take connections."""
        taking = await asyncio.gather(*(_takes_connections(one.port) for one in self.processes.values()))
        return sum(taking) / len(taking)

    async def until_ready(self) -> None:
        """Raises TimeoutError naming who is not, and what it says."""
        deadline, why = time.monotonic() + READY_S, ""
        async with client(timeout_s=5.0) as http:
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


async def _takes_connections(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True


def servers_of(name: str) -> Sequence[str]:
    """What a process of MODULES speaks to."""
    return (KAFKA, DATABASE) if MODULES[name] in WITH_DATABASE else (KAFKA,)


@asynccontextmanager
async def world(names: Sequence[str], accounts: int, folder: Path, *, network: bool) -> AsyncIterator[World]:
    """Everything runs, and has ended when the body has. `names` of MODULES; `folder` is empty, and strangers can pass through it.

    `network`: there is a proxy on every way, else only between the deciders and the broker.
    """
    async with AsyncExitStack() as stack:
        proxied = [(name, server) for name in names for server in servers_of(name) if network or name in DECIDERS]
        clients = dict(zip(proxied, free_ports(len(proxied)), strict=True))
        broker, database = Broker(folder / "broker", BROKER, _listeners(clients)), Server(folder / "postgres", durable=False)
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
        to_server = {name: tcp(one.port) for (name, _), one in zip(_to_kafka(clients), broker.listeners, strict=True)}
        to_database = unix(str(database.folder / "socket" / SOCKET))
        ways = {
            (name, server): await stack.enter_async_context(
                between(port, to_server[name] if server == KAFKA else to_database, frames=server == KAFKA)
            )
            for (name, server), port in clients.items()
        }  # fmt: skip
        processes = _processes(folder, names, kafka, database.url, clients)
        studio = World(folder=folder, broker=broker, database=database, kafka=kafka, processes=processes, ways=ways)
        studio.accounts = await _accounts(database.url, accounts)
        await stack.enter_async_context(kept(list(processes.values())))
        await studio.until_ready()
        yield studio


Clients = Mapping[tuple[str, str], int]
"""(process, server) -> the port of the proxy that it comes to."""


def _to_kafka(clients: Clients) -> Sequence[tuple[str, int]]:
    return [(name, port) for (name, server), port in clients.items() if server == KAFKA]


def _listeners(clients: Clients) -> Sequence[Listener]:
    """A broker tells its clients where to come back: so each that has a proxy has a listener of its own."""
    ways = _to_kafka(clients)
    return [
        Listener(name=f"WAY{place}", port=port, advertised=proxy)
        for place, ((_, proxy), port) in enumerate(zip(ways, free_ports(len(ways)), strict=True))
    ]


def _processes(folder: Path, names: Sequence[str], kafka: KafkaSettings, database: str, clients: Clients) -> Mapping[str, Process]:
    master_key(folder / "master.key")
    ports = dict(zip(names, free_ports(len(names)), strict=True))
    everybody = {
        "STUDIO_KAFKA__PREFIX": kafka.prefix, "STUDIO_KAFKA__REPLICATION": "1", "STUDIO_KAFKA__IN_SYNC": "1",
        "STUDIO_KAFKA__SESSION_S": str(kafka.session_s), "STUDIO_KAFKA__ANSWER_S": str(kafka.answer_s),
        "STUDIO_KAFKA__APPEND_S": str(kafka.append_s), "STUDIO_STORAGE__FOLDER": str(folder / "store"),
        "STUDIO_KEYS__MASTER_KEY_FILE": str(folder / "master.key"), "STUDIO_QUERY_API_URL": f"http://127.0.0.1:{ports['query_api']}",
        "STUDIO_TELEMETRY__LOG_LEVEL": "WARNING", "STUDIO_CREW__VIDEO": "1", "STUDIO_DECIDER__SNAPSHOT_EVENTS": "300",
    }  # fmt: skip

    def process(name: str) -> Process:
        broker, rows = clients.get((name, KAFKA)), clients.get((name, DATABASE))
        own = {
            "STUDIO_KAFKA__BOOTSTRAP_SERVERS": f"127.0.0.1:{broker}" if broker else kafka.bootstrap_servers, "STUDIO_KAFKA__INSTANCE": name,
            "DATABASE_URL": f"postgresql://{USER}@127.0.0.1:{rows}/{USER}" if rows else database,
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
