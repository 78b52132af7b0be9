"""The pictures of the README: stills of the example films, each taken where it differs most from those before it.

for name in wedding lighthouse office mangoes.ta lamp.te well.hi; do studio film examples/$name.txt -o FOLDER/$name.mp4; done
.venv/bin/python -m bench.pictures FOLDER

Writes docs/images/wedding.jpg (twelve stills of the wedding) and docs/images/examples.jpg (two of each film), both below 400 kB.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from film import ffmpeg
from film.picture.stills import still

IMAGES = Path(__file__).parents[1] / "docs" / "images"
FILMS = ("wedding", "lighthouse", "office", "mangoes.ta", "lamp.te", "well.hi")
COLUMNS, WIDTH, GAP = 4, 440, 6
BYTES_MAX = 400_000
_TRIES = 6  # stills looked at for each that is taken
_TITLE_MS = 3200  # the title stands over the first seconds: no still of those but the first
_DARK = 28  # mean of 255 below which a still is a fade
_THUMB = (32, 18)
Picture = NDArray[np.uint8]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where the six films are")
    folder = parser.parse_args().folder
    IMAGES.mkdir(parents=True, exist_ok=True)
    sheets = {"wedding": stills(folder / "wedding.mp4", 12), "examples": [one for name in FILMS for one in stills(folder / f"{name}.mp4", 2)]}
    for name, pictures in sheets.items():
        target = IMAGES / f"{name}.jpg"
        target.write_bytes(jpeg(grid(pictures)))
        print(f"{target}: {target.stat().st_size // 1000} kB")


def stills(film: Path, count: int) -> list[Picture]:
    """The title, and then from every equal stretch of the film the still that is least like those taken before."""
    length = ffmpeg.probe(film).duration_ms
    taken = [_sized(still(film, 1400))]
    step = (length - _TITLE_MS) / (count - 1)
    for k in range(count - 1):
        moments = [_TITLE_MS + step * (k + (tried + 0.5) / _TRIES) for tried in range(_TRIES)]
        found = [_sized(still(film, ms)) for ms in moments]
        taken.append(max((one for one in found if one.mean() > _DARK), key=lambda one: min(unlike(one, other) for other in taken), default=found[0]))
    return taken


def unlike(one: Picture, other: Picture) -> float:
    """How different two pictures are at a glance: mean difference of thumbnails, 0 to 255."""
    small = [cv2.resize(picture, _THUMB, interpolation=cv2.INTER_AREA).astype(np.float32) for picture in (one, other)]
    return float(np.abs(small[0] - small[1]).mean())


def grid(pictures: Sequence[Picture]) -> Picture:
    """Rows of COLUMNS pictures with white between them."""
    rows, columns = pictures[0].shape[:2]
    lines = -(-len(pictures) // COLUMNS)
    sheet = np.full((lines * (rows + GAP) - GAP, COLUMNS * (columns + GAP) - GAP, 3), 255, np.uint8)
    for place, picture in enumerate(pictures):
        top, left = place // COLUMNS * (rows + GAP), place % COLUMNS * (columns + GAP)
        sheet[top : top + rows, left : left + columns] = picture
    return sheet


def jpeg(picture: Picture) -> bytes:
    """As good as BYTES_MAX allows."""
    tries = (cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes() for quality in range(92, 30, -3))
    return next(one for one in tries if len(one) <= BYTES_MAX)


def _sized(picture: Picture) -> Picture:
    return np.asarray(cv2.resize(picture, (WIDTH, WIDTH * 9 // 16), interpolation=cv2.INTER_AREA), np.uint8)


if __name__ == "__main__":
    main()
