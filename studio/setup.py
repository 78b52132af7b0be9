"""What a studio on Kafka needs and no process makes: topics, the master key, tables of identity, and an account that never runs dry.

python -m studio.setup            before the processes: all but the account
python -m studio.setup account    once they are ready: opened, and granted enough, as its balance says
python -m studio.setup token      what a shell needs so that `studio film` is made there

Each may be run again, at any time: what is there stays as it is.
"""

from __future__ import annotations

import asyncio
import shlex
import sys
import time
from collections.abc import Callable, Coroutine, Mapping
from pathlib import Path
from typing import Any

import httpx2

from command_api.outcomes import Outcomes
from infra.database.engine import open_database
from infra.database.identity import LocalTokens, create_identity_tables
from infra.event_log import kafka_topics as log_topics
from infra.event_log.kafka import KafkaEventLog
from infra.event_log.port import EventLog
from infra.http.asking import client
from infra.kafka_settings import KafkaSettings
from infra.keyring.database import DatabaseKeyring
from infra.keyring.master import existing_master_key, master_key
from infra.parts import parts
from infra.pause import Pause
from infra.settings import DatabaseSettings, KeySettings
from infra.streams import kafka_topics as stream_topics
from schemas.errors import Invalid, NotFound, StudioError, Unavailable
from studio.folder import Folder, Local
from studio.local import GRANT, LOCAL_LOW, Bank, local_account

ASK_S, FOLLOW_S = 10.0, 90.0
PATIENCE_S = 120.0  # for a broker and a database that start beside us


class Settings(DatabaseSettings):
    """STUDIO_PUBLIC_URL: where callers find the studio. The account's token is kept beside the master key, which guards as much."""

    kafka: KafkaSettings
    keys: KeySettings
    query_api_url: str = "http://127.0.0.1:8101"
    public_url: str = "http://127.0.0.1:8700"

    @property
    def folder(self) -> Folder:
        return Folder(self.keys.master_key_file.parent)


async def foundations(kafka: KafkaSettings, database_url: str, key_file: Path) -> None:
    """Raises Invalid where a topic is there and not as it must be, Corrupt, Unavailable."""
    for topics in (log_topics, stream_topics):
        await topics.create(kafka)
        await topics.check(kafka)
    master_key(key_file)
    database = open_database(database_url, durable=True)
    try:
        await create_identity_tables(database)
    finally:
        await database.close()


async def funded_account(folder: Folder, database_url: str, key: bytes, log: EventLog, queries: httpx2.AsyncClient) -> Local:
    """The account of `folder`, made where there is none, opened, and granted enough. Somebody must decide, and project, beside us."""
    database = open_database(database_url, durable=True)
    try:
        await create_identity_tables(database)
        local = await local_account(folder, LocalTokens(database))
        granted, available = await _balance(queries, local)
        if available < LOCAL_LOW:
            async with parts() as listening:
                outcomes = Outcomes(log, time.monotonic)
                listening.start(outcomes.run())
                await asyncio.wait_for(outcomes.following.wait(), FOLLOW_S)
                bank = Bank(log, outcomes, DatabaseKeyring(database, key), local)
                await bank.open()
                await bank.grant(granted // GRANT + 1)
        return local
    finally:
        await database.close()


async def _balance(queries: httpx2.AsyncClient, local: Local) -> tuple[int, int]:
    """(granted, available) in 1/100 credit; zeros of an account that is not open yet."""
    answer = await queries.get("/api/v1/credits", params={"at": "end"}, headers={"Authorization": f"Bearer {local.token}"})
    if answer.status_code == 404:
        return 0, 0
    if not answer.is_success:
        raise Unavailable(f"The balance of the local account cannot be read: {answer.text}")
    balance = answer.json()
    return balance["granted"], balance["available"]


# --- the commands


async def _before(settings: Settings) -> None:
    await foundations(settings.kafka, settings.database_url, settings.keys.master_key_file)
    print("Topics, the master key and the tables of identity are there.")


async def _account(settings: Settings) -> None:
    key = existing_master_key(settings.keys.master_key_file)
    log = await KafkaEventLog.open(settings.kafka)
    try:
        async with client(settings.query_api_url, timeout_s=ASK_S) as queries:
            local = await funded_account(settings.folder, settings.database_url, key, log, queries)
    except httpx2.TransportError as error:
        raise Unavailable(f"{settings.query_api_url} does not answer: {error!r}") from error
    finally:
        await log.close()
    print(f"The account {local.account_id} is open; `python -m studio.setup token` prints its token.")


async def _token(settings: Settings) -> None:
    if (local := settings.folder.local()) is None:
        raise NotFound("There is no account yet: `python -m studio.setup account` makes it.")
    for name, value in (("STUDIO_URL", settings.public_url), ("STUDIO_TOKEN", local.token)):
        print(f"export {name}={shlex.quote(value)}")


COMMANDS: Mapping[str, Callable[[Settings], Coroutine[Any, Any, None]]] = {"": _before, "account": _account, "token": _token}


async def _patiently(command: Callable[[Settings], Coroutine[Any, Any, None]], settings: Settings) -> None:
    deadline, pause = time.monotonic() + PATIENCE_S, Pause()
    while True:
        try:
            return await command(settings)
        except Unavailable as error:
            if time.monotonic() > deadline:
                raise
            sys.stderr.write(f"waits: {error}\n")
            await pause.take()


def main(words: list[str]) -> int:
    """Exit status as of a process: 2 for what has to be set otherwise, 1 for what could not be done."""
    command = COMMANDS.get(" ".join(words))
    if command is None:
        sys.stderr.write(f"{__doc__}")
        return 2
    try:
        asyncio.run(_patiently(command, Settings.read()))
    except StudioError as error:
        sys.stderr.write(f"setup: {error}\n")
        return 2 if isinstance(error, Invalid) else 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
