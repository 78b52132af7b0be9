"""Things small enough to be taken into a hand: drawn on a spot, a table or a plinth."""

from __future__ import annotations

from film.model import Setting
from film.picture.sets.brushes import Sheet, arch, down, linear, pen, radial, smooth, spread
from film.picture.sets.easel import Easel
from film.picture.sets.ornament import flower
from film.picture.sets.palette import rgb


def letter(_easel: Easel, sheet: Sheet, x: float, y: float, s: float) -> None:
    ink = sheet.ink
    with sheet.placed(x, y - 4 * s, s, s, -6):
        sheet.poly([(-52, 0), (-34, -52), (44, -58), (58, -4)], ink.of("#d9c7a2", 0.35))
        sheet.poly([(-48, -6), (-30, -60), (42, -64), (54, -10)], ink.of("#f8efd8", 0.9))
        for k in range(6):
            sheet.line([(-28 - 2.4 * k, -54 + 8 * k), (34 + 1.6 * k - (14 if k == 5 else 0), -57 + 8 * k)], ink.of("#4a3a5a", 0.3), 2.0, 0.75)
        sheet.oval(40, -16, 9, 8, ink.of("#b3202c", 0.7))


def book(_easel: Easel, sheet: Sheet, x: float, y: float, s: float) -> None:
    ink = sheet.ink
    with sheet.placed(x, y, s):
        for k, local in enumerate(("#7a2f3a", "#2f5d7a", "#c9973a")):
            shift = (-4, 5, 0)[k]
            sheet.rect(-52 + shift, -20 * (k + 1), 50 + shift, -20 * k, ink.of(local, 0.55), radius=3)
            sheet.rect(-46 + shift, -20 * k - 17, 52 + shift, -20 * k - 4, ink.of("#f3ead4", 0.8))
            sheet.rect(-54 + shift, -20 * (k + 1), -40 + shift, -20 * k, ink.of(local, 0.8), radius=4)
        sheet.poly([(-46, -62), (-4, -70), (0, -92), (-40, -84)], ink.of("#fbf4e2", 0.95))
        sheet.poly([(46, -62), (-4, -70), (0, -92), (44, -84)], ink.of("#efe4cc", 0.75))


def bell(_easel: Easel, sheet: Sheet, x: float, y: float, s: float) -> None:
    ink, brass = sheet.ink, "#d9a441"
    body = smooth(
        [
            (x - 44 * s, y - 6 * s),
            (x - 30 * s, y - 30 * s),
            (x - 24 * s, y - 66 * s),
            (x, y - 84 * s),
            (x + 24 * s, y - 66 * s),
            (x + 30 * s, y - 30 * s),
            (x + 44 * s, y - 6 * s),
            (x, y - 1 * s),
        ]
    )
    sheet.shape(body, linear((x - 44 * s, 0), (x + 44 * s, 0), ink.across(brass, 0.05, 1.1)))
    for t in (0.16, 0.36):
        sheet.bend(
            [(x - 40 * s * (1 - t * 0.6), y - 84 * s * t), (x, y - 84 * s * t + 6 * s), (x + 40 * s * (1 - t * 0.6), y - 84 * s * t)],
            ink.of("#7a4f14", 0.2),
            2.5 * s,
            0.7,
        )
    sheet.oval(x, y - 96 * s, 13 * s, 13 * s, pen(ink.of(brass, 0.9), 6 * s))
    sheet.oval(x, y + 3 * s, 9 * s, 8 * s, ink.of("#7a4f14", 0.4))
    sheet.oval(x + (-14 if ink.from_left else 14) * s, y - 52 * s, 5 * s, 16 * s, ink.of("#fff3c8", 1.0), 0.7)


def cup(easel: Easel, sheet: Sheet, x: float, y: float, s: float) -> None:
    ink, s = sheet.ink, 0.66 * s
    sheet.oval(x, y - 2 * s, 50 * s, 9 * s, ink.of("#e9e2d4", 0.8))
    sheet.oval(x + 36 * s, y - 34 * s, 15 * s, 15 * s, pen(ink.of("#e9e2d4", 0.7), 7 * s))
    body = smooth(
        [
            (x - 34 * s, y - 56 * s),
            (x - 30 * s, y - 22 * s),
            (x - 14 * s, y - 4 * s),
            (x + 14 * s, y - 4 * s),
            (x + 30 * s, y - 22 * s),
            (x + 34 * s, y - 56 * s),
        ]
    )
    sheet.shape(body, linear((x - 34 * s, 0), (x + 34 * s, 0), ink.across("#f6f0e4", 0.2, 1.0)))
    sheet.line([(x - 31 * s, y - 34 * s), (x + 31 * s, y - 34 * s)], ink.of(easel.style.accent, 0.6), 5 * s)
    sheet.oval(x, y - 56 * s, 34 * s, 8 * s, ink.of("#fffaf0", 0.9))
    sheet.oval(x, y - 55 * s, 29 * s, 6 * s, ink.of("#8a4f22", 0.5))
    for dx in (-10, 8) if easel.scene.setting is not Setting.DESERT else ():  # what is in a cup there is water
        sheet.bend(
            [(x + dx * s, y - 66 * s), (x + (dx + 9) * s, y - 84 * s), (x + (dx - 5) * s, y - 102 * s), (x + (dx + 6) * s, y - 122 * s)],
            (1.0, 1.0, 1.0),
            4 * s,
            0.3,
        )


def phone(_easel: Easel, sheet: Sheet, x: float, y: float, s: float) -> None:
    ink, s = sheet.ink, 0.7 * s
    sheet.poly([(x - 12 * s, y), (x + 26 * s, y), (x + 18 * s, y - 40 * s)], ink.of("#4a4a52", 0.3))
    with sheet.placed(x, y, s, s, 8):
        sheet.rect(-27, -96, 27, -2, ink.of("#23252c", 0.4), radius=8)
        sheet.rect(-23, -90, 23, -8, linear((0, -90), (0, -8), ((0.0, rgb("#5fb6f0")), (0.6, rgb("#b48af0")), (1.0, rgb("#ffb48a")))), radius=4)
        for row in range(3):
            for column in range(3):
                sheet.rect(-17 + 13 * column, -48 + 13 * row, -8 + 13 * column, -39 + 13 * row, (1.0, 1.0, 1.0), 0.75, radius=2)
    sheet.glow(x, y - 50 * s, 90 * s, rgb("#8ac8ff"), 0.14)


def flowers(easel: Easel, sheet: Sheet, x: float, y: float, s: float) -> None:
    ink = sheet.ink
    for dx, dy in ((-34, -86), (-14, -104), (8, -96), (30, -84), (0, -76), (-20, -70), (18, -68)):
        sheet.bend([(x, y - 40 * s), (x + dx * 0.5 * s, y - 60 * s), (x + dx * s, y + dy * s)], ink.of("#4f7f3a", 0.5), 3 * s)
        sheet.oval(x + dx * 0.7 * s, y + (dy + 26) * s, 10 * s, 5 * s, ink.of("#5f944a", 0.7))
    for k, (dx, dy) in enumerate(((-34, -86), (30, -84), (-14, -104), (8, -98), (-20, -70), (18, -68), (0, -78))):
        flower(sheet, x + dx * s, y + dy * s, 15 * s, easel.style.blossom[k % len(easel.style.blossom)], 0.85)
    vase = smooth(
        [(x - 15 * s, y - 52 * s), (x - 28 * s, y - 24 * s), (x - 17 * s, y), (x + 17 * s, y), (x + 28 * s, y - 24 * s), (x + 15 * s, y - 52 * s)]
    )
    sheet.shape(vase, linear((x - 28 * s, 0), (x + 28 * s, 0), ink.across(easel.style.accent, 0.15, 1.0)))


def basket(_easel: Easel, sheet: Sheet, x: float, y: float, s: float) -> None:
    ink = sheet.ink
    for k, (dx, dy) in enumerate(((-32, -48), (0, -54), (32, -48), (-16, -66), (17, -66), (0, -80))):
        local = ("#e2572b", "#f2b01e", "#7aa63c", "#d93a4a")[k % 4]
        sheet.oval(
            x + dx * s,
            y + dy * s,
            19 * s,
            18 * s,
            radial((x + (dx - 5) * s, y + (dy - 6) * s), 22 * s, ((0.0, ink.of(local, 1.0)), (1.0, ink.of(local, 0.25)))),
        )
    sheet.poly(
        [(x - 56 * s, y - 46 * s), (x + 56 * s, y - 46 * s), (x + 42 * s, y), (x - 42 * s, y)],
        linear((x - 56 * s, 0), (x + 56 * s, 0), ink.across("#c08f50", 0.15, 0.95)),
    )
    for row in range(4):
        for k, px in enumerate(spread(x - 46 * s, x + 46 * s, 9)):
            sheet.rect(
                px - 5 * s, y - (43 - 11 * row) * s, px + 4 * s, y - (37 - 11 * row) * s, ink.of("#6b4420", 0.2 if (k + row) % 2 else 0.8), 0.5
            )


def ring(_easel: Easel, sheet: Sheet, x: float, y: float, s: float) -> None:
    ink = sheet.ink
    sheet.rect(x - 46 * s, y - 26 * s, x + 46 * s, y, ink.of("#7a1f3a", 0.5), radius=6)
    sheet.oval(x, y - 28 * s, 40 * s, 9 * s, ink.of("#b0375a", 0.8))
    sheet.oval(x, y - 48 * s, 22 * s, 24 * s, pen(ink.of("#f0c04a", 1.0), 7 * s))
    sheet.poly(
        [(x - 12 * s, y - 78 * s), (x, y - 68 * s), (x + 12 * s, y - 78 * s), (x + 7 * s, y - 88 * s), (x - 7 * s, y - 88 * s)], rgb("#dff4ff")
    )
    sheet.glow(x, y - 78 * s, 50 * s, rgb("#e8f6ff"), 0.35)


def umbrella(easel: Easel, sheet: Sheet, x: float, y: float, s: float) -> None:
    ink = sheet.ink
    sheet.line([(x, y), (x + 8 * s, y - 150 * s)], ink.of(easel.style.timber, 0.6), 5 * s)
    for k in range(6):
        a, b = x - 96 * s + 32 * k * s, x - 64 * s + 32 * k * s
        sheet.poly(
            [(x + 8 * s, y - 196 * s), (a, y - 128 * s), ((a + b) / 2, y - 138 * s), (b, y - 128 * s)],
            ink.of(easel.style.cloths[k % 2], 0.8 - 0.1 * k),
        )


def broom(easel: Easel, sheet: Sheet, x: float, y: float, s: float) -> None:
    """It leans where somebody left it."""
    ink, straw = sheet.ink, "#c9a24f"
    sheet.shade(x, y, 46 * s, 10 * s, 0.4)
    sheet.line([(x + 6 * s, y - 50 * s), (x + 44 * s, y - 214 * s)], ink.of(easel.style.timber, 0.6), 7 * s)
    sheet.poly([(x - 8 * s, y - 66 * s), (x + 20 * s, y - 60 * s), (x + 26 * s, y), (x - 40 * s, y - 4 * s)], ink.of(straw, 0.7))
    for k in range(5):
        sheet.line([(x + (4 * k - 4) * s, y - 60 * s), (x + (13 * k - 34) * s, y - 4 * s)], ink.of(straw, 0.2), 2 * s, 0.7)
    sheet.line([(x - 9 * s, y - 62 * s), (x + 21 * s, y - 56 * s)], ink.of("#8a2f2a", 0.7), 6 * s)


def sword(easel: Easel, sheet: Sheet, x: float, y: float, s: float) -> None:
    ink = sheet.ink
    with sheet.placed(x, y - 12 * s, s, s, -8):
        sheet.blob(
            [(-96, -8), (0, -20), (92, -46), (30, -8), (-96, 2)],
            linear((-96, 0), (92, 0), ((0.0, ink.of("#cfd6dc", 0.9)), (0.5, ink.of("#ffffff", 1.0)), (1.0, ink.of("#8f9aa4", 0.4)))),
        )
        sheet.rect(-104, -20, -92, 14, ink.of("#d9a441", 0.9), radius=4)
        sheet.rect(-140, -8, -102, 3, ink.of(easel.style.accent, 0.5), radius=4)


def key(_easel: Easel, sheet: Sheet, x: float, y: float, s: float) -> None:
    ink = sheet.ink
    with sheet.placed(x, y - 14 * s, s, s, -10):
        sheet.oval(-46, -4, 22, 20, pen(ink.of("#d9a441", 0.9), 9))
        sheet.rect(-26, -9, 62, 1, ink.of("#d9a441", 0.9))
        for px in (42, 56):
            sheet.rect(px, -2, px + 8, 16, ink.of("#b9842f", 0.6))


def bag(_easel: Easel, sheet: Sheet, x: float, y: float, s: float) -> None:
    ink, hide = sheet.ink, "#8a5a34"
    sheet.shape(arch(x, y - 60 * s, 60 * s, 56 * s, "round"), pen(ink.of(hide, 0.4), 8 * s))
    sheet.rect(x - 66 * s, y - 84 * s, x + 66 * s, y, linear((x - 66 * s, 0), (x + 66 * s, 0), ink.across(hide, 0.2, 1.0)), radius=12 * s)
    for dx in (-36, 36):
        sheet.rect(x + (dx - 7) * s, y - 84 * s, x + (dx + 7) * s, y, ink.of("#5a3820", 0.4))
        sheet.rect(x + (dx - 9) * s, y - 56 * s, x + (dx + 9) * s, y - 38 * s, ink.of("#e0b24a", 0.9), radius=3)


def food(_easel: Easel, sheet: Sheet, x: float, y: float, s: float) -> None:
    ink = sheet.ink
    sheet.oval(x, y - 6 * s, 64 * s, 14 * s, ink.of("#d8dde0", 0.9))
    sheet.shape(arch(x - 4 * s, y - 8 * s, 60 * s, 36 * s, "round"), down(y - 44 * s, y - 8 * s, ink.of("#fffdf4", 1.0), ink.of("#d9cdb0", 0.5)))
    for dx, local in ((34, "#c9531f"), (48, "#7a9a3c"), (-42, "#e2a52f")):
        sheet.oval(x + dx * s, y - 12 * s, 14 * s, 8 * s, ink.of(local, 0.8))
