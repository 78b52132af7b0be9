"""`make chaos`: runs, prints what was done and seen, writes build/chaos.json; 0: all held, 1: something did not, 3: the run says nothing."""

from __future__ import annotations

import argparse
import json
import logging
import secrets
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

import uvloop

from chaos.figures import figures, pace
from chaos.run import Ran, broken, run, void
from chaos.sizes import SIZES

BROKEN, VOID = 1, 3
SHOWN = 20


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m chaos", description=__doc__)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6), help="what is drawn from it: who is killed when, and what is asked")
    parser.add_argument("--size", choices=SIZES, default="chaos")
    parser.add_argument("--minutes", type=float, help="a shorter run: what it then lacks makes it void, and it says so. So does Ctrl-C")
    parser.add_argument("--into", type=Path, default=Path(__file__).parent.parent / "build", help="where the figures and the history go")
    given = parser.parse_args(arguments)
    size = SIZES[given.size] if given.minutes is None else replace(SIZES[given.size], limit_s=60 * given.minutes)
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # that a broker is away is no news here
    print(f"seed {given.seed} (again: python -m chaos --size {given.size} --seed {given.seed})", flush=True)
    given.into.mkdir(exist_ok=True)
    ran = uvloop.run(run(given.seed, size, given.into / f"{given.size}-{given.seed}.jsonl"))
    return told(ran, given.into / f"{given.size}.json")


def told(ran: Ran, path: Path) -> int:
    every = figures(ran)
    path.write_text(json.dumps([asdict(one) | {"ok": one.ok} for one in every], indent=1) + "\n")
    for one in every:
        goal = "" if one.goal is None else f"{'>=' if one.more_is_better else '<='} {one.goal:,g}"
        print(f"{one.name:32} {one.value:>12,.6g} {one.unit:10} {goal:>10} {'' if one.goal is None else 'yes' if one.ok else 'NO'}")
    for name, ends in ran.ends.items():
        for words in ends:
            print(f"{name} ended by itself: {words}")
    wrong, missing = broken(ran), void(ran)
    for what, found in wrong.items():
        for words in found[:SHOWN]:
            print(f"{what.upper()}: {words}")
        if len(found) > SHOWN:
            print(f"{what.upper()}: and {len(found) - SHOWN} more")
    for words in missing:
        print(f"VOID: {words}")
    print(pace(ran))
    if not wrong and not missing:
        kills = ran.saboteur.kills
        print(f"Everything held. No failure in {kills} kills bounds the rate of failures at {3 / kills:.2%} a kill, with 95 % confidence.")
    return BROKEN if wrong else VOID if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
