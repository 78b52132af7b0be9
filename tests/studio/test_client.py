"""Whom the command line speaks to, and that it ends when the studio inside it does."""

from __future__ import annotations

import asyncio
import http.server
import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import pytest
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from infra.http.problems import problem
from schemas.errors import AlreadyRunning, Corrupt
from studio import client as client_module
from studio.client import Client, Gone, studio
from studio.folder import Address, Folder, Local

LONG_S = 30.0
SCRIPT = "INT. KITCHEN - MORNING\n\nAsha: Where is the salt?\n"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "studio")


class Mortal:
    """A part of the studio that runs until the test says that it dies."""

    died = asyncio.Event()

    def __init__(self, *_: object) -> None:
        Mortal.died = asyncio.Event()

    async def run(self) -> None:
        await Mortal.died.wait()
        raise Corrupt("This part found something broken.")


@pytest.fixture
def mortal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("studio.embedded.Configuration", Mortal)


@pytest.mark.usefixtures("mortal")
async def test_a_part_that_dies_ends_whoever_waits_for_the_studio(folder: Folder) -> None:
    async def watch() -> None:
        async with studio(folder) as client:
            assert (await client.get("/api/v1/jobs"))["items"] == []
            Mortal.died.set()
            while True:
                await client.get("/api/v1/jobs")
                await asyncio.sleep(0.01)

    with pytest.raises(Corrupt, match="something broken"):
        await asyncio.wait_for(watch(), LONG_S)
    with folder.owned():  # the studio has ended in good order
        pass


@pytest.mark.usefixtures("mortal")
async def test_a_part_that_dies_when_all_is_done_harms_nobody(folder: Folder) -> None:
    async with studio(folder) as client:
        assert (await client.get("/api/v1/jobs"))["items"] == []
        Mortal.died.set()


async def test_ctrl_c_is_still_ctrl_c(folder: Folder) -> None:
    inside = asyncio.Event()

    async def wait() -> None:
        async with studio(folder):
            inside.set()
            await asyncio.Event().wait()

    waiting = asyncio.create_task(wait())
    await asyncio.wait_for(inside.wait(), LONG_S)
    waiting.cancel()
    await asyncio.wait({waiting}, timeout=LONG_S)
    assert waiting.cancelled()


@pytest.fixture
def stranger() -> Iterator[tuple[str, list[str | None]]]:
    """Somebody else who listens, and what is said to them."""
    heard: list[str | None] = []

    class Listens(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            heard.append(self.headers.get("Authorization"))
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(b'{"items":[]}')

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Listens)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", heard
    server.shutdown()
    thread.join()
    server.server_close()


async def test_the_token_is_not_told_to_whoever_listens_where_a_killed_studio_did(folder: Folder, stranger: tuple[str, list[str | None]]) -> None:
    url, heard = stranger
    folder.root.mkdir()
    folder.keep_local(Local(account_id="acc_x", token="studio_secret"))
    (folder.root / "address.json").write_text(json.dumps({"url": url, "pid": 99_999}))
    async with studio(folder) as client:
        await client.get("/api/v1/jobs")
        assert client.url is None
    assert heard == []


# --- while a film is made


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_module, "OPEN_AFTER_S", 0.0)


@pytest.mark.usefixtures("at_once")
async def test_whoever_makes_a_film_answers_others_too(folder: Folder) -> None:
    async with studio(folder, workers=True) as maker:
        made = await maker.post("/api/v1/projects", {"title": "Seen by others"}, key="k")
        await until(lambda: folder.address() is not None)
        async with studio(folder) as other:
            assert other.url is not None
            assert (await other.get(f"/api/v1/projects/{made['project_id']}", at=made["position"]))["title"] == "Seen by others"
    assert folder.address() is None
    with folder.owned():
        pass


@pytest.mark.usefixtures("at_once")
async def test_a_film_is_made_though_no_port_can_be_had(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(host: str, port: int) -> None:
        raise OSError("no port")

    monkeypatch.setattr("infra.http.serving.listen", refused)
    async with studio(folder, workers=True) as maker:
        await asyncio.sleep(0.2)
        assert (await maker.get("/api/v1/jobs"))["items"] == []
    assert "no port" in folder.diary.read_text()


async def test_a_studio_that_is_just_ending_is_waited_for(folder: Folder) -> None:
    async def end_soon() -> None:
        with folder.owned():
            held.set()
            await asyncio.sleep(0.5)

    held = asyncio.Event()
    ending = asyncio.create_task(end_soon())
    await held.wait()
    async with studio(folder) as client:
        assert client.url is None
    await ending


async def test_a_folder_that_somebody_keeps_without_answering_is_told(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_module, "WAIT_S", 0.2)
    with folder.owned(), pytest.raises(AlreadyRunning):
        async with studio(folder):
            pass


async def test_a_studio_that_ends_under_its_client_is_gone(folder: Folder, stranger: tuple[str, list[str | None]]) -> None:
    url, _ = stranger
    folder.root.mkdir()
    folder.keep_local(Local(account_id="acc_x", token="studio_secret"))
    with folder.published(Address(url=url, pid=1)):
        async with studio(folder) as client:
            assert (await client.get("/api/v1/jobs"))["items"] == []
            client._http.base_url = httpx2.URL("http://127.0.0.1:9")  # nobody listens there
            with pytest.raises(Gone, match="same command again"):
                await client.get("/api/v1/jobs")


class LosesFirstAnswers:
    """A studio whose process is killed each time that it has done something for the first time, before it can say so; it is begun again at once."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.lost: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        what = f"{scope['method']} {scope['path']}"
        if scope["method"] == "GET" or what in self.lost:
            await self._app(scope, receive, send)
        else:
            self.lost.append(what)
            await self._app(scope, receive, nobody_hears)
            await problem(Request(scope), 503, "unavailable", "killed")(scope, receive, send)


async def nobody_hears(_: object) -> None:
    """In place of a connection that is no more."""


async def test_whatever_is_broken_off_is_asked_again_and_done_once(folder: Folder) -> None:
    async with client_module.composed(folder, workers=False) as inside:
        app, token = LosesFirstAnswers(inside.app), {"Authorization": f"Bearer {inside.local.token}"}
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://studio", headers=token) as http:
            client = Client(http, None, patience_s=LONG_S)
            made = await client.post("/api/v1/projects", {"title": "Once"})
            here = f"/api/v1/projects/{made['project_id']}"
            saved = await client.put(f"{here}/script", {"text": SCRIPT}, version=made["version"])
            changed = await client.patch(here, {"settings": {"height": 180}}, version=saved["version"])
            put_away = await client.post(f"{here}/archive", version=changed["version"])
            assert (await client.get(here))["version"] == put_away["version"] == made["version"] + 3
            assert len((await client.get("/api/v1/projects", status="archived"))["items"]) == 1
    assert len(app.lost) == 4


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(LONG_S):
        while not condition():
            await asyncio.sleep(0.01)
