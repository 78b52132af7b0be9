"""When everything happens in a scene: from the lengths of its voices to shots that meet on frame boundaries. Knows times, not pictures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from film.model import Beat, BeatKind, Gesture, Scene, ScenePlan, SceneTimeline, Shot, ShotKind, TimedBeat, TimedShot
from film.script.tokens import word_count

# Milliseconds.
OPENING_MS, CLOSING_MS = 600, 1000  # a scene's first and last breath
LEAD_MS, TAIL_MS = 180, 240  # around a cut: together the pause between two lines
GAP_MS, SAME_SPEAKER_GAP_MS, CHANGE_GAP_MS = 420, 350, 600  # between two beats in one shot
ESTABLISHING_MS, TITLE_MS, REACTION_MS, HOLD_MS, SHOT_MIN_MS = 2200, 3200, 1250, 2200, 1100
READ_MIN_MS, READ_MAX_MS, READ_FIRST_MS, READ_WORD_MS = 1800, 3500, 700, 160
WALK_MS = 2800
_REACTION_FROM = 0.58  # of a long line, the part after which the listener is seen


def frame_ms(frame: int, fps: int) -> int:
    """The time of a frame in whole milliseconds; `round(ms * fps / 1000)` gives the frame back, for up to 500 fps."""
    return round(frame * 1000 / fps)


def lay_out(scene: Scene, plan: ScenePlan, speech_ms: Mapping[str, int], fps: int) -> SceneTimeline:
    """The scene in time. `speech_ms`: the length of each spoken beat by its id; a beat without one is silent and gets time to be seen.

    Shots follow each other without gap or overlap, on frame boundaries; beats are heard in order and never together.
    Raises ValueError when a line of dialogue or narration has no length.
    """
    missing = [beat.id for beat in scene.beats if beat.kind is not BeatKind.ACTION and beat.id not in speech_ms]
    if missing:
        raise ValueError(f"Scene {scene.id}: no speech for {', '.join(missing)}.")
    return _Clock(scene, plan.shots, speech_ms, fps).timeline()


@dataclass(slots=True)
class _Clock:
    scene: Scene
    shots: Sequence[Shot]
    speech_ms: Mapping[str, int]
    fps: int
    _now: int = 0
    _begun: int = 0  # where the last shot began that does not go on with the beat of the one before it
    _heard: dict[str, TimedBeat] = field(default_factory=dict)

    def timeline(self) -> SceneTimeline:
        shots = tuple(self._shot(place, shot) for place, shot in enumerate(self.shots))
        return SceneTimeline(scene=self.scene.id, shots=shots, beats=tuple(self._heard.values()), length_ms=self._now)

    def _shot(self, place: int, shot: Shot) -> TimedShot:
        start = self._now
        if not (shot.beats and shot.beats[0] in self._heard):
            self._begun = start
        end = self._end(place, shot)
        minimum = start + (TITLE_MS if shot.title else ESTABLISHING_MS if shot.kind is ShotKind.ESTABLISHING else SHOT_MIN_MS)
        self._now = self._boundary(max(end, minimum))
        return TimedShot(shot=shot, start_ms=start, end_ms=self._now)

    def _end(self, place: int, shot: Shot) -> int:
        last = place == len(self.shots) - 1
        if not shot.beats:
            pause = {ShotKind.REACTION: REACTION_MS, ShotKind.ESTABLISHING: ESTABLISHING_MS}.get(shot.kind, HOLD_MS)
            return self._now + pause
        for beat in self._beats(shot):
            if beat.id not in self._heard:
                self._hear(place, shot, beat)
        final = self._heard[shot.beats[-1]]
        if not last and shot.beats[-1] in self.shots[place + 1].beats:
            return self._shared(place, final)
        return final.end_ms + (CLOSING_MS if last else TAIL_MS)

    def _hear(self, place: int, shot: Shot, beat: Beat) -> None:
        before = self._heard.get(_previous(shot.beats, beat.id))
        if before is None:
            start = self._now + (OPENING_MS if place == 0 else LEAD_MS)
        else:
            start = before.end_ms + self._gap(before.beat, beat)
        self._heard[beat.id] = TimedBeat(beat=beat.id, start_ms=start, end_ms=start + self._length(shot, beat))

    def _gap(self, before: str, beat: Beat) -> int:
        previous = next(one for one in self.scene.beats if one.id == before)
        if previous.speaker == beat.speaker:
            return SAME_SPEAKER_GAP_MS
        return CHANGE_GAP_MS if previous.emotion is not beat.emotion else GAP_MS

    def _length(self, shot: Shot, beat: Beat) -> int:
        spoken = self.speech_ms.get(beat.id, 0) if beat.kind is not BeatKind.ACTION else 0
        walks = any(placing.gesture is Gesture.WALK for placing in shot.placings)
        seen = WALK_MS if walks else 0
        return max(spoken, seen) if spoken else max(seen, min(READ_MAX_MS, max(READ_MIN_MS, READ_FIRST_MS + word_count(beat.text) * READ_WORD_MS)))

    def _shared(self, place: int, beat: TimedBeat) -> int:
        """The cut inside a beat that several shots in a row cover."""
        sharers = [shot.id for shot in self.shots if beat.beat in shot.beats]
        share = (sharers.index(self.shots[place].id) + 1) / len(sharers)
        return beat.start_ms + round((beat.end_ms - beat.start_ms) * (_REACTION_FROM if len(sharers) == 2 else share))

    def _beats(self, shot: Shot) -> Iterator[Beat]:
        by_id = {beat.id: beat for beat in self.scene.beats}
        return (by_id[id] for id in shot.beats)

    def _boundary(self, ms: int) -> int:
        """Frames are counted from where the line began, so that a shot has as many of them wherever it stands in the scene."""
        return frame_ms(round(self._begun * self.fps / 1000) + round((ms - self._begun) * self.fps / 1000), self.fps)


def _previous(ids: Sequence[str], id: str) -> str:
    place = ids.index(id)
    return ids[place - 1] if place else ""
