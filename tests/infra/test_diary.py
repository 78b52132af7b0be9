"""The log of a studio for people: bounded, and never in the way."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest

from infra import telemetry
from infra.telemetry import logging_to

log = logging.getLogger("test")


def test_it_has_a_bound_and_the_newest_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telemetry, "DIARY_BYTES_MAX", 2_000, raising=False)
    path = tmp_path / "studio.log"
    for _ in range(2):
        with logging_to(path):
            for number in range(100):
                log.info("line", extra={"number": number})
    assert {one.name for one in tmp_path.iterdir()} == {"studio.log", "studio.log.1"}
    assert all(one.stat().st_size < 2_200 for one in tmp_path.iterdir())
    lines = [json.loads(line)["number"] for name in ("studio.log.1", "studio.log") for line in (tmp_path / name).read_text().splitlines()]
    assert lines == list(range(100))[-len(lines) :]


def test_what_a_library_says_again_and_again_is_told_once_and_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library = logging.getLogger("aiokafka.conn")
    with logging_to(tmp_path / "studio.log"):
        for number in range(100):
            library.error("no broker at %s", number)
            log.info("ours")
        monkeypatch.setattr(telemetry, "REPEATS_S", 0.0)
        library.error("no broker at %s", 100)
    lines = [json.loads(line) for line in (tmp_path / "studio.log").read_text().splitlines()]
    assert [(line["event"], line.get("left_out")) for line in lines if "broker" in line["event"]] == [
        ("no broker at 0", None),
        ("no broker at 100", 99),
    ]
    assert sum(line["event"] == "ours" for line in lines) == 100


@pytest.mark.usefixtures("_full")
@pytest.mark.parametrize("lines_max", [1, 1_000_000])
def test_a_full_disk_stops_nothing_and_floods_no_terminal(
    lines_max: int, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with logging_to(tmp_path / "studio.log"):
        log.info("lost")
        handler = logging.getLogger().handlers[0]
        if lines_max == 1:  # that device has no size of its own
            monkeypatch.setattr(handler, "shouldRollover", lambda _: True, raising=False)
        log.info("lost too")
    assert capsys.readouterr() == ("", "")


@pytest.fixture
def _full(tmp_path: Path) -> None:
    (tmp_path / "studio.log").symlink_to("/dev/full")
