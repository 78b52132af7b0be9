"""A job's life as server-sent events: its history from where the client left, then what happens, with fine progress in between (P-8.2, P-8.3).

Facts carry their position as the id, so a client that comes back with Last-Event-ID misses none and hears none twice. Fine progress has no id.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Header, Response
from fastapi.responses import StreamingResponse

from infra.http.callers import Caller
from infra.streams.messages import Progress
from projections.history import HISTORY, HistoryEvent
from projections.jobs import JOBS
from projections.jobs import Job as JobRow
from query_api.feed import ProgressFeed
from query_api.links import content_path
from query_api.queries import Ask, Queries, positions_of
from schemas.codec import rfc3339
from schemas.envelope import Position
from schemas.errors import PositionPending
from schemas.labels import Labels
from schemas.partitions import partition_of

BATCH = 200
LOOK_S = 0.25
"""How often the rows are looked at where the runner is in another process; in the same one its commits wake us."""
BEAT_S = 15.0
"""A comment so often, so that nothing on the way closes a quiet stream."""
END = {"job.completed", "job.failed", "job.cancelled", "job.expired"}
MARKS = (5, 20, 35, 50, 70, 85, 100)

Told = tuple[str, dict[str, Any]]
"""Name and data of a server-sent event."""


def _state(status: str) -> Callable[[dict[str, Any]], Told]:
    return lambda data: ("job.state", {"job_id": data["job_id"], "status": status})


def _task(status: str) -> Callable[[dict[str, Any]], Told]:
    return lambda data: ("task.state", {"job_id": data["job_id"], "task_id": data["task_id"], "status": status, **_more(data)})


def _more(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: data[name] for name in ("kind", "subject", "attempt", "engine", "ms", "code", "note") if data.get(name)}


def _completed(data: dict[str, Any]) -> Told:
    return "job.completed", {"job_id": data["job_id"], "charged": data["charged"], "length_ms": data["length_ms"]}


def _failed(data: dict[str, Any]) -> Told:
    return "job.failed", {"job_id": data["job_id"], "error": {"code": data["code"], "message": data["message"], "task": data["task_id"]}}


def _expired(data: dict[str, Any]) -> Told:
    return "job.failed", {"job_id": data["job_id"], "error": {"code": "expired", "message": "The job did not end in its time.", "task": None}}


def _progressed(data: dict[str, Any]) -> Told:
    return "job.progress", {"job_id": data["job_id"], "progress": data["progress"], "current_step": data["step"]}


def _asset(data: dict[str, Any]) -> Told:
    url = content_path(data["asset_id"])
    return "scene.preview", {"job_id": data["job_id"], "asset_id": data["asset_id"], "type": data["type"], "name": data["name"], "url": url}


def _done(data: dict[str, Any]) -> Told:
    return _task("cached" if data["cached"] else "done")(data)


TELLERS: Mapping[str, Callable[[dict[str, Any]], Told]] = {
    "job.requested": _state("queued"),
    "job.started": _state("running"),
    "job.progressed": _progressed,
    "job.completed": _completed,
    "job.failed": _failed,
    "job.cancelled": _state("cancelled"),
    "job.expired": _expired,
    "task.scheduled": _task("ready"),
    "task.started": _task("running"),
    "task.failed": _task("failed"),
    "task.retried": _task("ready"),
    "task.dead": _task("dead"),
    "asset.generated": _asset,
    **dict.fromkeys(
        [
            "film.script_analyzed", "film.character_rendered", "film.scene_rendered", "film.voice_rendered", "film.lip_synced",
            "film.scene_composed", "film.clip_rendered", "film.music_rendered", "film.subtitles_written", "film.encoded",
        ],
        _done,
    ),
}  # fmt: skip
"""History in the words of the stream; an event that is not here is not told."""


def told(event: HistoryEvent, position: str, labels: Labels) -> tuple[str, str]:
    """The event as text of the stream ("" for one that says nothing to a watcher), and its name without version. Subjects go by their names."""
    name = event.type.rpartition(".v")[0]
    teller = TELLERS.get(name)
    if teller is None:
        return "", name
    kind, data = teller(msgspec.json.decode(event.data))
    if "subject" in data:
        data["subject"] = labels.named(data["subject"])
    return sse(kind, {**data, "position": position, "time": rfc3339(event.time)}, position), name


def sse(kind: str, data: Mapping[str, Any], id: str | None = None) -> str:
    head = f"id: {id}\n" if id else ""
    return f"{head}event: {kind}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


@dataclass(slots=True)
class Fine:
    """Progress between the marks: only rises, and never says that a stage is done before it is."""

    job: JobRow
    labels: Labels
    told: int = 0

    def of(self, word: Progress, done: int, mark: int) -> str:
        ceiling = next((each for each in MARKS if each > mark), 100) - 1
        share = 100 * (done + word.percent / 100) / max(1, self.job.tasks_total)
        self.told = max(self.told, mark, min(ceiling, int(share)))
        data = {
            "job_id": word.job_id,
            "progress": self.told,
            "task_id": word.task_id,
            "kind": word.kind,
            "subject": self.labels.named(word.subject),
            "percent": word.percent,
        }
        return sse("job.progress", data)


def routes(queries: Queries, caller: Callable[..., Any], feed: ProgressFeed) -> APIRouter:
    router = APIRouter(prefix="/api/v1/jobs", tags=["jobs"])
    Me = Annotated[Caller, Depends(caller)]  # noqa: N806  # a type; FastAPI finds it only because this file does not postpone its annotations

    @router.get(
        "/{job_id}/stream",
        response_class=Response,
        responses={
            200: {
                "content": {"text/event-stream": {}},
                "description": "job.state, job.progress, task.state, scene.preview, job.completed, job.failed.",
            },
            204: {"description": "The job has ended and you have heard its end: do not come back."},
        },
    )
    async def stream_job(
        job_id: str,
        ask: Ask,
        me: Me,
        last_event_id: Annotated[str | None, Header(description="The id of the last event that you have: what came after it is told again.")] = None,
    ) -> Response:
        """The job's history and then its life, until it ends."""
        async with queries.seen(ask, me, JOBS, HISTORY) as snapshot:
            job = await snapshot.the(JOBS, job_id)
        labels = await queries.names.of(me.account_id, job.analysis)
        heard = max((position.seq for position in positions_of(last_event_id)), default=-1)
        watch = _Watch(queries, me, job, labels, heard)
        if job.ended_at is not None and not await watch.next():
            return Response(status_code=204)
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no", "Studio-Position": str(snapshot.position)}
        return StreamingResponse(_stream(_Watch(queries, me, job, labels, heard), feed), media_type="text/event-stream", headers=headers)

    return router


class _Watch:
    """Reads the job's history on from the last event heard."""

    def __init__(self, queries: Queries, me: Caller, job: JobRow, labels: Labels, heard: int) -> None:
        self._queries, self._me, self._heard = queries, me, heard
        self._seen = Position(partition_of(me.account_id), -1)
        self.job, self.labels, self.ended, self.mark, self.done = job, labels, False, 0, 0

    async def next(self) -> list[str]:
        """What is new, as text of the stream."""
        async with self._queries.reader.snapshot(self._me.account_id, HISTORY) as snapshot:
            seq = snapshot.table(HISTORY).c.seq
            rows = await snapshot.many(HISTORY, {"job_id": self.job.job_id}, seq > self._heard, oldest="seq", limit=BATCH)
        if len(rows) < BATCH:
            self._seen = snapshot.position
        return [text for row in rows if (text := self._take(row))]

    async def more(self) -> None:
        """Returns when there may be more. Raises PositionPending after BEAT_S."""
        after = Position(self._seen.partition, self._seen.seq + 1)
        await self._queries.reader.wait(after, HISTORY, timeout_s=BEAT_S, poll_s=LOOK_S)

    def _take(self, row: HistoryEvent) -> str:
        text, name = told(row, f"{self._seen.partition}:{row.seq}", self.labels)
        self._heard = row.seq
        self.ended = self.ended or name in END
        self.done += TELLERS.get(name) is _done
        if name == "job.progressed":
            self.mark = int(msgspec.json.decode(row.data)["progress"])
        return text


async def _stream(watch: _Watch, feed: ProgressFeed) -> AsyncIterator[str]:
    """History before progress: a word about a task can never come before what it goes on from."""
    fine, words = Fine(watch.job, watch.labels), feed.follow(watch.job.account_id, watch.job.job_id)
    word, more = asyncio.create_task(anext(words)), asyncio.create_task(watch.more())
    try:
        yield "retry: 2000\n\n"
        while True:
            await asyncio.wait({word, more}, return_when=asyncio.FIRST_COMPLETED)
            if more.done():
                if isinstance(more.exception(), PositionPending):
                    yield ": still here\n\n"
                for text in await watch.next():
                    yield text
                if watch.ended:
                    return
                more = asyncio.create_task(watch.more())
            if word.done():
                yield fine.of(word.result(), watch.done, watch.mark)
                word = asyncio.create_task(anext(words))
    finally:
        word.cancel()
        more.cancel()
        await asyncio.gather(word, more, return_exceptions=True)
        await words.aclose()
