"""Everything that a network, a broker and three writers may do to one partition, as choices: an abstract log that is played, not run.

A batch may land at once or later, once or twice, or never; its writer may hear of it, hear nothing, freeze (nobody chooses it for a while) or die.
Whoever gives the choices decides the history: a seeded random source plays deep ones, a counter plays all of the shallow ones.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from infra.event_log.claim import Claim, Head
from infra.event_log.port import Displaced, NewRecord, Record, UnknownOutcome
from schemas import codec
from schemas.events.system import Ticked
from tests.support.reference_writer import Commands, Outcome, Read, ReferenceWriter, Send, Step, Steps

Action = tuple[str, int]
"""What happens, and to which writer or batch."""
Choose = Callable[[Sequence[Action]], Action]
REIGNS_MAX = 3


class Wrong(Exception):
    """The history broke a rule; says which."""


@dataclass(slots=True, eq=False)
class Flight:
    """A batch between its writer and the log."""

    records: Sequence[NewRecord]
    at: int | None
    flying: bool = True
    answer: int | Displaced | UnknownOutcome | None = None
    confirmed: bool = False


@dataclass(slots=True, eq=False)
class Actor:
    """A writer: where it is in its reign, and the batch that it waits for."""

    writer: ReferenceWriter
    steps: Steps | None = None
    waits_for: Flight | None = None
    reply: Any = None
    reigns: int = 0


class Play:
    """One history. `conditional` is a log that refuses a displaced batch (SQLite); else it is written where it does not count (Kafka)."""

    def __init__(self, writers: Sequence[ReferenceWriter], choose: Choose, *, commands: int, conditional: bool, faults: int) -> None:
        self._choose, self._conditional, self._faults = choose, conditional, faults
        self.commands = [Record(offset, 0, "acc_1", b"", {}) for offset in range(commands)]
        self.log: list[Record] = []
        self.flights: list[Flight] = []
        self.actors = [Actor(writer) for writer in writers]
        self.history: list[Action] = []
        self.seen: Counter[str] = Counter()

    def run(self, steps: int) -> None:
        """So many choices; then the faults stop, and one more writer brings everything to its end."""
        for _ in range(steps):
            if not (actions := list(self._actions())):
                break
            self._act(self._choose(actions))
        for number, flight in enumerate(self.flights):  # what still flies lands late, or never
            if flight.flying:
                self._act(self._choose([("land", number), ("vanish", number)]))
        healer = Actor(ReferenceWriter("healer"))
        while (done := self._step(healer)) is not None:
            if done.flying:
                self._land(done)
        self.seen["passed over"] += sum(record.headers.get("at", "elected") != str(record.offset) for record in self.log if "at" in record.headers)

    def _actions(self) -> Iterator[Action]:
        for number, actor in enumerate(self.actors):
            if (actor.steps is not None or actor.reigns < REIGNS_MAX) and (actor.waits_for is None or actor.waits_for.answer is not None):
                yield "step", number
            if actor.steps is not None and self._faults:
                yield "die", number
        for number, flight in enumerate(self.flights):
            if flight.flying:
                yield "land", number
            if self._faults:
                if flight.answer is None or (not flight.confirmed and not isinstance(flight.answer, UnknownOutcome)):
                    yield "deafen", number
                if flight.flying:
                    yield "drop", number
                yield "again", number

    def _act(self, action: Action) -> None:
        what, number = action
        self.history.append(action)
        self.seen[what] += 1
        if what in ("die", "deafen", "drop", "again"):
            self._faults -= 1
        match what:
            case "step":
                self._step(self.actors[number])
            case "die":
                self.seen["died with a batch in flight"] += any(flight.flying for flight in self.flights)
                self.actors[number] = Actor(self.actors[number].writer, reigns=self.actors[number].reigns)
            case "land":
                self._land(self.flights[number])
            case "deafen":
                self.flights[number].answer = UnknownOutcome("no answer")
            case "drop":
                self.flights[number].flying, self.flights[number].answer = False, UnknownOutcome("dropped")
            case "again":
                self._land(replace(self.flights[number]))
            case _:
                assert what == "vanish"

    def _land(self, flight: Flight) -> None:
        """The log takes the batch, as it is, at its end."""
        base, flight.flying = len(self.log), False
        answer: int | Displaced = base
        if flight.at is not None and flight.at != base:
            self.seen["displaced"] += 1
            answer = Displaced(flight.at, base if self._conditional else base + len(flight.records))
        if isinstance(answer, int) or not self._conditional:
            self.log += [
                Record(offset, record.time or 0, record.key, record.value, record.headers) for offset, record in enumerate(flight.records, base)
            ]
        flight.answer = flight.answer or answer if isinstance(flight.answer, UnknownOutcome) else answer

    def _step(self, actor: Actor) -> Flight | None:
        """The writer goes on to its next question and has it answered; the batch that it waits for, None when its reign ended."""
        try:
            while isinstance(step := self._resume(actor), Send):
                actor.reply = Flight(step.records, step.at)
                self.flights.append(actor.reply)
        except StopIteration as end:
            self.seen[end.value] += 1
            actor.steps = None
            return None
        return self._answer(actor, step)

    def _resume(self, actor: Actor) -> Step:
        if actor.steps is None:
            actor.steps, actor.reply, actor.reigns = actor.writer.reign(), None, actor.reigns + 1
        flight, actor.waits_for = actor.waits_for, None
        if flight is None:
            return actor.steps.send(actor.reply)
        if isinstance(flight.answer, Exception):
            return actor.steps.throw(flight.answer)
        flight.confirmed = True
        return actor.steps.send(flight.answer)

    def _answer(self, actor: Actor, step: Step) -> Flight:
        match step:
            case Outcome():
                actor.waits_for = step.ticket
                return actor.waits_for
            case Read():
                actor.reply = self.log[step.offset : step.until]
            case Commands():
                actor.reply = self.commands[step.offset : step.offset + step.limit]
        return Flight([], None, flying=False)


def verify(play: Play) -> None:
    """Raises Wrong, or BrokenLink from the claim itself: what a reader believes is one history, whole, and the same from everywhere."""
    truth = believed(play.log, 0, Head())
    if [offset for offset, _ in truth] != [record.offset for record in play.log if record.headers.get("at") == str(record.offset)]:
        raise Wrong("a reader believes what does not lie where it says, or does not believe what does")
    decided = [play.log[offset].headers["command"] for offset, _ in truth]
    if decided != [f"{command.offset}:{index}:{1 + command.offset % 2}" for command in play.commands for index in range(1 + command.offset % 2)]:
        raise Wrong(f"the commands were decided so: {decided}")
    if [play.log[offset].value for offset, _ in truth] != [codec.encode(Ticked(due=total, more=False)) for total in range(len(truth))]:
        raise Wrong("an event was decided on a state that nobody else believes")
    for flight in play.flights:
        if flight.confirmed and flight.at is not None and flight.answer != flight.at:
            raise Wrong("a writer was told of a base offset that it did not claim")
        if flight.confirmed and flight.at is not None and play.log[flight.at].headers != flight.records[0].headers:
            raise Wrong("what was acknowledged is not there")
    for start in range(len(play.log) + 1):
        if believed(play.log[start:], start, Head(next_offset=start, hash=None)) != [event for event in truth if event[0] >= start]:
            raise Wrong(f"a reader that starts at {start} believes something else")


def believed(records: Sequence[Record], start: int, head: Head) -> list[tuple[int, str]]:
    """(offset, hash) of each event that a reader takes for true."""
    claim = Claim(0, head)
    found = [(record.offset, claim.check(record)) for record in records]
    return [(offset, hash) for offset, hash in found if hash is not None]


def random_choices(seed: int) -> Choose:
    """Each seed has its own taste: what is likely in one history hardly happens in the next."""
    source = random.Random(seed)
    taste = {(what, number % 3): source.choice((0.1, 1.0, 6.0)) for what in ("step", "land", "die", "deafen", "drop", "again") for number in range(3)}

    def choose(actions: Sequence[Action]) -> Action:
        return source.choices(actions, [taste.get((what, number % 3), 1.0) for what, number in actions])[0]

    return choose


class AllChoices:
    """Plays every history there is, one after another: each takes the choices of the one before, but for the last that can be moved on."""

    def __init__(self) -> None:
        self._path: list[int] = []
        self._widths: list[int] = []
        self._depth = 0

    def __call__(self, actions: Sequence[Action]) -> Action:
        if self._depth == len(self._path):
            self._path.append(0)
            self._widths.append(len(actions))
        assert self._widths[self._depth] == len(actions), "the play must depend on nothing but the choices"
        self._depth += 1
        return actions[self._path[self._depth - 1]]

    def next(self) -> bool:
        """Is there another one?"""
        while self._path and self._path[-1] + 1 == self._widths[-1]:
            self._path.pop()
            self._widths.pop()
        if self._path:
            self._path[-1] += 1
        self._depth = 0
        return bool(self._path)
