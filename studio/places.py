"""Where a command finds the log and the read models of a studio: in its folder, or where the environment says. Opens them, and starts nothing."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import text

from infra.database.engine import Database, open_database
from infra.event_log.port import EventLog
from infra.event_log.sqlite import SqliteEventLog
from infra.kafka_settings import KafkaSettings
from infra.settings import DATABASE_URL, KafkaLogSettings, StorageSettings
from schemas.errors import Invalid, NotFound, ToolMissing, Unavailable
from studio.folder import Folder

BOOTSTRAP = "STUDIO_KAFKA__BOOTSTRAP_SERVERS"
STORAGE = "STUDIO_STORAGE__FOLDER"
LENT = Path("/var/lib/ai-film-studio")
LogPlace = Path | KafkaSettings
"""Of a log: its file, or how to reach its brokers. Small enough to be told to another process."""


def log_of(folder: Folder, *, kafka: bool = False) -> LogPlace:
    """`kafka`: of the studio on Kafka, also where there is an embedded one in the folder.

    Raises NotFound where there is no studio, Invalid and Unavailable where its brokers are not to be found, each with its cure.
    """
    if (other := _on_kafka(folder, kafka)) is not None:
        return _brokers_of(other)
    if not folder.exists:
        raise NotFound(
            f"There is no studio in {folder.root} yet. `studio film examples/wedding.txt` begins one; "
            f"{BOOTSTRAP} and {DATABASE_URL} name one on Kafka."
        )
    return folder.log


def rows_of(folder: Folder, *, kafka: bool = False) -> str:
    """URL of the database of the read models. Raises Invalid and Unavailable, each with its cure."""
    other = _on_kafka(folder, kafka)
    return f"sqlite:///{folder.rows}" if other is None else _database_of(other)


def parking_of(folder: Folder, *, kafka: bool = False) -> Path:
    """Where the processes of a studio put records aside."""
    if (other := _on_kafka(folder, kafka)) is None:
        return folder.parking
    shared = os.environ.get(STORAGE)
    return StorageSettings(folder=Path(shared)).parked if shared else other.parking


@asynccontextmanager
async def opened(place: LogPlace) -> AsyncIterator[EventLog]:
    """Raises Unavailable, Invalid, ToolMissing, each with its cure."""
    log = await SqliteEventLog.open(place) if isinstance(place, Path) else await _on_brokers(place)
    try:
        yield log
    finally:
        await log.close()


@asynccontextmanager
async def read_models(url: str) -> AsyncIterator[Database]:
    """A database that answers. Raises Unavailable, ToolMissing, each with its cure."""
    try:
        database = open_database(url)
    except ImportError as error:
        raise _missing(error) from None
    try:
        try:
            async with database.reading() as connection:
                await connection.execute(text("SELECT 1"))
        except Unavailable as error:
            raise Unavailable(f"{error} Start the database of the read models, or name another with {DATABASE_URL}.") from error
        yield database
    finally:
        await database.close()


def _on_kafka(folder: Folder, kafka: bool) -> Folder | None:
    """The folder of the studio on Kafka that is meant, which need not exist; None: the embedded one is."""
    return folder.beside() if kafka or folder.on_kafka or (BOOTSTRAP in os.environ and not folder.exists) else None


def _brokers_of(folder: Folder) -> KafkaSettings:
    from infra.embedded.kafka import address

    if os.environ.get(BOOTSTRAP):
        return KafkaLogSettings.read().kafka
    if not folder.broker.exists():
        raise Invalid(f"{BOOTSTRAP} must name the brokers of the studio on Kafka, as it did for those who made its history.")
    if (known := address(folder.broker)) is None:
        raise Unavailable(
            f"The broker of the studio in {folder.root} does not run: `studio --folder {folder.root} dev --kafka` starts the whole studio, "
            f"`python -m infra.embedded.kafka up {folder.broker}` the broker alone."
        )
    return KafkaLogSettings.read(kafka={"bootstrap_servers": known, "replication": 1, "in_sync": 1}).kafka


def database_folder(folder: Folder) -> Path:
    """Where the database of a studio on Kafka lies that was started by the studio itself."""
    return LENT / folder.database_name.read_text() if folder.database_name.exists() else folder.database


def _database_of(folder: Folder) -> str:
    from infra.embedded.postgres import address

    if url := os.environ.get(DATABASE_URL):
        return url
    place = database_folder(folder)
    if not place.exists():
        raise Invalid(f"{DATABASE_URL} must name the database of the read models, as it did for those who made them.")
    if (known := address(place)) is None:
        raise Unavailable(
            f"The database of the studio in {folder.root} does not run: `studio --folder {folder.root} dev --kafka` starts the whole studio, "
            f"`python -m infra.embedded.postgres up {place}` the database alone."
        )
    return known


async def _on_brokers(settings: KafkaSettings) -> EventLog:
    try:
        from infra.event_log.kafka import KafkaEventLog
    except ImportError as error:
        raise _missing(error) from None
    try:
        return await KafkaEventLog.open(settings)
    except Unavailable as error:
        raise Unavailable(f"{error} Start the brokers, or name others with {BOOTSTRAP}.") from error


def _missing(error: ImportError) -> ToolMissing:
    return ToolMissing(f"For a studio on Kafka {error.name} is missing: pip install 'ai-film-studio[kafka,postgres]'.")
