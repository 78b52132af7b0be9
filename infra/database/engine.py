"""One database: read transactions that see one moment, write transactions that happen whole or not at all."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from infra.database import dialects
from schemas.errors import Unavailable


class Database:
    """Raises Unavailable or StorageFull for what the world does; what else SQLAlchemy raises is a bug of ours."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self.dialect = engine.dialect.name

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """Every SELECT inside sees the same moment."""
        async with self._connected(dialects.read_options(self.dialect)) as connection:
            yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """Committed when the block ends, rolled back when it raises or is cancelled."""
        async with self._connected(dialects.write_options(self.dialect)) as connection:
            yield connection

    @asynccontextmanager
    async def _connected(self, options: dict[str, object]) -> AsyncIterator[AsyncConnection]:
        try:
            async with self._engine.connect() as connection:
                if options:
                    await connection.execution_options(**options)
                async with connection.begin():
                    yield connection
        except DBAPIError as error:
            if isinstance(error, OperationalError | InterfaceError) or error.connection_invalidated:
                raise dialects.translated(error) from error
            raise
        except PoolTimeout as error:
            raise Unavailable("Too many requests wait for the database.") from error

    async def close(self) -> None:
        await self._engine.dispose()


def open_database(url: str, *, durable: bool = False) -> Database:
    """`url` as in DATABASE_URL. `durable`: for keys and tokens, which nothing can rebuild; read models are rebuilt from the log and need it not."""
    target = dialects.async_url(url)
    engine = create_async_engine(target, **dialects.engine_options(target))
    dialects.configure(engine, durable=durable)
    return Database(engine)
