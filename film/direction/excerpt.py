"""Takes a scene apart into its shots, each with all that its pictures depend on and nothing else: what an edited line does not touch stays equal.

A shot has a clock of its own, whose zero follows from the shot's name: shots move against each other when a line gets longer, and no picture
may show that. Times go through whole frames, because a frame begins at 41.67 ms and the milliseconds between two shots depend on where they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from film.direction.layout import TAIL_MS, frame_ms
from film.model import Beat, Emotion, Gesture, Happening, Scene, Scenery, SceneTimeline, Shot, ShotExcerpt, ShotKind, Speech, TimedShot
from film.script.ids import digest

EDGE_MS = 1000  # longer than any dip to black, shorter than any shot: the edge of a scene is seen in its first and last shot only

_CLOCKS, _CLOCK_STEP_MS = 400, 125  # where clocks begin: within 50 s, three frames apart
_PAST_MS = 10_000  # nothing that began and ended so long ago still moves
_DYING_AWAY_MS = 2000


def scenery(scene: Scene, shots: Sequence[Shot]) -> Scenery:
    """What all of these shots of the scene are filmed with."""
    return Scenery(
        scene=scene.id, culture=scene.culture, hour=scene.hour, mood=scene.mood, event=scene.event, crowd=scene.crowd, unlit=scene.unlit,
        characters=scene.characters, homes=_homes(shots), marks=_marks(shots),
    )  # fmt: skip


def excerpt(scene: Scene, timeline: SceneTimeline, speeches: Mapping[str, Speech], number: int, fps: int) -> ShotExcerpt:
    """Shot `number`, from 1, of a scene that was laid out at `fps`. `speeches`, with mouths, by their beats."""
    whole = _Whole(scene, timeline, speeches, fps)
    shot = whole.shot(number - 1)
    if number == 1 or shot.timed.shot.transition != "dissolve":
        return shot
    return replace(shot, before=whole.shot(number - 2))


def happening(beat: Beat, start_ms: int, end_ms: int, speech: Speech | None = None) -> Happening:
    return Happening(
        start_ms=start_ms, end_ms=end_ms, speaker=beat.speaker, subjects=beat.subjects, emotion=beat.emotion, gesture=beat.gesture,
        mouth=speech.mouth if speech else (), mouth_ms=speech.length_ms if speech else 0,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Whole:
    scene: Scene
    timeline: SceneTimeline
    speeches: Mapping[str, Speech]
    fps: int

    def shot(self, index: int) -> ShotExcerpt:
        timed = self.timeline.shots[index]
        start = int(digest("clock", timed.shot.id), 16) % _CLOCKS * _CLOCK_STEP_MS
        length = self._between(timed.start_ms, timed.end_ms)
        is_opening = self.timeline.shots[0].shot.transition == "dip"
        return ShotExcerpt(
            timed=TimedShot(shot=replace(timed.shot, beats=()), start_ms=start, end_ms=start + length),
            happenings=(*self._past(index, start), *self._present(index, start)),
            runs_before_ms=min(EDGE_MS, self._between(0, timed.start_ms)) if is_opening else EDGE_MS,
            runs_after_ms=min(EDGE_MS, self._between(timed.end_ms, self.timeline.length_ms)),
        )

    def _present(self, index: int, start: int) -> list[Happening]:
        """What is heard or seen in the shot; it may have begun before. What comes after the shot begins too late to be seen coming (LEAD_MS)."""
        timed, beats = self.timeline.shots[index], self._beats()
        begun = self._begun(index)
        zero = start - self._between(begun, timed.start_ms) - begun
        return [
            happening(beats[one.beat], zero + one.start_ms, zero + one.end_ms, self.speeches.get(one.beat))
            for one in self.timeline.beats
            if one.start_ms < timed.end_ms and one.end_ms > timed.start_ms
        ]

    def _past(self, index: int, start: int) -> list[Happening]:
        """What was over when the shot began: only its order counts, and that the last of it may still be dying away, as it does after every cut."""
        beats = self._beats()
        over = [one for one in self.timeline.beats if one.end_ms <= self.timeline.shots[index].start_ms]
        long_ago = start - _PAST_MS
        past = [replace(happening(beats[one.beat], long_ago, long_ago), gesture=Gesture.REST) for one in over]
        if past and index > 0 and over[-1].beat in self.timeline.shots[index - 1].shot.beats[-1:]:
            past[-1] = happening(beats[over[-1].beat], start - TAIL_MS - _DYING_AWAY_MS, start - TAIL_MS)
        return _lasting(past, _homes(timed.shot for timed in self.timeline.shots))

    def _begun(self, index: int) -> int:
        """Where the first of those shots begins that share their beats with this one, each with the next: their times hang together."""
        shots = self.timeline.shots
        while index > 0 and set(shots[index].shot.beats[:1]) & set(shots[index - 1].shot.beats):
            index -= 1
        return shots[index].start_ms

    def _beats(self) -> Mapping[str, Beat]:
        return {beat.id: beat for beat in self.scene.beats}

    def _between(self, start_ms: int, end_ms: int) -> int:
        """Milliseconds between two frame boundaries, the same wherever they are."""
        return frame_ms(round(end_ms * self.fps / 1000) - round(start_ms * self.fps / 1000), self.fps)


def _lasting(past: Sequence[Happening], homes: Mapping[str, float]) -> list[Happening]:
    """The end of the past from which everybody's feeling and whom they look at follow: a strong line moves all who hear it."""
    felt, seen = False, set[str]()
    for place in range(len(past) - 1, -1, -1):
        one = past[place]
        felt |= bool(one.speaker) and one.emotion is not Emotion.NEUTRAL
        seen |= {one.speaker} if one.speaker else set(one.subjects) & set(homes)
        if felt and len(seen) > 1:
            return list(past[place:])
    return list(past)


def _homes(shots: Iterable[Shot]) -> dict[str, float]:
    """World x of everybody in the scene, from the shot that shows most of them together."""
    homes: dict[str, float] = {}
    for shot in sorted(shots, key=lambda shot: -len(shot.placings)):
        for placing in shot.placings:
            homes.setdefault(placing.character, placing.x)
    return homes


def _marks(shots: Iterable[Shot]) -> tuple[float, ...]:
    return tuple(sorted({one.x for shot in shots if shot.kind is ShotKind.WIDE for one in shot.placings}))
