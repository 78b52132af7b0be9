"""What cannot be used is refused before a studio is started: one line that names the cure, and the documented exit code."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from schemas.errors import BrokenLink, StorageFull, Unavailable
from studio.cli import app
from studio.folder import Folder
from studio.terminal import Exit, Terminal, table
from tests.support.real_studio import SCRIPT, RealStudio


@pytest.mark.parametrize(
    ("output", "cure"),
    [
        ("film.srt", "name it film.mp4"),
        ("film", "name it film.mp4"),
        (".", "name the film"),
        ("script.txt/film.mp4", "take another place with -o"),
        ("/proc/film.mp4", "take another place with -o"),
    ],
)
def test_a_film_that_could_not_be_written_is_not_begun(tmp_path: Path, output: str, cure: str) -> None:
    studio = RealStudio(tmp_path)
    (tmp_path / "script.txt").write_text(SCRIPT)
    ended = studio.run("film", "script.txt", "-o", output)
    assert (ended.code, ended.out) == (Exit.USAGE, "")
    assert cure in " ".join(ended.err.split())
    assert (tmp_path / "script.txt").read_text() == SCRIPT
    assert not list(tmp_path.rglob("log.db"))


@pytest.mark.parametrize(("variable", "value"), [("STUDIO_TELEMETRY__LOG_LEVEL", "nonsense"), ("STUDIO_DECIDER__SNAPSHOT_EVENTS", "-1")])
def test_a_variable_that_cannot_be_is_named(tmp_path: Path, variable: str, value: str) -> None:
    ended = RealStudio(tmp_path).make(SCRIPT, **{variable: value})
    assert ended.code == Exit.USAGE
    assert variable in ended.json["error"]["message"]


def test_a_folder_that_cannot_be_one_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    ended = RealStudio(tmp_path).run("--folder", str(tmp_path / "file"), "jobs", "list")
    assert ended.code == Exit.UNAVAILABLE
    assert "Not a directory" in ended.err
    assert "Traceback" not in ended.err


# --- words for whoever types


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (("film",), "Missing argument 'script'. `studio film --help`"),
        (("jobs", "list", "--limit", "0"), "'--limit'"),
        (("jobs", "list", "--nope"), "No such option: --nope"),
        (("nonsense",), "No such command 'nonsense'"),
        (("jobs", "list", "--status", "lost"), "--status: "),
        (("jobs", "show", "nope"), "There is no job nope. `studio jobs list` shows yours."),
        (("jobs", "cancel", "nope"), "There is no job nope. `studio jobs list` shows yours."),
        (("jobs", "retry", "../projects"), "There is no job ../projects."),
        (("events", "list", "--type", "job.complete"), "near it: job.completed"),
    ],
)
def test_who_wants_json_gets_it_whatever_is_wrong_and_options_have_their_names(shared: RealStudio, command: tuple[str, ...], words: str) -> None:
    ended = shared.run(*command, "--json")
    assert (ended.code, ended.err) == (Exit.USAGE, "")
    assert words in ended.json["error"]["message"]
    assert "/limit" not in ended.out


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> RealStudio:
    return RealStudio(tmp_path_factory.mktemp("words"))


def test_the_version_is_told(tmp_path: Path) -> None:
    assert RealStudio(tmp_path).run("--version").out == f"studio {version('ai-film-studio')}\n"


@pytest.mark.parametrize("command", [("jobs", "list"), ("credits",), ("events", "list"), ("events", "show"), ("jobs", "show"), ("film",)])
def test_every_option_and_argument_has_words(command: tuple[str, ...]) -> None:
    found = get_command(app)
    for name in command:
        found = found.commands[name]  # type: ignore[attr-defined]
    assert [one.name for one in found.params if not getattr(one, "help", None)] == []


# --- several parts fall at once


def fallen(*errors: BaseException) -> Any:
    async def work() -> int:
        raise BaseExceptionGroup("some", [BaseExceptionGroup("inner", errors)])

    return work()


@pytest.mark.parametrize(("error", "code"), [(BrokenLink("offset 7"), Exit.FAILED), (StorageFull("the disk is full"), Exit.UNAVAILABLE)])
def test_a_studio_that_falls_says_why_in_one_line(error: BaseException, code: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert Terminal(folder=Folder(Path()))._outcome(fallen(error)) == code
    assert str(error) in capsys.readouterr().err


def test_a_bug_among_them_is_not_hidden() -> None:
    with pytest.raises(BaseExceptionGroup):
        Terminal(folder=Folder(Path()))._outcome(fallen(Unavailable("x"), ZeroDivisionError()))


# --- without a terminal


def test_who_has_read_enough_is_told_of_no_broken_pipe(tmp_path: Path) -> None:
    ours, theirs = os.pipe()
    os.close(ours)
    words = [sys.executable, "-m", "studio", "--folder", str(tmp_path / "studio"), "doctor"]
    with os.fdopen(theirs, "wb") as nobody:
        ended = subprocess.run(words, stdout=nobody, stderr=subprocess.PIPE, check=False, timeout=120)
    assert ended.returncode == Exit.OK
    assert not any(word in ended.stderr for word in (b"ipe", b"Traceback", b"unavailable"))


def test_a_table_is_lines_that_can_be_cut_and_found(capsys: pytest.CaptureFixture[str]) -> None:
    Terminal().result([], text=table(["job", "status"], [["job_" + "x" * 300, "[bold]completed[/]"]], title="Jobs"))
    assert capsys.readouterr().out == "job\tstatus\njob_" + "x" * 300 + "\tcompleted\n"
