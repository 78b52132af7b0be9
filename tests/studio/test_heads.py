"""A studio signs when it stops; `studio verify` and `studio heads check` tell when the log is not what was signed."""

from __future__ import annotations

import asyncio
import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Awaitable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from schemas.errors import NotFound
from schemas.partitions import EVENTS
from studio.commands import heads
from studio.commands.verify import violations
from studio.embedded import running
from studio.folder import Folder
from studio.terminal import Exit, Terminal


@pytest.fixture
async def folder(tmp_path: Path) -> Folder:
    """Of a studio that ran and stopped."""
    folder = Folder(tmp_path / "studio")
    async with running(folder, workers=False):
        pass
    return folder


async def told(terminal: Terminal, capsys: pytest.CaptureFixture[str], command: Awaitable[int]) -> Any:
    capsys.readouterr()
    await command
    return json.loads(capsys.readouterr().out)


def cut(folder: Folder) -> None:
    with closing(sqlite3.connect(folder.log)) as connection, connection:
        assert connection.execute("DELETE FROM record WHERE id = (SELECT max(id) FROM record WHERE topic = ? AND key <> '')", (EVENTS,)).rowcount


async def test_what_was_signed_is_missed_when_it_is_cut_off(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    assert await violations(folder, redecide=False) == []
    terminal = Terminal(json=True, folder=folder)
    assert await heads.check(terminal, [], kafka=False) == Exit.OK
    cut(folder)
    assert await heads.check(terminal, [], kafka=False) == Exit.FAILED
    [found] = [one for one in await violations(folder, redecide=False) if one["invariant"] == "A1"]
    assert "cut off" in found["message"]


async def test_a_process_of_its_own_signs_what_nobody_has_signed(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(folder.heads)
    await asyncio.to_thread(subprocess.run, [sys.executable, "-m", "studio.heads", str(folder.root)], check=True)
    assert await heads.check(Terminal(json=True, folder=folder), [], kafka=False) == Exit.OK, capsys.readouterr()


async def test_heads_outlive_their_key_and_a_known_key_can_be_named(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    terminal = Terminal(json=True, folder=folder)
    [before] = await told(terminal, capsys, heads.list_keys(terminal))
    await heads.rotate(terminal)
    async with running(folder, workers=False):
        pass
    keys = await told(terminal, capsys, heads.list_keys(terminal))
    assert [one["trusted"] for one in keys] == [True, True]
    assert await told(terminal, capsys, heads.list_heads(terminal))
    assert await heads.check(terminal, [before["key"]], kafka=False) == Exit.OK
    assert await heads.check(terminal, ["0" * 64], kafka=False) == Exit.FAILED


async def test_those_of_the_studio_on_kafka_are_listed_rotated_and_never_taken_for_none(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its folder lies in that of the embedded one."""
    both = Folder(tmp_path / "both")
    shutil.copytree(folder.root, both.for_kafka().root, dirs_exist_ok=True)
    terminal = Terminal(json=True, folder=both)
    for empty in (heads.list_heads, heads.list_keys):
        with pytest.raises(NotFound, match=rf"{both.heads}.*--kafka"):
            await empty(terminal)
    alone = Terminal(json=True, folder=folder)
    assert await told(terminal, capsys, heads.list_heads(terminal, kafka=True)) == await told(alone, capsys, heads.list_heads(alone))
    [before] = await told(terminal, capsys, heads.list_keys(terminal, kafka=True))
    rotated = await told(terminal, capsys, heads.rotate(terminal, kafka=True))
    assert rotated["after"] == before["key"]
