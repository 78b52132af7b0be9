"""Faces: every sound has its mouth, lids close, feelings can be told apart."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, product

import numpy as np
import pytest
from numpy.typing import NDArray

from film.model import Age, Culture, Emotion, Mouth, Sex
from film.picture.people import Look, Pose
from film.picture.people.expression import expression
from film.picture.people.rig import rig
from tests.film.people.paper import Picture, drawn, someone

SCALE = 2.0
SIZE = 300
EYE_WHITE = np.array([0xEA, 0xF1, 0xF7])  # BGR
SOUNDS = {
    "m": Mouth(at_ms=0, open=0, wide=50, teeth=0, closed=100),
    "aa": Mouth(at_ms=0, open=90, wide=55, teeth=0, closed=0),
    "ee": Mouth(at_ms=0, open=40, wide=100, teeth=20, closed=0),
    "oh": Mouth(at_ms=0, open=55, wide=5, teeth=0, closed=0),
    "oo": Mouth(at_ms=0, open=18, wide=0, teeth=0, closed=0),
    "f": Mouth(at_ms=0, open=12, wide=55, teeth=100, closed=0),
}
EVERYBODY = list(product(Sex, Age, Culture))


def head(who: Look, pose: Pose) -> Picture:
    """A close-up: 150 x 150 local units around where the head is at rest."""
    x, y = rig(who, Pose(t=pose.t, turn=pose.turn)).head
    return drawn(who, pose, scale=SCALE, width=SIZE, height=SIZE, feet=(SIZE / 2 - x * SCALE, SIZE / 2 - y * SCALE))


def changed(one: Picture, other: Picture) -> NDArray[np.bool_]:
    return np.asarray(np.abs(one.astype(int) - other.astype(int)).max(axis=2) > 8)


@pytest.mark.parametrize("turn", [0.0, 0.5, -1.0])
def test_each_sound_has_a_mouth_of_its_own(turn: float) -> None:
    who = someone("Anna", Sex.FEMALE, Age.ADULT, Culture.WESTERN)
    pictures = {sound: head(who, Pose(t=1.0, turn=turn, mouth=mouth)) for sound, mouth in SOUNDS.items()}
    for one, other in combinations(SOUNDS, 2):
        assert changed(pictures[one], pictures[other]).sum() > (100 if turn > -1 else 60), (one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Mouth(at_ms=0, open=40, wide=0, teeth=0, closed=0), Mouth(at_ms=0, open=40, wide=100, teeth=0, closed=0)),
        (Mouth(at_ms=0, open=10, wide=50, teeth=0, closed=0), Mouth(at_ms=0, open=80, wide=50, teeth=0, closed=0)),
        (Mouth(at_ms=0, open=20, wide=50, teeth=0, closed=0), Mouth(at_ms=0, open=20, wide=50, teeth=100, closed=0)),
        (Mouth(at_ms=0, open=20, wide=50, teeth=0, closed=0), Mouth(at_ms=0, open=20, wide=50, teeth=0, closed=100)),
    ],
)
def test_each_of_the_four_measures_of_a_mouth_is_seen(one: Mouth, other: Mouth) -> None:
    who = someone("Anna", Sex.FEMALE, Age.ADULT, Culture.WESTERN)
    assert changed(head(who, Pose(t=1.0, mouth=one)), head(who, Pose(t=1.0, mouth=other))).sum() > 120


def test_a_mouth_changes_nothing_but_the_lower_face() -> None:
    for sex, age, culture in EVERYBODY[::3]:
        who = someone("Robin", sex, age, culture)
        x, y = rig(who, Pose(t=1.0, turn=0.3)).head
        place = {"scale": 0.6, "width": 400, "height": 470, "feet": (200.0, 440.0)}
        quiet, loud = (drawn(who, Pose(t=1.0, turn=0.3, mouth=SOUNDS[sound]), **place) for sound in ("m", "aa"))  # type: ignore[arg-type]
        rows, columns = np.nonzero(changed(quiet, loud))
        size = who.figure.head
        assert len(rows) > 8
        assert (rows.min() - 440) / 0.6 > y - 0.05 * size
        assert (rows.max() - 440) / 0.6 < y + 1.0 * size
        assert np.abs((columns - 200) / 0.6 - x).max() < 0.6 * size


def eye_white(picture: Picture) -> int:
    """Pixels in the colour of an eye's white, in the band where eyes are."""
    band = picture[SIZE // 2 - 40 : SIZE // 2 + 60, :, :3].astype(int)
    return int((np.abs(band - EYE_WHITE).max(axis=2) <= 3).sum())


def test_shut_lids_leave_no_white_of_the_eye() -> None:
    for sex, age, culture in EVERYBODY:
        who = _without_white(someone("Robin", sex, age, culture))
        for emotion in (Emotion.NEUTRAL, Emotion.AFRAID):
            shut = head(who, Pose(t=1.0, emotion=emotion, blink=1.0, mouth=SOUNDS["m"]))
            wide = head(who, Pose(t=1.0, emotion=emotion, blink=0.0, mouth=SOUNDS["m"]))
            assert eye_white(wide) > 25, (sex, age, culture, emotion)
            assert eye_white(shut) == 0, (sex, age, culture, emotion)


def _without_white(who: Look) -> Look:
    """Without head cloth and flowers, whose white has nothing to do with eyes."""
    return replace(who, dress=replace(who.dress, headwear=""), hair=replace(who.hair, flowers=False))


def test_a_blink_closes_little_by_little() -> None:
    who = someone("Anna", Sex.FEMALE, Age.ADULT, Culture.WESTERN)
    whites = [eye_white(head(who, Pose(t=1.0, blink=blink))) for blink in (0.0, 0.3, 0.6, 1.0)]
    assert whites == sorted(whites, reverse=True)
    assert len(set(whites)) == 4


def test_the_six_feelings_can_be_told_apart_in_the_face_alone() -> None:
    for sex, age in product(Sex, Age):
        who = someone("Robin", sex, age, Culture.EAST_ASIAN)
        faces = {emotion: head(who, Pose(t=0.0, emotion=emotion)) for emotion in Emotion}
        for one, other in combinations(Emotion, 2):
            assert changed(faces[one], faces[other]).sum() > 250, (sex, age, one, other)


def test_each_feeling_moves_brows_lids_or_lips_by_itself() -> None:
    faces = {emotion: expression(someone(), Pose(t=0.0, emotion=emotion)) for emotion in Emotion}
    for one, other in combinations(Emotion, 2):
        a, b = faces[one], faces[other]
        brows = abs(a.brow_inner - b.brow_inner) + abs(a.brow_outer - b.brow_outer)
        apart = (brows > 1.5, abs(a.lid - b.lid) > 0.07, abs(a.smile - b.smile) > 0.25, abs(a.parted - b.parted) > 0.2)
        assert sum(apart) >= 2, (one, other)


def test_eyes_follow_the_gaze() -> None:
    who = someone("Anna", Sex.FEMALE, Age.ADULT, Culture.WESTERN)
    dark = {}
    for gaze in (-1.0, 1.0):
        picture = head(who, Pose(t=0.0, gaze=(gaze, 0.0)))
        eyes = picture[SIZE // 2 : SIZE // 2 + 26, 60:240, :3].astype(int)
        dark[gaze] = np.nonzero(eyes.sum(axis=2) < 120)[1].mean()
    assert dark[1.0] - dark[-1.0] > 6
