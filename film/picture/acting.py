"""What every person does at every moment of a shot: where they stand, where they look, what face and mouth they make. Pure; it draws nothing.

People look at who speaks, a little late, eyes before head; they blink at times of their own and when something begins; who listens
shows what the words do to them. All of it follows from what happens when and from names, never from what was drawn before.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from film.direction.geometry import scale_at
from film.model import Emotion, Gesture, Happening, Mood, Mouth, Placing, TimedShot
from film.picture.easing import between, chance, smooth
from film.picture.people.look import Look
from film.picture.people.pose import Pose
from film.picture.people.walk import step_length

_TURN_MAX = 0.95  # of the body: beyond it the far eye is lost
_STEPS_A_SECOND, _HURRY = 1.75, 2.3
_SLOWING = 0.9  # steps over which a walker comes to rest
_PASSING = 0.58  # phase of the walk at which both feet are under the body
_ARRIVES, _GESTURE_MS = 0.4, 520.0  # the phase at which the limbs have arrived (film/picture/people), and the time they take
_REACTS_AFTER_MS, _HEAD_LAG_MS, _EYES_LAG_MS = 550.0, 420.0, 140.0
_BLINK_MS, _BLINK_EVERY_MS = 210.0, 3300.0
_MOUTH_BLEND_MS = 45.0
_LASTING = (Gesture.SIT, Gesture.EMBRACE, Gesture.WEEP)  # once begun they stay until the cut

_REACTIONS: Mapping[Emotion, Emotion] = MappingProxyType(
    {
        Emotion.JOYFUL: Emotion.JOYFUL,
        Emotion.SAD: Emotion.SAD,
        Emotion.ANGRY: Emotion.AFRAID,
        Emotion.TENDER: Emotion.TENDER,
        Emotion.AFRAID: Emotion.AFRAID,
    }
)
_WARM = (Emotion.JOYFUL, Emotion.TENDER)
_MOODS: Mapping[Mood, Emotion] = MappingProxyType({Mood.FESTIVE: Emotion.JOYFUL, Mood.TENDER: Emotion.TENDER, Mood.SORROW: Emotion.SAD})


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """A person at one moment: feet at world (x, y), and the pose."""

    character: str
    x: float
    y: float
    pose: Pose
    lively: bool  # the body moves so much that every frame must show it; the others are drawn every second frame, or when the mouth moves


class Acting:
    """People through the time in which something happens; all times are milliseconds of one clock."""

    def __init__(
        self, happenings: Sequence[Happening], homes: Mapping[str, float], mood: Mood, looks: Mapping[str, Look], *, light_from: int
    ) -> None:
        """`homes`: world x of where people mostly stand; who has none is looked at by nobody."""
        self._happenings = tuple(sorted(happenings, key=lambda one: (one.start_ms, one.end_ms)))
        self._starts = [one.start_ms for one in self._happenings]
        self._homes, self._looks, self._light = homes, looks, float(light_from)
        self._resting = mood_face(mood)

    def act(self, timed: TimedShot, placing: Placing, ms: float) -> Act:
        """What this person of this shot does at `ms`, which may lie outside of the shot: a dissolve shows shots beyond their ends."""
        who = placing.character
        gesture, phase, moving = self._gesture(timed, placing, self._own(who, ms), ms)
        x, turn = placing.x, max(-_TURN_MAX, min(_TURN_MAX, placing.facing))
        if placing.gesture is Gesture.WALK and placing.enters_from is not None:
            x, turn, gesture, phase, moving = self._walk(timed, placing, turn, (gesture, phase, moving), ms)
        head, eyes = self._direction(timed, placing, x, ms, _HEAD_LAG_MS), self._direction(timed, placing, x, ms, _EYES_LAG_MS)
        walking = gesture is Gesture.WALK
        pose = Pose(
            t=ms / 1000,
            turn=turn,
            gaze=(max(-1.0, min(1.0, 0.75 * (eyes - 0.55 * head) + 0.10 * _wander(who, ms))), 0.12 * _wander(f"{who} down", ms)),
            emotion=self.emotion(who, ms),
            gesture=gesture,
            phase=phase,
            mouth=self._mouth(who, ms),
            blink=self._blink(who, ms),
            talking=self._loudness(who, ms),
            light=self._light,
            holds=placing.holds,
            partner=self._partner(timed, who) if gesture is Gesture.EMBRACE else 1.0,
            head_turn=turn if walking else max(-1.0, min(1.0, 0.55 * turn + 0.25 * head)),
        )
        return Act(character=who, x=x, y=placing.y, pose=pose, lively=moving or walking)

    def _partner(self, timed: TimedShot, who: str) -> float:
        """How tall the other one of the shot is, as a share of one's own height."""
        other = next((one.character for one in timed.shot.placings if one.character != who), who)
        return self._looks[other].figure.height / self._looks[who].figure.height

    def emotion(self, who: str, ms: float) -> Emotion:
        """What their face shows: their own lines and deeds, else what the others' do to them; a warm feeling lasts through what is said
        without any; else the mood of the scene."""
        neutral = False
        for one in self._until(ms):
            own = who == one.speaker or (not one.speaker and who in one.subjects)
            if not own and not (one.speaker and ms >= one.start_ms + _REACTS_AFTER_MS):
                continue
            feeling = one.emotion if own else _REACTIONS.get(one.emotion, Emotion.NEUTRAL)
            if feeling is not Emotion.NEUTRAL:
                return feeling if not neutral or feeling in _WARM else self._resting
            neutral = True
        return self._resting

    def _until(self, ms: float) -> Iterator[Happening]:
        """What has begun by `ms`, the last first."""
        return reversed(self._happenings[: bisect_right(self._starts, ms)])

    def _own(self, who: str, ms: float) -> Happening | None:
        """What happens at `ms` in which this person speaks or is seen to do something."""
        return next((one for one in self._until(ms) if ms < one.end_ms + _GESTURE_MS and (who == one.speaker or who in one.subjects)), None)

    def _gesture(self, timed: TimedShot, placing: Placing, own: Happening | None, ms: float) -> tuple[Gesture, float, bool]:
        if placing.gesture is Gesture.SIT:
            return Gesture.SIT, _ARRIVES, False  # who sits when the shot begins was sitting before
        wanted: Gesture = placing.gesture
        start, end = float(timed.start_ms), float(timed.end_ms)
        if own is not None and wanted is not Gesture.EMBRACE:
            if own.gesture not in (Gesture.REST, Gesture.WALK):
                wanted = own.gesture
            elif wanted in (Gesture.REST, Gesture.WALK) and own.speaker == placing.character:
                wanted = Gesture.TALK
            start, end = float(own.start_ms), float(own.end_ms)
        if wanted in (Gesture.REST, Gesture.WALK):
            return Gesture.REST, 0.0, False
        rise = smooth((ms - start) / _GESTURE_MS)
        fall = 1.0 if wanted in _LASTING else 1.0 - smooth((ms - end) / _GESTURE_MS)
        if rise * fall == 0.0:
            return Gesture.REST, 0.0, False
        return wanted, _ARRIVES * rise * fall, rise * fall < 1.0

    def _walk(
        self, timed: TimedShot, placing: Placing, turn: float, then: tuple[Gesture, float, bool], ms: float
    ) -> tuple[float, float, Gesture, float, bool]:
        """Position, turn and gesture of somebody who comes in: the feet decide how far the body has come."""
        assert placing.enters_from is not None
        room = max(0.5, (timed.end_ms - timed.start_ms) / 1000 - 0.4)
        way = self._way(timed, placing, room)
        step = self._step(placing)
        steps, seconds = abs(way) / step, max(0.0, ms - timed.start_ms) / 1000
        speed = min(_HURRY, max(_STEPS_A_SECOND, (steps + _SLOWING) / room))
        gone = _slowing(speed * seconds, steps)
        side = 1.0 if way >= 0 else -1.0
        if gone < steps - 0.004:
            return placing.x - side * (steps - gone) * step, side * 0.9, Gesture.WALK, (gone - steps + _PASSING) % 2.0, True
        arrived = (steps + _SLOWING) / speed
        settled = smooth((seconds - arrived) / 0.5)
        gesture, phase, moving = then
        return placing.x, between(side * 0.9, turn, settled), gesture, phase, moving or settled < 1.0

    def _step(self, placing: Placing) -> float:
        """World units that this person walks in a step."""
        return step_length(self._looks[placing.character]) * scale_at(placing.y)

    def _way(self, timed: TimedShot, placing: Placing, room: float) -> float:
        """How far this person walks in, to the right if positive. Who comes from one side comes together and arrives together: who has
        the nearer mark starts farther out. If the shot is too short for the slowest of them, it begins with all of them on their way.
        """
        assert placing.enters_from is not None
        own = placing.x - placing.enters_from
        walkers = [one for one in timed.shot.placings if one.gesture is Gesture.WALK and one.enters_from is not None]
        ways = {one.character: one.x - (one.enters_from or 0.0) for one in walkers}
        together = [one for one in walkers if ways[one.character] * own > 0] or [placing]
        farthest = max(abs(ways.get(one.character, own)) for one in together)
        walkable = min(self._step(one) for one in together) * max(1.0, _HURRY * room - _SLOWING)
        return min(farthest, walkable) * (1.0 if own >= 0 else -1.0)

    def _direction(self, timed: TimedShot, placing: Placing, x: float, ms: float, lag: float) -> float:
        """Where the person attends to, -1 left .. 1 right, averaged over the last `lag` ms, so that heads turn and do not jump."""
        samples = [self._attention(timed, placing, x, ms - lag * k / 4) for k in range(5)]
        return sum(samples) / len(samples)

    def _attention(self, timed: TimedShot, placing: Placing, x: float, ms: float) -> float:
        other = self._attended(placing.character, ms)
        if other is None or other not in self._homes:
            return max(-1.0, min(1.0, placing.facing)) * 0.8
        here = {one.character: one.x for one in timed.shot.placings}
        away = here[other] - x if other in here else self._homes[other] - self._homes.get(placing.character, x)
        if abs(placing.facing) > 0.2 and away * placing.facing < 0 and other not in here:
            away = -away  # a close shot may have moved people: its placing knows better where the other one is
        return max(-1.0, min(1.0, away / 160.0))

    def _attended(self, who: str, ms: float) -> str | None:
        """Whom they look at: who speaks or acts; who spoke before, while they speak themselves."""
        for one in self._until(ms):
            others = [one.speaker] if one.speaker else [subject for subject in one.subjects if subject in self._homes]
            for other in others:
                if other != who:
                    return other
        return next((one for one in self._homes if one != who), None)

    def _mouth(self, who: str, ms: float) -> Mouth | None:
        speaking = next((one for one in self._until(ms) if one.speaker == who and one.mouth and ms <= one.start_ms + one.mouth_ms), None)
        if speaking is None:
            return None
        into = ms - speaking.start_ms
        index = bisect_right([key.at_ms for key in speaking.mouth], into) - 1
        if index < 0:
            return None
        now = speaking.mouth[index]
        if index + 1 == len(speaking.mouth):
            return now
        after = speaking.mouth[index + 1]
        return _blend(now, after, smooth(1.0 - (after.at_ms - into) / _MOUTH_BLEND_MS))

    def _loudness(self, who: str, ms: float) -> float:
        opened = [mouth.open if (mouth := self._mouth(who, ms + offset)) else 0 for offset in (-160, -80, 0, 80, 160)]
        return min(1.0, sum(opened) / len(opened) / 60.0)

    def _blink(self, who: str, ms: float) -> float:
        """0 open .. 1 shut. Everybody has a clock of their own; the start of one's own line or of a reaction brings one more."""
        slot = int(ms // _BLINK_EVERY_MS)
        starts = [(k + 0.15 + 0.7 * chance("blink", who, k)) * _BLINK_EVERY_MS for k in (slot - 1, slot)]
        starts += [one + 320.0 for one in starts if chance("twice", who, one) < 0.18]
        starts += [one.start_ms + (0.0 if one.speaker == who else _REACTS_AFTER_MS) - 60.0 for one in self._happenings]
        return max((_lid((ms - start) / _BLINK_MS) for start in starts), default=0.0)


def mood_face(mood: Mood) -> Emotion:
    """What people show when nothing is being done to them."""
    return _MOODS.get(mood, Emotion.NEUTRAL)


def _lid(share: float) -> float:
    """Down fast, up slowly."""
    return smooth(share / 0.35) * (1.0 - smooth((share - 0.45) / 0.55)) if 0.0 < share < 1.0 else 0.0


def _wander(who: str, ms: float) -> float:
    """Eyes never rest on one point for long: they jump, they do not glide."""
    slot = int(ms // 900)
    late = smooth((ms - slot * 900) / 70.0)
    return between(2 * chance("eyes", who, slot - 1) - 1, 2 * chance("eyes", who, slot) - 1, late)


def _slowing(way: float, goal: float) -> float:
    """Distance walked when, at full speed, it would have been `way`: the last _SLOWING takes twice its time."""
    braking_from = max(0.0, goal - _SLOWING)
    if way <= braking_from:
        return way
    u = min(1.0, (way - braking_from) / (2 * (goal - braking_from) or 1.0))
    return braking_from + (goal - braking_from) * (2 * u - u * u)


def _blend(one: Mouth, other: Mouth, share: float) -> Mouth:
    parts = {name: round(between(getattr(one, name), getattr(other, name), share)) for name in ("open", "wide", "teeth", "closed")}
    return Mouth(at_ms=one.at_ms, **parts)
