"""One database: read transactions that see one moment, write transactions that happen whole or not at all."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from infra.database import dialects
from infra.database.notices import Ear
from schemas.errors import StudioError, Unavailable

POLL_S = 0.02


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

    async def outlive_readers(self, timeout_s: float) -> bool:
        """Returns when no transaction is open any more that was open when this was called; False after `timeout_s`."""
        async with self.reading() as connection:
            before = await dialects.open_transactions(connection)
        deadline = time.monotonic() + timeout_s
        while before and time.monotonic() < deadline:
            await asyncio.sleep(POLL_S)
            async with self.reading() as connection:
                before &= await dialects.open_transactions(connection)
        return not before

    @asynccontextmanager
    async def holding(self, name: str) -> AsyncIterator[bool]:
        """Is it ours alone while the block runs? Whoever holds a name lets go when he dies, however he dies. Raises Unavailable."""
        async with AsyncExitStack() as stack:
            try:
                held = await stack.enter_async_context(dialects.holding(self._engine, name))
            except (DBAPIError, OSError) as error:
                raise _unreachable(error) from error
            yield held

    def ear(self, channel: str, hear: Callable[[str], None], changed: Callable[[], None]) -> Ear:
        """What others tell by this channel, for as long as the ear is run."""
        return Ear(self._engine, channel, hear, changed)

    @asynccontextmanager
    async def _connected(self, options: dict[str, object]) -> AsyncIterator[AsyncConnection]:
        async with AsyncExitStack() as stack:
            try:
                connection = await stack.enter_async_context(self._engine.connect())
            except PoolTimeout as error:
                raise Unavailable("Too many requests wait for the database.") from error
            except (DBAPIError, OSError) as error:
                raise _unreachable(error) from error
            async with _translating():
                if options:
                    await connection.execution_options(**options)
                async with connection.begin():
                    yield connection

    async def close(self) -> None:
        await self._engine.dispose()


@asynccontextmanager
async def _translating() -> AsyncIterator[None]:
    try:
        yield
    except DBAPIError as error:
        if (ours := dialects.translated(error)) is not None:
            raise ours from error
        raise
    except (ConnectionError, TimeoutError) as error:
        raise _unreachable(error) from error


def _unreachable(error: Exception) -> StudioError:
    """Before there is a connection everything is the world's: a password that changed, a database that nobody has made."""
    known = dialects.translated(error) if isinstance(error, DBAPIError) else None
    return known or Unavailable(f"The database cannot be reached: {type(error).__name__}: {getattr(error, 'orig', error)}")


def open_database(url: str, *, durable: bool = False) -> Database:
    """`url` as in DATABASE_URL. `durable`: for keys and tokens, which nothing can rebuild; read models are rebuilt from the log and need it not."""
    target = dialects.async_url(url)
    engine = create_async_engine(target, **dialects.engine_options(target, durable=durable))
    dialects.configure(engine, durable=durable)
    return Database(engine)
