"""One run for each seed: a studio suffers, is healed, comes to rest, and is checked. `python -m tests.simulation.seeds SEED` tells one again."""

from __future__ import annotations

import argparse
import gc
import logging
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog

from infra import faults
from tests.simulation import checks
from tests.simulation.chance import Chance, Faults, drawn_from
from tests.simulation.machine import loop, run_on_machine
from tests.simulation.rows import Rows
from tests.simulation.world import World
from tests.support.pocket_studio import BLOBS

SUFFERS_S = (10.0, 30.0)
TIDY_EVERY = 16
REST_S = 300.0
"""Within which everything must be decided, rendered, settled and projected (S1)."""


class Failed(AssertionError):
    """A run that broke an invariant; says how to see it again."""


@dataclass(frozen=True, slots=True)
class Run:
    seed: int
    digest: str  # of all that happened, in order
    steps: int
    seen: Counter[str]
    lines: list[str]


def run(seed: int, faults: Faults | None = None, *, keep: bool = False, rest_s: float = REST_S) -> Run:
    """Raises Failed. `faults` instead of the seed's own mix; `keep`: what happened, line by line."""
    chance = Chance(seed, faults=faults, keep=keep)
    folder = Path(tempfile.mkdtemp(prefix="simulation-"))
    rows = Rows(folder / "rows.db", chance)
    try:
        with drawn_from(seed), _silence():
            run_on_machine(lambda: _play(chance, rows, folder, rest_s))
    except Exception as error:
        raise Failed(f"seed {seed}: {error}\nto see it again: python -m tests.simulation.seeds {seed}") from error
    finally:
        rows.dispose()
        shutil.rmtree(folder)
        _tidy(seed)
    return Run(seed, chance.digest, chance.steps, chance.seen, chance.lines or [])


async def _play(chance: Chance, rows: Rows, folder: Path, rest_s: float) -> None:
    (folder / "blobs").mkdir()
    world = World(chance, rows, folder)
    for account in world.accounts:
        for data in BLOBS:
            await world.blobs.put(account, data, "text/plain")
    watches = [loop().create_task(world.broker.group.watch()), loop().create_task(world.lines.watch())]
    with _points(world):
        try:
            world.begin()
            await world.suffer(chance.between(*SUFFERS_S), checks.rows)
            world.heal()
            await world.quiet(rest_s)
            if found := await checks.violations(world):
                raise AssertionError("; ".join(found))
            chance.saw("rest", *(claim.head.hash for claim in world.claims.values()))
        finally:
            for watch in watches:
                watch.cancel()
            world.close()


def _tidy(seed: int) -> None:
    """A world is one large cycle, which the collector is kept from while it turns."""
    if seed % TIDY_EVERY == 0:
        gc.collect()


@contextmanager
def _points(world: World) -> Iterator[None]:
    """The named steps of the product tell this world, instead of looking into the environment."""
    before: tuple[str, Any] = faults._named, faults._pass
    faults._named, faults._pass = "simulated", world.at_point  # type: ignore[assignment]
    try:
        yield
    finally:
        faults._named, faults._pass = before


@contextmanager
def _silence() -> Iterator[None]:
    """What a studio that suffers says of it is nobody's news here; and the collector, which would close the dead at its leisure, waits."""
    logging.disable(logging.CRITICAL)
    configured = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    gc.disable()
    freeze: Any = gc.freeze
    gc.freeze = lambda: None  # who restores a snapshot would keep this world for ever
    try:
        yield
    finally:
        gc.freeze = freeze
        gc.enable()
        structlog.configure(**configured)
        logging.disable(logging.NOTSET)


def main() -> None:
    """One seed is told line by line; of several (all from the first to the last, or with --only just those named) only how they ended."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seeds", type=int, nargs="+")
    parser.add_argument("--only", action="store_true")
    words = parser.parse_args()
    seeds = words.seeds if words.only else range(words.seeds[0], words.seeds[-1] + 1)
    seen: Counter[str] = Counter()
    for seed in seeds:
        done = run(seed, keep=len(seeds) == 1)
        seen += done.seen
        print(*done.lines, sep="\n", end="\n" if done.lines else "")
        print(f"seed {seed}: {done.steps} steps, {done.digest}", flush=True)
    print(", ".join(f"{what}: {count}" for what, count in sorted(seen.items())))


if __name__ == "__main__":
    main()
