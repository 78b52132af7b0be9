"""A test that needs a server never passes by not being run: CI cannot skip, and whoever can is told."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from schemas.errors import Unavailable
from tests.support.skipping import SWITCH, a_broker_can_be_started, left_out

RUN = Path(__file__).parents[1] / ".ci" / "run"


def ci(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """CI's run on a machine with nothing but bash, and a `make` that tells the switch."""
    make = folder / "make"
    make.write_text(f'#!/bin/sh\necho "$* {SWITCH}=${SWITCH}"\n')
    make.chmod(0o755)
    for name in ("bash", "dirname"):
        (folder / name).symlink_to(shutil.which(name) or "")
    return subprocess.run([folder / "bash", RUN], env={"PATH": str(folder), **environment}, capture_output=True, text=True, check=True)


@pytest.mark.parametrize("given", [{}, {SWITCH: ""}, {SWITCH: "1"}])
def test_ci_skips_nothing_also_where_java_is_missing(given: dict[str, str], tmp_path: Path) -> None:
    done = ci(tmp_path, **given)
    assert (done.stdout, done.stderr) == (f"test {SWITCH}=1\n", "")


def test_who_lets_ci_skip_is_told_so_aloud(tmp_path: Path) -> None:
    done = ci(tmp_path, **{SWITCH: "0"})
    assert done.stdout == f"test {SWITCH}=0\n"
    assert "ARE SKIPPED" in done.stderr


def test_without_java_a_test_on_a_broker_fails_where_nothing_may_be_skipped_though_its_jars_are_there(
    kafka_jars: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv(SWITCH, "1")
    with pytest.raises(Unavailable, match="java is missing"):
        a_broker_can_be_started()
    assert "FAILED" in left_out()


@pytest.mark.parametrize("switch", ["", "0"])
def test_without_java_it_is_skipped_elsewhere(switch: str, kafka_jars: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv(SWITCH, switch)
    with pytest.raises(pytest.skip.Exception, match="no Kafka: java is missing"):
        a_broker_can_be_started()
    assert left_out() == "SKIPPED"
