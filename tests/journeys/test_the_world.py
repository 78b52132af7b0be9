"""What the world does while a film is made: a full disk, programs that are killed, a second studio, Ctrl-C. Nothing is lost or paid twice."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from studio.terminal import Exit, credits
from tests.journeys.conftest import Made, Running
from tests.support.real_studio import EDITED, RealStudio, children, command_line, copied, frames, kill, ledger

ROOM = 9_000_000
"""Bytes: the studio starts and renders something, and there is no room for the rest; a film takes about 20 MB."""


@contextlib.contextmanager
def small_disk(path: Path) -> Iterator[Callable[[], None]]:
    """A file system of its own with ROOM bytes, and the way to make it larger."""
    path.mkdir(parents=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "none", str(path)], check=True, capture_output=True)
    try:
        yield lambda: subprocess.run(["mount", "-o", "remount,size=500m", str(path)], check=True).check_returncode()
    finally:
        subprocess.run(["umount", "-l", str(path)], check=True)


@contextlib.contextmanager
def small_files(path: Path) -> Iterator[Callable[[], None]]:
    """Who may not mount gets a bound on the size of a file instead: the same refusal by the kernel, EFBIG for ENOSPC."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, before[1]))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        yield lambda: resource.setrlimit(resource.RLIMIT_FSIZE, before)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def may_mount(path: Path) -> bool:
    try:
        with small_disk(path / "try"):
            return True
    except (subprocess.CalledProcessError, FileNotFoundError):
        return False


def test_a_disk_that_is_full_in_the_middle_of_a_film(made: Made, tmp_path: Path) -> None:
    studio = RealStudio(tmp_path)
    with (small_disk if may_mount(tmp_path) else small_files)(studio.folder) as make_room:
        ended = studio.make()
        assert ended.code in (Exit.FAILED, Exit.UNAVAILABLE), ended
        assert "full" in ended.out
        assert "make" in ended.out
        assert "room" in ended.out
        assert "Traceback" not in ended.err
        assert studio.until_gone() == []
        kept = studio.about("worker.kept")
        assert kept
        assert not studio.film.exists()

        make_room()
        before = ledger(studio.ask("credits"))
        assert before["balance"]["spent"] == 0
        assert studio.ask("verify")["ok"]
        ended = studio.make()
        assert ended.code == 0, ended
        assert frames(studio.film) == frames(made.studio.film)
        assert set(studio.about("worker.kept").values()) == {1}, "what was kept is not made again"
        assert ledger(studio.ask("credits"))["balance"] == ledger(made.studio.ask("credits"))["balance"]
        assert studio.ask("verify")["ok"]


def test_a_file_that_the_disk_has_spoilt_fails_one_film_at_most_and_in_words(made: Made, tmp_path: Path) -> None:
    studio = copied(made.studio, tmp_path)
    [parts] = [path for path in studio.folder.rglob("blobs/*") if path.read_bytes().startswith(b"{") and b'"voice.' in path.read_bytes()]
    whole = parts.read_bytes()
    parts.write_bytes(whole[:-100])
    ended = studio.make()
    assert ended.code == 0, "that it is too short is seen in time"
    assert parts.read_bytes() == whole
    parts.write_bytes(whole.replace(b'"voice.', b'"VOICE.'))
    ended = studio.make()
    assert ended.code == Exit.FAILED, ended
    assert ended.json["error"]["code"] == "input_unreadable"
    assert "parts.json of analysis" in ended.json["error"]["message"]
    ended = studio.make()
    assert ended.code == 0, ended
    assert frames(studio.film) == frames(made.studio.film)
    assert studio.ask("verify")["ok"]


@pytest.mark.parametrize("program", ["ffmpeg", "espeak_worker"])
def test_a_program_that_is_killed_under_an_engine_is_started_again(program: str, made: Made, tmp_path: Path) -> None:
    studio = RealStudio(tmp_path)
    process = studio.start(*studio.film_arguments())
    kill_first(process, program)
    out, err = process.communicate(timeout=240)
    assert process.returncode == 0, (out, err)
    assert frames(studio.film) == frames(made.studio.film)
    assert ledger(studio.ask("credits")) == ledger(made.studio.ask("credits"))
    assert studio.ask("verify")["ok"]


def kill_first(studio: subprocess.Popen[str], program: str) -> None:
    """The first process of that program below the studio."""
    deadline = time.monotonic() + 120
    while studio.poll() is None and time.monotonic() < deadline:
        for pid in children(studio.pid):
            if any(program in Path(word).name for word in command_line(pid)):
                os.kill(pid, signal.SIGKILL)
                return
        time.sleep(0.005)
    raise AssertionError(f"no {program} was seen")


@pytest.mark.parametrize("same_port", [True, False])
def test_a_second_studio_on_the_folder_is_told_of_the_first(same_port: bool, dev: Running) -> None:
    """Also where it asks for the port that the first one has: another would not help."""
    port = dev.url.rpartition(":")[2] if same_port else "0"
    ended = dev.studio.run("dev", "--port", port, "--json")
    assert ended.code == Exit.UNAVAILABLE
    assert ended.json["error"]["code"] == "already_running"
    assert dev.url in ended.json["error"]["message"]
    assert str(dev.process.pid) in ended.json["error"]["message"]
    assert "--folder" in ended.json["error"]["message"]
    assert dev.me.http.get("/credits").status_code == 200, "the first one does not mind"


def test_a_port_that_is_taken_is_told(dev: Running, tmp_path: Path) -> None:
    ended = RealStudio(tmp_path).run("dev", "--port", dev.url.rpartition(":")[2], "--json")
    assert ended.code == Exit.UNAVAILABLE
    assert "--port 0" in ended.json["error"]["message"]


def test_a_film_is_made_by_the_studio_that_runs_already(dev: Running) -> None:
    ended = dev.studio.make()
    assert ended.code == 0, ended
    assert ended.json["job_id"] == dev.me.http.get("/jobs").json()["items"][0]["job_id"]


@pytest.mark.parametrize("point", ["", "cli.after_project", "cli.after_request", "worker.kept", "cli.before_deliver"])
def test_ctrl_c_stops_at_once_and_the_same_command_goes_on(point: str, made: Made, tmp_path: Path) -> None:
    """`point`: the film has come at least there; "" is before the studio has started."""
    studio = copied(made.studio, tmp_path)
    process = studio.start(*studio.film_arguments(EDITED))
    deadline = time.monotonic() + 120
    while point not in {"", *studio.counts()} and process.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    time.sleep(0 if point else 0.6)
    os.killpg(process.pid, signal.SIGINT)
    begun = time.monotonic()
    out, err = process.communicate(timeout=60)
    assert time.monotonic() - begun < 15
    assert studio.until_gone() == []
    if point == "cli.before_deliver" and process.returncode == 0:
        assert studio.film.exists()  # the last bytes were written before the signal came
        return
    assert process.returncode == Exit.INTERRUPTED, (out, err)
    assert "Traceback" not in err
    ended = studio.make(EDITED)
    assert ended.code == 0, ended
    assert set(studio.about("worker.kept").values()) == {1}, "what was kept is not made again"
    told = studio.ask("credits")
    assert ledger(told)["balance"]["spent"] == 200, "two films, each paid once"
    assert ledger(told)["balance"]["reserved"] == 0
    assert studio.ask("verify")["ok"]


def test_an_abandoned_version_does_not_hold_up_the_next_one(made: Made, tmp_path: Path) -> None:
    """Stopped, edited, begun again: what nobody waits for any more is cancelled, and the person is told."""
    studio = copied(made.studio, tmp_path)
    process = studio.start(*studio.film_arguments(EDITED))
    deadline = time.monotonic() + 120
    while "cli.after_request" not in studio.counts() and process.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGINT)
    process.communicate(timeout=60)
    assert studio.until_gone() == []
    ended = studio.make(EDITED.replace(".", " !", 1))
    assert ended.code == 0, ended
    newest, abandoned = studio.ask("jobs", "list")[:2]
    assert (newest["job_id"], newest["status"], abandoned["status"]) == (ended.json["job_id"], "completed", "cancelled")
    assert abandoned["job_id"] in ended.err


def test_while_a_film_is_made_another_command_looks_and_cancels(made: Made, tmp_path: Path) -> None:
    studio = copied(made.studio, tmp_path)
    long = EDITED + "".join(f"\nகாட்சி {scene}: சந்தை, மாலை\nமீனா: வணக்கம் {scene}. போகலாம்.\n" for scene in range(3, 15))
    making = [word for word in studio.film_arguments(long) if word != "--json"]
    process = studio.start(*making)
    until_passed(studio, process, "cli.after_request")
    job = studio.ask("jobs", "list")[0]
    assert job["status"] in ("queued", "running")
    assert studio.ask("jobs", "show", job["job_id"])["job_id"] == job["job_id"]
    held = studio.ask("credits")["balance"]["reserved"]
    assert studio.ask("events", "list", "--type", "job.requested")[0]["job_id"] == job["job_id"]
    charged = studio.ask("jobs", "cancel", job["job_id"])["charged"]
    assert charged < held
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (Exit.FAILED, "")
    assert f"Cancelled from outside: there is no film. {credits(charged)} credits were charged" in err
    assert f"studio jobs retry {job['job_id']}" in err
    assert studio.until_gone() == []
    assert not studio.film.exists()
    assert not (studio.folder / "address.json").exists()


def test_a_film_goes_on_by_itself_when_the_studio_that_made_it_is_killed(made: Made, tmp_path: Path) -> None:
    """The second command asks the studio of the first; kill -9 of that leaves an address that nobody answers at."""
    studio = copied(made.studio, tmp_path)
    first = studio.start(*studio.film_arguments(EDITED))
    until_passed(studio, first, "cli.after_request")
    second = studio.start(*studio.film_arguments(EDITED))
    deadline = time.monotonic() + 60
    while studio.counts()["cli.after_request"] < 2 and second.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    kill(first)
    out, err = second.communicate(timeout=240)
    assert second.returncode == 0, (out, err)
    assert "goes on by itself" in err
    assert studio.film.exists()
    assert ledger(studio.ask("credits"))["balance"]["spent"] == 200, "two films, each paid once"
    assert studio.ask("verify")["ok"]


def until_passed(studio: RealStudio, process: subprocess.Popen[str], point: str) -> None:
    deadline = time.monotonic() + 120
    while point not in studio.counts() and process.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.01)
