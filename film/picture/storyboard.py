"""A sheet for people's eyes: the shots of a film with what is said in them. Makes PNG bytes, nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from film.model import Character, Scene, SceneTimeline, TimedShot
from film.picture.frames import ShotRenderer
from film.picture.lettering import letters
from film.picture.titles import lay_over

_PANEL_WIDTH, _GAP = 400, 12
_PAPER, _INK, _FAINT = (246, 249, 250), (40, 34, 30), (140, 128, 120)  # BGR
_CAPTION_ROWS = 112
Picture = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    picture: Picture  # (h, w, 3) uint8 BGR
    note: str  # "1.3  over shoulder  0:12.4"
    text: str


def storyboard(panels: Sequence[Panel], columns: int = 3) -> bytes:
    """Panels with their notes and texts on white paper, as PNG."""
    sheet = _grid([_drawn(panel) for panel in panels], columns)
    return cv2.imencode(".png", sheet)[1].tobytes()


def panels(scene: Scene, timeline: SceneTimeline, shots: Iterable[ShotRenderer], characters: Mapping[str, Character]) -> Iterator[Panel]:
    """One panel a shot of the timeline, rendered at the moment that tells most. `characters` by id."""
    for number, (timed, shot) in enumerate(zip(timeline.shots, shots, strict=True), start=1):
        seconds = timed.start_ms / 1000
        kind = timed.shot.kind.value.replace("_", " ")
        yield Panel(
            picture=shot.frame(shot.telling),
            note=f"{scene.number}.{number}   {kind}   {int(seconds // 60)}:{seconds % 60:04.1f}",
            text=_words(scene, timed, characters),
        )


def _words(scene: Scene, timed: TimedShot, characters: Mapping[str, Character]) -> str:
    said = []
    for beat in scene.beats:
        if beat.id in timed.shot.beats:
            said.append(f"{characters[beat.speaker].name}: {beat.text}" if beat.speaker in characters else beat.text)
    return "  ".join(said)


def _drawn(panel: Panel) -> Picture:
    picture = _sized(panel.picture, _PANEL_WIDTH)
    note = letters(panel.note, size=14, width=_PANEL_WIDTH, colour=_FAINT, centred=False, lines=1)
    text = letters(panel.text or "-", size=16, width=_PANEL_WIDTH, colour=_INK, centred=False, lines=3)
    caption = np.full((_CAPTION_ROWS, _PANEL_WIDTH, 3), _PAPER, np.uint8)
    lay_over(caption, note[:20], 1.0, (6, 0))
    lay_over(caption, text[: _CAPTION_ROWS - 26], 1.0, (26, 0))
    return np.vstack([picture, caption])


def _sized(picture: Picture, width: int) -> Picture:
    sized: Picture = cv2.resize(picture, (width, round(picture.shape[0] * width / picture.shape[1])), interpolation=cv2.INTER_AREA)
    return sized


def _grid(pictures: Sequence[Picture], columns: int) -> Picture:
    if not pictures:
        raise ValueError("A sheet needs at least one picture.")
    rows, wide = pictures[0].shape[:2]
    lines = -(-len(pictures) // columns)
    sheet = np.full((_GAP + lines * (rows + _GAP), _GAP + columns * (wide + _GAP), 3), _PAPER, np.uint8)
    for place, picture in enumerate(pictures):
        top, left = _GAP + place // columns * (rows + _GAP), _GAP + place % columns * (wide + _GAP)
        sheet[top : top + rows, left : left + wide] = picture
    return sheet
