"""Keeps hair apart from skin in the coloured light of a set: what is two colours by day must not look like a bald head at dusk. Draws nothing."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from film.picture.light import Lamp
from film.picture.people.look import Look

_WARM = 1.2  # times as much red as blue, as at dusk and by lamps
_LEFT, _NEAR = 0.8, 16.0  # what such a light may leave of the distance in plain daylight (CIE 1976), and what is too little anyway
_PLAIN = 21.0  # nobody looks bald from here on: a white beard on a dark face would only turn blue
_KEY = 0.62  # of the light on a head, the rest is ambient
_PALE = 0.5  # of the strongest part: dark hair is taken for nothing else
_GREY = 0.15  # less between the strongest and the weakest part is grey or white hair
# BGR factors of what hair becomes at most, and the share of the distance by day that is enough.
_COOL = ((1.25, 0.96, 0.76), 1.35)  # grey hair takes the blue of the sky
_DEEP = ((0.46, 0.50, 0.56), 0.85)  # fair hair takes its own shade, and must stay fair
_STEPS = 10
Colour = NDArray[np.float32]  # BGR, 0..1


def apart(look: Look, lamp: Lamp) -> Look:
    """The look with pale hair as much cooler, or deeper, as the light asks for; the same look where it asks for nothing."""
    skin, hair = _bgr(look.face.skin), _bgr(look.hair.colour)
    light = np.array([ambient + (key - ambient) * _KEY for ambient, key in zip(lamp.ambient, lamp.key, strict=True)], np.float32)
    day, lit = distance(skin, hair), distance(skin * light, hair * light)
    if hair.max() < _PALE or light[2] < _WARM * light[0] or lit >= min(_PLAIN, max(_NEAR, _LEFT * day)):
        return look
    factors, enough = _COOL if np.ptp(hair) < _GREY else _DEEP
    far = np.clip(hair * np.array(factors, np.float32), 0.0, 1.0)
    tones = [hair + (far - hair) * np.float32(step / _STEPS) for step in range(_STEPS + 1)]
    gaps = [distance(skin * light, tone * light) for tone in tones]
    step = next((step for step, gap in enumerate(gaps) if gap >= enough * day), int(np.argmax(gaps)))
    return replace(look, hair=replace(look.hair, colour=_hex(tones[step])))


def distance(one: Colour, other: Colour) -> float:
    lab = cv2.cvtColor(np.clip(np.stack([one, other])[None], 0.0, 1.0).astype(np.float32), cv2.COLOR_BGR2LAB)[0]
    return float(np.linalg.norm(lab[0] - lab[1]))


def _bgr(colour: str) -> Colour:
    return np.array([int(colour[at : at + 2], 16) / 255 for at in (5, 3, 1)], np.float32)


def _hex(colour: Colour) -> str:
    return "#" + "".join(f"{round(float(part) * 255):02x}" for part in colour[::-1])
