"""Who draws alone is told so, who does not is not; what a process held is free when it has died."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from gpu_consumers.engines.clips.cores import drawing

HOLD = "import sys; from gpu_consumers.engines.clips.cores import drawing\nwith drawing() as alone: print(alone, flush=True); sys.stdin.read()"


@pytest.fixture(autouse=True)
def two_cores(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("os.sched_getaffinity", lambda _: {3, 5})
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))


def test_one_of_two_is_not_alone_and_is_when_the_other_has_ended() -> None:
    with drawing() as first:
        with drawing() as second:
            assert (first, second) == (True, False)
            with drawing() as third:
                assert not third
        with drawing() as again:
            assert not again
    with drawing() as alone:
        assert alone


def test_a_killed_process_holds_no_core(tmp_path: Path) -> None:
    hold = f"import os; os.sched_getaffinity = lambda _: {{3, 5}}; import tempfile; tempfile.tempdir = {str(tmp_path)!r}; {HOLD}"
    with subprocess.Popen([sys.executable, "-c", hold], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "True\n"
        with drawing() as beside:
            assert not beside
        other.kill()
    with drawing() as alone:
        assert alone


def test_where_locks_cannot_be_kept_nobody_is_alone(tmp_path: Path) -> None:
    (tmp_path / f"ai-film-studio-{os.getuid()}").write_text("not a folder")
    with drawing() as alone:
        assert not alone
