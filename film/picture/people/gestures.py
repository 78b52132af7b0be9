"""What arms, trunk and head do in each gesture: a table of stances, and how a stance lives. Where joints end up is rig.py's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from math import pi, sin
from types import MappingProxyType

from film.model import Culture, Gesture, Sex
from film.picture.people.forms import LEFT, RIGHT, eased, lerp
from film.picture.people.look import Look
from film.picture.people.pose import Pose
from film.picture.people.walk import feet


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Where a wrist is, and what its hand does."""

    out: float  # from the middle, in half shoulder widths; negative reaches across
    level: float  # share of the height floor to chin
    ahead: float  # forward, share of the height floor to chin
    hand: str = "relaxed"  # a key of hands.HANDS
    aim: float | None = None  # degrees of the hand in the picture for a right hand, 0 right, -90 up; None: as the forearm
    elbow: float = 0.5  # 0 tucked in .. 1 lifted outwards


@dataclass(frozen=True, slots=True, kw_only=True)
class Stance:
    left: Reach
    right: Reach
    lean: float = 0.0  # of the shoulders forward, share of the height
    bow: float = 0.0  # lowers the shoulders, share of the height
    nod: float = 0.0  # -1 chin up .. 1 chin on the chest
    tilt: float = 0.0  # degrees of the head
    seated: float = 0.0  # 0 standing .. 1 sitting


_ASIDE = 0.2  # a turn from which one hand leads: the one on the side that the person faces, which hides nothing
_HANGING = Reach(out=1.17, level=0.568, ahead=0.035, elbow=0.12)
_REST = Stance(left=_HANGING, right=_HANGING)
_HELD = Reach(out=0.12, level=0.625, ahead=0.135, hand="clasped", elbow=0.55)
_CLASPED = Stance(left=_HELD, right=_HELD)
_PALMS = Reach(out=0.10, level=0.775, ahead=0.17, hand="pressed", aim=-90, elbow=0.7)
_FISTS = Reach(out=0.05, level=0.745, ahead=0.19, hand="fist", elbow=0.8)
_AROUND = Reach(out=0.5, level=0.80, ahead=0.30, hand="relaxed", elbow=0.75)
_OFFERED = Reach(out=0.42, level=0.735, ahead=0.25, hand="palm", elbow=0.3)
_LAP = Reach(out=0.55, level=0.60, ahead=0.21, hand="relaxed", elbow=0.5)

_GREETINGS: Mapping[Culture, Stance] = MappingProxyType(
    {
        Culture.SOUTH_INDIAN: Stance(left=_PALMS, right=_PALMS, lean=0.015, nod=0.28),
        Culture.NORTH_INDIAN: Stance(left=_PALMS, right=_PALMS, lean=0.015, nod=0.28),
        Culture.EAST_ASIAN: Stance(left=_FISTS, right=_FISTS, lean=0.10, bow=0.035, nod=0.5),
        Culture.WESTERN: Stance(left=Reach(out=1.62, level=0.985, ahead=0.10, hand="open", aim=-82, elbow=0.2), right=_HANGING, tilt=4),
        Culture.MIDDLE_EASTERN: Stance(
            left=Reach(out=-0.05, level=0.80, ahead=0.135, hand="flat", aim=-158, elbow=0.9), right=_HANGING, lean=0.02, nod=0.35
        ),
        Culture.AFRICAN: Stance(left=Reach(out=1.55, level=0.96, ahead=0.10, hand="open", aim=-80, elbow=0.25), right=_HANGING, lean=0.01, nod=0.15),
    }
)
_GESTURES: Mapping[Gesture, Stance] = MappingProxyType(
    {
        Gesture.WEEP: Stance(
            left=Reach(out=0.10, level=0.74, ahead=0.14, hand="relaxed", aim=-120, elbow=0.6),
            right=Reach(out=0.42, level=0.935, ahead=0.15, hand="flat", aim=-108, elbow=0.5),
            lean=0.035,
            bow=0.015,
            nod=0.75,
            tilt=5,
        ),
        Gesture.SIT: Stance(left=_LAP, right=_LAP, seated=1.0),
        Gesture.GIVE: Stance(left=_OFFERED, right=_OFFERED, lean=0.02, nod=0.12),
    }
)


_UP = Reach(out=0.78, level=0.79, ahead=0.20, hand="fist", elbow=0.25)
_DOWN = Reach(out=1.02, level=0.665, ahead=0.20, hand="fist", elbow=0.35)
_GRIPS: Mapping[str, Reach] = MappingProxyType(
    {
        "lamp": replace(_UP, hand="palm", level=0.78),
        "lantern": replace(_DOWN, level=0.80, ahead=0.23),
        "cup": _UP,
        "umbrella": replace(_UP, ahead=0.15, level=0.76),
        "letter": replace(_UP, level=0.80),
        "book": _UP,
        "phone": replace(_UP, level=0.80),
        "broom": replace(_DOWN, level=0.63),
        "basket": replace(_DOWN, level=0.62, ahead=0.12),
    }
)
_BOTH_HANDS = (Gesture.GREET, Gesture.EMBRACE, Gesture.WEEP)  # what was in one of them is put away


def holding_side(look: Look, pose: Pose) -> int | None:
    """The side of the hand that holds something; None when nothing is held."""
    if pose.holds not in _GRIPS or pose.gesture in _BOTH_HANDS:
        return None
    return LEFT if look.figure.stick or pose.turn < -_ASIDE else RIGHT


def stance(look: Look, pose: Pose) -> Stance:
    """The stance at this moment: at rest, in the gesture, or on the way between; a hand that holds something goes on holding it."""
    side = holding_side(look, pose)
    if side is None:
        return _free(look, pose, _resting(look))
    now = _free(look, pose, replace(_REST, right=_resting(look).right) if look.figure.stick else _REST)
    return replace(now, left=_GRIPS[pose.holds]) if side == LEFT else replace(now, right=_GRIPS[pose.holds])


def _free(look: Look, pose: Pose, rest: Stance) -> Stance:
    live = _LIVE.get(pose.gesture)
    if live is not None:
        return live(look, pose, rest)
    if pose.gesture is Gesture.REST:
        return rest
    return between(rest, _still(look, pose), _arrival(pose.phase))


def between(one: Stance, other: Stance, share: float) -> Stance:
    """Hands change their shape half-way."""
    return Stance(
        left=_reach_between(one.left, other.left, share),
        right=_reach_between(one.right, other.right, share),
        **{name: lerp(getattr(one, name), getattr(other, name), share) for name in ("lean", "bow", "nod", "tilt", "seated")},
    )


def _reach_between(one: Reach, other: Reach, share: float) -> Reach:
    nearer = one if share < 0.5 else other
    numbers = {name: lerp(getattr(one, name), getattr(other, name), share) for name in ("out", "level", "ahead", "elbow")}
    return Reach(hand=nearer.hand, aim=nearer.aim, **numbers)


def _arrival(phase: float) -> float:
    """Anticipation is left to the camera; the limbs arrive after four tenths and overshoot a little."""
    share = min(1.0, phase / 0.4)
    return eased(share) + 0.04 * sin(pi * share) * share


def _resting(look: Look) -> Stance:
    if look.figure.stick:
        return replace(_REST, right=Reach(out=1.25, level=0.56, ahead=0.13, hand="fist", aim=75, elbow=0.6))
    clasps = look.seed % 5 < (3 if look.sex is Sex.FEMALE else 1)
    return _CLASPED if clasps else _REST


def _still(look: Look, pose: Pose) -> Stance:
    return _GREETINGS[look.culture] if pose.gesture is Gesture.GREET else _GESTURES[pose.gesture]


def _talking(look: Look, pose: Pose, rest: Stance) -> Stance:
    """Hands speak in phrases: one leads for a while, then the other, then both rest a little."""
    drift = pose.t + look.seed % 97
    weight = 0.45 + 0.55 * pose.talking
    lead = 0.5 + 0.5 * sin(drift * 0.9)
    beat = sin(drift * 5.3) * 0.5 + sin(drift * 3.1) * 0.5
    right = _speaking_hand(beat, weight * (0.35 + 0.65 * lead))
    left = _speaking_hand(-beat, weight * (1 - lead) * 0.9)
    low = replace(_HANGING, level=0.59, ahead=0.09)
    leading, following = (
        _reach_between(low, right, min(1.0, weight * (0.35 + 0.65 * lead) * 1.5)),
        _reach_between(low, left, min(1.0, weight * (1 - lead) * 1.4)),
    )
    if pose.turn < -_ASIDE:
        leading, following = following, leading
    speaking = replace(rest, right=rest.right if look.figure.stick else leading, left=following, tilt=2.2 * sin(drift * 1.3))
    return between(rest, speaking, _arrival(pose.phase))


def _speaking_hand(beat: float, weight: float) -> Reach:
    return Reach(out=0.98 + 0.10 * beat, level=0.715 + 0.035 * beat * weight, ahead=0.16 + 0.02 * beat, hand="open", elbow=0.35)


def _walking(look: Look, pose: Pose, rest: Stance) -> Stance:
    left, right = feet(pose.phase)
    reaches = [Reach(out=1.16, level=0.578 + 0.012 * abs(foot.ahead), ahead=0.03 + 0.15 * foot.ahead) for foot in (right, left)]
    stance = replace(_REST, left=reaches[0], right=reaches[1], lean=0.012)
    return replace(stance, right=rest.right) if look.figure.stick else stance


def _pointing(_look: Look, pose: Pose, rest: Stance) -> Stance:
    """Ahead when seen from the side, sideways when seen from the front: an arm pointing at the camera cannot be read."""
    ahead = min(1.0, abs(pose.turn) / 0.6)
    aside = Reach(out=2.15, level=0.86, ahead=0.10, hand="point", elbow=0.3)
    forward = Reach(out=0.9, level=0.87, ahead=0.32, hand="point", elbow=0.3)
    there = replace(rest, right=_reach_between(aside, forward, ahead))
    if pose.turn < -_ASIDE:
        there = replace(rest, left=there.right)
    return between(rest, there, _arrival(pose.phase))


def _greeting(look: Look, pose: Pose, rest: Stance) -> Stance:
    goal = _GREETINGS[look.culture]
    if goal.left.hand == "open":
        goal = replace(goal, left=replace(goal.left, out=goal.left.out + 0.13 * sin(pose.t * 7), aim=-84 + 16 * sin(pose.t * 7)))
        if pose.turn > _ASIDE:
            goal = replace(goal, left=goal.right, right=goal.left)
    return between(rest, goal, _arrival(pose.phase))


def _weeping(_look: Look, pose: Pose, rest: Stance) -> Stance:
    sob = 0.006 * sin(pose.t * 8.5) * (0.5 + 0.5 * sin(pose.t * 1.1))
    goal = _GESTURES[Gesture.WEEP]
    return between(rest, replace(goal, bow=goal.bow + sob), _arrival(pose.phase))


def _embracing(_look: Look, pose: Pose, rest: Stance) -> Stance:
    """Arms go round the other's back, wherever that is: a child's is low, a grown-up's is at a child's brow."""
    level = max(0.50, min(0.90, 0.80 * pose.partner + 0.01))
    down = max(0.0, 1.0 - pose.partner)
    there = Stance(
        left=replace(_AROUND, level=level), right=replace(_AROUND, level=level + 0.05), lean=0.03 + 0.10 * down, bow=0.08 * down,
        nod=0.12 + 0.9 * down if pose.partner <= 1 else -0.3, tilt=5,
    )  # fmt: skip
    return between(rest, there, _arrival(pose.phase))


_LIVE: Mapping[Gesture, Callable[[Look, Pose, Stance], Stance]] = MappingProxyType(
    {
        Gesture.TALK: _talking,
        Gesture.WALK: _walking,
        Gesture.POINT: _pointing,
        Gesture.GREET: _greeting,
        Gesture.WEEP: _weeping,
        Gesture.EMBRACE: _embracing,
    }
)
