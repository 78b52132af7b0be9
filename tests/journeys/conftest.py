"""What the journeys begin with: a newcomer's first film, and a studio that runs on a copy of its folder."""

from __future__ import annotations

import json
import signal
import subprocess
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx2
import pytest

from schemas.values import Tier
from studio.folder import Folder
from tests.journeys.people import newcomer
from tests.support.real_studio import RealStudio, copied

SMALL = {"height": 180, "quality": "preview"}
FILM_S = 240


@dataclass(frozen=True, slots=True)
class Made:
    """A folder that holds one film, and what `studio film` said about it."""

    studio: RealStudio
    result: dict[str, Any]


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    studio = RealStudio(tmp_path_factory.mktemp("newcomer"))
    ended = studio.make()
    assert ended.code == 0, ended
    return Made(studio, ended.json)


class Person:
    """Somebody with a token and a client; remembers the position of the last change, as any client should."""

    def __init__(self, url: str, token: str) -> None:
        self._position = ""
        self.http = httpx2.Client(
            base_url=f"{url}/api/v1", headers={"Authorization": f"Bearer {token}"}, timeout=30,
            event_hooks={"request": [self._ask], "response": [self._told]},
        )  # fmt: skip

    def _ask(self, request: httpx2.Request) -> None:
        if self._position:
            request.headers.setdefault("If-Position", self._position)

    def _told(self, answer: httpx2.Response) -> None:
        if answer.request.method != "GET":
            self._position = answer.headers.get("Studio-Position", self._position)

    def project(self, script: str, title: str = "A film") -> str:
        made = self.http.post("/projects", json={"title": title, "script": script, "settings": SMALL}, headers=key())
        assert made.status_code == 201, made.text
        return str(made.json()["project_id"])

    def request(self, project_id: str) -> httpx2.Response:
        return self.http.post("/generate/video", json={"project_id": project_id}, headers=key())

    def film(self, script: str, title: str = "A film") -> str:
        """A job that has begun."""
        accepted = self.request(self.project(script, title))
        assert accepted.status_code == 202, accepted.text
        return str(accepted.json()["job_id"])

    def ended(self, job_id: str) -> dict[str, Any]:
        deadline = time.monotonic() + FILM_S
        while (job := self.http.get(f"/jobs/{job_id}").json())["status"] in ("queued", "running"):
            assert time.monotonic() < deadline, job
            time.sleep(0.1)
        return dict(job)

    def credits(self) -> dict[str, Any]:
        return dict(self.http.get("/credits").json())

    def statement(self) -> list[dict[str, Any]]:
        return list(self.http.get("/credits/transactions", params={"limit": 100}).json()["items"])


def key() -> dict[str, str]:
    return {"Idempotency-Key": uuid.uuid4().hex}


@dataclass(frozen=True, slots=True)
class Running:
    """A `studio dev`."""

    studio: RealStudio
    process: subprocess.Popen[str]
    url: str
    me: Person
    others: list[Person]

    def somebody(self, tier: Tier = Tier.FREE) -> Person:
        person = Person(self.url, newcomer(Folder(self.studio.folder), tier))
        self.others.append(person)
        deadline = time.monotonic() + 10
        while person.http.get("/credits").status_code == 404:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        return person


@pytest.fixture(scope="session")
def dev(made: Made, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    studio = copied(made.studio, tmp_path_factory.mktemp("dev"))
    process = studio.start("dev", "--port", "0", "--json")
    assert process.stdout is not None
    facts = json.loads(process.stdout.readline())
    running = Running(studio, process, facts["url"], Person(facts["url"], facts["token"]), [])
    yield running
    for person in (running.me, *running.others):
        person.http.close()
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)
    assert process.returncode == 0, "Ctrl-C ends a studio in good order"
    assert studio.until_gone() == []
