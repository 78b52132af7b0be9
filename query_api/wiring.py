"""The read side on Kafka and PostgreSQL: rows from the database, single events from the log, fine progress from the streams."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from infra.database.engine import open_database
from infra.database.identity import LocalTokens, create_identity_tables
from infra.http.callers import bearer
from infra.keyring.database import DatabaseKeyring
from infra.keyring.master import existing_master_key
from infra.object_store.folder import FolderObjectStore
from infra.parts import parts
from infra.process import Composed, Surroundings
from infra.streams.parking import FolderParking
from infra.streams.wiring import kafka_streams
from infra.wiring import kafka_log
from projections import generations
from projections.heard import Heard
from projections.reading import Reader
from query_api.app import create_app
from query_api.feed import ProgressFeed
from query_api.names import Names
from query_api.queries import Queries
from query_api.settings import Settings


@asynccontextmanager
async def wiring(settings: Settings, surroundings: Surroundings) -> AsyncIterator[Composed]:
    async with AsyncExitStack() as stack:
        rows, keys = open_database(settings.database_url), open_database(settings.database_url, durable=True)
        stack.push_async_callback(rows.close)
        stack.push_async_callback(keys.close)
        await create_identity_tables(keys)
        await generations.prepare(rows)
        log = await stack.enter_async_context(kafka_log(settings.kafka, surroundings.tracer))
        streams = await stack.enter_async_context(kafka_streams(settings.kafka, FolderParking(settings.storage.parked), surroundings))
        feed = ProgressFeed()
        await stack.enter_async_context(streams.join(feed.subscription()))
        running = await stack.enter_async_context(parts())
        heard = Heard(rows)
        running.start(heard.run())
        objects = FolderObjectStore(settings.storage.objects)
        queries = Queries(
            reader=Reader(rows, heard=heard), log=log, objects=objects, names=Names(objects),
            keyring=DatabaseKeyring(keys, existing_master_key(settings.keys.master_key_file)), broken={},
        )  # fmt: skip
        yield Composed(app=create_app(queries, bearer(LocalTokens(keys)), feed, {}, surroundings.registry), failed=running.failed)
