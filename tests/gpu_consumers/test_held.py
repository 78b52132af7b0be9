"""What a killed crew held is handed back by the next one, and nothing else is."""

from __future__ import annotations

from pathlib import Path

from gpu_consumers.held import Held
from infra.streams.messages import Leased


def leased(lease: str) -> Leased:
    return Leased(account_id="acc_1", job_id="job_1", task_id="analysis", lease=lease, worker="analysis-1")


def test_what_was_let_go_is_not_left(tmp_path: Path) -> None:
    held = Held(tmp_path / "held")
    for lease in ("one", "two"):
        held.take(leased(lease))
    held.let_go("one")
    held.let_go("never taken")
    assert Held(tmp_path / "held").left() == [leased("two")]


def test_half_a_note_is_none(tmp_path: Path) -> None:
    held = Held(tmp_path)
    held.take(leased("whole"))
    (tmp_path / "half.lease").write_bytes(b'{"account_id":"acc')
    assert held.left() == [leased("whole")]


def test_what_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    held = Held(tmp_path / "file" / "held")
    held.take(leased("one"))
    assert held.left() == []
