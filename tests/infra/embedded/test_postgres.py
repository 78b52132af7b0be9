"""A database server without Docker: it starts, goes on after kill -9 with all that was committed, is one to a folder, and says what is wrong."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from infra.embedded import postgres
from infra.embedded.postgres import Server, down, running
from schemas.errors import AlreadyRunning, ToolMissing, Unavailable

ROOT = os.geteuid() == 0
pytestmark = pytest.mark.usefixtures("postgres")


@contextmanager
def a_folder() -> Iterator[Path]:
    """Not below pytest's: that is closed to whom root starts the server as."""
    folder = Path(tempfile.mkdtemp(prefix="studio-pg-"))
    folder.chmod(0o711)
    yield folder
    down(folder)
    shutil.rmtree(folder)


@pytest.fixture
def folder() -> Iterator[Path]:
    with a_folder() as folder:
        yield folder


@pytest.fixture(scope="module")
def one() -> Iterator[Path]:
    """Its data is made once: that is most of what a start costs. Each test finds it stopped."""
    with a_folder() as folder:
        up(folder)
        down(folder)
        yield folder


def asked(verb: str, folder: Path, **how: object) -> subprocess.CompletedProcess[str]:
    """As a person does it: the server runs on when the command has ended."""
    words = [sys.executable, "-m", "infra.embedded.postgres", verb, str(folder), *(["--relaxed"] if verb == "up" else [])]
    return subprocess.run(words, capture_output=True, text=True, check=False, **how)  # type: ignore[call-overload, no-any-return]


def up(folder: Path) -> str:
    said = asked("up", folder)
    assert said.returncode == 0, said.stderr
    return said.stdout.strip().removeprefix("export DATABASE_URL='").removesuffix("'")


async def told(url: str, statement: str) -> list[Any]:
    connection = await asyncpg.connect(url)
    try:
        return [row[0] for row in await connection.fetch(statement)]
    finally:
        await connection.close()


async def test_what_was_committed_is_there_after_kill_nine(one: Path) -> None:
    url = up(one)
    await told(url, "CREATE TABLE things AS SELECT 7 AS n")
    pid = running(one) or 0
    os.kill(pid, signal.SIGKILL)
    assert up(one) == url, "whoever knew it finds it again, at once"
    assert running(one) not in (None, pid)
    assert await told(url, "SELECT n FROM things") == [7]
    assert up(one) == url, "and who asks again is told the same"
    with pytest.raises(AlreadyRunning):
        Server(one).start()
    assert asked("down", one).stdout.startswith("Stopped; its data stays in")
    assert asked("down", one).stdout.startswith("None was running in")


@pytest.mark.parametrize("durable", [True, False])
async def test_it_is_durable_unless_it_is_told_otherwise_and_no_network_leads_to_it(one: Path, durable: bool) -> None:
    server = Server(one, durable=durable)
    server.start()
    try:
        shown = await told(server.url, "SELECT setting FROM pg_settings WHERE name IN ('fsync', 'listen_addresses') ORDER BY name")
        assert shown == (["on", ""] if durable else ["off", ""])
    finally:
        server.stop()


def test_a_making_that_was_killed_is_made_again(folder: Path) -> None:
    (folder / "draft").mkdir()
    (folder / "draft" / "PG_VERSION").write_text("18\n")
    assert up(folder)


def test_a_server_that_cannot_start_shows_what_it_said(one: Path) -> None:
    version = one / "data" / "PG_VERSION"
    was = version.read_text()
    version.write_text("9\n")
    said = asked("up", one)
    version.write_text(was)
    assert said.returncode == 1
    assert "initialized by PostgreSQL version 9" in said.stderr
    assert "Traceback" not in said.stderr


def test_a_path_that_is_too_long_for_a_socket_is_refused(folder: Path) -> None:
    with pytest.raises(Unavailable, match="a shorter path"):
        Server(folder / ("x" * 99)).start()


@pytest.mark.skipif(not ROOT, reason="only root gives data away")
def test_somebody_elses_data_is_left_alone(folder: Path) -> None:
    (folder / "data").mkdir()
    os.chown(folder / "data", pwd.getpwnam("daemon").pw_uid, -1)
    said = asked("up", folder)
    assert "belongs to the user daemon, and nobody would need it" in said.stderr
    assert "Traceback" not in said.stderr


@pytest.mark.skipif(not ROOT, reason="only root is demoted")
def test_root_is_told_where_the_server_cannot_go(folder: Path) -> None:
    folder.chmod(0o700)
    said = asked("up", folder / "pg")
    assert f"the user nobody cannot pass through {folder}: name a folder" in said.stderr


def test_where_the_programs_are_missing_the_way_to_them_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "WHEEL", "not_there")
    with pytest.raises(ToolMissing, match="run `make setup`, or name a database of yours in DATABASE_URL"):
        Server(folder).start()


@pytest.mark.skipif(not ROOT, reason="only root is demoted")
async def test_root_copies_programs_that_the_server_cannot_reach(folder: Path, one: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "COPIES", folder / "copies")
    monkeypatch.setattr(postgres, "_shut", lambda path: path if path.name == postgres.WHEEL else None)
    server = Server(one)
    server.start()
    try:
        assert server.process is not None
        assert os.readlink(f"/proc/{server.process.pid}/exe").startswith(str(folder / "copies"))  # noqa: PTH115
        assert await told(server.url, "SELECT 1") == [1]
    finally:
        server.stop()
