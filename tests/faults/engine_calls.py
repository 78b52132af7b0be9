"""How often engines were called over several runs of one film, some of them killed: the arithmetic of "nothing is made twice"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

Run = Sequence[tuple[str, str]]
"""What one run passed: (point, task)."""

WORKERS = 8
"""At most so many calls can be in flight at the moment of a kill: six classes, and two for video."""


def of(run: Run, point: str) -> Counter[str]:
    return Counter(task for name, task in run if name == point)


def check(runs: Sequence[Run], caught: Sequence[int], distinct: Collection[str]) -> None:
    """Engine calls = distinct inputs + calls killed in flight; `caught` says how many the kill of each run can have caught at most, 0 without one.

    A call is in flight until its result is kept. Between the keeping and its note in the trace a kill may fall: such a call counts as killed, and the
    next run finds its result all the same.
    """
    calls, kept, killed = Counter[str](), Counter[str](), Counter[str]()
    for run, most in zip(runs, caught, strict=True):
        began, ended = of(run, "child.begun"), of(run, "worker.kept")
        assert (began - ended).total() <= most, began - ended
        calls, kept, killed = calls + began, kept + ended, killed + (began - ended)
    assert set(calls) == set(distinct)
    assert set(kept.values()) == {1}, "what was kept is never made again"
    unnoted = set(distinct) - set(kept)
    assert unnoted <= set(killed)
    assert calls.total() == len(distinct) + killed.total() - len(unnoted), (calls, killed)
