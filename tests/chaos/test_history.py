"""What clients were told is counted as it is written down."""

from __future__ import annotations

from pathlib import Path

from chaos.history import History, lines


def test_a_request_that_was_answered_counts_once_however_often_it_was_sent(tmp_path: Path) -> None:
    history = History(tmp_path / "history.jsonl")
    for what in ("invoke", "unknown", "invoke", "ok", "ok"):  # its answer was lost first, and it was asked once more when it was done
        history.note(what, op="a", client=1, kind="rename")
    history.note("fail", op="b", client=1, kind="film", final=True)
    history.note("fail", op="c", client=1, kind="film", final=False)
    history.note("ok", op="d", client="bank", kind="grant")
    history.note("ok", client=1, kind="read")
    history.close()
    assert history.answered == 2
    assert [line["what"] for line in lines(history.path)].count("ok") == 4
