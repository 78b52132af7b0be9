"""A partition of one log copied into another, so that every reader believes the copy and finds the same history in it; knows no adapter.

History names commands by their offsets, so each lies in the copy where it lay. Of the events the true ones go, at whatever offset the copy has come
to, with `at` to match: `seq`, `prev`, and so every hash, stay. A command goes before its events. So at every moment the copy is a history that a
studio could have left behind when it was killed, and who is killed while he copies begins again where the copy ends.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence

from infra.event_log.claim import Claim, Head, first_bad
from infra.event_log.find import find, last_true
from infra.event_log.port import BATCH_BYTES_MAX, Displaced, EventLog, NewRecord, Record
from schemas import codec
from schemas.envelope import Position
from schemas.errors import BrokenLink, Corrupt, NotAllowed, NotFound, Undecodable
from schemas.partitions import COMMANDS, EVENTS

PAGE = 2_000
BATCH_BYTES = BATCH_BYTES_MAX
ATTEMPTS = 5  # at the end of the copy, while others move it
ANEW = "Copy into an empty log: another folder, or topics made anew."
Progress = Callable[[int, int], None]
"""Called with how many commands and events were copied just now."""


class Copier:
    """One partition, as often as it is asked to catch up.

    `until`: the seq of the last event that may go; a decision that it would cut in two stays behind whole, and so do later commands.
    `settle_s`: how long the end of the copy must have stood still before the first command is added to it. A broker may still bring to land what a
    copier that was killed had sent, and there is no claim on commands that would tell readers to pass it over.
    """

    def __init__(
        self,
        source: EventLog,
        target: EventLog,
        partition: int,
        *,
        until: int | None = None,
        settle_s: float = 0.0,
        progress: Progress = lambda _commands, _events: None,
    ) -> None:
        self._source, self._target, self.partition, self._until = source, target, partition, until
        self._settle_s, self._progress = settle_s, progress
        self._claim: Claim | None = None  # on the source, behind the last event that the copy holds; None: not known
        self._at = self._commands = 0  # where events and commands of the copy end
        self._looked_at = 0  # where events of the source were when the copy last held all of them
        self._ended = False

    async def catch_up(self) -> None:
        """Until the copy holds what the source holds now.

        Raises NotAllowed when the copy holds something else or somebody else writes there, BrokenLink and its like where the source is not whole, and
        what the logs raise. After Unavailable it may be called again.
        """
        for _ in range(ATTEMPTS):
            try:
                return await self._catch_up()
            except Displaced:
                self._claim = None
            except BaseException:
                self._claim = None
                raise
        raise NotAllowed(f"Partition {self.partition}: somebody else writes events into the copy. Stop the studio that runs on it. {ANEW}")

    async def lag(self) -> int:
        """Records that came to the source since the copy last held all of it."""
        if self._ended:
            return 0
        ends = await self._source.end(EVENTS, self.partition), await self._source.end(COMMANDS, self.partition)
        return ends[0] - self._looked_at + max(0, ends[1] - self._commands)

    async def _catch_up(self) -> None:
        end = await self._source.end(EVENTS, self.partition)  # first, so that no event comes without its command
        commands = await self._source.end(COMMANDS, self.partition)
        if self._claim is None:
            self._claim = await self._located()
        if self._ended:
            return
        await self._events(self._claim, end)
        if not self._ended:
            await self._commands_until(commands)
        self._looked_at = self._claim.head.next_offset

    # --- where the copy stands

    async def _located(self) -> Claim:
        """Behind the last event of the copy, on the source. Raises NotAllowed when the copy is none of this source."""
        await self._settled()
        await self._see_that_commands_agree()
        head = await last_event(self._target, self.partition)
        if head.seq < 0:
            return Claim(self.partition)
        where = Position(self.partition, head.seq)
        if self._until is not None and head.seq > self._until:
            raise NotAllowed(f"The copy has come to {where} already, beyond {Position(self.partition, self._until)}. {ANEW}")
        if head.decided >= self._commands or not head.command_whole:
            raise NotAllowed(f"The copy holds the event {where} and not all that belongs to its command: it is no copy of ours. {ANEW}")
        try:
            offset = await find(self._source, self.partition, head.seq)
        except NotFound:
            raise NotAllowed(f"The copy holds the event {where}, which the source does not hold: it went on by itself. {ANEW}") from None
        claim = Claim(self.partition, Head(next_offset=offset, hash=None))
        [record] = await self._source.read(EVENTS, self.partition, offset, 1)
        if claim.check(record) != head.hash:
            raise NotAllowed(f"The event {where} of the copy is not that of the source: another history lies there. {ANEW}")
        return claim

    async def _settled(self) -> None:
        while True:
            self._at = await self._target.end(EVENTS, self.partition)
            self._commands = await self._target.end(COMMANDS, self.partition)
            await asyncio.sleep(self._settle_s)
            if self._commands == await self._target.end(COMMANDS, self.partition) and self._at == await self._target.end(EVENTS, self.partition):
                return

    async def _see_that_commands_agree(self) -> None:
        """By the last one: all are compared when the copy is checked."""
        if (last := self._commands - 1) < 0:
            return
        if last >= await self._source.end(COMMANDS, self.partition):
            raise NotAllowed(f"Partition {self.partition}: the copy holds more commands than the source. {ANEW}")
        [there], [here] = await self._target.read(COMMANDS, self.partition, last, 1), await self._source.read(COMMANDS, self.partition, last, 1)
        if command_hash(there) != command_hash(here):
            raise NotAllowed(f"Partition {self.partition}: command {last} of the copy is not that of the source. {ANEW}")

    # --- what goes

    async def _events(self, claim: Claim, end: int) -> None:
        whole: list[Record] = []
        while claim.head.next_offset < end and not self._ended:
            records = await self._source.read(EVENTS, self.partition, claim.head.next_offset, min(PAGE, end - claim.head.next_offset))
            if not records:
                raise Corrupt(f"Partition {self.partition} of the source: events from offset {claim.head.next_offset} to {end} are missing.")
            decisions = []
            for record in true_events(claim, records):
                if self._until is not None and claim.head.seq > self._until:
                    self._ended = True
                    break
                whole.append(record)
                if claim.head.command_whole:
                    decisions.append(whole)
                    whole = []
            await self._decisions(decisions)
        if whole and not self._ended:
            raise Corrupt(f"Partition {self.partition} of the source: the last decision, of command {claim.head.command_offset}, is not whole.")
        self._ended = self._ended or (self._until is not None and claim.head.seq == self._until)

    async def _decisions(self, decisions: Sequence[Sequence[Record]]) -> None:
        if not decisions:
            return
        last, _, _ = decisions[-1][-1].headers["command"].partition(":")
        await self._commands_until(int(last) + 1)
        for batch in batches(decisions):
            records = [NewRecord(one.key, one.value, {**one.headers, "at": str(self._at + place)}, one.time) for place, one in enumerate(batch)]
            self._at = await self._target.append(EVENTS, self.partition, records, at=self._at) + len(records)
            self._progress(0, len(records))

    async def _commands_until(self, end: int) -> None:
        """A log that stamps commands itself stamps these anew: what was decided has its own time, and what was not is asked for now."""
        while self._commands < end:
            found = await self._source.read(COMMANDS, self.partition, self._commands, min(PAGE, end - self._commands))
            if [one.offset for one in found] != list(range(self._commands, self._commands + len(found))) or not found:
                raise Corrupt(f"Partition {self.partition} of the source: commands from offset {self._commands} to {end} are not all there.")
            for batch in batches([one] for one in found):
                await self._append_commands([NewRecord(one.key, one.value, one.headers, one.time) for one in batch])

    async def _append_commands(self, records: Sequence[NewRecord]) -> None:
        try:
            base = await self._target.append(COMMANDS, self.partition, records, at=self._commands)
        except Displaced as displaced:
            raise NotAllowed(
                f"Partition {self.partition}: somebody else wrote commands into the copy, and command {self._commands} cannot lie there where it "
                f"must. Stop whoever writes there. {ANEW}"
            ) from displaced
        self._commands = base + len(records)
        self._progress(len(records), 0)


def true_events(claim: Claim, records: Sequence[Record]) -> Iterator[Record]:
    """Those that `claim` lets through, while it stands just behind each. Raises with the cure where history is not whole."""
    for number, record in enumerate(records):
        try:
            true = claim.check(record)
        except BrokenLink as error:
            good = first_bad(claim, record, records[number + 1 :]) - 1
            raise BrokenLink(f"{error} {_cure(claim.partition, good)}", **error.details) from error
        except Undecodable as error:
            raise Undecodable(f"{error} {_cure(claim.partition, claim.head.seq)}", **error.details) from error
        if true is not None:
            yield record


def _cure(partition: int, good: int) -> str:
    if good < 0:
        return "Nothing lies before it."
    return f"What lies before it can be saved: `studio log copy FROM TO --until {Position(partition, good)}`."


def batches(decisions: Iterable[Sequence[Record]]) -> Iterator[Sequence[Record]]:
    """As many whole decisions in each as the log takes at once."""
    batch: list[Record] = []
    weight = 0
    for decision in decisions:
        size = sum([NewRecord(one.key, one.value, one.headers).size + 20 for one in decision])  # 20: `at` may become longer
        if batch and weight + size > BATCH_BYTES:
            yield batch
            batch, weight = [], 0
        batch.extend(decision)
        weight += size
    if batch:
        yield batch


def command_hash(record: Record) -> str:
    return codec.command_hash(record.key, record.value, record.headers)


async def last_event(log: EventLog, partition: int) -> Head:
    """Behind the last true event, which may lie before control records and losers; of a partition without one the head of an empty one."""
    found = await last_true(log, partition)
    return Head() if found is None else found[1]
