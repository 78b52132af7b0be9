"""`make bench`: runs every section, or those that are asked for, in a process of its own; prints a table and writes build/bench.json.

.venv/bin/python -m bench [NAME ...] [--json]        for example: python -m bench film decider

A NAME is a section (the modules below) or the beginning of a figure's name. build/bench.json keeps the newest value of every figure.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from itertools import chain
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.figures import BUILD, Figure, load, measured, taken_over

SECTIONS = {
    "event_log": ("fsync_", "append_", "log_", "tail_", "contended_"),
    "deciding": ("decider_", "hot_account_"),
    "requests": ("http_command_", "position_wait_"),
    "rebuilding": ("rebuild_",),
    "verifying": ("verify_",),
    "restarting": ("restart_", "snapshot_"),
    "scale": ("scale_",),
    "on_kafka": ("kafka_outcome_", "kafka_cmds_", "kafka_hot_"),
    "requests_on_kafka": ("kafka_http_", "kafka_position_", "projection_lag_"),
    "rebuilding_on_kafka": ("kafka_rebuild_",),
    "takeover": ("takeover_",),
    "copying": ("copy_",),
    "fairness": ("fairness_",),
    "film": ("film_wall_", "film_cpu_", "film_peak_", "film_rerun_", "film_edit_"),
    "composing": ("film_vs_moviepy",),
    "eventsourcing": ("vs_eventsourcing_",),
}
"""Each module, and how the names of its figures begin."""
TOLD = BUILD / "bench.json"
Row = dict[str, Any]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON instead of a table")
    asked = parser.parse_args()
    sections = chosen(asked.names)
    if not sections:
        parser.error(f"no figure is named so; the sections are {', '.join(SECTIONS)}")
    BUILD.mkdir(exist_ok=True)
    found: dict[str, list[Row]] = {}
    for section in sections:
        print(f"{section} ...", file=sys.stderr, flush=True)
        found[section] = run(section)
        keep(found[section])
    rows, failed = list(chain.from_iterable(found.values())), [section for section in sections if not found[section]]
    print(json.dumps(rows, indent=1)) if asked.json else Console(width=None if sys.stdout.isatty() else 120).print(table(list(found.values())))
    if failed:
        print(f"Not measured: {', '.join(failed)}; what went wrong stands above.", file=sys.stderr)
    return 1 if failed else 0


def chosen(names: Sequence[str]) -> list[str]:
    """All sections without names; else those that are named, or give a figure whose name begins so."""

    def gives(section: str, name: str) -> bool:
        return section.startswith(name) or any(figure.startswith(name) or name.startswith(figure) for figure in SECTIONS[section])

    return [section for section in SECTIONS if not names or any(gives(section, name) for name in names)]


def run(section: str) -> list[Row]:
    """Its figures, with what the measuring itself took and the load before it; none when it failed, which it tells on stderr."""
    before = load()
    with measured() as spent:
        done = subprocess.run([sys.executable, "-m", f"bench.{section}"], stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        return []
    return [_row(figure, round(before, 2), round(spent.wall, 1), round(spent.cpu, 1)) for figure in taken_over(done.stdout)]


def _row(figure: Figure, before: float, wall: float, cpu: float) -> Row:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return {**asdict(figure), "ok": figure.ok, "load": before, "wall_s": wall, "cpu_s": cpu, "measured_at": now}


def keep(rows: Sequence[Row]) -> None:
    """In build/bench.json; a figure that was not measured now stays as it was."""
    old = {row["name"]: row for row in json.loads(TOLD.read_text())} if TOLD.exists() else {}
    TOLD.write_text(json.dumps(list({**old, **{row["name"]: row for row in rows}}.values()), indent=1) + "\n")


def table(sections: Sequence[Sequence[Row]]) -> Table:
    shown = Table(caption="load: of the minute before; wall and CPU: seconds that measuring all of these took, children included")
    for column in ("name", "value", "unit", "goal", "ok", "load", "wall s", "CPU s"):
        shown.add_column(column, justify="left" if column in ("name", "unit", "ok") else "right", no_wrap=True)
    for rows in sections:
        for place, row in enumerate(rows):
            took = (f"{row['load']:.1f}", f"{row['wall_s']:.1f}", f"{row['cpu_s']:.1f}") if place == 0 else ()
            goal = "" if row["goal"] is None else f"{'≥' if row['more_is_better'] else '≤'} {row['goal']:,g}"
            ok = "" if row["goal"] is None else "[green]yes[/]" if row["ok"] else "[bold red]no[/]"
            value = f"{row['value']:,.0f}" if abs(row["value"]) >= 1000 else f"{row['value']:,.3g}"
            shown.add_row(row["name"], value, row["unit"], goal, ok, *took)
        shown.add_section()
    return shown


if __name__ == "__main__":
    sys.exit(main())
