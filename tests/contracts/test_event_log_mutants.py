"""The contract of event logs can fail, on each adapter: each seeded mutant turns the named tests red."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MUTANTS = "tests/support/event_log_mutants.py"
CAUGHT_BY = {
    "IgnoresAt": (
        "test_a_batch_that_claims_another_offset_is_displaced_and_believed_by_nobody",
        "test_of_writers_that_race_by_the_claim_one_wins_each_offset",
        "test_a_zombie_that_wakes_is_believed_by_no_reader_wherever_it_starts",
        "test_a_late_retry_is_believed_by_no_reader_wherever_it_starts",
    ),
    "ResendsBlindly": ("test_an_append_whose_answer_was_lost_is_in_the_log_at_most_once",),
    "ClaimsPastAnUnknownBatch": ("test_a_batch_of_unknown_outcome_costs_no_command_and_doubles_none",),
    "SplitsACommand": (
        "test_batches_of_callers_at_the_same_time_are_never_mixed",
        "test_a_process_may_die_between_any_two_steps_of_an_append",
    ),
    "BeginsAtTheEarliest": ("test_a_log_that_lost_its_head_says_so_and_does_not_begin_at_its_earliest_record",),
    "AcknowledgesEarly": ("test_a_process_may_die_between_any_two_steps_of_an_append",),
}


@pytest.fixture(scope="module", params=["Sqlite", "Kafka"])
def red(request: pytest.FixtureRequest) -> set[tuple[str, str]]:
    """(mutant, test) that failed, of all that should; in a process of their own, because a mutant may leave anything behind."""
    adapter = request.param
    given = {"STUDIO_KAFKA__BOOTSTRAP_SERVERS": request.getfixturevalue("kafka")} if adapter == "Kafka" else {}
    chosen = [f"{MUTANTS}::Test{adapter}{mutant}::{test}" for mutant, tests in CAUGHT_BY.items() for test in tests]
    options = ["-p", "no:cacheprovider", "-rf", "--tb=no", "--timeout=100", "-W", "ignore"]
    run = subprocess.run(
        [sys.executable, "-m", "pytest", *options, *chosen],
        cwd=ROOT, capture_output=True, text=True, timeout=280, check=False, env={**os.environ, **given},
    )  # fmt: skip
    assert run.returncode == 1, run.stdout + run.stderr  # some failed; not: none collected, or none could run
    assert " error" not in run.stdout.splitlines()[-1], run.stdout
    return set(re.findall(rf"^FAILED {re.escape(MUTANTS)}::Test{adapter}(\w+)::(\w+)", run.stdout, re.MULTILINE))


@pytest.mark.parametrize("mutant", CAUGHT_BY)
def test_a_mutant_turns_the_contract_red(mutant: str, red: set[tuple[str, str]]) -> None:
    assert {test for name, test in red if name == mutant} == set(CAUGHT_BY[mutant])
