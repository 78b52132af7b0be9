"""Whom the command line speaks to, and that it ends when the studio inside it does."""

from __future__ import annotations

import asyncio
import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas.errors import Corrupt
from studio.client import studio
from studio.folder import Folder, Local

LONG_S = 30.0


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
