"""What `python -m decider WORD` says when it cannot do what is asked: words with a cure, and a status that scripts can tell apart."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from decider.__main__ import command
from infra.embedded.kafka import free_ports
from infra.process import ending


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The environment of a decider that was told nothing of brokers."""
    for name in [name for name in os.environ if name.startswith("STUDIO_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("STUDIO_STORAGE__FOLDER", str(tmp_path))
    return monkeypatch


def status(*words: str) -> object:
    with pytest.raises(SystemExit) as ended:
        ending("decider", lambda: command(words))
    return ended.value.code


@pytest.mark.parametrize("words", ["snapshot 16", "snapshot -1", "snapshot 03", "shadow --acept", "--help"])
def test_what_is_no_command_is_answered_with_those_that_are(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert status(*words.split()) == 2
    assert capsys.readouterr().err.startswith("python -m decider: ")


@pytest.mark.usefixtures("told")
def test_without_variables_the_first_one_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert status("shadow") == 2
    assert capsys.readouterr().err == "decider: STUDIO_KAFKA__BOOTSTRAP_SERVERS must be set; .env.example says to what.\n"


def test_topics_that_nobody_has_made_are_named_with_the_command_that_makes_them(
    kafka: str, told: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in {"BOOTSTRAP_SERVERS": kafka, "REPLICATION": "1", "IN_SYNC": "1", "PREFIX": "nobodys."}.items():
        told.setenv(f"STUDIO_KAFKA__{name}", value)
    assert status("snapshot", "3") == 2
    assert "STUDIO_KAFKA__PREFIX=nobodys. python -m infra.event_log.kafka_topics" in capsys.readouterr().err


@pytest.mark.usefixtures("told")
def test_brokers_that_are_away_are_told_from_a_version_that_decides_otherwise() -> None:
    """And by us alone: what the library says of it is the same once more."""
    address = f"127.0.0.1:{free_ports(1)[0]}"
    words, told = [sys.executable, "-m", "decider", "shadow"], {**os.environ, "STUDIO_KAFKA__BOOTSTRAP_SERVERS": address}
    ended = subprocess.run(words, env=told, capture_output=True, text=True, check=False)
    assert ended.returncode == 4
    [line] = ended.stderr.splitlines()
    assert line.startswith(f"decider: Kafka at {address} cannot be reached")
