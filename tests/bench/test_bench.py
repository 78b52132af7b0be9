"""`python -m bench NAME` finds the section of a figure, and of what was measured several times the middle is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import rounds
from bench.__main__ import chosen
from bench.figures import Figure


@pytest.mark.parametrize(
    ("name", "section"),
    [
        ("projection_lag_p99_ms", "requests_on_kafka"),
        ("kafka_outcome_p99_ms", "on_kafka"),
        ("position_wait_p50_ms", "requests"),
        ("rebuilding_on_kafka", "rebuilding_on_kafka"),
    ],
)
def test_a_figure_is_asked_for_by_its_name(name: str, section: str) -> None:
    assert chosen([name]) == [section]
    assert chosen(["no_such_figure"]) == []


async def test_of_three_rounds_the_middle_value_of_each_figure_is_told_with_the_cost_of_a_sync(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    values = iter([(5.0, 1.0), (9.0, 3.0), (7.0, 2.0)])

    async def measure() -> list[Figure]:
        slow, fast = next(values)
        return [Figure("slow_ms", slow, "ms", 10), Figure("fast_per_s", fast, "1/s", 2, more_is_better=True)]

    slow, fast, *costs = await rounds.middle(tmp_path, measure)
    assert (slow, fast) == (Figure("slow_ms", 7.0, "ms", 10), Figure("fast_per_s", 2.0, "1/s", 2, more_is_better=True))
    assert [cost.name for cost in costs] == ["fsync_ms", "fsync_p99_ms"]
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 3
    assert all("load" in line and "fsync_ms" in line for line in told)
