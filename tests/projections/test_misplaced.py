"""A command that somebody gave to the wrong partition: what is told of it there takes no row away from its account."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from projections.audit import AUDIT
from projections.history import HISTORY
from projections.projection import Rows
from schemas.envelope import GENESIS, Recorded
from schemas.events.system import CommandRejected
from schemas.partitions import partition_of

HOME = partition_of("acc_1")
AT_HOME: Recorded[Any] = Recorded(
    partition=HOME, seq=7, prev=GENESIS, hash=GENESIS, at=7, command_offset=3, index=0, count=1, command_id="c", command_hash="", account_id="acc_1",
    time=1, actor="a", issuer="command_api", correlation_id="", causation_id="", body="", ip="", decider="1",
    event=CommandRejected(command="", code="not_found", reason="no"),
)  # fmt: skip


def test_the_refusal_of_a_misplaced_command_lies_under_its_partition() -> None:
    elsewhere = (HOME + 1) % 16
    for projection in (AUDIT, HISTORY):
        rows: Rows[Any] = Rows(projection)
        for recorded in (AT_HOME, replace(AT_HOME, partition=elsewhere)):
            rows.take(recorded)
        assert {(row.account_id, row.seq) for row in rows.known.values() if row} == {("acc_1", 7), (f"partition:{elsewhere}", 7)}
