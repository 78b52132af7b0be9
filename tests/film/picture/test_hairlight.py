"""Nobody looks bald in a warm light, and by day and by night people look as they were drawn."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from film.model import Age, Character, Culture, Hour, Sex
from film.picture.figures import Figures
from film.picture.hairlight import apart
from film.picture.light import Lamp, lamp
from film.picture.people import look
from film.picture.people.look import Look
from film.picture.people.wardrobe import GREYS, TRADITIONS
from film.picture.sets.painting import Light

LIGHTS = {  # of the sets in clear weather
    Hour.DAWN: Light(key=(184, 237, 255), ambient=(158, 112, 143), from_left=True, haze=(0, 0, 0), strength=0.51),
    Hour.DAY: Light(key=(247, 255, 255), ambient=(199, 163, 143), from_left=True, haze=(0, 0, 0), strength=0.4),
    Hour.DUSK: Light(key=(79, 164, 255), ambient=(102, 51, 79), from_left=True, haze=(0, 0, 0), strength=0.68),
    Hour.NIGHT: Light(key=(223, 168, 167), ambient=(94, 48, 38), from_left=True, haze=(0, 0, 0), strength=0.71),
}
LAMPS = {hour: lamp(light) for hour, light in LIGHTS.items()}
ANNA = look(Character(id="anna", name="Anna", sex=Sex.FEMALE, age=Age.ADULT, culture=Culture.WESTERN))
SKINS = sorted({skin for tradition in TRADITIONS.values() for skin in tradition.skins})
HAIRS = sorted({hair for tradition in TRADITIONS.values() for hair in tradition.hair} | set(GREYS))


def coloured(skin: str, hair: str) -> Look:
    return replace(ANNA, face=replace(ANNA.face, skin=skin), hair=replace(ANNA.hair, colour=hair))


def gap(skin: str, hair: str, light: NDArray[np.float32] | float = 1.0) -> float:
    """CIE 1976, under factors of light."""
    colours = np.array([[[int(one[at : at + 2], 16) / 255 for at in (5, 3, 1)] for one in (skin, hair)]], np.float32)
    lab = cv2.cvtColor(np.clip(colours * light, 0.0, 1.0).astype(np.float32), cv2.COLOR_BGR2LAB)[0]
    return float(np.linalg.norm(lab[0] - lab[1]))


def middle(one: Lamp) -> NDArray[np.float32]:
    return np.array([(key + ambient) / 2 for key, ambient in zip(one.key, one.ambient, strict=True)], np.float32)


@pytest.mark.parametrize("hair", ["#dedad5", "#e0bd78", "#c99a4f", "#d2ccc4"])
@pytest.mark.parametrize("skin", ["#f2cbaa", "#f6d7bd", "#eab994"])
def test_pale_hair_is_as_far_from_pale_skin_at_dusk_as_by_day(skin: str, hair: str) -> None:
    dusk = LAMPS[Hour.DUSK]
    worn = apart(coloured(skin, hair), dusk).hair.colour
    assert gap(skin, worn, middle(dusk)) > 0.75 * gap(skin, hair)
    assert gap(skin, worn, middle(dusk)) > 1.15 * gap(skin, hair, middle(dusk)), "nothing was mended"


def test_no_hair_comes_nearer_to_a_skin_than_the_light_brings_it() -> None:
    dusk = LAMPS[Hour.DUSK]
    for skin in SKINS:
        for hair in HAIRS:
            assert gap(skin, apart(coloured(skin, hair), dusk).hair.colour, middle(dusk)) > 0.97 * gap(skin, hair, middle(dusk))


@pytest.mark.parametrize("hour", [Hour.DAWN, Hour.DAY, Hour.NIGHT])
def test_at_other_hours_people_are_as_they_were_drawn(hour: Hour) -> None:
    for skin in SKINS:
        for hair in HAIRS:
            one = coloured(skin, hair)
            assert apart(one, LAMPS[hour]) is one


def test_white_hair_on_a_dark_face_stays_white() -> None:
    one = coloured("#794829", "#dedad5")
    assert apart(one, LAMPS[Hour.DUSK]) is one


def test_dark_hair_stays_as_it_is() -> None:
    one = coloured("#f2cbaa", "#3a2417")
    assert apart(one, LAMPS[Hour.DUSK]) is one


def test_the_figures_of_a_scene_wear_it() -> None:
    one = coloured("#f2cbaa", "#e0bd78")
    assert Figures({"anna": one}, LAMPS[Hour.DUSK]).looks["anna"].hair.colour == apart(one, LAMPS[Hour.DUSK]).hair.colour != one.hair.colour
