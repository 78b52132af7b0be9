"""The character sheet: one picture that shows a person from three sides, in six feelings and in a gesture."""

from __future__ import annotations

from typing import Any

from film.model import Emotion, Gesture
from film.picture.people.drawing import draw
from film.picture.people.forms import lerp
from film.picture.people.look import Look
from film.picture.people.paints import colour, faded, fill
from film.picture.people.pose import Pose
from film.picture.people.rig import rig
from film.skia_loader import skia

_WIDTH, _HEIGHT = 900, 600  # the layout below is in these units
_FLOOR = 548
_STANDS: tuple[tuple[float, Pose], ...] = (  # x of the feet
    (80, Pose(t=0.4)),
    (212, Pose(t=0.9, turn=0.5)),
    (344, Pose(t=1.6, turn=1.0, gesture=Gesture.WALK, phase=1.12)),
    (482, Pose(t=2.3, turn=-0.18, gesture=Gesture.GREET, phase=1.0, emotion=Emotion.JOYFUL)),
)
_TALLEST = 715  # local units that must fit between the top and the floor
_FACES = (Emotion.NEUTRAL, Emotion.JOYFUL, Emotion.TENDER, Emotion.SAD, Emotion.ANGRY, Emotion.AFRAID)
_CELL = (570, 28, 104, 240)  # x and y of the first face, width, height
_PAPER, _FLOOR_TONE = 0xFFEFE6DA, 0xFFDDCFBE


def sheet(look: Look, width: int = _WIDTH, height: int = _HEIGHT) -> bytes:
    """A PNG of that many pixels: front, three-quarter, walking profile, greeting; then the face in each emotion and the colours worn."""
    surface = skia.Surface(width, height)
    canvas = surface.getCanvas()
    canvas.clear(_PAPER)
    scale = min(width / _WIDTH, height / _HEIGHT)
    canvas.translate((width - _WIDTH * scale) / 2, (height - _HEIGHT * scale) / 2)
    canvas.scale(scale, scale)
    _paint_ground(canvas)
    _paint_figures(canvas, look)
    _paint_faces(canvas, look)
    _paint_swatches(canvas, look)
    png = surface.makeImageSnapshot().encodeToData(skia.EncodedImageFormat.kPNG, 100)
    return bytes(png)


def _paint_ground(canvas: Any) -> None:
    canvas.drawRect(skia.Rect.MakeLTRB(-_WIDTH, _FLOOR - 26, _WIDTH * 2, _HEIGHT * 2), fill(_FLOOR_TONE))


def _paint_figures(canvas: Any, look: Look) -> None:
    size = (_FLOOR - 24) / _TALLEST
    for x, pose in _STANDS:
        canvas.drawOval(skia.Rect.MakeLTRB(x - 52, _FLOOR - 8, x + 52, _FLOOR + 9), fill(0x332A1420))
        _paint_at(canvas, look, pose, x, _FLOOR, size)


def _paint_faces(canvas: Any, look: Look) -> None:
    x0, y0, wide, high = _CELL
    size = 0.92
    for k, emotion in enumerate(_FACES):
        x, y = x0 + (k % 3) * (wide + 6), y0 + (k // 3) * (high + 6)
        cell = skia.RRect.MakeRectXY(skia.Rect.MakeXYWH(x, y, wide, high), 10, 10)
        canvas.drawRRect(cell, fill(faded(0xFFFFFFFF, 0.62)))
        canvas.save()
        canvas.clipRRect(cell, doAntiAlias=True)
        pose = Pose(t=0.7 + k, turn=lerp(-0.32, 0.32, (k * 2 % 5) / 4), emotion=emotion)
        head_x, head_y = rig(look, pose).head
        _paint_at(canvas, look, pose, x + wide / 2 - head_x * size, y + high * 0.44 - head_y * size, size)
        canvas.restore()


def _paint_swatches(canvas: Any, look: Look) -> None:
    dress = look.dress
    worn = (look.face.skin, look.hair.colour, dress.main, dress.second, dress.trim, dress.accent)
    for k, one in enumerate(worn):
        canvas.drawCircle(_CELL[0] + 14 + k * 30, _HEIGHT - 34, 10.5, fill(colour(one)))


def _paint_at(canvas: Any, look: Look, pose: Pose, x: float, y: float, size: float) -> None:
    canvas.save()
    canvas.translate(x, y)
    canvas.scale(size, size)
    draw(canvas, look, pose)
    canvas.restore()
