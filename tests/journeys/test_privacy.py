"""What the log keeps for ever says nothing that a person wrote (PRODUCT P-15.15)."""

from __future__ import annotations

from film.script import analyse
from tests.journeys.conftest import Made
from tests.support.real_studio import SCRIPT


def test_after_a_film_the_log_holds_no_name_no_heading_and_no_line_of_the_script(made: Made) -> None:
    analysis = analyse(SCRIPT)
    told = [*(one.name for one in analysis.characters), *(one.id for one in analysis.characters), *(scene.id for scene in analysis.scenes)]
    told += [analysis.title, *(scene.heading for scene in analysis.scenes), *(beat.text for scene in analysis.scenes for beat in scene.beats)]
    log = b"".join(path.read_bytes() for path in made.studio.folder.glob("log.db*")).lower()
    assert b"job.planned" in log
    assert [text for text in told if text and text.lower().encode() in log] == []


def test_who_asks_for_the_job_sees_the_names(made: Made) -> None:
    tasks = made.studio.ask("jobs", "show", made.result["job_id"])["tasks"]
    people = {one.id for one in analyse(SCRIPT).characters}
    assert {task["subject"] for task in tasks if task["kind"] == "character"} == people
    assert not people & {task["task_id"].partition(".")[2] for task in tasks}
