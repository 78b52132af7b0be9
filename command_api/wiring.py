"""The write side on Kafka and PostgreSQL."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from command_api.api import Api
from command_api.app import create_app
from command_api.commands import Commands
from command_api.outcomes import Outcomes
from command_api.planning import Planner
from command_api.prices import Prices
from command_api.reader import QueryReader
from command_api.settings import Settings
from infra.database.engine import open_database
from infra.database.identity import LocalTokens, create_identity_tables
from infra.http.asking import client
from infra.http.callers import bearer
from infra.keyring.database import DatabaseKeyring
from infra.keyring.master import existing_master_key
from infra.object_store.folder import FolderObjectStore
from infra.parts import parts
from infra.process import Composed, Surroundings
from infra.wiring import kafka_log

ASK_S = 10.0


@asynccontextmanager
async def wiring(settings: Settings, surroundings: Surroundings) -> AsyncIterator[Composed]:
    async with AsyncExitStack() as stack:
        keys = open_database(settings.database_url, durable=True)
        stack.push_async_callback(keys.close)
        await create_identity_tables(keys)
        keyring = DatabaseKeyring(keys, existing_master_key(settings.keys.master_key_file))
        log = await stack.enter_async_context(kafka_log(settings.kafka, surroundings.tracer))
        http = await stack.enter_async_context(client(settings.query_api_url, timeout_s=ASK_S))
        running = await stack.enter_async_context(parts())
        outcomes, prices = Outcomes(log, time.monotonic), Prices(log)
        running.start(outcomes.run())
        running.start(prices.run())
        objects = FolderObjectStore(settings.storage.objects)
        api = Api(
            commands=Commands(log, outcomes, keyring), planner=Planner(objects, keyring.label_key), objects=objects, keyring=keyring,
            reader=QueryReader(http), prices=prices,
        )  # fmt: skip

        async def following() -> str | None:
            return None if outcomes.following.is_set() else "the end of the log is not found yet"

        app = create_app(api, bearer(LocalTokens(keys)), {"log": following}, surroundings.registry)
        yield Composed(app=app, failed=running.failed)
