"""Who stands where in a scene: every character keeps one mark and so one side, and two who talk face each other."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from film.direction.geometry import CENTRE_X
from film.model import Age, Beat, BeatKind, Character, Gesture, Placing, Scene

VISIBLE_MAX = 6
_DEPTHS = (806.0, 812.0, 790.0, 784.0, 770.0, 766.0)  # of the marks in order of appearance: who matters stands in front
_GAPS = {1: 0.0, 2: 270.0, 3: 236.0, 4: 214.0, 5: 194.0, 6: 178.0}
_CHILD_FORWARD = 14.0
_ALONE_X = 792.0
_FACE = 0.55  # three-quarter: both see each other and the viewer sees both
# "Mira walks in with Tom": both do; "Mira walks up to Tom": he was there.
_TOGETHER = re.compile(r"\b(?:and|with|together|both)\b|साथ|और|உடன்|இருவரும்|కలిసి|ఇద్దరూ|మరియు|மற்றும்", re.IGNORECASE)
_FROM_THE_START = 2  # beats
_AWAY = 130.0  # beyond the edge of the picture, where an entry begins


def stagings(scene: Scene, characters: Mapping[str, Character]) -> tuple[Staging, ...]:
    """For each beat of the scene who is on the stage and where; beats of one company share theirs.

    With more people than can be seen at a time, one company follows the other, whoever a beat is about among them. A company follows from its own
    beats and those before it, so that a late line restages no early shot.
    """
    companies = [(0, scene.characters)] if len(scene.characters) <= VISIBLE_MAX else _companies(scene.beats)
    ends = [*(begin for begin, _ in companies[1:]), len(scene.beats)]
    return tuple(one for (begin, company), end in zip(companies, ends, strict=True) for one in [Staging(scene, characters, company)] * (end - begin))


class Staging:
    """The marks of one company, six people at most, in a scene."""

    def __init__(self, scene: Scene, characters: Mapping[str, Character], company: Collection[str]) -> None:
        self.scene = scene
        self.people = {id: characters[id] for id in scene.characters}
        self.visible = tuple(id for id in scene.characters if id in company)
        self._marks = _marks(scene.characters, self.visible, self.people)
        self._arrivals = _arrivals(scene, self.visible)
        self._since = {id: _since(scene, id, id in self._arrivals) for id in self.visible}

    def mark(self, id: str) -> tuple[float, float]:
        return self._marks[id]

    def is_arrival(self, beat: Beat) -> bool:
        return any(at == beat.id for at in self._arrivals.values())

    def arriving(self, beat: Beat) -> tuple[str, ...]:
        return tuple(id for id, at in self._arrivals.items() if at == beat.id)

    def present(self, index: int) -> tuple[str, ...]:
        """Who is on the stage when the beat with this index begins, left to right; those who arrive in it count."""
        here = [id for id in self.visible if self._since.get(id, 0) <= index]
        return tuple(sorted(here, key=lambda one: self._marks[one][0]))

    def partner(self, index: int) -> str:
        """Whom the beat's speaker talks to: whom the line calls, who spoke last, who answers, else who stands nearest; "" when alone."""
        beats, speaker = self.scene.beats, self.scene.beats[index].speaker
        here = set(self.present(index)) - {speaker}
        before = (beat.speaker for beat in reversed(beats[:index]))
        after = (beat.speaker for beat in beats[index + 1 :])
        for other in (beats[index].listener, *before, *after):
            if other in here:
                return other
        return min(here, key=lambda one: (abs(self._marks[one][0] - self._marks.get(speaker, (CENTRE_X, 0))[0]), one), default="")

    def facing(self, id: str, towards: str = "") -> float:
        """Towards somebody by their marks; without anybody, towards the middle of the stage."""
        x = self._marks[id][0]
        target = self._marks[towards][0] if towards and towards != id else CENTRE_X
        return _FACE if target >= x else -_FACE

    def group(self, ids: Iterable[str], focus: str = "", gestures: Mapping[str, Gesture] | None = None) -> tuple[Placing, ...]:
        """People on their marks, all looking at `focus`, who looks at whoever stands nearest."""
        shown = sorted(ids, key=lambda one: self._marks[one][0])
        acts = gestures or {}
        return tuple(
            Placing(
                character=id,
                x=self._marks[id][0],
                y=self._marks[id][1],
                facing=self.facing(id, focus if id != focus else self._nearest(id, shown)),
                gesture=acts.get(id, Gesture.REST),
            )
            for id in shown
        )

    def entry_x(self, arriving: Sequence[str], left: float, right: float) -> float:
        """Where a walk begins: outside the picture, on the side of the mark of who arrives first; those who come together come one way."""
        return left - _AWAY if self._marks[arriving[0]][0] <= CENTRE_X else right + _AWAY

    def _nearest(self, id: str, shown: Sequence[str]) -> str:
        return min((other for other in shown if other != id), key=lambda other: (abs(self._marks[other][0] - self._marks[id][0]), other), default="")


def _companies(beats: Sequence[Beat]) -> list[tuple[int, Collection[str]]]:
    """The first beat of each company with its people. Who is needed no more stays until somebody else needs the room."""
    found: list[tuple[int, Collection[str]]] = []
    begin, needed = 0, dict[str, None]()
    for index, beat in enumerate(beats):
        wanted = dict.fromkeys(_concerned(beat))
        if len(needed | wanted) > VISIBLE_MAX:
            found.append((begin, _filled(needed, beats[:begin])))
            begin, needed = index, {}
        needed |= wanted
    return [*found, (begin, _filled(needed, beats[:begin]))]


def _filled(needed: Iterable[str], before: Sequence[Beat]) -> tuple[str, ...]:
    recent = (id for beat in reversed(before) for id in _concerned(beat))
    return tuple(dict.fromkeys((*needed, *recent)))[:VISIBLE_MAX]


def _concerned(beat: Beat) -> tuple[str, ...]:
    """Whom a beat is about, who speaks first, as many as can be seen."""
    return tuple(dict.fromkeys(id for id in (beat.speaker, *beat.subjects, beat.listener) if id))[:VISIBLE_MAX]


def _marks(everybody: Sequence[str], visible: Sequence[str], people: Mapping[str, Character]) -> dict[str, tuple[float, float]]:
    """The first two to appear have the middle, left and right; the next stand outside of them: 5 3 1 2 4 6. Who is not visible leaves no gap."""
    order = [id for id in (*reversed(everybody[0::2]), *everybody[1::2]) if id in visible]
    gap = _GAPS[len(visible)] if visible else 0.0
    middle = CENTRE_X if len(visible) > 1 else _ALONE_X
    marks = {}
    for place, id in enumerate(order):
        depth = _DEPTHS[visible.index(id)] + (_CHILD_FORWARD if people[id].age is Age.CHILD else 0.0)
        marks[id] = (round(middle + (place - (len(order) - 1) / 2) * gap, 2), depth)
    return marks


def _since(scene: Scene, id: str, arrives: bool) -> int:
    """From which beat on somebody is there: who has to do with the first beats was there before them, who comes up later was not.

    Of more people than can be seen, those of a company are there as long as it is, unless they walk in.
    """
    first = next(index for index, beat in enumerate(scene.beats) if id in (*beat.subjects, beat.speaker, beat.listener))
    later = first > _FROM_THE_START and len(scene.characters) <= VISIBLE_MAX
    return first if arrives or later else 0


def _walks(id: str, beat: Beat) -> bool:
    return beat.subjects[0] == id or _TOGETHER.search(beat.text) is not None


def _arrivals(scene: Scene, visible: Sequence[str]) -> dict[str, str]:
    """Character -> the beat in which they walk in: the first that has anything to do with them, if it is a walk."""
    found: dict[str, str] = {}
    for id in visible:
        first = next((beat for beat in scene.beats if id in beat.subjects or beat.speaker == id), None)
        if first and first.gesture is Gesture.WALK and first.kind is not BeatKind.DIALOGUE and _walks(id, first):
            found[id] = first.id
    return found
