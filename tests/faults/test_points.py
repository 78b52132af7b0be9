"""The points themselves: each is in the program, each is passed when a film is made, and exactly one process dies at the one that is named."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

from infra.faults import POINTS
from tests.faults.conftest import Undisturbed

ROOT = Path(__file__).parents[2]
ROOMS = ("decider", "router", "projections", "command_api", "query_api", "gpu_consumers", "integrations", "infra", "studio")


def test_the_points_that_are_listed_are_those_in_the_program() -> None:
    sources = [path.read_text() for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    assert sorted(name for source in sources for name in re.findall(r'fault_point\(\s*"([a-z_.]+)"', source)) == sorted(POINTS)


def test_a_film_that_nothing_disturbs_passes_every_point(first: Undisturbed) -> None:
    assert set(first.studio.counts()) == set(POINTS)


def test_with_a_trace_the_passes_of_all_processes_count_together_and_one_dies(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    program = "from infra.faults import fault_point\nfor number in range(50): fault_point('worker.taken', str(number))"
    environment = {**os.environ, "STUDIO_FAULT_TRACE": str(trace), "STUDIO_FAULT_POINT": "worker.taken:120", "PYTHONPATH": str(ROOT)}
    processes = [subprocess.Popen([sys.executable, "-c", program], env=environment) for _ in range(4)]
    codes = sorted(process.wait() for process in processes)
    assert codes == [-signal.SIGKILL, 0, 0, 0]
    assert 150 < len(trace.read_text().splitlines()) <= 200


def test_at_a_point_that_is_armed_exactly_one_process_dies_until_it_is_armed_again(tmp_path: Path) -> None:
    program = "from infra.faults import fault_point\nfor number in range(50): fault_point('worker.kept'); fault_point('worker.taken')"
    environment = {**os.environ, "STUDIO_FAULT_ARMED": str(tmp_path), "PYTHONPATH": str(ROOT)}
    for _ in range(2):
        (tmp_path / "worker.taken").touch()
        processes = [subprocess.Popen([sys.executable, "-c", program], env=environment) for _ in range(4)]
        assert sorted(process.wait() for process in processes) == [-signal.SIGKILL, 0, 0, 0]
        assert list(tmp_path.iterdir()) == []


def test_without_a_name_nothing_is_noted_and_nobody_dies() -> None:
    program = "from infra.faults import fault_point\nfault_point('no such point')"
    environment = {key: value for key, value in os.environ.items() if not key.startswith("STUDIO_")} | {"PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", program], env=environment, check=True)
    named = subprocess.run([sys.executable, "-c", program], env={**environment, "STUDIO_FAULT_POINT": "worker.taken"}, capture_output=True)
    assert b"AssertionError" in named.stderr
