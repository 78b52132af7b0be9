"""All that is left to chance in a run, drawn from one seed; and what happened, line by line, as a hash that two runs can compare."""

from __future__ import annotations

import hashlib
import random
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields

from tests.simulation.machine import loop


@dataclass(slots=True, kw_only=True)
class Faults:
    """How probable each kind is, where it can happen; 0: it does not. Those that the world plays are per second, the others per try."""

    append_refused: float = field(default=0.0, metadata={"most": 0.05})
    append_lost: float = field(default=0.0, metadata={"most": 0.05})  # on the way, and nobody is told
    append_late: float = field(default=0.0, metadata={"most": 0.05})  # lands after everybody has given it up
    append_unanswered: float = field(default=0.0, metadata={"most": 0.08})
    append_twice: float = field(default=0.0, metadata={"most": 0.05})
    read_refused: float = field(default=0.0, metadata={"most": 0.03})
    tail_broken: float = field(default=0.0, metadata={"most": 0.05})
    message_lost: float = field(default=0.0, metadata={"most": 0.03})
    message_twice: float = field(default=0.0, metadata={"most": 0.1})
    message_again: float = field(default=0.0, metadata={"most": 0.1})  # handled, and not acknowledged
    stream_refused: float = field(default=0.0, metadata={"most": 0.05})
    rows_slow: float = field(default=0.0, metadata={"most": 0.3})
    dies_at_a_point: float = field(default=0.0, metadata={"most": 0.006})
    sleeps_at_a_point: float = field(default=0.0, metadata={"most": 0.01})
    render_breaks: float = field(default=0.0, metadata={"most": 0.1})
    killed: float = field(default=0.0, metadata={"most": 0.15})
    left: float = field(default=0.0, metadata={"most": 0.1})  # in order, as SIGTERM asks
    frozen: float = field(default=0.0, metadata={"most": 0.15})
    moved: float = field(default=0.0, metadata={"most": 0.15})  # a partition, to another decider
    shared: float = field(default=0.0, metadata={"most": 0.15})  # a partition: two deciders are told that it is theirs
    cut_off: float = field(default=0.0, metadata={"most": 0.1})  # a process, from the log
    clock_jumps: float = field(default=0.0, metadata={"most": 0.1})  # of a broker
    snapshot_spoilt: float = field(default=0.0, metadata={"most": 0.1})
    rebuilt: float = field(default=0.0, metadata={"most": 0.03})  # a projection, beside the live one
    garbage: float = field(default=0.0, metadata={"most": 0.03})  # among the commands

    @classmethod
    def mix(cls, draw: random.Random) -> Faults:
        """A swarm: each kind is on in about every second run, and as strong as chance will have it (Groce et al., "Swarm Testing", ISSTA 2012)."""
        return cls(**{one.name: one.metadata["most"] * draw.uniform(0.2, 1.0) for one in fields(cls) if draw.random() < 0.5})

    def stop(self) -> None:
        for one in fields(self):
            setattr(self, one.name, 0.0)


class Chance:
    """`lines` is kept only for who wants to read what happened."""

    def __init__(self, seed: int, *, faults: Faults | None = None, keep: bool = False) -> None:
        self.seed, self.draw = seed, random.Random(seed)
        self.faults = faults or Faults.mix(self.draw)
        self.seen: Counter[str] = Counter()
        self.lines: list[str] | None = [] if keep else None
        self.steps = 0
        self.over = False
        self._hash = hashlib.sha256()

    def happens(self, fault: str) -> bool:
        """Draws only where the fault is on, which is as good: a run is one seed and one mix."""
        probability: float = getattr(self.faults, fault)
        if probability and self.draw.random() < probability:
            self.seen[fault] += 1
            return True
        return False

    def between(self, low: float, high: float) -> float:
        return self.draw.uniform(low, high)

    def saw(self, what: str, *about: object) -> None:
        """A step of the run. What is seen when it is over, as everybody goes home in whatever order, is no part of it."""
        if self.over:
            return
        self.steps += 1
        line = f"{loop().time():.6f} {what} {' '.join(map(str, about))}"
        self._hash.update(line.encode())
        if self.lines is not None:
            self.lines.append(line)

    @property
    def digest(self) -> str:
        return self._hash.hexdigest()


@contextmanager
def drawn_from(seed: int) -> Iterator[None]:
    """The ids and the random waits of the product come from the seed too."""
    ids, before, made = random.Random(f"ids of {seed}"), random.getstate(), uuid.uuid4
    random.seed(f"waits of {seed}")
    fresh: Callable[[], uuid.UUID] = lambda: uuid.UUID(int=ids.getrandbits(128), version=4)  # noqa: E731
    uuid.uuid4 = fresh
    try:
        yield
    finally:
        uuid.uuid4 = made
        random.setstate(before)
