"""Joints: where every part of a person is in the picture at one moment. It moves bodies and paints nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import atan2, cos, hypot, pi, radians, sin, sqrt

from film.model import Emotion, Gesture
from film.picture.people.body import Body, body
from film.picture.people.forms import LEFT, RIGHT, Point, Point3, Spine, lerp
from film.picture.people.gestures import Reach, Stance, stance
from film.picture.people.look import Look
from film.picture.people.pose import Pose
from film.picture.people.walk import feet, step_length

_BODY_TURN, _HEAD_TURN = radians(64), radians(74)  # what a full turn is: never quite profile, so that both eyes' side stays readable
_SHOULDER = 0.892
_HIP, _SEAT = 0.56, 0.335  # heights of the hip joints, standing and sitting
_GROUND = 0.10  # how much the ground rises away from the viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm:
    side: int  # LEFT or RIGHT of the picture when the person is seen from the front
    shoulder: Point
    elbow: Point
    wrist: Point
    depth: float  # of the forearm before the axis, towards the viewer
    hand: str
    aim: float  # radians of the hand in the picture
    shown: float  # 0..1: how much of the hand's length is seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    side: int
    hip: Point
    knee: Point
    ankle: Point
    toes: Point  # from the ankle, along the ground
    depth: float
    lift: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Rig:
    body: Body
    yaw: float
    head_yaw: float
    spine: Spine
    head: Point  # centre of the head
    head_tilt: float  # degrees
    nod: float
    arms: tuple[Arm, Arm]
    legs: tuple[Leg, Leg]
    seated: float
    sway: float  # how far hanging cloth swings, in units, positive to the right
    stride: float  # half the distance between the feet along the picture
    drop: float  # of the hips, in units


def rig(look: Look, pose: Pose) -> Rig:
    frame = body(look)
    now = stance(look, pose)
    turn = max(-1.0, min(1.0, pose.turn))
    head_turn = turn if pose.head_turn is None else max(-1.0, min(1.0, pose.head_turn))
    yaw = turn * _BODY_TURN
    pace = _Pace.of(look, pose, frame, turn)
    drop = now.seated * (_HIP - _SEAT) * frame.tall + pace.drop
    spine = _spine(look, pose, frame, now, pace, drop)
    return Rig(
        body=frame,
        yaw=yaw,
        head_yaw=head_turn * _HEAD_TURN,
        spine=spine,
        head=_head(frame, yaw, spine, now, pose),
        head_tilt=_head_tilt(look, pose, now, turn),
        nod=now.nod + _SAD_NOD.get(pose.emotion, 0.0) + 0.05 * pose.talking * sin(pose.t * 6.1 + look.seed),
        arms=(_arm(LEFT, now.left, frame, yaw, spine), _arm(RIGHT, now.right, frame, yaw, spine)),
        legs=(_leg(LEFT, frame, yaw, spine, pace, now.seated), _leg(RIGHT, frame, yaw, spine, pace, now.seated)),
        seated=now.seated,
        sway=pace.sway + 2.2 * sin(pose.t * 1.7 + look.seed % 7) + 1.1 * sin(pose.t * 2.9 + look.seed % 11),
        stride=abs(pace.ahead[0] - pace.ahead[1]) / 2,
        drop=drop,
    )


_SAD_NOD = {Emotion.SAD: 0.28, Emotion.TENDER: 0.08, Emotion.AFRAID: -0.06, Emotion.ANGRY: 0.06, Emotion.JOYFUL: -0.06}
_TILTS = {Emotion.TENDER: 4.5, Emotion.SAD: 3.0, Emotion.JOYFUL: -2.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pace:
    """What walking does to the body; all zero while standing."""

    ahead: tuple[float, float]  # of left and right foot along the picture, in units
    lift: tuple[float, float]
    drop: float
    sideways: float
    sway: float

    @staticmethod
    def of(look: Look, pose: Pose, frame: Body, turn: float) -> _Pace:
        if pose.gesture is not Gesture.WALK:
            return _Pace(ahead=(0.0, 0.0), lift=(0.0, 0.0), drop=0.0, sideways=0.0, sway=0.0)
        left, right = feet(pose.phase)
        length = step_length(look) * (1 if turn > 0.12 else -1 if turn < -0.12 else 0)
        swing = pi * pose.phase
        return _Pace(
            ahead=(left.ahead * length, right.ahead * length),
            lift=(left.lift, right.lift),
            drop=frame.tall * 0.010 * (1 + cos(2 * swing)),
            sideways=frame.tall * (0.012 if frame.kind == "woman" else 0.007) * sin(swing),
            sway=-7.0 * (1 if length > 0 else -1 if length < 0 else 0) + 4.0 * sin(swing),
        )


def _spine(look: Look, pose: Pose, frame: Body, now: Stance, pace: _Pace, drop: float) -> Spine:
    hip, shoulder = frame.level(_HIP), frame.level(_SHOULDER)
    breath = frame.tall * 0.0035 * sin(pose.t * 1.75 + look.seed % 13)
    sway = frame.tall * 0.004 * sin(pose.t * 0.83 + look.seed % 17) + 0.006 * frame.tall * pose.talking * sin(pose.t * 2.3)
    ahead = (now.lean + 0.09 * frame.stoop - (0.015 if pose.emotion is Emotion.AFRAID else 0.0)) * frame.tall
    lower = (now.bow + 0.022 * frame.stoop) * frame.tall

    def moved(y: float) -> Point3:
        if y >= hip:
            share = y / hip
            return pace.sideways * share, drop * share, 0.0
        share = (y - hip) / (shoulder - hip)
        bend = share * share
        return pace.sideways * (1 - 1.3 * share) + sway * bend, drop + lower * bend - breath * share, ahead * bend

    return moved


def _head(frame: Body, yaw: float, spine: Spine, now: Stance, pose: Pose) -> Point:
    """The head sits before the neck, and goes further forward and down when the person stoops or nods."""
    across, down, ahead = spine(frame.level(0.97))
    forward = ahead + frame.tall * (0.012 + 0.045 * frame.stoop + 0.012 * max(0.0, now.nod))
    low = frame.tall * (0.016 * frame.stoop + 0.012 * max(0.0, now.nod)) - 1.5 * pose.talking * sin(pose.t * 5.2)
    return across + forward * sin(yaw), frame.level(0.990) + down - 50 * frame.head + low


def _head_tilt(look: Look, pose: Pose, now: Stance, turn: float) -> float:
    side = 1 if turn >= 0 else -1
    living = 1.1 * sin(pose.t * 0.71 + look.seed % 5) + 1.8 * pose.talking * sin(pose.t * 3.7 + look.seed % 3)
    return side * (now.tilt + _TILTS.get(pose.emotion, 0.0)) + living + 5.0 * now.nod * turn


def _arm(side: int, reach: Reach, frame: Body, yaw: float, spine: Spine) -> Arm:
    joint = (side * frame.shoulder, frame.level(_SHOULDER), 0.0)
    goal = (side * reach.out * frame.shoulder, frame.level(reach.level), reach.ahead * frame.tall)
    pole = (side * (0.25 + reach.elbow), 1.0 - 0.6 * reach.elbow, -0.55)
    elbow, wrist = _bend(joint, goal, frame.upper_arm, frame.forearm, pole)
    across, down, ahead = spine(joint[1])
    (sx, sy, _), (ex, ey, ez), (wx, wy, wz) = (_seen((x + across, y + down, z + ahead), yaw, across) for x, y, z in (joint, elbow, wrist))
    long = hypot(wx - ex, wy - ey)
    aim = _angle(ex, ey, wx, wy) if reach.aim is None else _mirrored(radians(reach.aim), side)
    return Arm(
        side=side, shoulder=(sx, sy), elbow=(ex, ey), wrist=(wx, wy), depth=(ez + wz) / 2, hand=reach.hand, aim=aim,
        shown=max(0.62, min(1.0, long / frame.forearm)) if reach.aim is None else 1.0,
    )  # fmt: skip


def _seen(point: Point3, yaw: float, axis: float) -> Point3:
    """A point of the body as the camera sees it: x, y, and depth towards the viewer."""
    x, y, z = point[0] - axis, point[1], point[2]
    return axis + x * cos(yaw) + z * sin(yaw), y, z * cos(yaw) - x * sin(yaw)


def _mirrored(aim: float, side: int) -> float:
    return aim if side == RIGHT else pi - aim


def _angle(x0: float, y0: float, x1: float, y1: float) -> float:
    return atan2(y1 - y0, x1 - x0)


def _bend(joint: Point3, goal: Point3, upper: float, lower: float, pole: Point3) -> tuple[Point3, Point3]:
    """Two bones from a joint towards a goal, the middle joint on the pole's side; the end stops short of what is out of reach."""
    way = _minus(goal, joint)
    far = max(1e-6, _length(way))
    reach = min(far, (upper + lower) * 0.995)
    ahead = _times(way, 1 / far)
    end = _plus(joint, _times(ahead, reach))
    along = (upper * upper - lower * lower + reach * reach) / (2 * reach)
    aside = sqrt(max(0.0, upper * upper - along * along))
    outward = _minus(pole, _times(ahead, _dot(pole, ahead)))
    middle = _plus(_plus(joint, _times(ahead, along)), _times(outward, aside / max(1e-6, _length(outward))))
    return middle, end


def _minus(one: Point3, other: Point3) -> Point3:
    return one[0] - other[0], one[1] - other[1], one[2] - other[2]


def _plus(one: Point3, other: Point3) -> Point3:
    return one[0] + other[0], one[1] + other[1], one[2] + other[2]


def _times(one: Point3, by: float) -> Point3:
    return one[0] * by, one[1] * by, one[2] * by


def _dot(one: Point3, other: Point3) -> float:
    return one[0] * other[0] + one[1] * other[1] + one[2] * other[2]


def _length(of: Sequence[float]) -> float:
    return sqrt(sum(value * value for value in of))


def _leg(side: int, frame: Body, yaw: float, spine: Spine, pace: _Pace, seated: float) -> Leg:
    index = 0 if side == LEFT else 1
    across, down, _ = spine(frame.level(_HIP))
    ankle_height = 0.035 * frame.tall
    forward = seated * 0.20 * frame.tall
    joint = (side * frame.hip, frame.level(_HIP) + down, 0.0)
    foot = (side * frame.hip * 1.08, -ankle_height, forward)
    hip, ankle = _seen(joint, yaw, 0.0), _seen(foot, yaw, 0.0)
    lift = pace.lift[index] * 0.055 * frame.tall
    stand = (ankle[0] + pace.ahead[index], ankle[1] + ankle[2] * _GROUND - lift, ankle[2])
    start = (hip[0] + across, hip[1], hip[2])
    knee = _knee(start, stand, frame, yaw, seated, pace.lift[index])
    toes = (0.074 * frame.tall * sin(yaw) + side * 0.012 * frame.tall * cos(yaw), 0.074 * frame.tall * cos(yaw) * _GROUND * 2)
    return Leg(side=side, hip=start[:2], knee=knee, ankle=stand[:2], toes=toes, depth=hip[2], lift=pace.lift[index])


def _knee(hip: Point3, ankle: Point3, frame: Body, yaw: float, seated: float, lift: float) -> Point:
    """In the picture's plane: knees bend the way the person faces; sitting, the shin stands upright under the knee."""
    bone = 0.5 * hypot(ankle[0] - hip[0], ankle[1] - hip[1]) * (1.002 + 0.05 * lift)
    standing, _ = _bend((hip[0], hip[1], 0.0), (ankle[0], ankle[1], 0.0), bone, bone, (sin(yaw) or 0.001, 0.0, 0.0))
    x = hip[0] + 0.20 * frame.tall * sin(yaw)
    return lerp(standing[0], x, seated), lerp(standing[1], hip[1] + 0.012 * frame.tall, seated)
