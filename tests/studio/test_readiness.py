"""What /readyz of a whole studio knows of those who make the films: it goes on answering without them, and says so."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import httpx2
import pytest

from infra.streams.embedded import EmbeddedStreams
from infra.streams.messages import WorkerAlive
from router.process import Router
from schemas.values import WorkClass
from studio.embedded import running
from studio.folder import Folder


async def readiness(folder: Path, *, workers: bool = True) -> tuple[int, Any]:
    async with (
        running(Folder(folder), workers=workers) as studio,
        httpx2.AsyncClient(transport=httpx2.ASGITransport(app=studio.app), base_url="http://studio") as http,
    ):
        answer = await http.get("/readyz")
        return answer.status_code, answer.json()


async def test_a_whole_studio_is_ready_as_soon_as_it_answers(tmp_path: Path) -> None:
    assert await readiness(tmp_path) == (
        200,
        {"status": "ok", "checks": {"read_models": "ok", "log": "ok", "decider": "ok", "router": "ok", "workers": "ok"}},
    )


async def test_a_studio_that_makes_nothing_misses_nobody(tmp_path: Path) -> None:
    _, told = await readiness(tmp_path, workers=False)
    assert (told["status"], set(told["checks"])) == ("ok", {"read_models", "log", "decider"})


async def test_a_class_without_a_worker_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish = EmbeddedStreams.publish

    async def lossy(self: EmbeddedStreams, topic: str, message: Any, **to: Any) -> None:
        if not (isinstance(message, WorkerAlive) and message.work_class is WorkClass.VOICE):
            await publish(self, topic, message, **to)

    monkeypatch.setattr(EmbeddedStreams, "publish", lossy)
    status, told = await readiness(tmp_path)
    assert (status, told["status"], told["checks"]["router"]) == (200, "degraded", "ok")
    assert told["checks"]["workers"] == "no worker is heard for voice"


async def test_a_router_that_does_not_follow_the_log_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def hangs(_: Router) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(Router, "_follow", hangs)
    status, told = await readiness(tmp_path)
    assert (status, told["status"], told["checks"]["router"]) == (200, "degraded", "it reads the log")
