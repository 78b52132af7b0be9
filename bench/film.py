"""What a film costs: made anew, made again, and made after one line of its script was changed; as `studio film` makes it, from start to end."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.figures import BUILD, Figure, hand_over

SCRIPT = BUILD.parent / "examples" / "wedding.txt"
SAID, SAYS_NOW = "The lamp. And the crows.", "The lamp. And all the crows."
MADE = (
    ("voices", "voice", 1),
    ("clips", "clip", 2),  # the shot in which the line is heard, and one that dissolves out of it; the scene has seven
    ("compositions", "composition", 2),  # the layout of its scene, and the storyboard
    ("lips", "lips", 1),
    ("sounds", "music", 2),  # of its scene, and of the film
    ("characters", "character", 0),
    ("sets", "scene", 0),
)
"""Figure, kind of task, and how many of it one edited line may make again."""


@dataclass(frozen=True, slots=True)
class Made:
    """One run of `studio film`; `rss_mb` is the most that any one of its processes held."""

    wall: float
    cpu: float
    rss_mb: float
    told: dict[str, Any]


def measure(folder: Path) -> list[Figure]:
    script = folder / SCRIPT.name
    script.write_text(text := SCRIPT.read_text())
    assert text.count(SAID) == 1, f"{SCRIPT.name} does not hold the line that is changed here"
    first = _make(folder, script)
    again = _make(folder, script)
    script.write_text(text.replace(SAID, SAYS_NOW))
    edited = _make(folder, script)
    made, length_s = _made(folder, edited), first.told["length_ms"] / 1000
    return [
        Figure("film_wall_s_per_film_s", first.wall / length_s, "s/s", 1.5),
        Figure("film_cpu_s_per_film_s", first.cpu / length_s, "s/s", 2.4),
        Figure("film_peak_rss_mb", max(first.rss_mb, edited.rss_mb), "MB", 1_000),
        Figure("film_length_s", length_s, "s"),
        Figure("film_rerun_s", again.wall, "s", 3),
        Figure("film_rerun_cpu_s", again.cpu, "s"),
        Figure("film_rerun_made_tasks", _made(folder, again).total(), "count", 0),
        Figure("film_edit_line_s", edited.wall, "s", 5),
        Figure("film_edit_line_cpu_s", edited.cpu, "s"),
        *(Figure(f"film_edit_{name}", made[kind], "count", goal) for name, kind, goal in MADE),
    ]


def _make(folder: Path, script: Path) -> Made:
    words = [sys.executable, "-m", "studio", "--folder", str(folder / "studio"), "film", str(script), "-o", str(folder / "film.mp4"), "--json"]
    with (folder / "told").open("w+") as told:
        begun = time.perf_counter()
        process = subprocess.Popen(words, stdout=told)
        _, status, usage = os.wait4(process.pid, 0)  # what it and its children took, and the most that one of them held
        wall = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        told.seek(0)
        assert process.returncode == 0, f"studio film ended with {process.returncode}"
        return Made(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1e3, json.load(told))


def _made(folder: Path, run: Made) -> Counter[str]:
    """How many tasks of each kind were not found but made."""
    words = [sys.executable, "-m", "studio", "--folder", str(folder / "studio"), "jobs", "show", run.told["job_id"], "--json"]
    tasks = json.loads(subprocess.run(words, stdout=subprocess.PIPE, check=True).stdout)["tasks"]
    made = Counter(task["task_id"].partition(".")[0] for task in tasks if task["status"] == "done")
    assert made.total() == run.told["tasks"] - run.told["cached_tasks"], "each task is either found or made"
    return made


def main() -> None:
    with tempfile.TemporaryDirectory(dir=BUILD) as folder:
        hand_over(measure(Path(folder)))


if __name__ == "__main__":
    main()
