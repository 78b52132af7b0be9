"""Plants at the edge of the lens: dark leaves, grasses and boughs that frame a shot from in front, and reach beyond every frame."""

from __future__ import annotations

import math

from film.picture.sets.brushes import Sheet, linear, smooth
from film.picture.sets.easel import Easel
from film.picture.sets.palette import mix, rgb
from film.picture.sets.trees import leafage

# How far from the middle plants in front may come: at the wide end of the zoom these edges just show.
INNER = 150.0


def leaves_in_front(easel: Easel, sheet: Sheet, *, kind: str = "", left: bool = True, right: bool = True) -> None:
    """A bank of leaves in both lower corners; `kind` "broad", "fern", "grass" or "needle", else as the culture's tree has it."""
    form = kind or {"palm": "broad", "date": "fern", "pine": "needle", "baobab": "grass"}.get(easel.style.tree, "fern")
    for mirrored, wanted in ((False, left), (True, right)):
        if wanted:
            with sheet.placed(1664 if mirrored else 0, 0, -1 if mirrored else 1, 1):
                _bank(sheet, form, mirrored=mirrored)


def _bank(sheet: Sheet, form: str, *, mirrored: bool) -> None:
    ink, rolls = sheet.ink, sheet.dice
    toward = ink.from_left != mirrored
    dark = mix(ink.of("#16301f", 0.1), (0.03, 0.02, 0.06), 0.35)
    sheet.blob([(-420, 700), (-120, 800), (40, 900), (170, 1000), (220, 1180), (-420, 1180)], dark)
    for k in range(9):
        lift = ink.of("#3f7a3f", 0.62 if toward else 0.3)
        tone = mix(dark, lift, 0.25 + 0.5 * (k / 8))
        x, y = -300 + 46 * k + rolls.uniform(-14, 14), 700 + 34 * k + rolls.uniform(0, 30)
        angle = -1.25 + 0.13 * k + rolls.uniform(-0.1, 0.1)
        _leaf(sheet, form, x, y + 80, 360 - 16 * k, angle, dark, tone)


def _leaf(
    sheet: Sheet, form: str, x: float, y: float, length: float, angle: float, dark: tuple[float, float, float], tone: tuple[float, float, float]
) -> None:
    ex, ey = x + length * math.cos(angle), y + length * math.sin(angle)
    mx, my = (x + ex) / 2, (y + ey) / 2 - length * 0.16
    if form == "broad":
        wide = length * 0.17
        blade = smooth([(x, y), (mx - wide * 0.6, my - wide * 0.4), (ex, ey), (mx + wide, my + wide)])
        sheet.shape(blade, linear((x, y), (ex, ey), ((0.0, dark), (1.0, tone))))
        sheet.bend([(x, y), (mx, my), (ex, ey)], mix(tone, rgb("#a8c86a"), 0.2), 2.5, 0.6)
        return
    if form == "grass":
        for k in range(7):
            tip = (x + length * 0.75 * math.cos(angle + (k - 3) * 0.13), y + length * 0.75 * math.sin(angle + (k - 3) * 0.13))
            sheet.poly([(x + 7 * k - 8, y), tip, (x + 7 * k + 6, y)], mix(dark, tone, k / 6))
        return
    sheet.bend([(x, y), (mx, my), (ex, ey)], dark, 5)
    for k in range(1, 15):
        t = k / 15
        px = (1 - t) ** 2 * x + 2 * t * (1 - t) * mx + t * t * ex
        py = (1 - t) ** 2 * y + 2 * t * (1 - t) * my + t * t * ey
        reach = length * (0.3 if form == "fern" else 0.16) * math.sin(math.pi * min(1.0, 0.25 + t * 0.8))
        for side in (-1, 1):
            turn = angle + side * (0.95 if form == "fern" else 0.6)
            tip = (px + reach * math.cos(turn), py + reach * math.sin(turn))
            if form == "fern":
                middle = (px + reach * 0.5 * math.cos(turn - 0.2), py + reach * 0.5 * math.sin(turn - 0.2))
                sheet.shape(
                    smooth([(px, py), middle, tip, (px + reach * 0.45 * math.cos(turn + 0.25), py + reach * 0.45 * math.sin(turn + 0.25))]),
                    mix(dark, tone, t),
                )
            else:
                sheet.line([(px, py), tip], mix(dark, tone, t), 3.2)


def bough_above(sheet: Sheet, local: str = "#3f6a38", *, left: bool = True) -> None:
    """A bough with leaves that hangs into the upper corner."""
    with sheet.placed(0 if left else 1664, 0, 1 if left else -1, 1):
        ink = sheet.ink
        sheet.bend([(-420, -60), (-120, 10), (60, 24), (190, 70)], mix(ink.of("#4a3428", 0.2), (0.03, 0.02, 0.05), 0.4), 26)
        for x, y, r in ((-330, -60, 130), (-190, -40, 120), (-70, -20, 100), (30, 0, 84), (120, 30, 62), (190, 66, 44)):
            leafage(sheet, x, y, r * 1.2, r * 0.75, local, 40, dab=0.17)
