"""The embedded log: one SQLite file, durable at each acknowledgement, appended to and followed by any number of processes of one machine.

Durable: WAL with synchronous=FULL, so what was acknowledged is on the disk. The claim is a plain conditional append: who claims another offset than
the end loses, and nothing is written. Not for network file systems, which do not carry the locks and the shared memory of SQLite's WAL.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path

from infra.clock import wall_clock
from infra.event_log import sqlite_file as file
from infra.event_log.bell import Bell
from infra.event_log.follower import Follower, Place
from infra.event_log.ownership import GroupLock, beside, failed, gone
from infra.event_log.port import BATCH_BYTES_MAX, Assigned, Batch, NewRecord, Record
from infra.event_log.printable import pack, size
from infra.event_log.sqlite_writer import Append, Group, Writer
from schemas.envelope import Instant
from schemas.errors import Overloaded, TooLarge, Unavailable
from schemas.partitions import COMMANDS, EVENTS, PARTITIONS

WAITING_BYTES_MAX = 64_000_000
SLICE_RECORDS, SLICE_BYTES = 256, 500_000  # read without giving the loop away: about a millisecond
READ_BYTES = 8_000_000  # one `read` ends early beyond it
WATCH_S = 0.005  # how often a tail listens for what other processes appended
WATCH_BUSY_S, BUSY_FOR_S = 0.0005, 0.25  # and how often, so long after it last found something: who writes to us now will write again
GATHER_TURNS = 16  # of the loop, at most, in which a transaction waits for more to come
DEAF_S = 0.25  # how often it asks the file, for who was killed before the bell rang


FaultPoint = Callable[[str], None]


class SqliteEventLog:
    """The EventLog port on one file. Belongs to the event loop that opened it."""

    @classmethod
    async def open(cls, path: Path, *, clock: Callable[[], Instant] = wall_clock, fault_point: FaultPoint = lambda _: None) -> SqliteEventLog:
        """Open or make the log at `path`. Raises Corrupt for a file that is no log of ours, UnknownVersion for a newer one, Unavailable.

        `clock` stamps the records that bring no time; `fault_point` is called in the writer's thread between the steps of a commit.
        """
        await asyncio.to_thread(file.prepare, path)
        return cls(path, clock, fault_point)

    def __init__(self, path: Path, clock: Callable[[], Instant], fault_point: FaultPoint) -> None:
        self._path, self._loop = path, asyncio.get_running_loop()
        self._reader = file.connect_to_read(path)
        self._bell = Bell(path.with_name(f"{path.name}-bell"))
        self._writer = Writer(path, clock, self._settled_in_thread, fault_point)
        self._closed = False
        self._gathering: list[Append] = []
        self._waiting_bytes = 0
        self._ends: dict[Place, int] = {}  # of the partitions that are followed; may lag behind the file until the watch looks
        self._followers: dict[Place, list[Follower]] = {}
        self._groups = 0  # of ours that were settled
        self._heard = -BUSY_FOR_S  # when we last found that others had written
        self._watch: asyncio.Task[None] | None = None
        self._standing: set[asyncio.Task[None]] = set()

    # --- writing

    async def append(self, topic: str, partition: int, records: Sequence[NewRecord], at: int | None = None) -> int:
        place = self._place(topic, partition)
        packed = [pack(record) for record in records]
        weight = sum([size(record, text) for record, text in zip(records, packed, strict=True)])
        if weight > BATCH_BYTES_MAX:
            raise TooLarge(f"A batch of {weight:,} bytes; the log takes at most {BATCH_BYTES_MAX:,} at once.")
        if self._waiting_bytes + weight > WAITING_BYTES_MAX:
            raise Overloaded(f"More than {WAITING_BYTES_MAX:,} bytes wait to be written to the event log. Nothing was written; try again later.")
        assert records, "a batch of nothing has no place"
        landed: asyncio.Future[int] = self._loop.create_future()
        self._submit(Append(place, records, packed, weight, at, landed))
        return await landed

    def _submit(self, append: Append) -> None:
        """Callers that come in one turn of the loop, or in the next ones right behind it, share a transaction."""
        if not self._gathering:
            self._loop.call_soon(self._gather, 1, GATHER_TURNS)
        self._gathering.append(append)
        self._waiting_bytes += append.size

    def _gather(self, count: int, turns: int) -> None:
        """A turn that brought no more is the last: a transaction for each of many callers costs more than it saves them."""
        if turns and count < len(self._gathering):
            self._loop.call_soon(self._gather, len(self._gathering), turns - 1)
        else:
            self._flush()

    def _flush(self) -> None:
        if self._gathering:
            self._writer.submit(self._gathering)
            self._gathering = []

    def _settled_in_thread(self, group: Group) -> None:
        if group.ends:
            self._bell.ring()
        with suppress(RuntimeError):  # the loop is gone, and with it everybody who asked
            self._loop.call_soon_threadsafe(self._settled, group)

    def _settled(self, group: Group) -> None:
        self._groups += 1
        for append in group.appends:
            self._waiting_bytes -= append.size
            if append.landed.done():
                continue  # who asked was cancelled
            if append.error is not None:
                append.landed.set_exception(append.error)
            else:
                append.landed.set_result(append.base)
        for append in group.appends:
            if append.error is None:
                self._hand_over(append)
        self._moved({place: end.offset for place, end in group.ends.items() if end.offset > self._ends.get(place, 0)})  # the watch may be ahead
        if group.others_wrote and not self._closed:
            self._look()

    def _hand_over(self, append: Append) -> None:
        """What we wrote ourselves need not be read again by our own tails."""
        records: Sequence[Record] | None = None
        for follower in self._followers.get(append.place, ()):
            if follower.stands_at(append.place, append.base, append.size):
                records = records or append.landed_records()
                follower.take(append.place, records, append.size)

    # --- reading

    async def read(self, topic: str, partition: int, offset: int, limit: int = 1000) -> Sequence[Record]:
        """As the port says; ends early after 8 MB."""
        self._place(topic, partition)
        records: list[Record] = []
        room = READ_BYTES
        while len(records) < limit and room > 0:
            piece = file.select(self._reader, topic, partition, offset, min(limit - len(records), SLICE_RECORDS), SLICE_BYTES)
            if not piece:
                break
            records += piece
            offset = piece[-1].offset + 1
            room -= sum(len(record.value) for record in piece)
            await asyncio.sleep(0)
            self._place(topic, partition)
        return records

    async def end(self, topic: str, partition: int) -> int:
        return file.end_of(self._reader, *self._place(topic, partition)).offset

    # --- following

    async def tail(self, topic: str, starts: Mapping[int, int]) -> AsyncGenerator[Batch, None]:
        """As the port says. Raises Unavailable when the log is closed meanwhile."""
        with self._following({self._place(topic, partition): offset for partition, offset in starts.items()}) as follower:
            while True:
                while follower.fresh:
                    place = next(iter(follower.fresh))
                    del follower.fresh[place]
                    if records := self._next(place, follower):
                        if follower.positions[place] != self._ends[place]:
                            follower.fresh[place] = None
                        yield Batch(place[1], records)
                        await asyncio.sleep(0)  # a reader that never waits must not stop the others
                self._see_that_we_go_on()  # the watch may have failed while we were busy elsewhere, and its word would be cleared
                follower.news.clear()
                await follower.news.wait()
                self._see_that_we_go_on()

    def _see_that_we_go_on(self) -> None:
        self._refuse_closed()
        if self._watch is not None and failed(self._watch):
            self._watch.result()

    def _next(self, place: Place, follower: Follower) -> Sequence[Record]:
        self._refuse_closed()
        if handed := follower.handed(place):
            return handed
        position = follower.positions[place]
        if position == self._ends[place]:
            return ()
        records = file.select(self._reader, *place, position, SLICE_RECORDS, SLICE_BYTES)
        if records:
            follower.positions[place] = records[-1].offset + 1
        else:
            self._moved({place: position})  # we came further than the watch
        return records

    @contextmanager
    def _following(self, starts: Mapping[Place, int]) -> Iterator[Follower]:
        follower = Follower(starts)
        for place in starts:
            self._followers.setdefault(place, []).append(follower)
        try:
            self._moved({place: file.end_of(self._reader, *place).offset for place in starts})
            if self._watch is None or self._watch.done():
                self._watch = self._loop.create_task(self._look_for_others())
                self._watch.add_done_callback(self._tell_all)
            yield follower
        finally:
            for place in starts:
                self._followers[place].remove(follower)
            if not any(self._followers.values()) and self._watch is not None:
                self._watch.cancel()
                self._watch = None

    async def _look_for_others(self) -> None:
        """Wake the tails for what other processes append: the bell says whether anybody did, and the file for whoever was not heard.

        While we write, every transaction of ours tells whether others wrote before it; so there is something to look for only after the last one.
        """
        rung, version, groups, doubt, asked = b"", -1, self._groups, False, 0.0
        while True:
            before, now = (rung, version), self._loop.time()
            rung = self._bell.others()
            if now - asked >= DEAF_S:
                version, asked = file.version(self._reader), now
            doubt = doubt or (rung, version) != before
            if doubt and groups == self._groups:
                self._look()
                doubt = False
            groups = self._groups
            await asyncio.sleep(WATCH_BUSY_S if now - self._heard < BUSY_FOR_S else WATCH_S)

    def _look(self) -> None:
        places = [place for place, followers in self._followers.items() if followers]
        ends = {topic: file.ends(self._reader, topic) for topic in {topic for topic, _ in places}}
        if self._moved({(topic, partition): ends[topic][partition] for topic, partition in places}):
            self._heard = self._loop.time()

    def _moved(self, ends: Mapping[Place, int]) -> bool:
        """Every change of an end wakes all who follow that partition: one that sleeps on the old end would else sleep on. Did any change?"""
        moved = False
        for place, end in ends.items():
            if self._ends.get(place) != end:
                self._ends[place], moved = end, True
                for follower in self._followers.get(place, ()):
                    follower.tell(place)
        return moved

    def _tell_all(self, _: object = None) -> None:
        for followers in self._followers.values():
            for follower in followers:
                follower.news.set()

    # --- standing for the partitions

    @asynccontextmanager
    async def owner(self, group: str, assigned: Assigned, revoked: Assigned) -> AsyncIterator[None]:
        """The first comer owns all partitions until it goes, or dies; the others wait. An error of a callback cancels the body and is raised here."""
        self._refuse_closed()
        async with beside(self._stand(group, assigned, revoked), self._standing):
            yield

    async def _stand(self, group: str, assigned: Assigned, revoked: Assigned) -> None:
        lock = GroupLock(self._path.with_name(f"{self._path.name}.{group}.lock"))
        everything = frozenset(range(PARTITIONS))
        await lock.acquire()
        try:
            await assigned(everything)
            try:
                await asyncio.Event().wait()
            finally:
                await revoked(everything)
        finally:
            lock.release()

    # --- closing

    async def close(self) -> None:
        """Revokes what is owned, lets what was appended come to its end, and ends the tails; whatever is asked later is Unavailable."""
        if self._closed:
            return
        await gone(self._standing)
        self._closed = True
        self._flush()
        if self._watch is not None:
            self._watch.cancel()  # and its end wakes the tails
        await asyncio.to_thread(self._writer.close)
        self._reader.close()
        self._bell.close()

    def _place(self, topic: str, partition: int) -> Place:
        self._refuse_closed()
        assert topic in (COMMANDS, EVENTS), topic
        assert 0 <= partition < PARTITIONS, partition
        return topic, partition

    def _refuse_closed(self) -> None:
        if self._closed:
            raise Unavailable("This event log was closed.")
