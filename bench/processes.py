"""Processes that live on beside us, by what they are, and the CPU seconds that they take; from /proc, so on Linux alone."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

TICKS_PER_S = os.sysconf("SC_CLK_TCK")


@contextmanager
def spending(roots: Mapping[str, int]) -> Iterator[dict[str, float]]:
    """CPU seconds of the block, of each root (a name, a process id) and of all that came from it; they are there when it has ended.

    A child that is `python -m MODULE` is counted under that name instead.
    """
    spent: dict[str, float] = {}
    before = _spent(roots)
    yield spent
    spent.update({name: seconds - before.get(name, 0.0) for name, seconds in _spent(roots).items()})


def children(parent: int) -> dict[str, int]:
    """Process ids of the children that are `python -m MODULE`, by module."""
    found = {_module(pid): pid for pid, (above, _) in _alive().items() if above == parent}
    return {module: pid for module, pid in found.items() if module is not None}


def _spent(roots: Mapping[str, int]) -> dict[str, float]:
    alive, names = _alive(), {pid: name for name, pid in roots.items()}
    spent = dict.fromkeys(roots, 0.0)
    for pid, (_, seconds) in alive.items():
        if (name := _name(pid, alive, names)) is not None:
            spent[name] = spent.get(name, 0.0) + seconds
    return spent


def _alive() -> dict[int, tuple[int, float]]:
    """Of each process its parent, and what it and those of its children that have ended took."""
    found = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                words = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:  # it has just ended
                continue
            found[int(folder.name)] = int(words[1]), sum(map(int, words[11:15])) / TICKS_PER_S
    return found


def _name(pid: int, alive: Mapping[int, tuple[int, float]], roots: Mapping[int, str]) -> str | None:
    """The nearest that has one, from here up to a root; None: it is none of them."""
    nearest = None
    while pid in alive:
        if (root := roots.get(pid)) is not None:
            return nearest or root
        nearest = nearest or _module(pid)
        pid = alive[pid][0]
    return None


def _module(pid: int) -> str | None:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")
    except OSError:
        return None
    return words[2] if words[1:2] == ["-m"] else None
