"""Everybody can be drawn in every mood and gesture, in a sane frame, and always in the same way."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from film.model import Age, Culture, Emotion, Gesture, Sex
from film.picture.people import Look, Pose, draw
from film.picture.people.outfits import OUTFITS
from film.skia_loader import skia
from tests.film.people.paper import Picture, drawn, someone

ROOT = Path(__file__).parents[3]
SMALL = 0.16
WIDE, HIGH, FEET = 104, 136, (52.0, 124.0)  # 650 x 850 local units, the floor 75 units above the lower edge
ONE_FRAME = "from tests.film.people.test_drawing import fingerprint; print(fingerprint())"


def small(who: Look, pose: Pose) -> Picture:
    return drawn(who, pose, scale=SMALL, width=WIDE, height=HIGH, feet=FEET)


@pytest.mark.parametrize("culture", list(Culture))
def test_everybody_is_drawn_within_bounds_in_every_emotion_and_gesture(culture: Culture) -> None:
    for sex, age in product(Sex, Age):
        who = someone("Robin", sex, age, culture)
        for k, (emotion, gesture) in enumerate(product(Emotion, Gesture)):
            alpha = small(who, Pose(t=k * 0.37, turn=(k % 9 - 4) / 4, emotion=emotion, gesture=gesture, phase=1.0 + k % 4))[..., 3]
            assert (alpha > 200).sum() > 900 * (who.figure.height / 620) ** 2, (sex, age, emotion, gesture)
            border = np.concatenate([alpha[0], alpha[-1], alpha[:, 0], alpha[:, -1]])
            assert border.max() == 0, (sex, age, emotion, gesture)


def test_every_outfit_is_drawn_and_none_like_another() -> None:
    pictures: dict[bytes, str] = {}
    plain = someone("Robin", Sex.FEMALE, Age.ADULT, Culture.WESTERN)
    for outfit in OUTFITS:
        if outfit == "uniform_woman":  # the cut of "uniform" on another body
            continue
        who = _wearing(plain, outfit)
        picture = drawn(who, Pose(t=1.0, turn=0.3), scale=0.4, width=240, height=300, feet=(120, 280))
        assert pictures.setdefault(picture.tobytes(), outfit) == outfit


def _wearing(who: Look, outfit: str) -> Look:
    return replace(who, dress=replace(who.dress, outfit=outfit))


def test_feet_stand_on_the_origin_and_an_adult_woman_is_about_620_units_tall() -> None:
    alpha = drawn(someone(), Pose(t=0.0), scale=0.5, width=300, height=400, feet=(150, 360))[..., 3]
    rows = np.flatnonzero(alpha.max(axis=1) > 128)
    assert abs(rows[-1] - 360) < 8
    assert 600 < (rows[-1] - rows[0]) / 0.5 < 680


def test_a_turn_to_the_left_and_one_to_the_right_differ_from_the_front_and_from_each_other() -> None:
    who = someone()
    turned = {turn: small(who, Pose(t=1.0, turn=turn)) for turn in (-1.0, -0.5, 0.0, 0.5, 1.0)}
    assert len({picture.tobytes() for picture in turned.values()}) == 5
    for turn in (0.5, 1.0):
        mirrored = turned[-turn][:, ::-1, 3].astype(int)
        assert np.abs(mirrored - turned[turn][..., 3]).mean() < 12  # nearly mirror images: only drapes and hands differ


def test_the_same_frame_is_the_same_bytes_in_another_process() -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "4321"}
    done = subprocess.run([sys.executable, "-c", ONE_FRAME], env=environment, capture_output=True, text=True, check=True, cwd=ROOT, timeout=60)
    assert done.stdout.strip() == fingerprint()


def fingerprint() -> str:
    """The hash of some people drawn at once."""
    digest = hashlib.sha256()
    for culture in Culture:
        pose = Pose(t=3.3, turn=0.4, emotion=Emotion.JOYFUL, gesture=Gesture.GREET, phase=0.7)
        digest.update(drawn(someone("Robin", culture=culture), pose, scale=1.0, width=500, height=720, feet=(250, 700)).tobytes())
    return digest.hexdigest()


def test_the_canvas_is_left_as_it_was() -> None:
    canvas = skia.Surface(64, 64).getCanvas()
    canvas.scale(0.1, 0.1)
    before = canvas.getSaveCount(), canvas.getTotalMatrix().get9()
    draw(canvas, someone(), Pose(t=0.0, gesture=Gesture.SIT, phase=1))
    assert (canvas.getSaveCount(), canvas.getTotalMatrix().get9()) == before


def test_people_breathe_and_cloth_sways_when_nothing_happens() -> None:
    frames = {drawn(someone(), Pose(t=t / 6), scale=1.0, width=400, height=720, feet=(200, 700)).tobytes() for t in range(6)}
    assert len(frames) == 6


def test_light_falls_from_the_side_that_the_pose_names() -> None:
    who = someone("Robin", Sex.MALE, Age.ADULT, Culture.MIDDLE_EASTERN)
    for light in (-1.0, 1.0):
        picture = drawn(who, Pose(t=0.0, light=light), scale=0.5, width=300, height=400, feet=(150, 360)).astype(float)
        left, right = (
            picture[200:300, :150, :3].sum() / picture[200:300, :150, 3].sum(),
            picture[200:300, 150:, :3].sum() / picture[200:300, 150:, 3].sum(),
        )
        assert (right - left) * light > 0.01
