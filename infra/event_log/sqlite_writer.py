"""The one thread that writes the embedded log: what waits becomes one durable transaction; a second thread moves the journal into the file."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue

from infra.event_log import sqlite_file as file
from infra.event_log.follower import Place
from infra.event_log.port import Displaced, NewRecord, Record, UnknownOutcome
from infra.event_log.sqlite_file import End, Row
from schemas.envelope import Instant
from schemas.errors import StorageFull, StudioError, Unavailable

GROUP_BYTES = 4_000_000
MOVE_BYTES = 8_000_000  # about so much goes into the journal between two moves of it
JOURNAL_FRAMES_MAX = 16_000  # 32 MB: beyond it the writer pauses for a moment, so that the journal can begin anew
UNMOVED_BYTES_MAX = 128_000_000  # about; a disk too slow to move so much beside the writer makes the writer wait


@dataclass(slots=True, eq=False)
class Append:
    """A batch on its way; after the commit it holds a base offset or an error."""

    place: Place
    records: Sequence[NewRecord]
    packed: Sequence[str]
    size: int
    at: int | None
    landed: asyncio.Future[int]
    base: int = -1
    times: list[Instant] = field(default_factory=list)
    error: Exception | None = None

    def landed_records(self) -> list[Record]:
        """As they lie in the log; only when they do."""
        offsets = range(self.base, self.base + len(self.records))
        return [Record(at, time, one.key, one.value, one.headers, one.link) for at, time, one in zip(offsets, self.times, self.records, strict=True)]


@dataclass(slots=True, eq=False)
class Group:
    """What one transaction carries, and where its partitions ended when it was committed."""

    appends: list[Append]
    ends: dict[Place, End] = field(default_factory=dict)
    others_wrote: bool = False  # between our last transaction and this one

    @property
    def journal_bytes(self) -> int:
        """About: the journal takes whole pages, and each partition ends in a page of its own."""
        return len(self.ends) * file.PAGE_BYTES + 2 * sum(append.size for append in self.appends)


class Writer:
    """Group commit. `settled` is called in this thread with every group, whatever became of it; a group is committed whole or not at all."""

    def __init__(self, path: Path, clock: Callable[[], Instant], settled: Callable[[Group], None], fault_point: Callable[[str], None]) -> None:
        self._clock, self._settled, self._fault_point = clock, settled, fault_point
        self._waiting: SimpleQueue[list[Append] | None] = SimpleQueue()
        self._connection = file.connect(path)
        self._version = -1
        self._ends: dict[Place, End] = {}  # as this connection left them; forgotten when somebody else has written
        self._journal = Journal(path)
        self._thread = threading.Thread(target=self._run, name="event-log-writer", daemon=True)
        self._thread.start()

    def submit(self, appends: list[Append]) -> None:
        self._waiting.put(appends)

    def close(self) -> None:
        """Blocks until everything that was submitted is settled and the file is closed."""
        self._waiting.put(None)
        self._thread.join()

    def _run(self) -> None:
        with closing(self._connection), closing(self._journal):
            ended = False
            while not ended:
                appends, ended = self._gather()
                if appends:
                    self.commit(Group(appends))

    def _gather(self) -> tuple[list[Append], bool]:
        """What waits, at most about GROUP_BYTES of it; and whether the end was asked for."""
        gathered, size = [], 0
        item = self._waiting.get()
        while item is not None:
            gathered += item
            size += sum(append.size for append in item)
            if size >= GROUP_BYTES:
                return gathered, False
            try:
                item = self._waiting.get_nowait()
            except Empty:
                return gathered, False
        return gathered, True

    def commit(self, group: Group) -> None:
        """One transaction. An append that is displaced is left out; an error of the disk is everybody's."""
        try:
            rows = self._write(group)
        except sqlite3.Error as error:
            rows = self._undo(group, write_error(error))
        except Exception as defect:  # ours; told to those who wait, because a thread that dies here would let them wait for ever
            rows = self._undo(group, defect)
        self._settled(group)
        self._fault_point("event_log.acknowledged")
        if rows:
            self._journal.grew(group.journal_bytes, self._connection)

    def _write(self, group: Group) -> list[Row]:
        file.patiently(lambda: self._connection.execute("BEGIN IMMEDIATE"))
        self._fault_point("event_log.begun")
        if (version := file.version(self._connection)) != self._version:
            self._version, self._ends, group.others_wrote = version, {}, True
        rows = self._place(group)
        file.insert(self._connection, rows)
        self._fault_point("event_log.inserted")
        self._connection.execute("COMMIT" if rows else "ROLLBACK")
        self._ends.update(group.ends)
        self._fault_point("event_log.committed")
        return rows

    def _place(self, group: Group) -> list[Row]:
        """Gives every append its offsets at the true end of its partition, which nobody else can move before the commit."""
        rows: list[Row] = []
        now = self._clock()
        for append in group.appends:
            topic, partition = append.place
            end = group.ends.get(append.place) or self._ends.get(append.place) or file.end_of(self._connection, topic, partition)
            if append.at is not None and append.at != end.offset:
                append.error = Displaced(append.at, end.offset)
                continue
            append.base, time = end
            for id, (record, packed) in enumerate(zip(append.records, append.packed, strict=True), file.first_id(topic, partition) + end.offset):
                time = max(now, time) if record.time is None else record.time
                rows.append((id, time, record.key, packed, record.value))
                append.times.append(time)
            group.ends[append.place] = End(end.offset + len(append.records), time)
        return rows

    def _undo(self, group: Group, error: Exception) -> list[Row]:
        group.ends.clear()
        self._ends.clear()
        for append in group.appends:
            append.error = append.error or error
        if self._connection.in_transaction:
            with suppress(sqlite3.Error):  # it is undone already, or will be by the next one who opens the file
                self._connection.execute("ROLLBACK")
        return []


def write_error(error: sqlite3.Error) -> StudioError:
    """What an error of SQLite means for the batch. Only what surely left nothing behind may say so.

    The journal counts only with its last frame, so a disk that was too full to write one leaves nothing that counts. An error of fsync comes after
    that frame: a crash may yet bring the batch to life.
    """
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    if code & 0xFF == sqlite3.SQLITE_FULL:
        return StorageFull("The disk of the event log is full. Nothing was written; make room and try again.")
    if code & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return Unavailable(f"Another process held the event log for more than {file.BUSY_S:.0f} s. Nothing was written.")
    if code & 0xFF in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN):
        return Unavailable(f"The event log cannot be written: {error}. Nothing was written; see to its folder and its permissions.")
    if code & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return file.damaged(error)
    return UnknownOutcome(f"The event log could not be written: {error}. Whether the batch is in it is not known.")


class Journal:
    """Moves the write-ahead journal into the file, beside the writer, so that no append waits for it.

    A journal begins anew only when all of it has been moved, and a busy writer is always a little ahead. So when it has grown long the writer itself
    moves the little that is left, between two transactions.
    """

    def __init__(self, path: Path) -> None:
        self._connection = file.connect(path)
        self._grown, self._unmoved, self._long, self._ended = 0, 0, False, False
        self._wake, self._moving = threading.Event(), threading.Lock()
        self._thread = threading.Thread(target=self._run, name="event-log-journal", daemon=True)
        self._thread.start()

    def grew(self, size: int, writer: sqlite3.Connection) -> None:
        """Called by the writer after each transaction."""
        self._grown += size
        self._unmoved += size
        if self._long or self._unmoved >= UNMOVED_BYTES_MAX:
            self._long, self._unmoved = False, 0
            with self._moving:
                moved(writer)
        elif self._grown >= MOVE_BYTES:
            self._grown = 0
            self._wake.set()

    def close(self) -> None:
        self._ended = True
        self._wake.set()
        self._thread.join()

    def _run(self) -> None:
        with closing(self._connection):
            while self._wake.wait() and not self._ended:
                self._wake.clear()
                with self._moving:
                    if moved(self._connection) > JOURNAL_FRAMES_MAX:
                        self._long = moved(self._connection) > 0  # what came meanwhile


def moved(connection: sqlite3.Connection) -> int:
    """The length of the journal in pages, after as much of it was moved into the file as can be without waiting for anybody."""
    try:
        [(_, frames, _)] = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
    except sqlite3.Error:  # a full disk, say, or somebody else is at it: the journal is as durable as the file, and can wait
        return 0
    return int(frames)
