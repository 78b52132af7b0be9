"""One shot made by our renderer and, beside it in the same run, put together of the same layers by MoviePy; both encode with the same settings.

MoviePy (in .venv-moviepy; `make bench` makes it) is handed the painted layers, the camera's way over them and the people already drawn, frame by
frame. Ours draws the people itself, and grades the picture. So the comparison favours MoviePy.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from bench.figures import BUILD, Figure, hand_over, measured
from film import ffmpeg
from film.model import FilmFormat
from film.picture.camera import View
from film.picture.encode import SEARCH, encode_clip
from film.picture.frames import SceneRenderer
from film.picture.planes import planes
from film.picture.sets import SetPainting, paint
from schemas.errors import ToolMissing
from tests.support.little_scene import SCENE, TIMELINE, renderer

FORMAT = FilmFormat(width=1280, height=720, fps=24)
NUMBER = 2
SHOT = TIMELINE.shots[NUMBER - 1]  # two people before a temple; one walks in and they talk
FIRST = round(SHOT.start_ms * FORMAT.fps / 1000)
LAST = FIRST + 2 * FORMAT.fps
MOVIEPY = BUILD.parent / ".venv-moviepy" / "bin" / "python"


def measure(folder: Path) -> list[Figure]:
    if not MOVIEPY.exists():
        raise ToolMissing("MoviePy is not here: `make .venv-moviepy/done` installs it beside us; `make bench` does so by itself.")
    painting = paint(SCENE, 1)
    stage = renderer(format=FORMAT, set_=painting)
    _hand_layers(folder, painting, stage)
    stage.frame(FIRST)  # what is blurred once for a shot is blurred before
    with measured() as ours:
        encode_clip(map(planes, stage.run(FIRST, LAST)), LAST - FIRST, folder / "ours.mp4", FORMAT)
    theirs = _with_moviepy(folder)
    seconds = (LAST - FIRST) / FORMAT.fps
    return [
        Figure("film_vs_moviepy", theirs / ours.cpu, "times"),  # CPU seconds of MoviePy over ours: above 1 we are the faster
        Figure("film_vs_moviepy_ours_cpu_s_per_film_s", ours.cpu / seconds, "s/s"),
        Figure("film_vs_moviepy_theirs_cpu_s_per_film_s", theirs / seconds, "s/s"),
    ]


def _hand_layers(folder: Path, painting: SetPainting, stage: SceneRenderer) -> None:
    views = [_view(stage, number) for number in range(FIRST, LAST)]
    layers = []
    for number, layer in enumerate(painting.layers):
        np.save(folder / f"layer{number}.npy", _straight(layer.pixels))
        matrices = [view.matrix(layer.parallax, layer.pixels.shape[1], layer.pixels.shape[0]) for view in views]
        left, top = 832 - layer.pixels.shape[1] / 2, 468 - layer.pixels.shape[0] / 2
        way = [(float(m[0, 0]), float(m[0, 2] + m[0, 0] * left), float(m[1, 2] + m[1, 1] * top)) for m in matrices]
        layers.append({"file": f"layer{number}.npy", "way": way, "in_front": layer.in_front})
    people = np.lib.format.open_memmap(folder / "people.npy", "w+", np.uint8, (LAST - FIRST, FORMAT.height, FORMAT.width, 4))
    for place in range(LAST - FIRST):
        people[place] = _straight(_people(stage, FIRST + place))
    people.flush()
    encoder = {"crf": FORMAT.crf, "preset": FORMAT.preset, "search": SEARCH.get(FORMAT.preset, ())}
    facts = {"size": [FORMAT.width, FORMAT.height], "fps": FORMAT.fps, **encoder, "layers": layers}
    (folder / "shot.json").write_text(json.dumps(facts))


def _view(stage: SceneRenderer, number: int) -> View:
    return stage.shot(NUMBER).take.view(_moment(stage, number))


def _people(stage: SceneRenderer, number: int) -> np.ndarray:
    buffer = np.zeros((FORMAT.height, FORMAT.width, 4), np.uint8)
    stage.shot(NUMBER).take.draw_people(buffer, _moment(stage, number))
    return buffer


def _moment(stage: SceneRenderer, number: int) -> float:
    """Of the shot's own clock, in ms."""
    return stage.shot(NUMBER).start_ms + (number - FIRST) * 1000 / FORMAT.fps


def _straight(premultiplied: np.ndarray) -> np.ndarray:
    """RGBA as MoviePy takes it, of premultiplied BGRA as we keep it."""
    alpha = premultiplied[..., 3:]
    colour = np.minimum(255, premultiplied[..., 2::-1].astype(np.uint16) * 255 // np.maximum(alpha, 1)).astype(np.uint8)
    return np.concatenate([colour, alpha], axis=-1)


def _with_moviepy(folder: Path) -> float:
    """CPU seconds."""
    words = [str(MOVIEPY), "-P", str(Path(__file__).with_name("with_moviepy.py")), str(folder)]
    environment = {**os.environ, "IMAGEIO_FFMPEG_EXE": str(ffmpeg.binary())}
    done = subprocess.run(words, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return float(done.stdout.splitlines()[-1])


def main() -> int:
    try:
        with tempfile.TemporaryDirectory(dir=BUILD) as folder:
            hand_over(measure(Path(folder)))
    except ToolMissing as missing:
        print(missing, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
