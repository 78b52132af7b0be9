"""What every event log must do; inherited once for each adapter, which gives `backstage`.

Where writers compete, what they wrote is read under the claim rule: an adapter may leave in its log what was displaced (Kafka) or not (SQLite).
"""

from __future__ import annotations

import asyncio
import json
import signal
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager
from pathlib import Path
from typing import Any, Protocol

import pytest
from msgspec.structs import replace

from infra.event_log.claim import Claim, Head
from infra.event_log.port import BATCH_BYTES_MAX, Batch, Displaced, EventLog, NewRecord, Record, UnknownOutcome
from schemas.errors import Invalid, PositionGone, StorageFull, TooLarge, Unavailable
from schemas.partitions import COMMANDS, EVENTS, PARTITIONS
from tests.support.faulty_log import FaultyLog
from tests.support.reference_writer import Performance, ReferenceWriter, Send, Step, claimed, read_range

ROOT = Path(__file__).parents[2]
PATIENCE_S = 30.0  # how long a test waits for what must come; nothing here measures time
EVERYTHING = frozenset(range(PARTITIONS))


class Opening(Protocol):
    """How a process opens the log."""

    opener: str  # "module:function"

    def arguments(self, fault: str = "") -> list[str]:
        """What the opener is given."""
        ...


class Backstage(Opening, Protocol):
    """What a test may do to a log, and a program may not."""

    crash_points: Sequence[str]  # steps of an append at which a process may die, as faults for `opener`
    lost_answer: str  # a fault: the first append is written, and the adapter never hears of it

    async def open(self, fault: str = "") -> EventLog:
        """One more handle on the same log; closed by the test, or with it."""
        ...

    async def lose_head(self, topic: str, partition: int, first: int) -> None:
        """Everything before `first` is gone."""
        ...

    def cramped(self) -> AbstractAsyncContextManager[tuple[EventLog, Any]]:
        """Another log on a disk with little room, and a function that makes room."""
        ...


class EventLogContract:
    """Subclasses override `backstage`, and may choose another writer."""

    writer: type[ReferenceWriter] = ReferenceWriter

    @pytest.fixture
    def backstage(self, tmp_path: Path) -> Backstage:
        raise NotImplementedError

    @pytest.fixture
    async def log(self, backstage: Backstage) -> AsyncIterator[EventLog]:
        log = await backstage.open()
        yield log
        await log.close()

    # --- appending and reading

    async def test_records_come_back_as_they_were_appended_and_in_order(self, log: EventLog) -> None:
        headers = {"ce_type": "a.b.v1", "empty": "", "at": "0", "mark": "a: b=c, ~!"}
        given = [NewRecord("acc_1", bytes(range(256)), headers, 1_234), NewRecord("", b"", {}, 1_235), NewRecord("acc_2", b"\n\0{}", {"x": "y"}, 0)]
        base = await log.append(EVENTS, 3, given)
        assert list(await log.read(EVENTS, 3, base)) == [
            Record(offset, record.time or 0, record.key, record.value, record.headers) for offset, record in enumerate(given, base)
        ]

    async def test_append_tells_where_a_batch_begins_and_a_batch_lies_in_one_piece(self, log: EventLog) -> None:
        bases = [await log.append(EVENTS, 0, texts(str(number), 5)) for number in range(4)]
        held = {record.offset: record.value for record in await read_range(log, EVENTS, 0, 0)}
        for number, base in enumerate(bases):
            assert [held[base + index] for index in range(5)] == [b"%d:%d" % (number, index) for index in range(5)]
        assert bases == sorted(bases)
        assert await log.end(EVENTS, 0) == bases[-1] + 5

    async def test_batches_of_callers_at_the_same_time_are_never_mixed(self, backstage: Backstage, log: EventLog) -> None:
        other = await backstage.open()
        bases = await asyncio.gather(*[(log, other)[number % 2].append(EVENTS, 0, texts(str(number), 4)) for number in range(60)])
        held = {record.offset: record.value for record in await read_range(log, EVENTS, 0, 0)}
        assert len(held) == 240
        for number, base in enumerate(bases):
            assert [held[base + index] for index in range(4)] == [b"%d:%d" % (number, index) for index in range(4)]
        await other.close()

    async def test_one_caller_after_another_keeps_its_order(self, log: EventLog) -> None:
        """Appends that are asked for one after another, without waiting, lie in that order."""
        bases = await asyncio.gather(*[log.append(COMMANDS, 5, texts(str(number), 1)) for number in range(100)])
        assert bases == sorted(bases)

    async def test_partitions_and_topics_do_not_disturb_each_other(self, log: EventLog) -> None:
        places = [(topic, partition) for topic in (COMMANDS, EVENTS) for partition in range(PARTITIONS)]
        await asyncio.gather(*[log.append(topic, partition, texts(f"{topic}/{partition}", 2)) for topic, partition in places])
        for topic, partition in places:
            assert values(await read_range(log, topic, partition, 0)) == [f"{topic}/{partition}:0", f"{topic}/{partition}:1"]

    async def test_the_log_stamps_what_brings_no_time_and_never_goes_back(self, log: EventLog) -> None:
        for _ in range(5):
            await log.append(COMMANDS, 0, texts("command", 2))
        times = [record.time for record in await read_range(log, COMMANDS, 0, 0)]
        assert times == sorted(times)
        assert times[0] > 1_700_000_000_000

    async def test_an_event_may_be_of_a_time_that_is_hours_ahead(self, log: EventLog) -> None:
        """Decision time never goes back: after clocks that were ahead it stays there, and a log that refused it would stop the partition."""
        ahead = time.time_ns() // 1_000_000 + 100 * 3_600_000
        base = await log.append(EVENTS, 2, [NewRecord("acc_1", b"{}", {}, ahead)])
        assert [record.time for record in await log.read(EVENTS, 2, base)] == [ahead]

    async def test_reads_begin_in_the_middle_and_end_at_the_end(self, log: EventLog) -> None:
        base = await log.append(EVENTS, 2, texts("a", 1500))
        assert values(await log.read(EVENTS, 2, base + 700, 3)) == ["a:700", "a:701", "a:702"]
        assert len(await log.read(EVENTS, 2, base, 1000)) <= 1000
        assert len(await read_range(log, EVENTS, 2, base)) == 1500
        assert list(await log.read(EVENTS, 2, await log.end(EVENTS, 2))) == []
        assert list(await log.read(EVENTS, 9, 0)) == []
        assert await log.end(EVENTS, 9) == 0

    async def test_what_was_acknowledged_is_there_when_the_log_is_opened_again(self, backstage: Backstage) -> None:
        log = await backstage.open()
        base = await log.append(EVENTS, 0, texts("kept", 3))
        await log.close()
        again = await backstage.open()
        assert values(await again.read(EVENTS, 0, base)) == ["kept:0", "kept:1", "kept:2"]
        assert await again.append(EVENTS, 0, texts("next", 1)) >= base + 3
        await again.close()

    async def test_a_batch_that_can_never_fit_is_refused_and_nothing_is_written(self, log: EventLog) -> None:
        largest = NewRecord("acc_1", b"x" * (BATCH_BYTES_MAX - NewRecord("acc_1", b"").size))
        for records in ([replace(largest, value=largest.value + b"x")], [largest, NewRecord("", b"")]):
            with pytest.raises(TooLarge):
                await log.append(EVENTS, 0, records)
        assert await log.end(EVENTS, 0) == 0
        base = await log.append(EVENTS, 0, [largest])
        assert (await log.read(EVENTS, 0, base))[0].value == largest.value

    @pytest.mark.parametrize("bad", [{"a": "line\nbreak"}, {"a": "\x00"}, {"a": "münchen"}, {"name\n": "a"}, {"a": "\ud800"}], ids=ascii)
    async def test_a_header_that_is_not_printable_ascii_is_refused_and_disturbs_nobody(self, log: EventLog, bad: dict[str, str]) -> None:
        good = asyncio.ensure_future(log.append(EVENTS, 0, texts("good", 1)))
        with pytest.raises(Invalid):
            await log.append(EVENTS, 0, [NewRecord("acc_1", b"", bad)])
        await good
        assert values(await read_range(log, EVENTS, 0, 0)) == ["good:0"]

    async def test_a_caller_that_gives_up_leaves_its_batch_whole_or_not_at_all(self, log: EventLog) -> None:
        asked = [asyncio.ensure_future(log.append(EVENTS, 0, texts(str(number), 3))) for number in range(20)]
        await asyncio.sleep(0)
        for caller in asked[::2]:
            caller.cancel()
        await asyncio.gather(*asked, return_exceptions=True)
        await log.append(EVENTS, 0, texts("after", 3))
        whole = [f"{number}:{index}" for number in whole_batches(await read_range(log, EVENTS, 0, 0), 3) for index in range(3)]
        assert whole == values(await read_range(log, EVENTS, 0, 0))
        assert set(whole) >= {f"{number}:0" for number in range(1, 20, 2)} | {"after:0"}

    # --- the claim

    async def test_a_batch_that_claims_the_end_lands_there(self, log: EventLog) -> None:
        at = await log.append(EVENTS, 0, texts("before", 3)) + 3
        assert await log.append(EVENTS, 0, claimed(texts("mine", 2), at), at=at) == at
        assert await true_values(log, 0) == ["mine:0", "mine:1"]

    @pytest.mark.parametrize("off", [-3, -1, 1, 5])
    async def test_a_batch_that_claims_another_offset_is_displaced_and_believed_by_nobody(self, log: EventLog, off: int) -> None:
        at = await log.append(EVENTS, 0, texts("before", 3)) + 3
        with pytest.raises(Displaced) as displaced:
            await log.append(EVENTS, 0, claimed(texts("wrong", 2), at + off), at=at + off)
        assert displaced.value.claimed == at + off
        assert displaced.value.end == await log.end(EVENTS, 0), "the end to read up to before claiming again"
        assert await true_values(log, 0) == []
        again = displaced.value.end
        assert await log.append(EVENTS, 0, claimed(texts("right", 1), again), at=again) == again
        assert await true_values(log, 0) == ["right:0"]

    async def test_of_writers_that_race_by_the_claim_one_wins_each_offset(self, backstage: Backstage, log: EventLog) -> None:
        """Four callers on two handles here, and one more process; everyone claims the end as it sees it."""
        other = await backstage.open()
        won: list[tuple[int, str]] = []

        async def racer(log: EventLog, name: str) -> None:
            while (at := await log.end(EVENTS, 0)) < 200:
                try:
                    won.append((await log.append(EVENTS, 0, claimed([NewRecord("acc_1", name.encode())], at), at=at), name))
                except Displaced:
                    await asyncio.sleep(0)

        async with Child.start(backstage, "race", "child", "200") as child:
            await asyncio.gather(racer(log, "a"), racer(log, "b"), racer(other, "c"), racer(other, "d"))
            won += [(int(line), "child") for line in await child.rest()]
        true = [(record.offset, record.value.decode()) for record in await read_range(log, EVENTS, 0, 0) if lies_where_it_says(record)]
        assert sorted(won) == true, "each acknowledged claim is true, and nothing else is"
        assert len({offset for offset, _ in won}) == len(won)
        await other.close()

    async def test_a_writer_decides_every_command_once(self, log: EventLog) -> None:
        await log.append(COMMANDS, 0, texts("command", 7))
        assert await reign(log, self.writer("first")) == "no more commands"
        await everybody_believes(log, commands=7)

    async def test_a_zombie_that_wakes_is_believed_by_no_reader_wherever_it_starts(self, backstage: Backstage, log: EventLog) -> None:
        """It froze with a batch in its hand; another writer took over and went on."""
        await log.append(COMMANDS, 0, texts("command", 6))
        zombie = Performance(await backstage.open(), self.writer("zombie"))
        await zombie.run(until=sends_events)
        assert await reign(log, self.writer("successor")) == "no more commands"
        assert await zombie.run() is None
        assert zombie.ended == "another writer got in"
        await everybody_believes(log, commands=6)

    async def test_a_zombies_batch_that_is_on_its_way_lands_before_or_after_the_successor_but_never_in_between(self, log: EventLog) -> None:
        await log.append(COMMANDS, 0, texts("command", 6))
        zombie = Performance(log, self.writer("zombie", limit=1))
        step = await zombie.run(until=sends_events)
        assert isinstance(step, Send)
        successor = Performance(log, self.writer("successor", limit=1))
        await successor.run(until=sends_events)
        assert await outcome(log.append(EVENTS, 0, step.records, step.at)) in ("acknowledged", "displaced")
        await successor.run()
        assert await reign(log, self.writer("third")) == "no more commands"
        await everybody_believes(log, commands=6)

    async def test_of_two_writers_at_once_the_loser_stands_down_and_is_believed_by_nobody(self, log: EventLog) -> None:
        await log.append(COMMANDS, 0, texts("command", 12))
        first, second = Performance(log, self.writer("first")), Performance(log, self.writer("second"))
        while first.ended is None or second.ended is None:  # by turns, a batch each
            for writer in (first, second):
                if writer.ended is None and await writer.run(until=sends_events):
                    await writer.step()
        assert sorted([first.ended or "", second.ended or ""]) == ["another writer got in", "no more commands"]
        await everybody_believes(log, commands=12)

    async def test_a_late_retry_is_believed_by_no_reader_wherever_it_starts(self, log: EventLog) -> None:
        """The network delivers a batch again, after it was written and after more was written behind it."""
        await log.append(COMMANDS, 0, texts("command", 4))
        writer = Performance(log, self.writer("writer"))
        sent = []
        while (step := await writer.run(until=sends_events)) is not None:
            assert isinstance(step, Send)
            sent.append(step)
            await writer.step()
            await writer.step()  # sent, and confirmed; or displaced by what came late, where that stays in the log
            if len(sent) <= 2:
                assert await outcome(log.append(EVENTS, 0, sent[0].records, sent[0].at)) == "displaced"
        for late in sent:
            assert await outcome(log.append(EVENTS, 0, late.records, late.at)) == "displaced"
        assert len(sent) >= 2
        await everybody_believes(log, commands=4)

    @pytest.mark.parametrize("fault", ["lost", "unanswered"])
    @pytest.mark.parametrize("which", range(4))
    async def test_a_batch_of_unknown_outcome_costs_no_command_and_doubles_none(self, log: EventLog, which: int, fault: str) -> None:
        """The answer to one append (the election, or a batch) is lost, with the append or without it; the writer takes over from itself."""
        await log.append(COMMANDS, 0, texts("command", 6))
        faulty = FaultyLog(log, {which: fault})
        ends = [await reign(faulty, self.writer("writer")) for _ in range(2)]
        assert ends[-1] == "no more commands"
        await everybody_believes(log, commands=6)

    async def test_an_append_whose_answer_was_lost_is_in_the_log_at_most_once(self, backstage: Backstage, log: EventLog) -> None:
        """Lost below the adapter: the disk or the broker did it and could not say so. The handle stays usable."""
        unlucky = await backstage.open(backstage.lost_answer)
        assert await outcome(unlucky.append(COMMANDS, 0, texts("credits", 2))) in ("acknowledged", "unknown")
        await unlucky.append(COMMANDS, 0, texts("next", 1))
        held = values(await read_range(log, COMMANDS, 0, 0))
        assert held in (["next:0"], ["credits:0", "credits:1", "next:0"])
        await unlucky.close()

    # --- what is gone

    async def test_a_log_that_lost_its_head_says_so_and_does_not_begin_at_its_earliest_record(self, backstage: Backstage, log: EventLog) -> None:
        await log.append(EVENTS, 0, texts("a", 10))
        await backstage.lose_head(EVENTS, 0, 6)
        with pytest.raises(PositionGone):
            await log.read(EVENTS, 0, 0)
        with pytest.raises(PositionGone):
            await log.read(EVENTS, 0, 5)
        with pytest.raises(PositionGone):
            await taken(log, EVENTS, {0: 0, 1: 0}, 1)
        assert values(await log.read(EVENTS, 0, 6)) == ["a:6", "a:7", "a:8", "a:9"]

    async def test_a_reader_beyond_the_end_is_told_that_the_log_lost_its_tail(self, log: EventLog) -> None:
        end = await log.append(EVENTS, 0, texts("a", 3)) + 3
        with pytest.raises(PositionGone):
            await log.read(EVENTS, 0, end + 1)
        with pytest.raises(PositionGone):
            await taken(log, EVENTS, {0: end + 1}, 1)

    # --- tails

    async def test_a_tail_follows_many_partitions_from_the_middle(self, log: EventLog) -> None:
        for partition in range(PARTITIONS):
            await log.append(EVENTS, partition, texts(str(partition), 10))
        got = await taken(log, EVENTS, dict.fromkeys(range(PARTITIONS), 4), 6 * PARTITIONS)
        assert got == {partition: [f"{partition}:{index}" for index in range(4, 10)] for partition in range(PARTITIONS)}

    async def test_a_tail_goes_on_over_what_is_appended_meanwhile_each_record_once(self, log: EventLog) -> None:
        async def append() -> None:
            for number in range(100):
                await log.append(EVENTS, number % 3, texts(str(number), 7))

        got, _ = await asyncio.gather(taken(log, EVENTS, {0: 0, 1: 0, 2: 0}, 700), append())
        for partition in range(3):
            assert got[partition] == values(await read_range(log, EVENTS, partition, 0))

    async def test_a_tail_at_the_end_wakes_for_this_handle_another_and_another_process(self, backstage: Backstage, log: EventLog) -> None:
        other = await backstage.open()
        async with Child.start(backstage, "append_when_told") as child, aclosing(log.tail(EVENTS, {0: 0, 1: 0})) as tail:
            assert await child.line() == "ready"
            for number in range(5):
                await log.append(EVENTS, 0, texts(f"mine-{number}", 1))
                assert values((await following(tail)).records) == [f"mine-{number}:0"]
                await other.append(EVENTS, 1, texts(f"others-{number}", 1))
                assert values((await following(tail)).records) == [f"others-{number}:0"]
                await child.say(f"{EVENTS} 1 childs-{number}")
                assert values((await following(tail)).records) == [f"childs-{number}"]
                await child.line()
        await other.close()

    async def test_every_one_of_many_tails_sees_everything(self, backstage: Backstage, log: EventLog) -> None:
        """Some begin late, some are on another handle; two processes append at once."""
        other = await backstage.open()
        begun = [asyncio.ensure_future(taken((log, other)[number % 2], EVENTS, {0: 0, 1: 0}, 60)) for number in range(6)]
        async with Child.start(backstage, "append_when_told") as child:
            assert await child.line() == "ready"
            for number in range(20):
                await child.say(f"{EVENTS} {number % 2} theirs-{number}")
                await log.append(EVENTS, number % 2, texts(f"ours-{number}", 2))
                begun.append(asyncio.ensure_future(taken(log, EVENTS, {0: 0, 1: 0}, 60)))
                await child.line()
            truth = {partition: values(await read_range(log, EVENTS, partition, 0)) for partition in range(2)}
            assert await asyncio.gather(*begun) == [truth] * len(begun)
        await other.close()

    # --- ownership

    async def test_partitions_are_owned_by_one_at_a_time_and_handed_over_on_close(self, backstage: Backstage, log: EventLog) -> None:
        first, second = await backstage.open(), Member(log)
        owner = Member(first)
        async with second.standing_after(owner):
            await settled(owner, second)
            await first.close()
            await second.until(EVERYTHING)
        assert (owner.owned, second.owned) == (frozenset(), frozenset())

    async def test_the_log_waits_until_what_is_revoked_was_let_go(self, backstage: Backstage, log: EventLog) -> None:
        """The one who stays is not told before the one who goes has come back from `revoked`."""
        first = await backstage.open()
        leaving, coming = Member(first), Member(log)
        async with coming.standing_after(leaving):
            await settled(leaving, coming)
            leaving.let_go.clear()
            leaving.asked_to_go.clear()
            mine = coming.owned
            closing = asyncio.ensure_future(first.close())
            await leaving.asked_to_go.wait()
            await asyncio.sleep(0.2)  # ample time to do it wrong
            assert coming.owned == mine
            leaving.let_go.set()
            await closing
            await coming.until(EVERYTHING)

    async def test_partitions_of_a_process_that_was_killed_go_to_the_next(self, backstage: Backstage, log: EventLog) -> None:
        async with Child.start(backstage, "own", "deciders") as child:
            assert await child.line() == "assigned " + " ".join(map(str, range(PARTITIONS)))
            member = Member(log)
            async with member.standing():
                child.kill()
                await member.until(EVERYTHING)

    async def test_groups_do_not_disturb_each_other(self, log: EventLog) -> None:
        one, other = Member(log, "deciders"), Member(log, "routers")
        async with one.standing(), other.standing():
            await asyncio.gather(one.until(EVERYTHING), other.until(EVERYTHING))

    async def test_who_leaves_can_come_back(self, log: EventLog) -> None:
        for _ in range(3):
            member = Member(log)
            async with member.standing():
                await member.until(EVERYTHING)
            assert member.owned == frozenset()

    # --- faults

    async def test_a_process_may_die_between_any_two_steps_of_an_append(self, backstage: Backstage) -> None:
        for number, point in enumerate(backstage.crash_points):
            async with Child.start(backstage, "append", f"run{number}", fault=point) as child:
                await survived(backstage, f"run{number}", await child.rest())
                assert child.killed, point

    async def test_a_process_may_die_at_any_moment(self, backstage: Backstage) -> None:
        for lines in (1, 40, 200):
            async with Child.start(backstage, "append", f"run{lines}") as child:
                said = [await child.line() for _ in range(lines)]
                child.kill()
                await survived(backstage, f"run{lines}", said + await child.rest())

    async def test_a_full_disk_refuses_writes_nothing_and_keeps_the_log_usable(self, backstage: Backstage) -> None:
        async with backstage.cramped() as (log, make_room):
            kept: list[tuple[int, int]] = []
            refused = 0
            for number in range(400):
                try:
                    kept.append((await log.append(EVENTS, 0, [NewRecord("acc_1", b"%d" % number * 10_000)] * 2), number))
                except StorageFull:
                    refused += 1
                    if refused == 3:
                        break
            assert refused == 3, "the disk did not become full"
            assert kept, "the disk was full from the beginning"
            end = kept[-1][0] + 2
            assert await log.end(EVENTS, 0) == end, "what was refused was not written"
            make_room()
            assert await log.append(EVENTS, 0, texts("after", 1), at=end) == end
            held = {record.offset: record.value for record in await read_range(log, EVENTS, 0, 0)}
            assert all(held[base + index] == b"%d" % number * 10_000 for base, number in kept for index in range(2))

    async def test_a_log_that_was_closed_says_so(self, backstage: Backstage) -> None:
        log = await backstage.open()
        asked = [asyncio.ensure_future(log.append(EVENTS, 0, texts(str(number), 1))) for number in range(10)]
        waiting = asyncio.ensure_future(taken(log, COMMANDS, {0: 0}, 1))
        await asyncio.sleep(0)
        await log.close()
        await log.close()
        assert len(set(await asyncio.gather(*asked))) == 10, "what was asked before is done"
        with pytest.raises(Unavailable):
            await waiting
        for late in (log.append(EVENTS, 0, texts("late", 1)), log.read(EVENTS, 0, 0), log.end(EVENTS, 0), taken(log, EVENTS, {0: 0}, 1)):
            with pytest.raises(Unavailable):
                await late
        again = await backstage.open()
        assert len(await read_range(again, EVENTS, 0, 0)) == 10
        await again.close()

    @pytest.mark.parametrize("turns", [1, 20])
    async def test_a_log_that_was_closed_leaves_nothing_running(self, backstage: Backstage, turns: int) -> None:
        """Whatever was just beginning."""
        running = asyncio.all_tasks()
        log = await backstage.open()
        begun = [
            asyncio.ensure_future(one)
            for one in (log.append(EVENTS, 0, texts("a", 1)), log.read(EVENTS, 0, 0), log.end(EVENTS, 0), taken(log, EVENTS, {0: 1}, 1))
        ]
        for _ in range(turns):
            await asyncio.sleep(0)
        await log.close()
        await asyncio.gather(*begun, return_exceptions=True)
        await asyncio.sleep(0.1)  # what was cancelled ends
        assert asyncio.all_tasks() == running


# --- in the tests' words


def texts(name: str, count: int) -> list[NewRecord]:
    return [NewRecord("acc_1", f"{name}:{index}".encode()) for index in range(count)]


def values(records: Sequence[Record]) -> list[str]:
    return [record.value.decode() for record in records]


def lies_where_it_says(record: Record) -> bool:
    return record.headers.get("at") == str(record.offset)


async def true_values(log: EventLog, partition: int) -> list[str]:
    return values([record for record in await read_range(log, EVENTS, partition, 0) if lies_where_it_says(record)])


async def taken(log: EventLog, topic: str, starts: dict[int, int], count: int) -> dict[int, list[str]]:
    """The first `count` values that a tail brings, by partition."""
    got: dict[int, list[str]] = {partition: [] for partition in starts}
    async with asyncio.timeout(PATIENCE_S), aclosing(log.tail(topic, starts)) as tail:
        async for batch in tail:
            got[batch.partition] += values(batch.records)
            if sum(map(len, got.values())) >= count:
                break
    return got


async def following(tail: AsyncIterator[Batch]) -> Batch:
    return await asyncio.wait_for(anext(tail), PATIENCE_S)


def sends_events(step: Step) -> bool:
    return isinstance(step, Send) and step.at is not None


async def reign(log: EventLog, writer: ReferenceWriter) -> str | None:
    performance = Performance(log, writer)
    await performance.run()
    return performance.ended


async def outcome(append: Any) -> str:
    try:
        await append
    except Displaced:
        return "displaced"
    except UnknownOutcome:
        return "unknown"
    return "acknowledged"


async def everybody_believes(log: EventLog, *, commands: int) -> None:
    """All commands are decided once and in order, and every reader of partition 0, wherever it starts, believes the same events."""
    records = await read_range(log, EVENTS, 0, 0)
    truth = [(event.at, event.hash, event.command_offset, event.index) for event in Claim(0).events(records)]
    assert [event[2:] for event in truth] == [(command, index) for command in range(commands) for index in range(1 + command % 2)]
    for start in range(len(records) + 1):
        offset = records[start].offset if start < len(records) else await log.end(EVENTS, 0)
        events = Claim(0, Head(next_offset=offset, hash=None)).events(records[start:])
        assert [(event.at, event.hash, event.command_offset, event.index) for event in events] == [event for event in truth if event[0] >= offset]


def whole_batches(records: Sequence[Record], size: int) -> list[str]:
    """The names of the batches, in order; each must be whole and in one piece."""
    names = [text.partition(":")[0] for text in values(records)]
    assert len(names) % size == 0
    batches = [names[begin : begin + size] for begin in range(0, len(names), size)]
    assert all(set(batch) == {batch[0]} for batch in batches), "a batch was split"
    return [batch[0] for batch in batches]


async def survived(backstage: Backstage, run: str, said: Sequence[str]) -> None:
    """After the death of a child that appended: what it heard acknowledged is there, the rest wholly or not at all, and the log goes on."""
    log = await backstage.open()
    lines = [line.split() for line in said]
    for topic, partition in ((EVENTS, 0), (EVENTS, 1), (COMMANDS, 0)):
        here = [(word, name, rest) for word, name, where, which, *rest in lines if (where, int(which)) == (topic, partition)]
        records = await read_range(log, topic, partition, 0)
        held = {record.offset: record.value for record in records}
        for word, name, base in here:
            if word == "acknowledged":
                assert [held.get(int(base[0]) + index) for index in range(3)] == [record.value for record in texts(name, 3)]
        there = [name for name in whole_batches(records, 3) if name.startswith(f"{run}-")]
        assert len(there) == len(set(there))
        assert set(there) <= {name for word, name, _ in here if word == "sent"}
        await log.append(topic, partition, texts("after", 3))
    await log.close()


class Member:
    """Stands for the partitions and remembers what it was told."""

    def __init__(self, log: EventLog, group: str = "deciders") -> None:
        self._log, self._group = log, group
        self.owned: frozenset[int] = frozenset()
        self._told, self.asked_to_go, self.let_go = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self.let_go.set()

    def standing(self) -> AbstractAsyncContextManager[None]:
        return self._log.owner(self._group, self._assigned, self._revoked)

    @asynccontextmanager
    async def standing_after(self, other: Member) -> AsyncIterator[None]:
        """The other comes first; both stand when the body begins."""
        async with other.standing():
            await other.until(EVERYTHING)
            async with self.standing():
                yield

    async def _assigned(self, partitions: frozenset[int]) -> None:
        assert not self.owned & partitions
        self.owned |= partitions
        self._told.set()

    async def _revoked(self, partitions: frozenset[int]) -> None:
        assert partitions <= self.owned
        self.asked_to_go.set()
        await self.let_go.wait()
        self.owned -= partitions

    async def until(self, partitions: frozenset[int]) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while self.owned != partitions:
                self._told.clear()
                await self._told.wait()


async def settled(*members: Member) -> None:
    """Until each partition is owned by one of them, and the log has said so; while members come, some may be owned by nobody."""
    async with asyncio.timeout(PATIENCE_S):
        while sum(len(member.owned) for member in members) != PARTITIONS:
            await asyncio.sleep(0.02)
    assert frozenset[int]().union(*[member.owned for member in members]) == EVERYTHING


class Child:
    """A process of log_child.py on the same log."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @classmethod
    @asynccontextmanager
    async def start(cls, backstage: Opening, *action: str, fault: str = "") -> AsyncIterator[Child]:
        """Gone, whatever happens, when the body ends."""
        command = [sys.executable, "-m", "tests.support.log_child", backstage.opener, json.dumps(backstage.arguments(fault)), *action]
        pipe = asyncio.subprocess.PIPE
        child = cls(await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdin=pipe, stdout=pipe))
        try:
            yield child
        finally:
            child.kill()
            await child.rest()

    async def line(self) -> str:
        assert self._process.stdout is not None
        line = await asyncio.wait_for(self._process.stdout.readline(), PATIENCE_S)
        assert line.endswith(b"\n"), f"the child ended: {line!r}"
        return line.decode().strip()

    async def say(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n".encode())
        await self._process.stdin.drain()

    async def rest(self) -> list[str]:
        """What it says until it ends."""
        assert self._process.stdout is not None
        said = await asyncio.wait_for(self._process.stdout.read(), PATIENCE_S)
        await self._process.wait()
        return said.decode().splitlines()

    def kill(self) -> None:
        if self._process.returncode is None:
            self._process.kill()

    def freeze(self) -> None:
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._process.send_signal(signal.SIGCONT)

    @property
    def killed(self) -> bool:
        return self._process.returncode == -9
