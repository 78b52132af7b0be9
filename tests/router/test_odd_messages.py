"""Whatever comes on a stream, from whomever: the router parks it or copes, and goes on for everybody."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import types
from collections.abc import AsyncIterator, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infra.event_log.port import NewRecord
from infra.event_log.printable import pack
from infra.streams.messages import TYPES, Completed, StreamRecord, WorkerAlive, encode
from infra.streams.port import PROGRESS, RESULTS, TOPICS, work
from router.process import Router, Send
from schemas import codec
from schemas.envelope import Issued
from schemas.errors import Invalid
from schemas.events.job import JobCompleted
from schemas.values import TaskKind, WorkClass
from tests.support.virtual_crew import Play
from tests.support.virtual_time import run_virtual

TEXTS = ("acc_1", "job_1", "analysis", "lease-1", "lease-2", "wörker", "", "partition:x", "partition:99", "partition:3", "a b", "\n", "x" * 5000)
NUMBERS = (0, 1, 15, 16, 99, -1, 2**53 - 1, 2**53, 2**63, 10**400)


def of(hint: Any) -> st.SearchStrategy[Any]:
    """JSON that has the shape of the type, with what nobody expects in it."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return of(arguments[0])
    if origin in (Union, types.UnionType):
        return st.one_of(*(st.none() if one is type(None) else of(one) for one in arguments))
    if origin is tuple:
        return st.lists(of(arguments[0]), max_size=2)
    if origin is Mapping:
        return st.dictionaries(of(arguments[0]), of(arguments[1]), max_size=2)
    if is_dataclass(hint):
        hints = get_type_hints(hint)
        return st.fixed_dictionaries({field.name: of(hints[field.name]) for field in fields(hint)})
    if isinstance(hint, type) and issubclass(hint, Enum):
        return st.sampled_from([one.value for one in hint])
    return {
        str: st.sampled_from(TEXTS) | st.text(max_size=20), int: st.sampled_from(NUMBERS) | st.integers(), bool: st.booleans()
    }[hint]  # fmt: skip


records = st.sampled_from(sorted(TYPES)).flatmap(
    lambda name: of(TYPES[name]).map(lambda made: StreamRecord(key="k", value=msgspec.json.encode(made), headers={"type": name}))
)

brackets = st.sampled_from([3, 900, 1_000, 5_000, 100_000]).map(lambda depth: b"[" * depth + b"]" * depth)
nested = st.tuples(st.sampled_from(sorted(TYPES)), brackets, st.sampled_from([b"%b", b'{"x":%b}', b'{"worker":%b}', b'{"busy":{"x":%b}}'])).map(
    lambda made: StreamRecord(key="k", value=made[2] % made[1], headers={"type": made[0]})
)


class Strict(Play):
    """Its log takes what a real one takes."""

    async def send(self, issued: Issued[Any]) -> None:
        pack(NewRecord(issued.account_id, codec.encode(issued.command), codec.command_headers(issued)))
        await self.log.send(issued)

    @contextlib.asynccontextmanager
    async def alone(self, send: Send | None = None) -> AsyncIterator[Router]:
        """A router without workers, and a film that waits for some."""
        await self.prepare()
        names = (f"lease-{number}" for number in itertools.count())
        router = Router(log=self.log, streams=self.wire, send=send or self.send, parking=self.wire, new_id=lambda: next(names))
        await self._start(router)
        try:
            await self.studio.film()
            await asyncio.sleep(1)
            yield router
        finally:
            for one in reversed(list(self._lives)):
                await self.leave(one)

    async def goes_on(self, router: Router, job_id: str) -> None:
        """Whoever asks now gets a film."""
        for one in WorkClass:
            await self.start_worker(one)
        await self.studio.film("job_after", "acc_2")
        assert isinstance(await self.ended(job_id), JobCompleted)
        assert router.unwell() is None


def suffer(said: list[tuple[str, StreamRecord]]) -> list[str]:
    """What was parked of it, and why."""

    async def scene(folder: Path) -> list[str]:
        play = Strict(folder)
        async with play.alone() as router:
            for topic, record in said:
                await play.wire.append(topic, record)
            await asyncio.sleep(1)
            await play.goes_on(router, "job_after")
        return [one.error for one in play.wire.parked]

    with TemporaryDirectory() as folder:
        return run_virtual(scene(Path(folder)))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([PROGRESS, RESULTS]), records | nested), max_size=4))
def test_no_message_of_any_kind_ends_the_router(said: list[tuple[str, StreamRecord]]) -> None:
    suffer(said)


def alive(**odd: Any) -> StreamRecord:
    usual: dict[str, Any] = {"worker": "w-1", "work_class": WorkClass.ANALYSIS, "partitions": (0,), "engines": {TaskKind.ANALYSIS: "e/1"}}
    return encode(WorkerAlive(**{**usual, **odd}))


def completed(**odd: Any) -> StreamRecord:
    usual: dict[str, Any] = {
        "account_id": "acc_1", "job_id": "job_1", "task_id": "analysis", "lease": "l", "worker": "w-1", "engine": "e/1", "blobs": (), "ms": 1,
    }  # fmt: skip
    return encode(Completed(**{**usual, **odd}))


@pytest.mark.parametrize(
    ("topic", "record"),
    [
        (PROGRESS, alive(worker="wörker")),
        (PROGRESS, alive(partitions=(99,))),
        (RESULTS, completed(account_id="partition:x")),
        (RESULTS, completed(account_id="partition:99")),
        (RESULTS, completed(worker="ö")),
        (RESULTS, completed(ms=10**400)),
        (RESULTS, completed(correlation_id="a\nb")),
        (RESULTS, alive()),
        (PROGRESS, StreamRecord(key="k", value=b'{"x":' + b"[" * 5_000 + b"]" * 5_000 + b"}", headers={"type": "worker.alive.v1"})),
    ],
)
def test_what_no_worker_of_ours_says_is_parked(topic: str, record: StreamRecord) -> None:
    [why] = suffer([(topic, record)])
    assert why.startswith("undecodable: ")


def test_a_worker_that_changes_its_class_is_idle_in_one_class_only(tmp_path: Path) -> None:
    async def scene() -> None:
        play = Strict(tmp_path)
        async with play.alone() as router:
            await play.wire.append(PROGRESS, alive(work_class=WorkClass.VIDEO))
            await play.wire.append(PROGRESS, alive(work_class=WorkClass.MUSIC))
            await asyncio.sleep(1)
            assert router.scheduler.fleet.idle(WorkClass.VIDEO, 0) is None
            assert router.scheduler.fleet.idle(WorkClass.MUSIC, 0) is not None

    run_virtual(scene())


def test_what_the_log_refuses_costs_a_while_and_nothing_else(tmp_path: Path) -> None:
    async def scene() -> None:
        play, refused = Strict(tmp_path), list[Any]()

        async def send(issued: Issued[Any]) -> None:
            if not refused:
                refused.append(issued.command)
                raise Invalid("A header is not printable ASCII.")
            await play.log.send(issued)

        async with play.alone(send) as router:
            await play.goes_on(router, "job_1")
        assert refused

    run_virtual(scene())


def test_a_partition_that_there_is_not_is_refused(tmp_path: Path) -> None:
    async def scene() -> None:
        topic = work(WorkClass.VIDEO)
        with pytest.raises(Invalid):
            await Strict(tmp_path).wire.append(topic, alive(), TOPICS[topic])

    run_virtual(scene())
