"""The file of the embedded log: its schema, how it is opened, and records to rows and back; knows nothing of threads or loops."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from infra.event_log.port import Record
from schemas.envelope import Instant
from schemas.errors import Corrupt, PositionGone, Unavailable, UnknownVersion
from schemas.partitions import COMMANDS, EVENTS, PARTITIONS

APPLICATION = 0x46494C4D  # "FILM": what `file` and PRAGMA application_id show
SCHEMA = 2
PAGE_BYTES = 2048  # the least that holds a record of an event: each partition ends in a page of its own, and a commit writes that page whole
BUSY_S = 10.0  # how long another process may hold the file
BUSY_POLL_S = 0.0003  # short, because a busy neighbour leaves only short gaps

TOPICS = (COMMANDS, EVENTS)
OFFSET_BITS, PARTITION_BITS = 44, 12
OFFSET_MAX = (1 << OFFSET_BITS) - 1

Row = tuple[int, Instant, str, str, bytes]
"""id, time, key, packed headers, value."""


class End(NamedTuple):
    """Where a partition ends, and the time of its last record."""

    offset: int
    time: Instant


def prepare(path: Path) -> None:
    """Make the file if there is none, else see that it is a log of ours, of this schema. Raises Corrupt, UnknownVersion, Unavailable, StorageFull."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with _opening(path), closing(connect(path)) as connection:
        if _schema(connection, path) == SCHEMA:
            return
        patiently(lambda: connection.execute("PRAGMA journal_mode = WAL"))
        patiently(lambda: connection.execute("BEGIN IMMEDIATE"))
        match _schema(connection, path):  # of two processes that begin together, the second finds the work done
            case 0:
                connection.execute(_TABLE)
            case 1:
                _upgrade(connection)
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute(f"PRAGMA user_version = {SCHEMA}")
        connection.execute("COMMIT")


def connect(path: Path) -> sqlite3.Connection:
    """A connection in autocommit mode, every commit of which is on the disk when it returns. Raises Unavailable, Corrupt."""
    with _opening(path):
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=0)
        for pragma in (f"page_size = {PAGE_BYTES}", "synchronous = FULL", "wal_autocheckpoint = 0", "cache_size = -16000", "temp_store = MEMORY"):
            patiently(partial(connection.execute, f"PRAGMA {pragma}"))
    return connection


def connect_to_read(path: Path) -> sqlite3.Connection:
    """What is damaged in a row comes through as it is, so that the claim can name the record. Raises Unavailable, Corrupt."""
    connection = connect(path)
    connection.text_factory = partial(str, encoding="utf-8", errors="surrogateescape")
    connection.execute("PRAGMA busy_timeout = 5000")  # readers wait for nobody, but for who recovers the file after a crash
    return connection


@contextmanager
def _opening(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        raise Unavailable(f"The event log {path} cannot be opened: {error}. See to its folder and its permissions.") from error
    except sqlite3.DatabaseError as error:
        raise _foreign(path) from error


def patiently(act: Callable[[], Any]) -> Any:
    """Try again while another process holds the file, for BUSY_S. SQLite's own waiting naps for up to 100 ms and so starves beside a busy writer."""
    deadline = time.monotonic() + BUSY_S
    while True:
        try:
            return act()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) or time.monotonic() > deadline:
                raise
        time.sleep(BUSY_POLL_S)


def _schema(connection: sqlite3.Connection, path: Path) -> int:
    """The schema of a log of ours, 0 of an empty file; raises for everything else."""
    [(application,)] = patiently(lambda: connection.execute("PRAGMA application_id").fetchall())
    [(version,)] = connection.execute("PRAGMA user_version").fetchall()
    if application == APPLICATION and version > SCHEMA:
        raise UnknownVersion(f"{path} was written by a newer studio (schema {version}; this one knows {SCHEMA}). Upgrade this studio first.")
    if application == APPLICATION:
        return int(version)
    if connection.execute("SELECT count(*) FROM sqlite_master").fetchone() != (0,):
        raise _foreign(path)
    return 0


_TABLE = f"""
CREATE TABLE record (
    id INTEGER PRIMARY KEY,  -- topic, partition and offset in one number: the key that SQLite finds and appends to fastest
    time INTEGER NOT NULL, key TEXT NOT NULL, headers TEXT NOT NULL, value BLOB NOT NULL,
    topic TEXT AS (CASE id >> {OFFSET_BITS + PARTITION_BITS} {" ".join(f"WHEN {number} THEN '{topic}'" for number, topic in enumerate(TOPICS))} END),
    partition INTEGER AS (id >> {OFFSET_BITS} & {(1 << PARTITION_BITS) - 1}),
    offset INTEGER AS (id & {OFFSET_MAX})  -- these three are computed, for whoever looks into the file
)"""


def _upgrade(connection: sqlite3.Connection) -> None:
    """Schema 1 had topic, partition and offset as its key."""
    numbers = " ".join(f"WHEN '{topic}' THEN {number}" for number, topic in enumerate(TOPICS))
    id = f"(CASE topic {numbers} END << {PARTITION_BITS} | partition) << {OFFSET_BITS} | offset"
    connection.execute("ALTER TABLE record RENAME TO record_1")
    connection.execute(_TABLE)
    connection.execute(f"INSERT INTO record (id, time, key, headers, value) SELECT {id}, time, key, headers, value FROM record_1 ORDER BY 1")  # noqa: S608
    connection.execute("DROP TABLE record_1")


def _foreign(path: Path) -> Corrupt:
    return Corrupt(f"{path} is not an event log of this studio, or it is damaged. Move it away, and restore the log from a backup if it was one.")


# --- rows


def unpack(packed: str) -> dict[str, str]:
    lines = iter(packed.split("\n"))
    return dict(zip(lines, lines, strict=False))  # no headers are one empty line


def first_id(topic: str, partition: int) -> int:
    """The id of offset 0; offsets count on from there."""
    return (TOPICS.index(topic) << PARTITION_BITS | partition) << OFFSET_BITS


def end_of(connection: sqlite3.Connection, topic: str, partition: int) -> End:
    """Raises Unavailable, Corrupt."""
    first = first_id(topic, partition)
    query = "SELECT id, time FROM record WHERE id BETWEEN ? AND ? ORDER BY id DESC LIMIT 1"
    with _reading():
        found = connection.execute(query, (first, first + OFFSET_MAX)).fetchone()
    return End(found[0] - first + 1, found[1]) if found else End(0, 0)


def ends(connection: sqlite3.Connection, topic: str) -> list[int]:
    """Where each partition of a topic ends, in one statement: a tail asks often. Raises Unavailable, Corrupt."""
    with _reading():
        [found] = connection.execute(_ENDS[topic]).fetchall()
    return [0 if last is None else (last & OFFSET_MAX) + 1 for last in found]


def _last_ids(topic: str) -> str:
    firsts = [first_id(topic, partition) for partition in range(PARTITIONS)]
    return f"SELECT {', '.join(f'(SELECT max(id) FROM record WHERE id BETWEEN {first} AND {first + OFFSET_MAX})' for first in firsts)}"  # noqa: S608 - numbers


_ENDS = {topic: _last_ids(topic) for topic in TOPICS}


def version(connection: sqlite3.Connection) -> int:
    """Another number when somebody else has committed since. Raises Unavailable, Corrupt."""
    with _reading():
        [(number,)] = connection.execute("PRAGMA data_version").fetchall()
    return int(number)


def select(connection: sqlite3.Connection, topic: str, partition: int, offset: int, limit: int, bytes_max: int) -> list[Record]:
    """Records from `offset` on, at most `limit` and about `bytes_max`; empty only at the end. Raises PositionGone, Corrupt."""
    records: list[Record] = []
    first = first_id(topic, partition)
    with _reading():
        for id, moment, key, packed, value in connection.execute(
            "SELECT id, time, key, headers, CAST(value AS BLOB) FROM record WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ?",
            (first + offset, first + OFFSET_MAX, limit),
        ):
            records.append(Record(id - first, moment, key, value, unpack(packed)))
            if (bytes_max := bytes_max - len(value) - len(packed)) <= 0:
                break
    if not records or records[0].offset != offset:
        _see_that_it_is_held(connection, topic, partition, offset)
    return records


def _see_that_it_is_held(connection: sqlite3.Connection, topic: str, partition: int, offset: int) -> None:
    """A hole in the middle is left to the claim, which names the event that is missing; a lost head or tail has no other witness than this."""
    end = end_of(connection, topic, partition).offset
    if offset > end:
        raise PositionGone(
            f"{topic} partition {partition} ends at {end}, but {offset} was asked for: the log lost its tail, or is another one. "
            "Restore the log, or drop and rebuild what has read beyond it.", offset=offset, end=end,
        )  # fmt: skip
    zero = first_id(topic, partition)
    with _reading():
        [(id,)] = connection.execute("SELECT min(id) FROM record WHERE id BETWEEN ? AND ?", (zero, zero + OFFSET_MAX)).fetchall()
    if id is not None and offset < (first := id - zero):
        raise PositionGone(
            f"{topic} partition {partition} begins at {first}, but {offset} was asked for: the log lost its head. Restore it from a backup.",
            offset=offset, first=first,
        )  # fmt: skip


@contextmanager
def _reading() -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        raise Unavailable(f"The event log cannot be read: {error}.") from error
    except sqlite3.DatabaseError as error:
        raise damaged(error) from error


def damaged(error: sqlite3.Error) -> Corrupt:
    return Corrupt(f"The event log is damaged: {error}. Restore it from a backup; `studio verify` names the first bad record.")


def insert(connection: sqlite3.Connection, rows: Sequence[Row]) -> None:
    """Many rows a statement: each statement gives the interpreter lock away once, and a busy loop may be slow to give it back."""
    for chunk in _chunks(rows):
        values = ",".join(["(?,?,?,?,?)"] * len(chunk))
        connection.execute(f"INSERT INTO record (id, time, key, headers, value) VALUES {values}", [field for row in chunk for field in row])  # noqa: S608 - only question marks


def _chunks(rows: Sequence[Row]) -> Iterable[Sequence[Row]]:
    """In 64 and the rest: at most 64 shapes, whose statements stay prepared."""
    return (rows[begin : begin + 64] for begin in range(0, len(rows), 64))
