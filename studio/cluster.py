"""The studio as production runs it, on this machine: seven processes on Apache Kafka and PostgreSQL, kept alive from here, behind one address.

A broker and a database that the environment names are used; what it does not name is started in the folder, without Docker, and ends with us.
"""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import httpx2

from infra.embedded import kafka as brokers
from infra.embedded import postgres as databases
from infra.embedded.by_hand import exported
from infra.event_log.kafka import KafkaEventLog
from infra.http.asking import client
from infra.kafka_settings import KafkaSettings
from infra.keyring.master import master_key
from infra.settings import DATABASE_URL, EmbeddedSettings, KafkaLogSettings
from infra.telemetry import logging_to
from schemas.errors import Invalid, Unavailable
from studio.embedded import Studio
from studio.folder import Folder
from studio.gateway import Gateway
from studio.places import LENT, database_folder
from studio.proxy import proxies
from studio.setup import foundations, funded_account
from studio.supervisor import Child, supervised

KAFKA = "STUDIO_KAFKA__"
BOOTSTRAP = f"{KAFKA}BOOTSTRAP_SERVERS"
INSTANCE = f"{KAFKA}INSTANCE"
PASSWORDS_FILE = f"{KAFKA}PASSWORDS_FILE"
"""JSON, name to password, where brokers know each process by its own name (`python -m infra.kafka_acls`); STUDIO_KAFKA__USERNAME is then our own."""
MODULES = ("decider", "projections", "query_api", "command_api", "router", "gpu_consumers", "integrations")
READY_S, LOOK_S = 90.0, 0.1


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
        await foundations(kafka, environment[DATABASE_URL], folder.master_key)
        children = _children(folder, environment)
        failed = await stack.enter_async_context(supervised(children.values()))
        await _until_ready(children.values(), failed)
        commands, queries = await stack.enter_async_context(proxies(_url(children["command_api"].port), _url(children["query_api"].port)))
        asking = await stack.enter_async_context(client(_url(children["query_api"].port), timeout_s=60.0))
        log = await KafkaEventLog.open(kafka)
        stack.push_async_callback(log.close)
        local = await funded_account(folder, environment[DATABASE_URL], master_key(folder.master_key), log, asking)
        yield Studio(app=Gateway(commands, queries), local=local, log=log, failed=failed)


# --- the world that it stands on


async def _world(folder: Folder, stack: AsyncExitStack) -> Mapping[str, str]:
    """What the children are told of it."""
    told = {
        "STUDIO_STORAGE__FOLDER": str(folder.root),
        "STUDIO_KEYS__MASTER_KEY_FILE": str(folder.master_key),
        "STUDIO_CREW__SCRATCH": str(folder.scratch),
        "STUDIO_DECIDER__NEW_VERSION": "tell",  # here nobody else could accept what a new version decides otherwise
    }
    async with asyncio.TaskGroup() as group:
        broker = group.create_task(_broker(folder, stack))
        database = group.create_task(_database(folder, stack))
    return {**told, **broker.result(), **database.result()}


async def _broker(folder: Folder, stack: AsyncExitStack) -> Mapping[str, str]:
    if named := os.environ.get(BOOTSTRAP):
        return {BOOTSTRAP: named}
    stack.push_async_callback(asyncio.to_thread, brokers.down, folder.broker)
    return await _up(brokers.__name__, folder.broker)


async def _database(folder: Folder, stack: AsyncExitStack) -> Mapping[str, str]:
    if named := os.environ.get(DATABASE_URL):
        return {DATABASE_URL: named}
    place = _database_folder(folder)
    stack.push_async_callback(asyncio.to_thread, databases.down, place)
    return await _up(databases.__name__, place)


async def _up(module: str, folder: Path) -> Mapping[str, str]:
    """How it is found. In a process of its own: what belongs to another user must not be made closed to him, as our own files are."""
    words = [sys.executable, "-m", module, "up", str(folder)]
    starting = asyncio.ensure_future(asyncio.to_thread(subprocess.run, words, capture_output=True, text=True, check=False, umask=0o022))
    try:
        done = await asyncio.shield(starting)
    except asyncio.CancelledError:
        await asyncio.wait({starting})  # else it would be there after we have looked for what to stop
        raise
    if done.returncode != 0:
        raise Unavailable(done.stderr.strip())
    return exported(done.stdout)


def _database_folder(folder: Folder) -> Path:
    """PostgreSQL refuses to run as root, and whom root lends it to cannot pass through a folder that is closed to others."""
    if os.geteuid() != 0:
        return database_folder(folder)
    LENT.mkdir(parents=True, exist_ok=True)
    LENT.chmod(0o755)
    if not folder.database_name.exists():  # a name that goes with the folder: one that was removed and begun anew must not meet the rows of the old
        folder.database_name.write_text(secrets.token_hex(6))
    return database_folder(folder)


def _kafka(environment: Mapping[str, str]) -> KafkaSettings:
    """As the children will read it."""
    given = {name.removeprefix(KAFKA).lower(): value for name, value in environment.items() if name.startswith(KAFKA)}
    return KafkaLogSettings.read(kafka=given).kafka


# --- the processes


def _children(folder: Folder, environment: Mapping[str, str]) -> Mapping[str, Child]:
    ports = dict(zip(MODULES, brokers.free_ports(len(MODULES)), strict=True))
    everybody = {**environment, "STUDIO_QUERY_API_URL": _url(ports["query_api"])}
    users = _users()

    def child(name: str) -> Child:
        port = ports[name]
        own = {"STUDIO_HTTP__PORT": str(port), INSTANCE: name, "STUDIO_TELEMETRY__LOG_FILE": str(folder.logs / f"{name}.log"), **users.get(name, {})}
        return Child(module=name, port=port, environment={**everybody, **own}, told=folder.logs / f"{name}.err")

    return {name: child(name) for name in MODULES}


def _users() -> Mapping[str, Mapping[str, str]]:
    """What each process says to the brokers of who it is; nothing of its own where they ask nobody. Raises Invalid."""
    if not (named := os.environ.get(PASSWORDS_FILE)):
        return {}
    try:
        passwords = json.loads(Path(named).read_text())
        return {name: {f"{KAFKA}USERNAME": name, f"{KAFKA}PASSWORD": passwords[name]} for name in MODULES}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Invalid(f"{PASSWORDS_FILE}: {named} has no password for each of {', '.join(MODULES)} ({error!r}).") from error


def _url(port: int) -> str:
    return f"http://127.0.0.1:{port}"


async def _until_ready(children: Collection[Child], failed: asyncio.Future[None]) -> None:
    """Raises what a child says that cannot run, Unavailable naming who is not ready and why."""
    deadline = time.monotonic() + READY_S
    async with client(timeout_s=5.0) as http:
        for child in children:
            while (why := await _unready(http, child)) is not None:
                if failed.done():
                    failed.result()
                if time.monotonic() > deadline:
                    raise Unavailable(f"{child.module} is not ready after {READY_S:.0f} s: {why}. {child.told.parent} tells more.")
                await asyncio.sleep(LOOK_S)


async def _unready(http: httpx2.AsyncClient, child: Child) -> str | None:
    try:
        answer = await http.get(f"{_url(child.port)}/readyz")
    except httpx2.TransportError as error:
        return repr(error)
    return None if answer.is_success else answer.text
