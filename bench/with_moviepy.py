"""Puts a shot together of given layers with MoviePy; runs in .venv-moviepy and imports nothing of ours. Tells its CPU seconds.

python bench/with_moviepy.py FOLDER        reads shot.json, layer<n>.npy and people.npy there, writes theirs.mp4
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path
from typing import Any

import numpy as np
from moviepy import CompositeVideoClip, ImageClip, VideoClip


def compose(folder: Path) -> None:
    shot = json.loads((folder / "shot.json").read_text())
    people = np.load(folder / "people.npy", mmap_mode="r")
    seconds = len(people) / shot["fps"]
    layers = [(layer["in_front"], moving(folder, layer, shot["fps"], seconds)) for layer in shot["layers"]]
    behind, before = ([clip for in_front, clip in layers if in_front is side] for side in (False, True))
    film = CompositeVideoClip([*behind, cast(people, shot["fps"], seconds), *before], size=tuple(shot["size"])).with_duration(seconds)
    colours = "scale=out_color_matrix=bt709:out_range=tv:flags=bicubic+accurate_rnd+bitexact,format=yuv420p"
    film.write_videofile(
        str(folder / "theirs.mp4"), fps=shot["fps"], codec="libx264", preset=shot["preset"], audio=False, logger=None, threads=1,
        ffmpeg_params=[
            *shot["search"], "-crf", str(shot["crf"]), "-tune", "animation", "-filter_threads", "1", "-vf", colours, "-g", str(2 * shot["fps"]),
        ],
    )  # fmt: skip


def moving(folder: Path, layer: dict[str, Any], fps: int, seconds: float) -> Any:
    """One painted layer under the camera: larger and elsewhere on each frame. One that hides all behind it needs no mask."""
    pixels, way = np.load(folder / layer["file"]), layer["way"]
    solid = bool(pixels[..., 3].min() == 255)

    def at(t: float) -> list[float]:
        return list(way[min(len(way) - 1, round(t * fps))])

    clip = ImageClip(pixels[..., :3] if solid else pixels, transparent=not solid, duration=seconds)
    return clip.resized(lambda t: at(t)[0]).with_position(lambda t: (round(at(t)[1]), round(at(t)[2])))


def cast(people: Any, fps: int, seconds: float) -> Any:
    """The people, drawn already: a picture with a mask for each frame."""

    def number(t: float) -> int:
        return min(len(people) - 1, round(t * fps))

    mask = VideoClip(lambda t: people[number(t)][..., 3] / 255.0, is_mask=True, duration=seconds)
    return VideoClip(lambda t: people[number(t)][..., :3], duration=seconds).with_mask(mask)


def cpu_seconds() -> float:
    both = (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in both)


if __name__ == "__main__":
    before = cpu_seconds()
    compose(Path(sys.argv[1]))
    print(cpu_seconds() - before)
