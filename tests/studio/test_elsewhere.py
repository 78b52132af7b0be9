"""STUDIO_URL and STUDIO_TOKEN: the command line speaks to a studio that is not of this machine, and starts and touches none that is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from infra.http.serving import Served, listen, serving
from schemas.errors import Invalid, Starting, Unauthenticated, Unavailable
from studio import client as client_module
from studio.client import studio
from studio.commands.film import make
from studio.embedded import running
from studio.folder import Folder
from studio.terminal import Terminal


@dataclass(frozen=True, slots=True)
class There:
    folder: Folder
    served: Served


@pytest.fixture
async def there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[There]:
    """A studio behind an address, which our environment names."""
    folder = Folder(tmp_path / "there")
    async with running(folder, workers=False) as inside, serving(inside.app, listen("127.0.0.1", 0), grace_s=1) as served:
        monkeypatch.setenv("STUDIO_URL", f"{served.url}/")
        monkeypatch.setenv("STUDIO_TOKEN", inside.local.token)
        yield There(folder, served)


@pytest.fixture
def here(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "here")


async def test_it_is_asked_and_none_is_started_here(there: There, here: Folder) -> None:
    async with studio(here, workers=True) as client:
        made = await client.post("/api/v1/projects", {"title": "Made there"})
        assert (await client.get(f"/api/v1/projects/{made['project_id']}"))["title"] == "Made there"
        assert client.url == there.served.url
    assert not here.root.exists()


async def test_a_film_is_remembered_apart_from_those_made_here(there: There, here: Folder, tmp_path: Path) -> None:
    (tmp_path / "tiny.txt").write_text("INT. KITCHEN - MORNING\n\nAsha: Where is the salt?\n")
    terminal = Terminal(folder=here)
    there.served.stop()  # what is remembered is chosen before anybody is asked
    await there.served.ended
    with pytest.raises(Unavailable):
        await make(terminal, tmp_path / "tiny.txt", tmp_path / "tiny.mp4", None, draft=True, height=180)
    assert terminal.folder.root == here.of(there.served.url).root
    assert here.of(there.served.url).orders != here.of("http://another").orders


async def test_a_token_that_is_not_of_there_is_refused(there: There, here: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STUDIO_TOKEN", "studio_of_another")
    async with studio(here) as client:
        with pytest.raises(Unauthenticated):
            await client.get("/api/v1/jobs")


async def test_one_that_cannot_be_reached_any_more_is_waited_for(there: There, here: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_module, "PATIENCE_S", 0.0)
    async with studio(here) as client:
        there.served.stop()
        await there.served.ended
        with pytest.raises(Starting, match="cannot be reached just now"):  # which is asked again; Gone would start another here
            await client.get("/api/v1/jobs")


@pytest.mark.parametrize(
    ("url", "token", "kind", "words"),
    [
        ("http://127.0.0.1:1", "", Invalid, "STUDIO_TOKEN no account"),
        ("127.0.0.1:8700", "t", Invalid, "begins with http"),
        ("http://127.0.0.1:9", "t", Unavailable, "No studio answers at"),
    ],
)
async def test_what_cannot_be_used_is_told_at_once(
    url: str, token: str, kind: type[Exception], words: str, here: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STUDIO_URL", url)
    monkeypatch.setenv("STUDIO_TOKEN", token)
    with pytest.raises(kind, match=words):
        async with studio(here):
            pass
    assert not here.root.exists()
