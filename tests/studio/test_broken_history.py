"""A history that somebody changed: its account can be read and says so, and nothing of it can be changed."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from schemas.errors import Unavailable
from studio.client import studio
from studio.folder import Folder
from tests.support.real_studio import SCRIPT, RealStudio


@pytest.fixture
async def broken(tmp_path: Path) -> Folder:
    """The read models had seen everything before it was changed."""
    folder = Folder(tmp_path / "studio")
    async with studio(folder) as client:
        await client.post("/api/v1/projects", {"title": "Before", "script": SCRIPT}, key="k")
        assert (await client.get("/api/v1/projects"))["items"][0]["title"] == "Before"
        assert not client.read_only
    _change(folder)
    return folder


def _change(folder: Folder) -> None:
    connection = sqlite3.connect(folder.log)
    with connection:
        changed = connection.execute(
            """UPDATE record SET value = CAST(replace(CAST(value AS TEXT), '"amount":100000000', '"amount":100000001') AS BLOB)
            WHERE topic = 'studio.events' AND CAST(value AS TEXT) LIKE '%"amount":100000000%'"""
        )
        assert changed.rowcount > 0
    connection.close()


async def test_it_can_be_read_and_says_so_and_cannot_be_changed(broken: Folder) -> None:
    async with studio(broken) as client:
        assert (await client.get("/api/v1/projects"))["items"][0]["title"] == "Before"
        assert (await client.get("/api/v1/credits"))["available"] == 100_000_000
        assert client.read_only
        with pytest.raises(Unavailable, match="read only"):
            await client.post("/api/v1/projects", {"title": "After"}, key="l")


async def test_the_command_line_says_so_too(broken: Folder) -> None:
    ended = RealStudio(broken.root.parent).run("credits")
    assert ended.code == 0
    assert "read only" in ended.err
    assert "studio verify" in ended.err
