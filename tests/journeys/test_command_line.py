"""A newcomer at the command line: a film, then everything that explains it. Runs the real program on a real folder."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from film.ffmpeg import probe
from projections.catalogue import BY_NAME
from studio.terminal import Exit
from tests.journeys.conftest import Made
from tests.support.real_studio import RealStudio, copied, ledger


def test_a_film_lies_where_it_was_asked_for_with_its_companions(made: Made) -> None:
    film = probe(made.studio.film)
    assert abs(film.duration_ms - made.result["length_ms"]) < 100
    assert [len(film.of(kind)) for kind in ("video", "audio", "subtitle")] == [1, 1, 1]
    assert film.of("video")[0].height == 180
    assert {Path(path).suffix for path in made.result["files"]} == {".mp4", ".srt", ".vtt", ".ass", ".jpg"}
    assert all((made.studio.home / path).stat().st_size > 0 for path in made.result["files"])
    assert made.result["charged"] == 100
    assert any("espeak-ng" in note for note in made.result["notes"])


def test_scripts_are_for_their_owners_eyes_and_films_for_whoever_may_see_other_files(made: Made) -> None:
    inside = [made.studio.folder, *made.studio.folder.rglob("*")]
    assert {path.name: oct(path.stat().st_mode) for path in inside if path.stat().st_mode & 0o077} == {}
    (made.studio.home / "like others").touch()
    assert made.studio.film.stat().st_mode == (made.studio.home / "like others").stat().st_mode


def test_jobs_tell_what_was_made(made: Made) -> None:
    [job] = made.studio.ask("jobs", "list")
    assert (job["job_id"], job["status"], job["progress"]) == (made.result["job_id"], "completed", 100)
    assert made.studio.ask("jobs", "list", "--status", "failed") == []
    shown = made.studio.ask("jobs", "show", job["job_id"])
    assert len(shown["tasks"]) == made.result["tasks"]
    assert {task["status"] for task in shown["tasks"]} == {"done"}


def test_credits_explain_each_movement(made: Made) -> None:
    told = made.studio.ask("credits")
    assert ledger(told)["balance"] | {"available": 0} == {
        "available": 0, "reserved": 0, "granted": 100_000_000, "spent": 100, "expired": 0, "revoked": 0,
    }  # fmt: skip
    assert [(line["type"], line["amount"]) for line in reversed(told["transactions"])] == [
        ("adjust", 100_000_000),
        ("reserve", -100),
        ("debit", -100),
    ]
    assert "never runs dry" in told["transactions"][-1]["note"]
    assert told["transactions"][0]["job_id"] == made.result["job_id"]


def test_a_statement_speaks_of_films(made: Made) -> None:
    head, reason, _, *lines = made.studio.run("credits").out.splitlines()
    assert head == "999,999.00 credits to spend, and 0.00 held for films under way"
    assert [line.split("\t")[1:6] for line in lines] == [
        ["charged", "1.00", "999,999.00", "0.00", "Charged for “Tiny”, out of what was held"],
        ["held", "1.00", "999,999.00", "1.00", "Held while “Tiny” is made"],
        ["granted", "1,000,000.00", "1,000,000.00", "0.00", reason],
    ]
    assert "never runs dry" in reason
    assert made.studio.run("credits", "--limit", "1").out.splitlines()[1] == reason, "also where its grant is not shown"


def test_events_are_listed_and_shown(made: Made) -> None:
    [completed] = made.studio.ask("events", "list", "--type", "job.completed")
    shown = made.studio.ask("events", "show", completed["position"])
    assert (shown["type"], shown["data"]["job_id"]) == ("job.completed.v1", made.result["job_id"])
    assert len(shown["prev"]) == 64


def test_read_models_are_rebuilt_and_say_the_same(made: Made, tmp_path: Path) -> None:
    studio = copied(made.studio, tmp_path)
    before = [studio.ask(*command) for command in (("jobs", "list"), ("credits",))]
    assert set(studio.ask("rebuild", "all")["projections"]) == set(BY_NAME)
    assert [studio.ask(*command) for command in (("jobs", "list"), ("credits",))] == before
    told = studio.ask("verify")
    assert told["ok"]
    assert told["redecided"] == told["commands"] > 40
    assert told["undecided"] == 0


def test_a_history_that_somebody_changed_is_not_verified(made: Made, tmp_path: Path) -> None:
    studio = copied(made.studio, tmp_path)
    with sqlite3.connect(studio.folder / "log.db") as connection:
        changed = connection.execute(
            """UPDATE record SET value = CAST(replace(CAST(value AS TEXT), '"amount":100,', '"amount":101,') AS BLOB)
            WHERE topic = 'studio.events' AND CAST(value AS TEXT) LIKE '%"amount":100,%'"""
        )
        assert changed.rowcount > 0
    connection.close()
    ended = studio.run("verify", "--json")
    assert ended.code == Exit.FAILED
    assert ended.json["violations"][0]["position"]


def test_the_doctor_finds_what_a_film_needs(made: Made) -> None:
    ended = made.studio.run("doctor", "--json")
    missing = [one for one in ended.json if one["state"] == "missing"]
    assert ended.code == (Exit.FAILED if missing else Exit.OK)
    assert {one["what"] for one in missing} <= {"disk"}
    assert all(one["cure"] for one in ended.json if one["state"] != "ok")


def test_the_same_script_again_is_found_and_not_made(made: Made, tmp_path: Path) -> None:
    studio = copied(made.studio, tmp_path)
    ended = studio.make()
    assert ended.code == 0, ended
    assert ended.json["cached_tasks"] == ended.json["tasks"]
    assert studio.about("child.begun").total() == 0
    assert studio.film.read_bytes() == made.studio.film.read_bytes()


@pytest.mark.parametrize(
    ("command", "code", "error", "cure"),
    [
        (("jobs", "show", "job_0"), Exit.USAGE, "not_found", "job_0"),
        (("jobs", "cancel", "{job}"), Exit.REFUSED, "not_allowed", "{job}"),
        (("events", "show", "nowhere"), Exit.USAGE, "invalid", "for example 3:41"),
        (("events", "show", "3:999999"), Exit.USAGE, "not_found", "3:999999"),
        (("events", "show", "16:0"), Exit.USAGE, "not_found", "0 to 15"),
        (("rebuild", "nothing"), Exit.USAGE, "invalid", "there are: all, "),
        (("film", "nowhere.txt"), Exit.USAGE, "invalid", "examples/wedding.txt"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_each_error_has_its_exit_code_and_names_the_cure(made: Made, command: tuple[str, ...], code: Exit, error: str, cure: str) -> None:
    job = made.result["job_id"]
    ended = made.studio.run(*(word.format(job=job) for word in command), "--json")
    assert ended.code == code, ended
    assert ended.json["error"]["code"] == error
    assert cure.format(job=job) in ended.json["error"]["message"]
    plain = made.studio.run(*(word.format(job=job) for word in command))
    assert plain.code == code
    assert "Traceback" not in plain.err


def test_where_there_is_no_studio_yet_the_way_to_one_is_told(tmp_path: Path) -> None:
    studio = RealStudio(tmp_path)
    for command in (("verify",), ("rebuild", "all"), ("events", "show", "0:0")):
        ended = studio.run(*command, "--json")
        assert (ended.code, ended.json["error"]["code"]) == (Exit.USAGE, "not_found")
    assert not studio.folder.exists()


def test_help_lists_the_exit_codes(made: Made) -> None:
    told = " ".join(made.studio.run("--help").out.split())
    for code in Exit:
        assert f"{int(code)} " in told
