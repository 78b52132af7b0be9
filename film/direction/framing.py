"""Turns a choice ("a single of Mira, talking to Tom") into camera positions and placings. Decides how a shot looks, not which comes next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from film.direction import geometry as g
from film.direction.staging import Staging
from film.model import Age, Character, Frame, Gesture, Placing, ShotKind

# Scales at which people stand in the closer shots, and what of them is seen (local units).
_SINGLE, _TWO, _SPEAKER, _SHOULDER = 0.98, 0.80, 0.86, 1.10
_HEADROOM = 56.0
_CHEST, _WAIST = 232.0, 288.0  # below the crown: a feeling is seen from nearer
_KNEE = 172.0  # above the floor
_LEAD = 0.085  # share of the picture's width that a person looks into
_TWO_APART, _EMBRACE_APART, _EMBRACE_CHILD = 122.0, 74.0, 58.0  # half the distance, at scale 1
_SPREAD = 1.35  # singles stand further apart than the marks: each has a piece of the set to itself
_PUSH = 1.045  # zoom gained over a close shot; never above 1.06
_PROFILE, _LISTENING = 0.9, 0.5

_STAGE_Y = {ShotKind.ESTABLISHING: 752.0}
_ESTABLISHING_CLOSER = 0.86


@dataclass(frozen=True, slots=True)
class Picture:
    camera_from: Frame
    camera_to: Frame
    placings: tuple[Placing, ...]


def establishing(stage: Staging, present: Sequence[str], gestures: Mapping[str, Gesture], number: int) -> Picture:
    """The whole set, people small and further back; the camera comes slowly nearer, from the left or the right by turns."""
    side = 1 if number % 2 else -1
    placings = tuple(
        Placing(
            character=one.character,
            x=round(g.CENTRE_X + (one.x - g.CENTRE_X) * _ESTABLISHING_CLOSER, 2),
            y=_STAGE_Y[ShotKind.ESTABLISHING] + (one.y - 800) * 0.4,
            facing=one.facing,
            gesture=one.gesture,
        )
        for one in stage.group(present, gestures=gestures)
    )
    start, end = Frame(x=g.CENTRE_X - 22 * side, y=452, zoom=0.82), Frame(x=g.CENTRE_X + 14 * side, y=480, zoom=0.91)
    return Picture(g.inside(start), g.inside(end), placings)


def empty(number: int) -> Picture:
    """A set without people: the camera travels over it, each time another part."""
    starts = ((640.0, 500.0, 1.25), (1020.0, 470.0, 1.45), (832.0, 560.0, 1.15), (700.0, 440.0, 1.6))
    x, y, zoom = starts[number % len(starts)]
    drift = 90.0 if x < g.CENTRE_X else -90.0
    return Picture(g.inside(Frame(x=x, y=y, zoom=zoom)), g.inside(Frame(x=x + drift, y=y, zoom=zoom * 1.03)), ())


def detail(number: int) -> Picture:
    """A part of the set beside the people, for what happens without them."""
    left = number % 2 == 0
    x, drift = (440.0, 40.0) if left else (1190.0, -40.0)
    return Picture(g.inside(Frame(x=x, y=500, zoom=1.9)), g.inside(Frame(x=x + drift, y=500, zoom=1.94)), ())


def wide(stage: Staging, present: Sequence[str], focus: str, gestures: Mapping[str, Gesture], arriving: Sequence[str], number: int) -> Picture:
    """All of the scene's people, head to foot. Who arrives walks in from their own side."""
    group = stage.group(present, focus, gestures)
    left, right = min(one.x for one in group), max(one.x for one in group)
    tops = [_crown(stage.people[one.character], one.y) for one in group]
    zoom = min(1.3 if number % 2 else 1.16, g.LENS_WIDTH / (right - left + 380.0))
    frame = g.inside(Frame(x=(left + right) / 2, y=(min(tops) - 70 + max(one.y for one in group) + 62) / 2, zoom=zoom))
    edges = g.left_right(frame)
    placings = tuple(_entering(one, stage.entry_x(arriving, *edges)) if one.character in arriving else one for one in group)
    drift = 16.0 if number % 2 else -16.0
    return Picture(frame, g.inside(Frame(x=frame.x + drift, y=frame.y, zoom=frame.zoom * 1.025)), placings)


def pull_back(stage: Staging, present: Sequence[str], gestures: Mapping[str, Gesture]) -> Picture:
    """The last picture of a film: from the people out to the whole set."""
    group = stage.group(present, gestures=gestures)
    start = g.inside(Frame(x=sum(one.x for one in group) / len(group) if group else g.CENTRE_X, y=560, zoom=1.12))
    return Picture(start, g.inside(Frame(x=g.CENTRE_X, y=480, zoom=0.88)), group)


def two(stage: Staging, one: str, other: str, gestures: Mapping[str, Gesture], *, embracing: bool = False) -> Picture:
    """Both from the knees up, the left one left; an embrace brings them together."""
    left, right = sorted((one, other), key=lambda person: stage.mark(person)[0])
    x = _spread((stage.mark(left)[0] + stage.mark(right)[0]) / 2, 1.0)
    child = any(stage.people[id].age is Age.CHILD for id in (left, right))
    apart = (_TWO_APART if not embracing else _EMBRACE_CHILD if child else _EMBRACE_APART) * _TWO
    acts = dict.fromkeys((left, right), Gesture.EMBRACE) if embracing else gestures
    y = g.ground_at(_TWO)
    tops = [_crown(stage.people[id], y) for id in (left, right)]
    frame = g.framed(x, min(tops) - _HEADROOM * _TWO * 1.25, y - _KNEE * _TWO, 2.0)
    placings = (
        Placing(character=left, x=round(x - apart, 2), y=y, facing=0.55, gesture=_standing(acts.get(left))),
        Placing(character=right, x=round(x + apart, 2), y=y, facing=-0.55, gesture=_standing(acts.get(right))),
    )
    return Picture(frame, _pushed(frame, 1.03), placings)


def single(stage: Staging, id: str, towards: str, gestures: Mapping[str, Gesture], *, felt: bool = False, reaction: bool = False) -> Picture:
    """Chest up, eyes on the upper third, room to look into. A reaction is a little wider than a line."""
    person, scale = stage.people[id], _SINGLE * (0.94 if reaction else 1.0)
    y, facing = g.ground_at(scale), stage.facing(id, towards)
    x = _spread(stage.mark(id)[0], _SPREAD)
    top = _crown(person, y)
    zoom = min(g.ZOOM_MAX / _PUSH, g.LENS_HEIGHT / ((_HEADROOM + (_CHEST if felt else _WAIST)) * scale))
    lead = _LEAD * g.LENS_WIDTH / zoom * (1 if facing > 0 else -1)
    frame = g.inside(Frame(x=x + lead, y=top - _HEADROOM * scale + g.LENS_HEIGHT / zoom / 2, zoom=zoom))
    placing = Placing(character=id, x=round(x, 2), y=y, facing=facing, gesture=_standing(gestures.get(id)))
    return Picture(frame, _pushed(frame, 1.02 if reaction else _PUSH), (placing,))


def over_shoulder(stage: Staging, speaker: str, listener: str, gestures: Mapping[str, Gesture]) -> Picture:
    """The speaker's face beyond the listener, who is cut by the picture's edge on their own side of the line."""
    on_left = stage.mark(listener)[0] < stage.mark(speaker)[0]
    side = -1 if on_left else 1
    x, y = _spread(stage.mark(speaker)[0], 1.15), g.ground_at(_SPEAKER)
    top = _crown(stage.people[speaker], y) - _HEADROOM * _SPEAKER
    zoom = g.LENS_HEIGHT / ((_HEADROOM + _WAIST * 1.12) * _SPEAKER)
    width = g.LENS_WIDTH / zoom
    frame = g.inside(Frame(x=x + side * 0.13 * width, y=top + g.LENS_HEIGHT / zoom / 2, zoom=zoom))
    edge = frame.x + side * (width / 2 - 0.035 * width)
    placings = (
        Placing(character=speaker, x=round(x, 2), y=y, facing=side * _LISTENING, gesture=_standing(gestures.get(speaker))),
        Placing(character=listener, x=round(edge, 2), y=g.ground_at(_SHOULDER), facing=-side * _PROFILE),
    )
    return Picture(frame, _pushed(frame, 1.03), placings)


def insert(number: int) -> Picture:
    """A thing, large. Where the set has put it, only its painter knows: the renderer moves this frame's middle there."""
    frame = g.inside(Frame(x=g.CENTRE_X, y=690, zoom=2.2))
    return Picture(frame, _pushed(frame, 1.05 if number % 2 else 1.03), ())


def _crown(person: Character, y: float) -> float:
    return g.crown_y(person.sex, person.age, y)


def _spread(x: float, factor: float) -> float:
    return g.CENTRE_X + (x - g.CENTRE_X) * factor


def _pushed(frame: Frame, gain: float) -> Frame:
    """Nearer, with the upper third staying where it is, so that eyes do not leave their line."""
    zoom = min(g.ZOOM_MAX, frame.zoom * gain)
    third = frame.y - g.LENS_HEIGHT / frame.zoom / 6
    return g.inside(Frame(x=frame.x, y=third + g.LENS_HEIGHT / zoom / 6, zoom=zoom))


def _standing(gesture: Gesture | None) -> Gesture:
    """Close shots are framed for somebody who stands."""
    return Gesture.REST if gesture in (None, Gesture.SIT, Gesture.WALK) else gesture


def _entering(placing: Placing, start: float) -> Placing:
    facing = 0.8 if start < placing.x else -0.8
    return Placing(character=placing.character, x=placing.x, y=placing.y, facing=facing, gesture=Gesture.WALK, enters_from=round(start, 2))
