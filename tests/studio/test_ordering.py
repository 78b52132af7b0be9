"""Which project and which job `studio film` takes for its own: by where the script lies, and while somebody waits. Nothing is rendered here."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from studio import orders
from studio.client import Client, Gone, studio
from studio.commands import film
from studio.folder import Folder
from studio.terminal import Terminal
from tests.support.real_studio import EDITED, SCRIPT

LONG_S = 30.0
Said = Callable[[], str]


class Desk:
    """A studio without workers, where people begin films and wait for them until they are told to go."""

    def __init__(self, folder: Folder, client: Client, home: Path) -> None:
        self.terminal, self.client, self.home = Terminal(folder=folder), client, home
        self.watched: asyncio.Queue[str] = asyncio.Queue()
        self.studios_end = 0  # so often the studio ends under whoever begins to wait

    async def watch(self, _terminal: Terminal, _client: Client, job_id: str) -> dict[str, Any]:
        self.watched.put_nowait(job_id)
        if self.studios_end:
            self.studios_end -= 1
            await self.left()
            raise Gone("The studio has ended.")
        await asyncio.Event().wait()
        raise AssertionError

    async def left(self) -> None:
        """What others do before a studio is gone."""

    def script(self, place: str, text: str = SCRIPT) -> Path:
        path = self.home / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    @asynccontextmanager
    async def waiting(self, script: Path, *, draft: bool = False) -> AsyncIterator[str]:
        """Somebody runs `studio film` while the block does; its job."""
        making = asyncio.create_task(film.make(self.terminal, script, self.home / "film.mp4", None, draft=draft, height=None))
        try:
            yield await asyncio.wait_for(self.watched.get(), LONG_S)
        finally:
            making.cancel()
            with suppress(asyncio.CancelledError):
                await making

    async def status(self, job_id: str) -> str:
        return str((await self.client.get(f"/api/v1/jobs/{job_id}"))["status"])

    async def project(self, job_id: str) -> str:
        return str((await self.client.get(f"/api/v1/jobs/{job_id}"))["project_id"])

    async def jobs(self) -> int:
        return len([job async for job in self.client.all("/api/v1/jobs")])


@pytest.fixture
async def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    folder = Folder(tmp_path / "studio")
    async with studio(folder) as client:
        found = Desk(folder, client, tmp_path)

        @asynccontextmanager
        async def this_one(*_: object, **__: object) -> AsyncIterator[Client]:
            yield client

        monkeypatch.setattr(film, "studio", this_one)
        monkeypatch.setattr(film, "_watch", found.watch)
        yield found


OPEN = ("queued", "running")


async def test_two_scripts_of_one_title_are_two_films(desk: Desk) -> None:
    mine, yours = desk.script("mine/tiny.txt"), desk.script("yours/tiny.txt", EDITED)
    async with desk.waiting(mine) as first:
        async with desk.waiting(yours) as second:
            assert await desk.status(first) in OPEN
            assert await desk.project(first) != await desk.project(second)
        yours.write_text(SCRIPT)
        async with desk.waiting(yours) as third:
            assert await desk.project(third) == await desk.project(second), "an edited script keeps its project"
            assert (await desk.status(first) in OPEN, await desk.status(second)) == (True, "cancelled")


async def test_a_script_is_the_same_by_whichever_way_it_is_named(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    script = desk.script("mine/tiny.txt")
    async with desk.waiting(script) as first:
        monkeypatch.chdir(script.parent)
        async with desk.waiting(Path("tiny.txt")) as second:
            assert second == first


async def test_two_who_begin_at_one_moment_wait_for_one_film(desk: Desk) -> None:
    script = desk.script("tiny.txt")
    both = [desk.waiting(script) for _ in range(2)]
    first, second = await asyncio.gather(*(one.__aenter__() for one in both))
    assert first == second
    await asyncio.gather(*(one.__aexit__(None, None, None) for one in both))
    assert await desk.jobs() == 1
    assert len([one async for one in desk.client.all("/api/v1/projects")]) == 1


def test_two_who_place_an_order_at_one_moment_ask_with_one_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    both_have_looked, write = threading.Barrier(2), orders._write

    def write_late(path: Path, text: str) -> None:
        with suppress(threading.BrokenBarrierError):
            both_have_looked.wait(0.5)
        write(path, text)

    monkeypatch.setattr(orders, "_write", write_late)
    placed = [orders.Order(tmp_path / "order") for _ in range(2)]
    with ThreadPoolExecutor(2) as people:
        first, second = people.map(lambda order: asyncio.run(order.place()), placed)
    for order in placed:
        order.let_go()
    assert first == second


async def test_a_draft_does_not_take_the_film_from_whoever_waits_for_it(desk: Desk) -> None:
    script = desk.script("tiny.txt")
    async with desk.waiting(script) as full, desk.waiting(script) as same, desk.waiting(script, draft=True) as draft:
        assert same == full
        assert await desk.status(full) in OPEN
        assert await desk.project(draft) == await desk.project(full)


async def test_a_film_that_one_of_two_still_waits_for_is_not_abandoned(desk: Desk) -> None:
    script = desk.script("tiny.txt")
    async with desk.waiting(script) as full:
        second = desk.waiting(script)
        assert await second.__aenter__() == full
    async with desk.waiting(script, draft=True):
        assert await desk.status(full) in OPEN
    await second.__aexit__(None, None, None)
    script.write_text(EDITED)
    async with desk.waiting(script):
        assert await desk.status(full) == "cancelled", "now nobody waits for it any more"


async def test_a_film_that_was_begun_in_another_way_is_left_alone(desk: Desk) -> None:
    script = desk.script("tiny.txt")
    async with desk.waiting(script) as first:
        project = await desk.project(first)
    await desk.client.post(f"/api/v1/jobs/{first}/cancel")
    other = await desk.client.post("/api/v1/generate/video", {"project_id": project}, key="from another program")
    script.write_text(EDITED)
    async with desk.waiting(script) as second:
        assert second != other["job_id"]
        assert await desk.status(other["job_id"]) in OPEN


async def test_a_folder_that_has_forgotten_whose_its_projects_are_knows_them_by_title_and_words(desk: Desk) -> None:
    mine, yours = desk.script("mine/tiny.txt"), desk.script("yours/tiny.txt")
    async with desk.waiting(mine) as first:
        pass
    for path in (desk.home / "studio" / "scripts").iterdir():
        path.write_text("spoilt")
    async with desk.waiting(mine) as second, desk.waiting(yours) as third:
        assert second == first
        assert await desk.project(third) != await desk.project(first), "it is somebody's again"


async def test_who_loses_the_studio_goes_on_with_the_job_that_it_had(desk: Desk) -> None:
    """The first run delivers it, strikes out the order and ends, and the studio with it: the second neither asks nor pays again."""
    script = desk.script("tiny.txt")
    async with desk.waiting(script) as first:

        async def left() -> None:
            await desk.client.post(f"/api/v1/jobs/{first}/cancel")  # it has ended; how is all the same to who waits
            for order in (desk.home / "studio" / "orders").iterdir():
                order.unlink()

        desk.left, desk.studios_end = left, 1  # type: ignore[method-assign]
        async with desk.waiting(script) as second:
            assert second == first
            assert await asyncio.wait_for(desk.watched.get(), LONG_S) == first
            assert await desk.jobs() == 1
