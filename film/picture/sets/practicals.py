"""Lights that are seen in the picture, which the crew calls practicals: lamps, candles, fire."""

from __future__ import annotations

from film.picture.sets.brushes import Sheet, linear, pen, radial, ring
from film.picture.sets.easel import Easel
from film.picture.sets.ornament import FLAME, standing_lamp
from film.picture.sets.ornament import diya as clay_lamp
from film.picture.sets.palette import mix, rgb


def lamp(easel: Easel, sheet: Sheet, x: float, y: float, s: float) -> None:
    if easel.style.indian:
        standing_lamp(easel, sheet, x, y, 150 * s)
    else:
        lantern(easel, sheet, x, y, s)


def lantern(easel: Easel, sheet: Sheet, x: float, y: float, s: float) -> None:
    ink, iron = sheet.ink, "#4a4038"
    sheet.oval(x, y - 96 * s, 22 * s, 22 * s, pen(ink.of(iron, 0.6), 4 * s))
    sheet.rect(x - 30 * s, y - 10 * s, x + 30 * s, y, ink.of(iron, 0.5), radius=3)
    lit = not {"lamp", "lantern"} & set(easel.scene.unlit)
    flame = ((0.0, rgb("#fff0c0")), (0.5, rgb("#ffb95a")), (1.0, mix(ink.of("#a8772f", 0.6), FLAME, 0.3)))
    glass = radial((x, y - 40 * s), 46 * s, flame if lit else ((0.0, ink.of("#8a959c", 0.7)), (1.0, ink.of("#5a646c", 0.4))))
    sheet.rect(x - 23 * s, y - 68 * s, x + 23 * s, y - 10 * s, glass)
    for dx in (-23, 0, 23):
        sheet.line([(x + dx * s, y - 68 * s), (x + dx * s, y - 10 * s)], ink.of(iron, 0.5), 3.5 * s)
    sheet.poly([(x - 32 * s, y - 68 * s), (x, y - 92 * s), (x + 32 * s, y - 68 * s)], ink.top(iron, 0.7))
    if lit:
        sheet.glow(x, y - 38 * s, 120 * s, FLAME, 0.4)
        easel.flames.append((x, y - 20 * s, s))


def candle(easel: Easel, sheet: Sheet, x: float, y: float, s: float) -> None:
    ink = sheet.ink
    for dx, high in ((-22, 40), (20, 30), (0, 58)):
        sheet.rect(
            x + (dx - 8) * s,
            y - high * s,
            x + (dx + 8) * s,
            y,
            linear((x + (dx - 8) * s, 0), (x + (dx + 8) * s, 0), ink.across("#f6ead0", 0.3, 1.1)),
            radius=3,
        )
        sheet.glow(x + dx * s, y - high * s, 60 * s, FLAME, 0.35)
        easel.flames.append((x + dx * s, y - high * s, 0.7 * s))


def diya(easel: Easel, sheet: Sheet, x: float, y: float, s: float) -> None:
    clay_lamp(easel, sheet, x, y - 6 * s, 2.0 * s)


def fire(easel: Easel, sheet: Sheet, x: float, y: float, s: float) -> None:
    ink = sheet.ink
    sheet.glow(x, y, 190 * s, FLAME, 0.45, flat_to=0.35)
    for turn in (-24, 24, 4):
        with sheet.placed(x, y - 12 * s, s, s, turn):
            sheet.rect(-56, -9, 56, 9, linear((0, -9), (0, 9), ((0.0, ink.of("#8a5a34", 0.9)), (1.0, ink.of("#2c1a12", 0.2)))), radius=7)
    for px, py in ring(x, y, 66 * s, 11, squash=0.26):
        sheet.oval(px, py, 14 * s, 10 * s, ink.of("#8d8078", 0.5))
    for dx, size in ((-20, 2.2), (18, 2.4), (0, 3.4)):
        easel.flames.append((x + dx * s, y - 14 * s, size * s))
    sheet.glow(x, y - 50 * s, 170 * s, FLAME, 0.4)
