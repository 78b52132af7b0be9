"""The smallest scene that has everything a frame can show: five shots, two people who come in and talk, a crowd, a lamp, petals. For tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from film.model import (
    Age,
    Beat,
    BeatKind,
    Character,
    Culture,
    FilmFormat,
    Frame,
    Gesture,
    Hour,
    Mood,
    Mouth,
    Placing,
    Scene,
    SceneTimeline,
    Setting,
    Sex,
    Shot,
    ShotKind,
    Speech,
    TimedBeat,
    TimedShot,
    Weather,
)
from film.picture.frames import SceneRenderer
from film.picture.people import crowd, look
from film.picture.sets.painting import FRONT_HEIGHT, FRONT_WIDTH, WORLD_HEIGHT, WORLD_WIDTH, Layer, Light, SetPainting

SMALL = FilmFormat(width=320, height=180, fps=24)
MIRA = Character(id="mira", name="Mira", sex=Sex.FEMALE, age=Age.YOUNG, culture=Culture.SOUTH_INDIAN)
TOM = Character(id="tom", name="Tom", sex=Sex.MALE, age=Age.ADULT, culture=Culture.WESTERN)
BEATS = (
    Beat(id="comes", kind=BeatKind.NARRATION, text="Mira comes in.", line=1, subjects=("mira",), gesture=Gesture.WALK),
    Beat(id="asks", kind=BeatKind.DIALOGUE, text="Is there light?", line=2, speaker="mira"),
    Beat(id="says", kind=BeatKind.DIALOGUE, text="There is a lamp.", line=3, speaker="tom"),
    Beat(id="burns", kind=BeatKind.NARRATION, text="The lamp burns.", line=4, prop="lamp"),
)
SCENE = Scene(
    id="little", number=1, heading="", setting=Setting.TEMPLE, interior=False, hour=Hour.DAWN, weather=Weather.CLEAR, culture=Culture.SOUTH_INDIAN,
    mood=Mood.FESTIVE, characters=("mira", "tom"), crowd=True, beats=BEATS,
)  # fmt: skip
_MIRA = Placing(character="mira", x=700.0, y=806.0, facing=0.55)
_TOM = Placing(character="tom", x=964.0, y=812.0, facing=-0.55)
_SHOULDER = (replace(_TOM, y=930.0), replace(_MIRA, x=840.0, y=1050.0))
_WIDE = Frame(x=832.0, y=520.0, zoom=1.1)


def _shot(number: int, kind: ShotKind, beats: tuple[str, ...], camera: Frame, placings: tuple[Placing, ...], **more: Any) -> Shot:
    nearer = replace(camera, zoom=camera.zoom * 1.04)
    return Shot(
        id=f"little.{number}", scene="little", kind=kind, beats=beats, camera_from=camera, camera_to=nearer, placings=placings, **more
    )  # fmt: skip


SHOTS = (
    _shot(1, ShotKind.ESTABLISHING, (), Frame(x=832.0, y=468.0, zoom=0.82), (), transition="dip", title="A Small Light"),
    _shot(2, ShotKind.WIDE, ("comes",), _WIDE, (replace(_MIRA, gesture=Gesture.WALK, enters_from=260.0, facing=0.8), _TOM)),
    _shot(3, ShotKind.SINGLE, ("asks",), Frame(x=690.0, y=520.0, zoom=2.0), (replace(_MIRA, y=990.0),)),
    _shot(4, ShotKind.OVER_SHOULDER, ("says",), Frame(x=1000.0, y=520.0, zoom=1.9), _SHOULDER, transition="dissolve"),
    _shot(5, ShotKind.INSERT, ("burns",), Frame(x=832.0, y=690.0, zoom=2.2), (), prop="lamp"),
)  # fmt: skip
STARTS = (0, 3000, 6000, 8000, 10000)
LENGTH_MS = 12000
_SPOKEN = ("comes", "asks", "says", "burns")
TIMELINE = SceneTimeline(
    scene="little",
    shots=tuple(TimedShot(shot=shot, start_ms=start, end_ms=end) for shot, start, end in zip(SHOTS, STARTS, (*STARTS[1:], LENGTH_MS), strict=True)),
    beats=tuple(TimedBeat(beat=beat, start_ms=start + 100, end_ms=start + 1800) for beat, start in zip(_SPOKEN, STARTS[1:], strict=True)),
    length_ms=LENGTH_MS,
)  # fmt: skip


def painting(colour: int | None = None) -> SetPainting:
    """A sky that fades, a hill, a ground with a post on it, a leaf in front; or every layer's solid parts in one grey."""
    sky = np.empty((WORLD_HEIGHT, WORLD_WIDTH, 4), np.uint8)
    sky[..., 0] = np.linspace(180, 90, WORLD_HEIGHT)[:, None]
    sky[..., 1] = np.linspace(120, 170, WORLD_WIDTH)
    sky[..., 2] = np.linspace(90, 230, WORLD_HEIGHT)[:, None]
    sky[..., 3] = 255
    hill, stage = np.zeros_like(sky), np.zeros_like(sky)
    hill[560:, 200:1300] = (60, 110, 70, 255)
    stage[690:] = (70, 100, 150, 255)
    stage[300:720, 300:340] = (40, 60, 80, 255)
    front = np.zeros((FRONT_HEIGHT, FRONT_WIDTH, 4), np.uint8)
    front[1000:, :200] = (20, 60, 20, 255)
    if colour is not None:
        for pixels in (sky, hill, stage, front):
            pixels[pixels[..., 3] > 0, :3] = colour
    return SetPainting(
        layers=(
            Layer(pixels=sky, parallax=0.2),
            Layer(pixels=hill, parallax=0.5),
            Layer(pixels=stage, parallax=1.0),
            Layer(pixels=front, parallax=1.5, in_front=True),
        ),
        light=Light(key=(160, 220, 255), ambient=(140, 100, 120), from_left=True, haze=(150, 170, 240), strength=0.5),
        flames=((1200.0, 770.0, 1.0),),
        particles="petals",
        ground_y=780.0,
        props={"lamp": (1200.0, 770.0)},
    )


def speeches() -> Mapping[str, Speech]:
    keys = tuple(Mouth(at_ms=90 * k, open=90 if k % 2 else 5, wide=50, teeth=0, closed=0) for k in range(18))
    return {beat: Speech(beat=beat, engine="test", length_ms=1700, words=(), mouth=keys) for beat in ("asks", "says")}


def renderer(
    format: FilmFormat = SMALL, timeline: SceneTimeline = TIMELINE, set_: SetPainting | None = None, scene: Scene = SCENE, **other: Any
) -> SceneRenderer:
    """A fresh renderer; `other` takes the place of its arguments."""
    looks = {one.id: look(one) for one in (MIRA, TOM)}
    arguments: dict[str, Any] = {"looks": looks, "speeches": speeches(), "crowd": crowd(1, Culture.SOUTH_INDIAN, 3), "format": format} | other
    return SceneRenderer(scene, timeline, painting() if set_ is None else set_, **arguments)


def frame_at(ms: float) -> int:
    return round(ms * SMALL.fps / 1000)
