"""The log on Kafka on bad days: connections that break, hang and crawl; a broker, one of our own, that freezes, stops and is killed.

After each: what was acknowledged is there, what was not is wholly in or wholly out, and nobody waits longer than the settings say.
"""

from __future__ import annotations

import asyncio
import gc
import signal
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import aclosing, asynccontextmanager

import pytest

from infra.embedded.kafka import Broker, Listener, free_ports
from infra.event_log import kafka, kafka_sending
from infra.event_log.following import following
from infra.event_log.kafka import KafkaEventLog
from infra.event_log.port import EventLog, NewRecord, UnknownOutcome
from infra.kafka_settings import KafkaSettings
from infra.streams import kafka_membership, kafka_topics
from infra.streams.kafka import KafkaStreams, Limits
from infra.streams.port import RESULTS, Subscription
from schemas.errors import Corrupt, Overloaded, Unavailable
from schemas.partitions import EVENTS
from tests.contracts.event_log import EVERYTHING, Child, Member, settled, taken, texts, values, whole_batches
from tests.contracts.test_kafka_event_log import KafkaBackstage, of_its_own
from tests.infra.streams.contract import MemoryParking, cancel
from tests.support.proxy import Proxy
from tests.support.reference_writer import read_range

ANSWER_S, APPEND_S, SESSION_S = 1.0, 2.0, 1.5
PATIENCE_S = 30.0


@pytest.fixture(scope="module")
def broker(kafka_jars: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    """Its second listener is found only through the port of the proxy."""
    behind, before = free_ports(2)
    listener = Listener(name="PROXIED", port=behind, advertised=before)
    broker = Broker(tmp_path_factory.mktemp("faults"), listeners=[listener], heap="256m")
    broker.start()
    try:
        yield broker
    finally:
        broker.kill()


@pytest.fixture
async def proxy(broker: Broker) -> AsyncIterator[Proxy]:
    [listener] = broker.listeners
    async with Proxy.between(listener.advertised or 0, listener.port) as proxy:
        yield proxy


@pytest.fixture
async def settings(broker: Broker) -> AsyncIterator[KafkaSettings]:
    """Of topics of its own, without the proxy."""
    async with of_its_own(broker.address, answer_s=ANSWER_S, append_s=APPEND_S, session_s=SESSION_S) as settings:
        yield settings


@pytest.fixture
async def straight(settings: KafkaSettings) -> AsyncIterator[EventLog]:
    async with opened(settings) as log:
        yield log


@pytest.fixture
async def proxied(settings: KafkaSettings, broker: Broker, proxy: Proxy) -> AsyncIterator[EventLog]:
    """Connected already."""
    async with opened(settings.model_copy(update={"bootstrap_servers": f"127.0.0.1:{broker.listeners[0].advertised}"})) as log:
        await log.append(EVENTS, 0, texts("first", 3))
        yield log


@asynccontextmanager
async def opened(settings: KafkaSettings) -> AsyncIterator[EventLog]:
    log = await KafkaEventLog.open(settings)
    yield log
    await log.close()


# --- one connection


@pytest.mark.parametrize(("direction", "bytes_"), [("requests", 30_000), ("answers", 10)])
async def test_a_connection_that_breaks_in_the_middle_costs_nothing_and_doubles_nothing(
    direction: str, bytes_: int, proxy: Proxy, proxied: EventLog, straight: EventLog
) -> None:
    """In the middle of what is produced the broker has nothing; in the middle of its answer it has all."""
    proxy.reset_after(direction, bytes_)  # type: ignore[arg-type]
    batch = [NewRecord("acc_1", b"x" * 50_000, {}, 1), *texts("mine", 2)]
    assert await proxied.append(EVENTS, 0, batch) == 3
    assert proxy.broken == 1
    assert await straight.end(EVENTS, 0) == 6


async def test_an_append_whose_answer_is_cut_off_is_acknowledged_where_it_lies(proxy: Proxy, proxied: EventLog, straight: EventLog) -> None:
    proxy.hold("answers")
    append = asyncio.ensure_future(proxied.append(EVENTS, 0, texts("mine", 3), at=3))
    await until(lambda: straight.end(EVENTS, 0), 6)
    proxy.heal()
    assert await append == 3
    assert await straight.end(EVENTS, 0) == 6


@pytest.mark.parametrize(("direction", "lies_there"), [("answers", True), ("requests", False)])
async def test_what_nobody_answers_is_unknown_in_time_and_nothing_of_it_is_sent_again(
    direction: str, lies_there: bool, proxy: Proxy, proxied: EventLog, straight: EventLog
) -> None:
    unheard: list[str] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: unheard.append(str(context)))
    proxy.hold(direction)  # type: ignore[arg-type]
    async with within(APPEND_S):
        with pytest.raises(UnknownOutcome):
            await proxied.append(EVENTS, 0, texts("unknown", 3))
    async with within(APPEND_S):
        with pytest.raises(Unavailable) as refused:
            await proxied.append(EVENTS, 0, texts("never", 3))
    assert not isinstance(refused.value, UnknownOutcome), "nothing of it was sent"
    proxy.heal()
    await asyncio.sleep(0.3)  # ample time for what a client holds back to go out
    assert await proxied.append(EVENTS, 0, texts("next", 3)) == (6 if lies_there else 3)
    assert whole_batches(await read_range(straight, EVENTS, 0, 0), 3) == ["first", *["unknown"] * lies_there, "next"]
    await proxied.close()
    gc.collect()
    assert unheard == [], "nothing for the terminal of whoever has been told already"


async def test_a_slow_network_is_waited_for(proxy: Proxy, settings: KafkaSettings, broker: Broker) -> None:
    patient = {"bootstrap_servers": f"127.0.0.1:{broker.listeners[0].advertised}", "answer_s": 5.0, "append_s": 10.0}
    async with opened(settings.model_copy(update=patient)) as log, aclosing(log.tail(EVENTS, {0: 0})) as tail:
        await log.append(EVENTS, 0, texts("first", 1))
        assert values((await anext(tail)).records) == ["first:0"]
        proxy.delay_s = 2.0
        assert await log.append(EVENTS, 0, texts("slow", 1)) == 1
        async with asyncio.timeout(PATIENCE_S):
            assert values((await anext(tail)).records) == ["slow:0"]


@pytest.mark.parametrize("fault", ["half-open", "in the middle", "cut"])
async def test_who_follows_goes_on_without_a_gap_and_without_a_double(fault: str, proxy: Proxy, proxied: EventLog, straight: EventLog) -> None:
    async with followed_by(proxied) as followed:
        await until_true(lambda: len(followed) == 3)
        match fault:
            case "half-open":
                proxy.hold("answers")
            case "in the middle":
                proxy.reset_after("answers", 20_000)
            case "cut":
                proxy.cut()
        for number in range(5):
            await straight.append(EVENTS, 0, [NewRecord("acc_1", b"%d" % number * 5_000, {}, 1)] * 3)
        if fault == "half-open":
            await asyncio.sleep(ANSWER_S)
        proxy.heal()
        await until_true(lambda: len(followed) >= 18)
    assert proxy.broken
    assert followed == values(await read_range(straight, EVENTS, 0, 0))


async def test_who_follows_is_told_in_time_that_the_log_is_away(proxy: Proxy, proxied: EventLog) -> None:
    async with aclosing(proxied.tail(EVENTS, {0: 0})) as tail:
        await anext(tail)
        proxy.hold("answers")
        async with within(3 * ANSWER_S):
            with pytest.raises(Unavailable):
                await anext(tail)


async def test_whoever_resets_our_connection_at_the_start_is_waited_for(proxy: Proxy, settings: KafkaSettings, broker: Broker) -> None:
    """A broker, or what stands before it, that is just coming up: not one whose settings need mending."""
    proxy.cut()
    with pytest.raises(Unavailable, match="cannot be reached"):
        await KafkaEventLog.open(settings.model_copy(update={"bootstrap_servers": f"127.0.0.1:{broker.listeners[0].advertised}"}))
    assert proxy.broken


async def test_a_question_under_way_does_not_outlive_the_log(proxy: Proxy, settings: KafkaSettings, broker: Broker) -> None:
    """The client would ask it again, for as long as it may, and connect anew for it behind the back of whoever has closed it."""
    slow = settings.model_copy(update={"bootstrap_servers": f"127.0.0.1:{broker.listeners[0].advertised}", "answer_s": PATIENCE_S})
    async with opened(slow) as log:
        await log.append(EVENTS, 0, texts("first", 3))
        assert await log.end(EVENTS, 0) == 3
        proxy.hold("answers")
        asked = [asyncio.ensure_future(one) for one in (log.end(EVENTS, 0), log.end(EVENTS, 1), log.read(EVENTS, 0, 0))]
        await asyncio.sleep(0.1)
    answered, pending = await asyncio.wait(asked, timeout=1.0)
    assert not pending
    assert {type(one.exception()) for one in answered} == {Unavailable}


# --- the broker


async def test_a_broker_that_freezes_longer_than_the_session_costs_nothing_that_it_had_acknowledged(
    broker: Broker, straight: EventLog, settings: KafkaSettings
) -> None:
    assert broker.process is not None
    one, other = Member(straight), Member(straight)
    async with one.standing(), other.standing(), writing(straight) as (acknowledged, unknown), followed_by(straight) as followed:
        await settled(one, other)
        await until_true(lambda: len(acknowledged) > 20)
        broker.process.send_signal(signal.SIGSTOP)
        try:
            frozen = time.monotonic()
            for ask in (lambda: straight.end(EVENTS, 0), lambda: straight.read(EVENTS, 0, 0), lambda: KafkaEventLog.open(settings)):
                async with within(2 * ANSWER_S):
                    with pytest.raises(Unavailable):
                        await ask()
            await asyncio.sleep(max(0.0, frozen + 2 * SESSION_S - time.monotonic()))
        finally:
            broker.process.send_signal(signal.SIGCONT)
        before = len(acknowledged)
        await until_true(lambda: len(acknowledged) > before + 20)
        await settled(one, other)
    await nothing_is_lost(straight, acknowledged, unknown, followed)
    assert unknown, "it was frozen for longer than an append waits"


# --- going away from a broker that is silent


@pytest.fixture
async def patient(settings: KafkaSettings, broker: Broker) -> KafkaSettings:
    """Who waits for everything longer than a process may take to leave."""
    address = f"127.0.0.1:{broker.listeners[0].advertised}"
    return settings.model_copy(update={"bootstrap_servers": address, "answer_s": 2 * PATIENCE_S, "append_s": 2 * PATIENCE_S})


async def test_what_a_silent_broker_has_not_taken_is_told_when_the_log_is_closed(
    proxy: Proxy, patient: KafkaSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kafka_sending, "DRAIN_S", 0.2)
    log = await KafkaEventLog.open(patient)
    await log.append(EVENTS, 0, texts("first", 1))
    proxy.hold("requests")
    big = [NewRecord("acc_1", b"x" * 600_000)]
    asked = [asyncio.create_task(log.append(EVENTS, 0, big)) for _ in range(2)]
    await asyncio.sleep(0.1)
    asked.append(gone := asyncio.create_task(log.append(EVENTS, 0, big)))
    await asyncio.sleep(0)
    gone.cancel()
    async with asyncio.timeout(PATIENCE_S):
        await log.close()
        sent, waiting, _ = await asyncio.gather(*asked, return_exceptions=True)
    assert isinstance(sent, UnknownOutcome)
    assert isinstance(waiting, Unavailable)
    assert not isinstance(waiting, UnknownOutcome), "nothing of it was sent"


async def test_a_member_leaves_a_silent_broker_soon(proxy: Proxy, patient: KafkaSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("infra.kafka.LEAVE_S", 0.2)
    async with opened(patient) as log:
        async with asyncio.timeout(PATIENCE_S):
            member = Member(log)
            async with member.standing():
                await member.until(EVERYTHING)
                proxy.hold("answers")
        assert member.owned == frozenset()


async def test_a_member_of_a_stream_leaves_a_silent_broker_in_order(proxy: Proxy, patient: KafkaSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a record that was handled, and whose commit nobody answers: it comes again."""
    monkeypatch.setattr("infra.kafka.LEAVE_S", 0.2)
    monkeypatch.setattr(kafka_membership, "LAST_COMMIT_S", 0.2)
    await kafka_topics.create(patient, RESULTS)
    streams = KafkaStreams(patient, MemoryParking(), limits=Limits(leave_s=2 * PATIENCE_S))
    heard, silent = asyncio.Event(), asyncio.Event()

    async def handler(_: object) -> None:
        heard.set()
        await silent.wait()

    await streams.publish(RESULTS, cancel("1"))
    async with asyncio.timeout(PATIENCE_S):
        async with streams.join(Subscription(topic=RESULTS, handler=handler, group="router")):
            await heard.wait()
            proxy.hold("answers")
            silent.set()
            await asyncio.sleep(0.2)  # ample time to begin the commit that nobody will answer
        await streams.close()


async def test_what_waits_is_counted_until_it_is_settled_whoever_asked_for_it(
    proxy: Proxy, proxied: EventLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A caller that goes leaves its records behind."""
    monkeypatch.setattr(kafka, "WAITING_BYTES_MAX", 5_000)
    proxy.hold("requests")
    for _ in range(5):
        asked = asyncio.create_task(proxied.append(EVENTS, 0, [NewRecord("acc_1", b"x" * 900)]))
        await asyncio.sleep(0)
        asked.cancel()
        await asyncio.wait({asked})
    with pytest.raises(Overloaded):
        await proxied.append(EVENTS, 0, [NewRecord("acc_1", b"x" * 900)])
    proxy.heal()
    async with asyncio.timeout(PATIENCE_S):
        await until(lambda: proxied.end(EVENTS, 0), 3 + 5)
    assert await proxied.append(EVENTS, 0, [NewRecord("acc_1", b"x" * 900)]) == 8


@pytest.mark.parametrize("how", ["stopped", "killed"])
async def test_a_broker_that_goes_and_comes_back_has_all_that_it_had_acknowledged(how: str, broker: Broker, straight: EventLog) -> None:
    member = Member(straight)
    async with member.standing(), writing(straight) as (acknowledged, unknown), followed_by(straight) as followed:
        await member.until(EVERYTHING)
        await until_true(lambda: len(acknowledged) > 20)
        await asyncio.to_thread(broker.stop if how == "stopped" else broker.kill)
        async with within(ANSWER_S):
            with pytest.raises(Unavailable):
                await straight.end(EVENTS, 0)
        await asyncio.to_thread(broker.start)
        before = len(acknowledged)
        await until_true(lambda: len(acknowledged) > before + 20)
        await member.until(EVERYTHING)
    await nothing_is_lost(straight, acknowledged, unknown, followed)


async def test_a_member_that_freezes_longer_than_its_session_loses_its_partitions_and_is_told(settings: KafkaSettings, straight: EventLog) -> None:
    async with Child.start(KafkaBackstage(settings), "own", "deciders") as child:
        assert await child.line() == "assigned " + " ".join(map(str, range(16)))
        member = Member(straight)
        child.freeze()
        async with member.standing():
            await member.until(EVERYTHING)
            child.thaw()
            assert await child.line() == "revoked " + " ".join(map(str, range(16)))


async def test_a_bit_that_turned_on_the_disk_is_told(broker: Broker, settings: KafkaSettings, straight: EventLog) -> None:
    await straight.append(EVENTS, 0, texts("sound", 3))
    await straight.append(EVENTS, 0, texts("spoilt", 3))
    [segment] = (broker.folder / "data" / f"{settings.prefix}{EVENTS}-0").glob("*.log")
    held = segment.read_bytes()
    with segment.open("r+b") as file:
        file.seek(held.index(b"spoilt:1"))
        file.write(b"S")
    assert values(await straight.read(EVENTS, 0, 0, 3)) == ["sound:0", "sound:1", "sound:2"]
    with pytest.raises(Corrupt, match="another copy"):
        await straight.read(EVENTS, 0, 3)
    async with aclosing(straight.tail(EVENTS, {1: 0})) as neighbour:  # it shares the consumer of whoever meets that bit
        await straight.append(EVENTS, 1, texts("before", 1))
        assert values((await anext(neighbour)).records) == ["before:0"]
        with pytest.raises(Corrupt, match="another copy"):
            await taken(straight, EVENTS, {0: 3}, 3)
        await straight.append(EVENTS, 1, texts("after", 1))
        assert values((await anext(neighbour)).records) == ["after:0"]


# --- in the tests' words


@asynccontextmanager
async def within(seconds: float) -> AsyncIterator[None]:
    """Half as much again for a machine that is busy with others."""
    async with asyncio.timeout(1.5 * seconds + 1.0):
        yield


async def until(ask: Callable[[], object], wanted: object) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while await ask() != wanted:  # type: ignore[misc]
            await asyncio.sleep(0.01)


async def until_true(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not true():
            await asyncio.sleep(0.01)


async def follow(log: EventLog, followed: list[str]) -> None:
    """Partition 0 of events, for ever, through every absence of the log."""
    async with aclosing(following(log, EVENTS, lambda: {0: len(followed)})) as tail:
        async for batch in tail:
            assert batch.records[0].offset == len(followed)
            followed += values(batch.records)


@asynccontextmanager
async def followed_by(log: EventLog) -> AsyncIterator[list[str]]:
    followed: list[str] = []
    task = asyncio.ensure_future(follow(log, followed))
    try:
        yield followed
    finally:
        task.cancel()
        await asyncio.wait({task})


@asynccontextmanager
async def writing(log: EventLog) -> AsyncIterator[tuple[dict[str, int], list[str]]]:
    """Batches of three, one after another, for as long as the body runs: where each acknowledged one lies, and whose outcome is not known."""
    acknowledged: dict[str, int] = {}
    unknown: list[str] = []

    async def write() -> None:
        number = 0
        while True:
            name, number = f"batch{number}", number + 1
            try:
                acknowledged[name] = await log.append(EVENTS, 0, texts(name, 3))
            except UnknownOutcome:
                unknown.append(name)
            except Unavailable:
                await asyncio.sleep(0.05)

    task = asyncio.ensure_future(write())
    try:
        yield acknowledged, unknown
    finally:
        task.cancel()
        await asyncio.wait({task})


async def nothing_is_lost(log: EventLog, acknowledged: dict[str, int], unknown: list[str], followed: list[str]) -> None:
    records = await read_range(log, EVENTS, 0, 0)
    held = values(records)
    batches = whole_batches(records, 3)
    assert len(batches) == len(set(batches)), "a batch lies there twice"
    for name, base in acknowledged.items():
        assert held[base : base + 3] == [f"{name}:{index}" for index in range(3)]
    assert len({*batches} - {*acknowledged} - {*unknown}) <= 1, "but for the one that was in flight at the end, what was refused is not there"
    assert len(followed) >= 3 * 20
    assert followed == held[: len(followed)]
