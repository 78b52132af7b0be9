"""Sheets for a stranger: can somebody who has not seen the code name setting and hour of a set, sex and age of a person?

.venv/bin/python -m bench.blind OUT [--seed 7]

Writes settings.png (every setting at every hour, shuffled and numbered), people.png (every sex, age and culture, shuffled and numbered)
and key.json with the answers. Show the pictures, keep the key, count.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from film.model import (
    Age,
    Character,
    Culture,
    FilmFormat,
    Frame,
    Hour,
    Mood,
    Scene,
    SceneTimeline,
    Setting,
    Sex,
    Shot,
    ShotKind,
    TimedShot,
    Weather,
)  # fmt: skip
from film.picture.frames import SceneRenderer
from film.picture.people import Pose, draw, look
from film.picture.sets import paint
from film.skia_loader import skia

COLUMNS = 8
SET_CELL, PERSON_CELL = (320, 180), (200, 300)  # width and height
_STILL = FilmFormat(width=640, height=360)
_MOMENT, _LENGTH_MS = 24, 3000  # the frame that is shown: a second in, when the air moves
_INSIDE = frozenset({Setting.HOME, Setting.OFFICE, Setting.CLASSROOM})
_TALLEST = 700.0  # local units of a person with a turban, and air
_BAND = 24  # rows of a cell for its number
Picture = NDArray[np.uint8]
Cell = tuple[Picture, dict[str, str]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, default=7, help="another order, other places and other people")
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    key = {}
    for name, cells in (("people", people(asked.seed)), ("settings", settings(asked.seed))):
        picture, key[name] = shuffled(list(cells), random.Random(f"{name}/{asked.seed}"))
        cv2.imwrite(str(asked.out / f"{name}.png"), picture)
        (asked.out / "key.json").write_text(json.dumps(key, indent=1))
        print(f"{asked.out / name}.png: {len(key[name])} cells", flush=True)


def settings(seed: int) -> Iterator[Cell]:
    """Every setting at every hour, nobody in it, each in a culture of its own."""
    dice = random.Random(f"cultures/{seed}")
    for setting, hour in product(Setting, Hour):
        culture = dice.choice((Culture.WESTERN, Culture.SOUTH_INDIAN, *Culture))
        inside = setting in _INSIDE or (setting is Setting.PALACE and hour in (Hour.DAY, Hour.NIGHT))
        scene = Scene(
            id=f"{setting}-{hour}",
            number=1,
            heading="",
            setting=setting,
            interior=inside,
            hour=hour,
            weather=Weather.CLEAR,
            culture=culture,
            mood=Mood.CALM,
        )
        yield cv2.resize(still(scene, seed), SET_CELL, interpolation=cv2.INTER_AREA), {"setting": setting, "hour": hour, "culture": culture}


def still(scene: Scene, seed: int) -> Picture:
    """The whole empty set as the first shot of a scene would show it, BGR."""
    everything = Frame(x=832.0, y=468.0, zoom=0.82)
    shot = Shot(id=f"{scene.id}.0", scene=scene.id, kind=ShotKind.ESTABLISHING, beats=(), camera_from=everything, camera_to=everything, placings=())
    timeline = SceneTimeline(scene=scene.id, shots=(TimedShot(shot=shot, start_ms=0, end_ms=_LENGTH_MS),), beats=(), length_ms=_LENGTH_MS)
    return SceneRenderer(scene, timeline, paint(scene, seed), {}, {}, (), _STILL).frame(_MOMENT)


def people(seed: int) -> Iterator[Cell]:
    """Every sex, age and culture in what they wear on any day, head to foot."""
    for sex, age, culture in product(Sex, Age, Culture):
        who = Character(id=f"{sex}-{age}-{culture}-{seed}", name=f"{sex} {age} {culture} {seed}", sex=sex, age=age, culture=culture)
        yield portrait(who), {"sex": sex, "age": age, "culture": culture}


def portrait(who: Character) -> Picture:
    """Somebody head to foot in plain light on plain paper, BGR. All at one scale: a child is small."""
    width, height = PERSON_CELL
    fine = 2  # drawn larger than shown, as the frames of a film are
    paper = np.full((height * fine, width * fine, 4), (214, 224, 230, 255), np.uint8)
    info = skia.ImageInfo.Make(width * fine, height * fine, skia.kBGRA_8888_ColorType, skia.kPremul_AlphaType)
    canvas: Any = skia.Surface.MakeRasterDirect(info, paper, width * fine * 4).getCanvas()
    scale = fine * (height - _BAND - 4) / _TALLEST
    canvas.translate(width * fine / 2, (height - 10) * fine)
    canvas.scale(scale, scale)
    draw(canvas, look(who), Pose(t=0.6, turn=0.35))
    return np.asarray(cv2.resize(cv2.cvtColor(paper, cv2.COLOR_BGRA2BGR), PERSON_CELL, interpolation=cv2.INTER_AREA))


def shuffled(cells: Sequence[Cell], dice: random.Random) -> tuple[Picture, dict[str, dict[str, str]]]:
    """One picture of all cells in another order, each with its number, and what they show by number."""
    order = dice.sample(list(cells), len(cells))
    numbered = [_numbered(picture, number) for number, (picture, _answer) in enumerate(order, start=1)]
    blank = np.full_like(numbered[0], 255)
    numbered += [blank] * (-len(numbered) % COLUMNS)
    sheet = np.vstack([np.hstack(numbered[row : row + COLUMNS]) for row in range(0, len(numbered), COLUMNS)])
    return sheet, {str(number): answer for number, (_picture, answer) in enumerate(order, start=1)}


def _numbered(picture: Picture, number: int) -> Picture:
    marked: Picture = cv2.copyMakeBorder(picture, _BAND, 4, 2, 2, cv2.BORDER_CONSTANT, value=(255, 255, 255))
    cv2.putText(marked, str(number), (6, _BAND - 6), cv2.FONT_HERSHEY_SIMPLEX, 0.6, (30, 30, 30), 2, cv2.LINE_AA)
    return marked


if __name__ == "__main__":
    main()
