"""The studio as production runs it, on this machine: seven processes on Apache Kafka and PostgreSQL, kept alive from here, behind one address.

A broker and a database that the environment names are used; what it does not name is started in the folder, without Docker, and ends with us.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import shlex
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import httpx2

from command_api.outcomes import Outcomes
from infra.database.engine import open_database
from infra.database.identity import LocalTokens, create_identity_tables
from infra.embedded import kafka as brokers
from infra.embedded import postgres as databases
from infra.event_log import kafka_topics as log_topics
from infra.event_log.kafka import KafkaEventLog
from infra.event_log.port import EventLog
from infra.kafka_settings import KafkaSettings
from infra.keyring.database import DatabaseKeyring
from infra.keyring.master import master_key
from infra.parts import parts
from infra.settings import DATABASE_URL, EmbeddedSettings, KafkaLogSettings
from infra.streams import kafka_topics as stream_topics
from infra.telemetry import logging_to
from schemas.errors import Unavailable
from studio.embedded import LOCAL_LOW, Studio
from studio.folder import Folder, Local
from studio.gateway import Gateway
from studio.local import GRANT, Bank, local_account
from studio.proxy import Proxy
from studio.supervisor import Child, supervised

KAFKA = "STUDIO_KAFKA__"
BOOTSTRAP = f"{KAFKA}BOOTSTRAP_SERVERS"
INSTANCE = f"{KAFKA}INSTANCE"
MODULES = ("decider", "projections", "query_api", "command_api", "router", "gpu_consumers", "integrations")
LENT = Path("/var/lib/ai-film-studio")
READY_S, LOOK_S = 90.0, 0.1
SILENT_S = 60.0  # that an answer may take to begin


@asynccontextmanager
async def running(folder: Folder) -> AsyncIterator[Studio]:
    """The whole studio for as long as the block runs.

    Raises AlreadyRunning when another process holds the folder, Unavailable when a program is missing or a process does not come to be ready.
    """
    async with AsyncExitStack() as stack:
        stack.enter_context(folder.owned())
        stack.enter_context(logging_to(folder.diary, EmbeddedSettings.read().telemetry.log_level))
        environment = await _world(folder, stack)
        kafka = _kafka(environment)
        await log_topics.create(kafka)
        await stream_topics.create(kafka)
        master_key(folder.master_key)
        children = _children(folder, environment)
        failed = await stack.enter_async_context(supervised(children.values()))
        await _until_ready(children.values(), failed)
        queries, commands = [await stack.enter_async_context(_http(children[name])) for name in ("query_api", "command_api")]
        log = await KafkaEventLog.open(kafka)
        stack.push_async_callback(log.close)
        local = await _local(folder, environment[DATABASE_URL], log, queries)
        yield Studio(app=Gateway(Proxy(commands), Proxy(queries)), local=local, log=log, failed=failed)


# --- the world that it stands on


async def _world(folder: Folder, stack: AsyncExitStack) -> Mapping[str, str]:
    """What the children are told of it."""
    told = {
        "STUDIO_STORAGE__FOLDER": str(folder.root),
        "STUDIO_KEYS__MASTER_KEY_FILE": str(folder.master_key),
        "STUDIO_CREW__SCRATCH": str(folder.scratch),
    }
    async with asyncio.TaskGroup() as group:
        broker = group.create_task(_broker(folder, stack))
        database = group.create_task(_database(folder, stack))
    return {**told, **broker.result(), **database.result()}


async def _broker(folder: Folder, stack: AsyncExitStack) -> Mapping[str, str]:
    if named := os.environ.get(BOOTSTRAP):
        return {BOOTSTRAP: named}
    stack.push_async_callback(asyncio.to_thread, brokers.down, folder.broker)
    return {BOOTSTRAP: await _up(brokers.__name__, folder.broker), f"{KAFKA}REPLICATION": "1", f"{KAFKA}IN_SYNC": "1"}


async def _database(folder: Folder, stack: AsyncExitStack) -> Mapping[str, str]:
    if named := os.environ.get(DATABASE_URL):
        return {DATABASE_URL: named}
    place = _database_folder(folder)
    stack.push_async_callback(asyncio.to_thread, databases.down, place)
    return {DATABASE_URL: await _up(databases.__name__, place)}


async def _up(module: str, folder: Path) -> str:
    """Its address. In a process of its own: what belongs to another user must not be made closed to him, as our own files are."""
    words = [sys.executable, "-m", module, "up", str(folder)]
    starting = asyncio.ensure_future(asyncio.to_thread(subprocess.run, words, capture_output=True, text=True, check=False, umask=0o022))
    try:
        done = await asyncio.shield(starting)
    except asyncio.CancelledError:
        await asyncio.wait({starting})  # else it would be there after we have looked for what to stop
        raise
    if done.returncode != 0:
        raise Unavailable(done.stderr.strip())
    return shlex.split(done.stdout)[1].partition("=")[2]  # export NAME=ADDRESS, as for a shell


def _database_folder(folder: Folder) -> Path:
    """PostgreSQL refuses to run as root, and whom root lends it to cannot pass through a folder that is closed to others."""
    if os.geteuid() != 0:
        return folder.database
    LENT.mkdir(parents=True, exist_ok=True)
    LENT.chmod(0o755)
    if not folder.database_name.exists():  # a name that goes with the folder: one that was removed and begun anew must not meet the rows of the old
        folder.database_name.write_text(secrets.token_hex(6))
    return LENT / folder.database_name.read_text()


def _kafka(environment: Mapping[str, str]) -> KafkaSettings:
    """As the children will read it."""
    given = {name.removeprefix(KAFKA).lower(): value for name, value in environment.items() if name.startswith(KAFKA)}
    return KafkaLogSettings.read(kafka=given).kafka


# --- the processes


def _children(folder: Folder, environment: Mapping[str, str]) -> Mapping[str, Child]:
    ports = dict(zip(MODULES, brokers.free_ports(len(MODULES)), strict=True))
    everybody = {**environment, "STUDIO_QUERY_API_URL": _url(ports["query_api"])}

    def child(name: str) -> Child:
        port = ports[name]
        return Child(
            module=name, port=port, environment={**everybody, "STUDIO_HTTP__PORT": str(port), INSTANCE: name}, told=folder.logs / f"{name}.log"
        )

    return {name: child(name) for name in MODULES}


def _url(port: int) -> str:
    return f"http://127.0.0.1:{port}"


def _http(child: Child) -> httpx2.AsyncClient:
    """As many connections as there are callers: each that watches a film keeps one."""
    unbounded = httpx2.Limits(max_connections=None, max_keepalive_connections=20)
    return httpx2.AsyncClient(base_url=_url(child.port), timeout=httpx2.Timeout(5.0, read=SILENT_S), limits=unbounded)


async def _until_ready(children: Collection[Child], failed: asyncio.Future[None]) -> None:
    """Raises what a child says that cannot run, Unavailable naming who is not ready and why."""
    deadline = time.monotonic() + READY_S
    async with httpx2.AsyncClient(timeout=5.0) as http:
        for child in children:
            while (why := await _unready(http, child)) is not None:
                if failed.done():
                    failed.result()
                if time.monotonic() > deadline:
                    raise Unavailable(f"{child.module} is not ready after {READY_S:.0f} s: {why}. {child.told} tells more.")
                await asyncio.sleep(LOOK_S)


async def _unready(http: httpx2.AsyncClient, child: Child) -> str | None:
    try:
        answer = await http.get(f"{_url(child.port)}/readyz")
    except httpx2.TransportError as error:
        return repr(error)
    return None if answer.is_success else answer.text


# --- the local account


async def _local(folder: Folder, database_url: str, log: EventLog, queries: httpx2.AsyncClient) -> Local:
    """Opened and granted enough, as its balance says."""
    keys = open_database(database_url, durable=True)
    try:
        await create_identity_tables(keys)
        local = await local_account(folder, LocalTokens(keys))
        granted, available = await _balance(queries, local)
        if available < LOCAL_LOW:
            async with parts() as listening:
                outcomes = Outcomes(log, time.monotonic)
                listening.start(outcomes.run())
                await asyncio.wait_for(outcomes.following.wait(), READY_S)
                bank = Bank(log, outcomes, DatabaseKeyring(keys, master_key(folder.master_key)), local)
                await bank.open()
                await bank.grant(granted // GRANT + 1)
        return local
    finally:
        await keys.close()


async def _balance(queries: httpx2.AsyncClient, local: Local) -> tuple[int, int]:
    """(granted, available) in 1/100 credit; zeros of an account that is not open yet."""
    answer = await queries.get("/api/v1/credits", params={"at": "end"}, headers={"Authorization": f"Bearer {local.token}"})
    if answer.status_code == 404:
        return 0, 0
    if not answer.is_success:
        raise Unavailable(f"The balance of the local account cannot be read: {answer.text}")
    balance = answer.json()
    return balance["granted"], balance["available"]
