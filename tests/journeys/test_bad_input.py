"""What people send by mistake: refused before anything is charged, in words that name the cure, or filmed all the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from film.ffmpeg import probe
from studio.terminal import Exit
from tests.journeys.conftest import SMALL, Made, Person, Running, key
from tests.journeys.test_http import problem
from tests.support.real_studio import SCRIPT, RealStudio, copied

ENDINGS = ["A", "E", "I", "O", "U", "AR", "EL", "IM", "ON", "UR", "AN", "EN", "IL", "OR", "US"]
BEYOND_CAST = "INT. HALL - DAY\n\n" + "\n\n".join(f"{first}{ending}ORA: Hello." for first in "BCDFGHJKLMNPRSTVWXZQ" for ending in ENDINGS)
"""Three hundred people, each with a line."""

REFUSED: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "Write at least one"),
    "blank": (b" \n\t\n\xef\xbb\xbf\n", "Write at least one"),
    "only control characters": ("\u202e\x07\x00\x01".encode(), "save the script as plain text"),
    "not UTF-8": ("Amélie : bonjour.\n".encode("latin-1"), "Save it again as UTF-8"),
    "UTF-16": ("Amélie: bonjour.\n".encode("utf-16"), "save it again as UTF-8"),
    "binary": (bytes(range(256)) * 20, "save the script as plain text"),
    "a PDF": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "save its text as a .txt file"),
    "10 MB": (b"Words and words.\n" * 620_000, "Split it into parts"),
    "a line of 100,000 characters": (b"word " * 20_000, "Break it into paragraphs"),
    "300 characters in the cast": (BEYOND_CAST.encode(), "Split it into parts"),
}

FILMED = {
    "no dialogue": "Evening falls over the village. A lamp is lit in the window.",
    "one word": "Rain",
    "right to left": "ليلى: صباح الخير يا أمي.",
    "mixed scripts": "மீனா: வணக்கம். दादी: नमस्ते। ليلى: سلام.",
    "control and NUL characters": "மீனா: வணக்\x00கம்.\x07 " + "மழை பெய்கிறது. " * 3 + "\u202eபோ.",
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_script_that_cannot_be_filmed_is_refused_before_a_studio_starts(name: str, tmp_path: Path) -> None:
    script, cure = REFUSED[name]
    studio = RealStudio(tmp_path)
    ended = studio.make(script)
    assert ended.code == Exit.USAGE, ended
    assert ended.json["error"]["code"] == "script_refused"
    assert cure in ended.json["error"]["message"]
    assert "Traceback" not in ended.err
    assert not studio.folder.exists()
    assert not studio.film.exists()


@pytest.mark.parametrize("name", [name for name, (script, _) in REFUSED.items() if name not in ("not UTF-8", "UTF-16", "binary", "a PDF")])
def test_and_over_http_nothing_is_charged_for_it(name: str, dev: Running) -> None:
    script, cure = REFUSED[name]
    before, statement = dev.me.credits(), dev.me.statement()
    answer = dev.me.http.post("/projects", json={"title": name, "script": script.decode(), "settings": SMALL}, headers=key())
    if answer.status_code == 201:  # its words are fine, and kept for the person to mend: only a film of them is refused
        project_id = answer.json()["project_id"]
        problem(dev.me.http.post("/credits/estimate", json={"project_id": project_id}), 422, "script_refused")
        answer = dev.me.request(project_id)
        assert name == "300 characters in the cast"
    if answer.status_code == 413:
        problem(answer, 413, "too_large")
    else:
        assert cure in problem(answer, 422, "script_refused")["detail"]
    assert (dev.me.credits(), dev.me.statement()) == (before, statement)


def test_bytes_that_are_no_text_are_no_json_either(dev: Running) -> None:
    body = b'{"title": "x", "script": "\xff\xfe"}'
    answer = dev.me.http.post("/projects", content=body, headers=key() | {"Content-Type": "application/json"})
    assert "UTF-8" in problem(answer, 400, "malformed")["detail"]


@pytest.fixture(scope="module")
def jobs(dev: Running) -> dict[str, str]:
    """All of them at once: the crew is busy while the tests look."""
    person = dev.me
    return {name: person.film(script, title=f"../../{name}/etc/passwd") for name, script in FILMED.items()}


@pytest.mark.parametrize("name", FILMED)
def test_any_words_give_a_film(name: str, dev: Running, jobs: dict[str, str], tmp_path: Path) -> None:
    ended = dev.me.ended(jobs[name])
    assert ended["status"] == "completed", ended["error"]
    [film] = [one for one in assets(dev.me, jobs[name]) if one["name"] == "film.mp4"]
    (path := tmp_path / "film.mp4").write_bytes(dev.me.http.get(film["content_url"].removeprefix("/api/v1")).content)
    facts = probe(path)
    assert abs(facts.duration_ms - ended["length_ms"]) < 100
    assert facts.duration_ms > 3_000
    assert facts.of("video")
    assert facts.of("audio")


def assets(person: Person, job_id: str) -> list[dict[str, Any]]:
    return list(person.http.get("/assets", params={"job_id": job_id, "limit": 100}).json()["items"])


def test_a_title_that_looks_like_a_path_is_a_title(made: Made, tmp_path: Path) -> None:
    title = "../../../etc/passwd"
    studio = copied(made.studio, tmp_path / "deep" / "down")
    arguments = studio.film_arguments(SCRIPT, "--title", title)
    without_output = [word for word in arguments if word not in ("-o", str(studio.film))]
    ended = studio.run(*without_output)
    assert ended.code == 0, ended
    assert (studio.home / ended.json["film"]).resolve() == (studio.home / "films" / "tiny.mp4").resolve()
    assert {path.relative_to(tmp_path).parts[:2] for path in tmp_path.rglob("*")} <= {("deep",), ("deep", "down")}
    shown = studio.ask("events", "list", "--type", "project.created")
    assert len(shown) == 2


@pytest.mark.parametrize("title", ["a\x00b", "two\nlines", "\u202ereversed", ""])
def test_a_title_that_cannot_be_shown_is_refused(title: str, dev: Running) -> None:
    answer = dev.me.http.post("/projects", json={"title": title, "script": SCRIPT, "settings": SMALL}, headers=key())
    assert problem(answer, 422, "invalid")["errors"][0]["pointer"] == "/title"


def test_what_does_not_exist_is_not_charged_for(dev: Running) -> None:
    before = dev.me.credits()
    problem(dev.me.request("prj_nowhere"), 404, "not_found")
    problem(dev.me.http.post("/credits/estimate", json={"project_id": "prj_nowhere"}), 404, "not_found")
    problem(dev.me.http.post("/jobs/job_nowhere/retry", headers=key()), 404, "not_found")
    problem(dev.me.http.get("/no/such/route"), 404, "not_found")
    assert dev.me.credits() == before


def test_a_field_that_nobody_knows_is_pointed_at(dev: Running) -> None:
    before = dev.me.credits()
    body = {"project_id": dev.me.project(SCRIPT, "Fields"), "hieght": 180}
    told = problem(dev.me.http.post("/generate/video", json=body, headers=key()), 422, "invalid")
    assert told["errors"] == [{"pointer": "/hieght", "message": "no such field: remove it"}]
    settings = {"title": "Fields", "settings": {**SMALL, "height": 181}}
    assert problem(dev.me.http.post("/projects", json=settings, headers=key()), 422, "invalid")["errors"][0]["pointer"] == "/settings/height"
    assert dev.me.credits() == before


def test_too_few_credits_says_what_is_needed_and_what_is_there(dev: Running) -> None:
    """The free tier has 3 credits a month, and each of these films takes one."""
    poor = dev.somebody()
    project = poor.project(SCRIPT, "One too many")
    accepted = [poor.request(project) for _ in range(3)]
    assert [one.status_code for one in accepted] == [202] * 3
    before = poor.credits()
    assert (before["available"], before["reserved"] + before["spent"]) == (0, 300)
    told = problem(poor.request(project), 402, "insufficient_credits")
    assert (told["needed"], told["available"]) == (100, 0)
    assert "1.00" in told["detail"]
    for one in accepted:
        poor.http.post(f"/jobs/{one.json()['job_id']}/cancel", headers=key())
    after = poor.credits()
    assert (after["available"] + after["spent"], after["reserved"]) == (300, 0)
