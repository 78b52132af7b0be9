"""`studio film` killed with -9 and begun again: the film, the ledger and the work are those of a film that nothing disturbed.

Points of one process are visited in one film, one after the other: it dies at the first, is begun again, dies at the next, and so on. Films are made
two at a time, because most of a short one is starting up.
"""

from __future__ import annotations

import itertools
import random
import signal
import subprocess
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from domain.config import FIRST
from infra.faults import POINTS
from tests.faults.conftest import Undisturbed
from tests.faults.disturbed import Disturbed
from tests.faults.engine_calls import WORKERS
from tests.support.real_studio import RealStudio, copied, kill

SURVIVED = ("child",)
"""Roles whose death the film outlives in the same run."""

PARTS = 8
"""A point that is passed often is taken about an eighth of the way through the film, so that something was done before and enough is left."""

SEED = 20_261_121
MOMENTS = 20
EARLIEST, LATEST = 0.05, 0.35
"""Of the time that the first film takes undisturbed: from before its studio has started to the middle of its work."""

Disturbance = Callable[[Undisturbed, Undisturbed, Path], None]
"""Given the first film of a folder, one with an edited line in a copy of that folder, and an empty home."""


def killed_at(points: tuple[str, ...], first: Undisturbed, edited: Undisturbed, home: Path) -> None:
    new = role(points[0]) == "studio"  # passed by the first start of a folder only
    film = Disturbed(RealStudio(home) if new else copied(first.studio, home), first if new else edited)
    for point in points:
        ended = film.make(STUDIO_FAULT_POINT=which(point, film))
        assert ended.code == -signal.SIGKILL, f"{point}: {ended}"
        film.assert_holds()
    ended = film.make()
    assert ended.code == 0, ended
    film.assert_equal()


def survived(point: str, first: Undisturbed, edited: Undisturbed, home: Path) -> None:
    film = Disturbed(copied(first.studio, home), edited)
    ended = film.make(STUDIO_FAULT_POINT=which(point, film))
    assert ended.code == 0, ended
    film.assert_equal()
    assert film.killed_in_flight == 1


def killed_at_random(first: Undisturbed, edited: Undisturbed, home: Path) -> None:
    """Both films in one folder, then in the next, until all moments have struck; none as often as would end its job for good."""
    dice = random.Random(SEED)
    moments = [dice.uniform(EARLIEST, LATEST) * first.seconds for _ in range(MOMENTS)]
    print(f"seed {SEED}, killed after seconds:", *(f"{moment:.2f}" for moment in moments))
    for number in itertools.count():
        studio = RealStudio(home / str(number))
        for expected in (first, edited):
            film = Disturbed(studio, expected, noted=len(studio.passes()))
            delivered = False
            while moments and not delivered and len(film.runs) < FIRST.lost_leases_max:
                if not (delivered := delivered_within(moments[-1], film)):
                    moments.pop()
                    film.assert_holds()
            if not delivered:
                ended = film.make()
                assert ended.code == 0, ended
            film.assert_equal()
        if not moments:
            return


def delivered_within(seconds: float, film: Disturbed) -> bool:
    """Start a run, and kill it then."""
    process = film.studio.start(*film.studio.film_arguments(film.undisturbed.script))
    try:
        out, err = process.communicate(timeout=seconds)
        assert process.returncode == 0, (out, err)
        film.ended(caught=0)
    except subprocess.TimeoutExpired:
        out = kill(process)
        film.ended(caught=WORKERS)
    return out != ""


def role(point: str) -> str:
    return point.partition(".")[0]


def which(point: str, film: Disturbed) -> str:
    """Counted from where the next run begins: the trace holds those before it too."""
    return f"{point}:{film.studio.counts()[point] + max(1, film.undisturbed.studio.counts()[point] // PARTS)}"


def visits() -> dict[str, tuple[str, ...]]:
    by_role = {name: tuple(points) for name, points in itertools.groupby(POINTS, key=role)}
    return {name: points for name, points in by_role.items() if name not in SURVIVED}


ALONE = tuple(point for point in POINTS if role(point) in SURVIVED)
DISTURBANCES: Mapping[str, Disturbance] = {
    **{name: partial(killed_at, points) for name, points in visits().items()},
    **{point: partial(survived, point) for point in ALONE},
    f"{MOMENTS} random moments": killed_at_random,
}


@pytest.fixture(scope="module")
def films(
    request: pytest.FixtureRequest, first: Undisturbed, edited: Undisturbed, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Mapping[str, Future[None]]]:
    """The disturbed films of the tests that were chosen."""
    chosen = [item.callspec.params["name"] for item in request.session.items if item.path == request.path and hasattr(item, "callspec")]
    pool = ThreadPoolExecutor(max_workers=2)
    yield {name: pool.submit(DISTURBANCES[name], first, edited, tmp_path_factory.mktemp("disturbed")) for name in chosen}
    pool.shutdown(cancel_futures=True)


@pytest.mark.timeout(1_200)
@pytest.mark.parametrize("name", DISTURBANCES)
def test_a_film_that_is_killed_is_finished_by_the_same_command(name: str, films: Mapping[str, Future[None]]) -> None:
    films[name].result()


def test_every_point_is_visited() -> None:
    assert sorted([*itertools.chain(*visits().values()), *ALONE]) == sorted(POINTS)
