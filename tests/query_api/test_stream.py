"""A job's stream: history, then life, fine progress in between; nothing missed and nothing twice when a client comes back."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, MutableMapping
from contextlib import asynccontextmanager
from typing import Any

from infra.streams.messages import Progress, RouterAlive
from query_api.feed import ProgressFeed
from schemas.values import TaskKind
from tests.projections.histories import ACCOUNT, JOB, SECOND_JOB, a_film
from tests.query_api.conftest import House


class Listener:
    """A client that reads while the server still writes: speaks ASGI itself."""

    def __init__(self, sent: asyncio.Queue[MutableMapping[str, Any]]) -> None:
        self._sent = sent
        self._text = ""
        self.ended = False

    async def event(self) -> dict[str, Any]:
        """The next server-sent event: {event, id?, data}; comments and the retry line pass by."""
        while True:
            while "\n\n" not in self._text:
                message = await asyncio.wait_for(self._sent.get(), 10)
                self._text += message.get("body", b"").decode()
                if not message.get("more_body") and "\n\n" not in self._text:
                    self.ended = True
                    raise EOFError
            block, _, self._text = self._text.partition("\n\n")
            fields = dict(line.split(": ", 1) for line in block.split("\n"))
            if "data" in fields:
                return {**fields, "data": json.loads(fields["data"])}

    async def rest(self) -> list[dict[str, Any]]:
        told = []
        while True:
            try:
                told.append(await self.event())
            except EOFError:
                return told


@asynccontextmanager
async def listening(house: House, job_id: str, last_event_id: str | None = None) -> AsyncIterator[Listener]:
    sent: asyncio.Queue[MutableMapping[str, Any]] = asyncio.Queue()
    gone = asyncio.Event()
    headers = [(b"authorization", f"Bearer {house.tokens[ACCOUNT]}".encode())]
    if last_event_id:
        headers.append((b"last-event-id", last_event_id.encode()))
    path = f"/api/v1/jobs/{job_id}/stream"
    scope = {
        "type": "http", "asgi": {"version": "3.0", "spec_version": "2.3"}, "http_version": "1.1", "method": "GET", "scheme": "http", "path": path,
        "raw_path": path.encode(), "query_string": b"", "root_path": "", "headers": headers, "client": ("c", 1), "server": ("s", 80),
    }  # fmt: skip
    asked = False

    async def receive() -> MutableMapping[str, Any]:
        nonlocal asked
        if asked:
            await gone.wait()
            return {"type": "http.disconnect"}
        asked = True
        return {"type": "http.request", "body": b"", "more_body": False}

    serving = asyncio.create_task(house.app(scope, receive, sent.put))
    start = await asyncio.wait_for(sent.get(), 10)
    assert start["status"] == 200
    yield Listener(sent)
    gone.set()
    await asyncio.wait_for(serving, 10)


async def test_a_job_that_has_ended_is_told_from_beginning_to_end(filmed: House) -> None:
    async with listening(filmed, JOB) as listener:
        told = await listener.rest()
    assert [(one["event"], one["data"].get("status")) for one in told[:2]] == [("job.state", "queued"), ("job.state", "running")]
    assert told[-1]["event"] == "job.completed"
    assert [one["data"]["progress"] for one in told if one["event"] == "job.progress"] == [5, 20, 35, 50, 70, 85, 100]
    assert {one["data"]["type"] for one in told if one["event"] == "scene.preview"} >= {"clip", "film"}
    ids = [one["id"] for one in told]
    assert ids == sorted(ids, key=lambda each: int(each.split(":")[1]))
    assert all(one["data"]["position"] == one["id"] for one in told)


async def test_who_comes_back_hears_the_rest_and_nothing_twice(filmed: House) -> None:
    async with listening(filmed, JOB) as listener:
        told = await listener.rest()
    for place in range(0, len(told) - 1, 7):
        async with listening(filmed, JOB, told[place]["id"]) as listener:
            assert await listener.rest() == told[place + 1 :]
    async with filmed.http() as http:
        answer = await http.get(f"/api/v1/jobs/{JOB}/stream", headers={"Last-Event-ID": told[-1]["id"]})
    assert answer.status_code == 204


async def test_a_cancelled_job_ends_its_stream(filmed: House) -> None:
    async with listening(filmed, SECOND_JOB) as listener:
        assert (await listener.rest())[-1]["data"]["status"] == "cancelled"


async def test_a_running_job_is_told_as_it_goes_with_fine_progress_in_between(house: House) -> None:
    film = a_film()
    await house.tell(ACCOUNT, *film[:7])
    async with listening(house, JOB) as listener:
        assert [(await listener.event())["data"].get("status") for _ in range(4)] == ["queued", "running", "ready", "running"]
        await house.feed.hear(progress("analysis", 40))
        fine = await listener.event()
        assert (fine["event"], fine["data"]["percent"], fine["data"]["progress"], "id" in fine) == ("job.progress", 40, 3, False)
        await house.feed.hear(RouterAlive(router="r"))
        await house.tell(ACCOUNT, film[7])
        assert [(await listener.event())["event"] for _ in range(2)] == ["task.state", "job.progress"]
        await house.tell(ACCOUNT, *film[8:])
        assert (await listener.rest())[-1]["event"] == "job.completed"


async def test_fine_progress_never_says_that_a_stage_is_done_before_it_is(house: House) -> None:
    await house.tell(ACCOUNT, *a_film()[:7])
    async with listening(house, JOB) as listener:
        for _ in range(4):
            await listener.event()
        seen = []
        for percent in (10, 90, 50, 100):
            await house.feed.hear(progress("analysis", percent))
            seen.append((await listener.event())["data"]["progress"])
        assert seen == sorted(seen)
        assert max(seen) < 5


async def test_a_client_that_leaves_is_forgotten(house: House) -> None:
    await house.tell(ACCOUNT, *a_film()[:7])
    async with listening(house, JOB) as listener:
        await listener.event()
        assert len(house.feed._watchers) == 1
    assert house.feed._watchers == {}


async def test_a_slow_watcher_misses_words_but_never_the_last() -> None:
    feed = ProgressFeed()
    words = feed.follow(ACCOUNT, JOB)
    first = asyncio.create_task(anext(words))
    await asyncio.sleep(0)
    for percent in range(100):
        await feed.hear(progress("film", percent))
    heard = [await first]
    while heard[-1].percent < 99:
        heard.append(await anext(words))
    assert len(heard) <= 2
    await words.aclose()


def progress(task_id: str, percent: int) -> Progress:
    return Progress(account_id=ACCOUNT, job_id=JOB, task_id=task_id, lease="l", worker="w", kind=TaskKind.ANALYSIS, subject="", percent=percent)
