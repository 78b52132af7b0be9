"""What a film costs: made anew, made again, and made after one line of its script was changed; as `studio film` makes it, from start to end."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.figures import BUILD, Figure, hand_over

SCRIPT = BUILD.parent / "examples" / "wedding.txt"
SAID, SAYS_NOW = "The lamp. And the crows.", "The lamp. And all the crows."


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
    length_s = first.told["length_ms"] / 1000
    return [
        Figure("film_wall_s_per_film_s", first.wall / length_s, "s/s", 1.5),
        Figure("film_cpu_s_per_film_s", first.cpu / length_s, "s/s", 2.4),
        Figure("film_peak_rss_mb", max(first.rss_mb, edited.rss_mb), "MB", 1_000),
        Figure("film_length_s", length_s, "s"),
        Figure("film_rerun_s", again.wall, "s", 3),
        Figure("film_rerun_made_tasks", _made(again), "count", 0),
        Figure("film_edit_line_s", edited.wall, "s", 5),
        Figure("film_edit_line_made_tasks", _made(edited), "count"),
        Figure("film_edit_line_cpu_s", edited.cpu, "s"),
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


def _made(run: Made) -> int:
    """Tasks whose result was not found but made."""
    return int(run.told["tasks"] - run.told["cached_tasks"])


def main() -> None:
    with tempfile.TemporaryDirectory(dir=BUILD) as folder:
        hand_over(measure(Path(folder)))


if __name__ == "__main__":
    main()
