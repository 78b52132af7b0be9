"""`studio rebuild` as a person types it: what excludes each other is refused, and what it says was done was done."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas.errors import Invalid
from studio.commands.rebuild import Wish, rebuild, way_back
from studio.embedded import running
from studio.folder import Folder
from studio.terminal import Exit, Terminal


@pytest.fixture
async def terminal(tmp_path: Path) -> Terminal:
    """Of a studio that ran, stopped, and had one table built anew."""
    terminal = Terminal(folder=Folder(tmp_path / "studio"))
    async with running(terminal.folder, workers=False):
        pass
    assert await rebuild(terminal, "jobs", Wish(processes=1)) == Exit.OK
    return terminal


async def test_the_way_back_and_a_new_beginning_exclude_each_other(terminal: Terminal, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Invalid, match="one at a time"):
        await rebuild(terminal, "jobs", Wish(roll_back=True, anew=True, processes=1))
    capsys.readouterr()
    assert await rebuild(terminal, "jobs", Wish(roll_back=True, processes=1)) == Exit.OK, "and the table is still there to be taken back"
    said = " ".join(capsys.readouterr().out.split())
    assert "jobs is rolled back" in said
    assert "is rebuilt from" not in said
    assert way_back("jobs", kafka=False) in said


def test_beside_an_embedded_studio_the_way_back_is_that_of_the_one_on_kafka() -> None:
    assert "`studio rebuild jobs --roll-back --kafka`" in way_back("jobs", kafka=True)
