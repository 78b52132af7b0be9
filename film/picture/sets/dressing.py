"""What dresses a set: furniture, vehicles and instruments."""

from __future__ import annotations

from film.picture.sets.brushes import Sheet, arch, down, linear, pen, ring, smooth
from film.picture.sets.easel import Easel
from film.picture.sets.hand_props import cup, flowers
from film.picture.sets.palette import rgb


def chair(easel: Easel, sheet: Sheet, x: float, y: float, s: float) -> None:
    ink, wood = sheet.ink, easel.style.timber
    sheet.shade(x, y, 74 * s, 16 * s, 0.4)
    for dx in (-42, 42):
        sheet.rect(x + dx * s - 5 * s, y - 190 * s, x + dx * s + 5 * s, y - 10 * s, ink.of(wood, 0.45))
    for top in (188, 160, 132):
        sheet.rect(
            x - 44 * s, y - top * s, x + 44 * s, y - (top - 14) * s, linear((x - 44 * s, 0), (x + 44 * s, 0), ink.across(wood, 0.3, 0.9)), radius=5
        )
    sheet.poly(
        [(x - 46 * s, y - 96 * s), (x + 46 * s, y - 96 * s), (x + 58 * s, y - 76 * s), (x - 58 * s, y - 76 * s)], ink.of(easel.style.cloths[0], 0.8)
    )
    sheet.rect(x - 58 * s, y - 78 * s, x + 58 * s, y - 66 * s, ink.of(wood, 0.6))
    for dx in (-52, 52):
        sheet.rect(x + dx * s - 6 * s, y - 68 * s, x + dx * s + 6 * s, y, ink.of(wood, 0.55))


def table(easel: Easel, sheet: Sheet, x: float, y: float, s: float) -> None:
    ink, wood = sheet.ink, easel.style.timber
    sheet.shade(x, y, 150 * s, 24 * s, 0.4)
    for dx in (-112, 112):
        sheet.rect(x + dx * s - 8 * s, y - 112 * s, x + dx * s + 8 * s, y, ink.of(wood, 0.4))
    sheet.rect(x - 128 * s, y - 118 * s, x + 128 * s, y - 100 * s, linear((x - 128 * s, 0), (x + 128 * s, 0), ink.across(wood, 0.3, 0.9)), radius=4)
    sheet.poly([(x - 128 * s, y - 117 * s), (x - 108 * s, y - 136 * s), (x + 108 * s, y - 136 * s), (x + 128 * s, y - 117 * s)], ink.of(wood, 0.9))
    cup(easel, sheet, x - 46 * s, y - 124 * s, 0.6 * s)
    flowers(easel, sheet, x + 44 * s, y - 124 * s, 0.7 * s)


def boat(easel: Easel, sheet: Sheet, x: float, y: float, s: float) -> None:
    ink, paint = sheet.ink, easel.style.cloths[1]
    sheet.shade(x, y + 4 * s, 230 * s, 24 * s, 0.4)
    hull = smooth(
        [
            (x - 236 * s, y - 110 * s),
            (x - 176 * s, y - 24 * s),
            (x - 70 * s, y + 4 * s),
            (x + 70 * s, y + 4 * s),
            (x + 176 * s, y - 24 * s),
            (x + 244 * s, y - 118 * s),
            (x + 120 * s, y - 66 * s),
            (x, y - 54 * s),
            (x - 120 * s, y - 62 * s),
        ]
    )
    sheet.shape(hull, down(y - 100 * s, y, ink.of(easel.style.cloths[0], 0.75), ink.of(easel.style.timber, 0.2)))
    sheet.blob(
        [
            (x - 222 * s, y - 102 * s),
            (x - 110 * s, y - 60 * s),
            (x, y - 50 * s),
            (x + 110 * s, y - 62 * s),
            (x + 228 * s, y - 108 * s),
            (x, y - 34 * s),
        ],
        ink.of("#3a2418", 0.2),
    )
    for at, local in ((0.0, paint), (18.0, "#f6efe0")):
        sheet.bend(
            [
                (x - 206 * s, y - 78 * s + at * s * 0.8),
                (x - 100 * s, y - 34 * s + at * s),
                (x, y - 24 * s + at * s),
                (x + 100 * s, y - 36 * s + at * s),
                (x + 212 * s, y - 84 * s + at * s * 0.8),
            ],
            ink.of(local, 0.8),
            7 * s,
        )
    for dx in (-90, 0, 92):
        sheet.rect(x + (dx - 15) * s, y - 66 * s, x + (dx + 15) * s, y - 54 * s, ink.of("#b98a5a", 0.8))
    sheet.line([(x - 60 * s, y - 60 * s), (x + 210 * s, y - 158 * s)], ink.of("#a8794a", 0.7), 6 * s)
    sheet.oval(x + 222 * s, y - 163 * s, 26 * s, 9 * s, ink.of("#a8794a", 0.8))


def drum(easel: Easel, sheet: Sheet, x: float, y: float, s: float) -> None:
    ink = sheet.ink
    sheet.shade(x, y, 66 * s, 14 * s, 0.4)
    body = smooth(
        [
            (x - 44 * s, y - 108 * s),
            (x - 58 * s, y - 60 * s),
            (x - 36 * s, y - 6 * s),
            (x, y),
            (x + 36 * s, y - 6 * s),
            (x + 58 * s, y - 60 * s),
            (x + 44 * s, y - 108 * s),
        ]
    )
    sheet.shape(body, linear((x - 58 * s, 0), (x + 58 * s, 0), ink.across(easel.style.timber, 0.2, 1.0)))
    for k in range(7):
        px = x + (k - 3) * 14 * s
        sheet.line([(px, y - 108 * s), (px + 10 * s, y - 58 * s), (px, y - 8 * s)], ink.of("#efe0c0", 0.8), 2.6 * s, 0.85)
    sheet.oval(x, y - 110 * s, 46 * s, 12 * s, ink.of("#f3e6cc", 0.9))
    sheet.oval(x, y - 110 * s, 46 * s, 12 * s, pen(ink.of(easel.style.accent, 0.7), 5 * s))


def clock(easel: Easel, sheet: Sheet, x: float, y: float, s: float) -> None:
    ink = sheet.ink
    sheet.shape(arch(x, y, 96 * s, 110 * s, "round"), linear((x - 48 * s, 0), (x + 48 * s, 0), ink.across(easel.style.timber, 0.2, 1.0)))
    sheet.oval(x, y - 62 * s, 35 * s, 35 * s, ink.of("#fbf6e8", 0.95))
    for px, py in ring(x, y - 62 * s, 28 * s, 12):
        sheet.oval(px, py, 2.2 * s, 2.2 * s, ink.of("#3a2c24", 0.2))
    sheet.line([(x, y - 84 * s), (x, y - 62 * s), (x + 16 * s, y - 54 * s)], ink.of("#2c2420", 0.2), 4 * s)


def mirror(easel: Easel, sheet: Sheet, x: float, y: float, s: float) -> None:
    ink = sheet.ink
    sheet.oval(x, y - 62 * s, 46 * s, 60 * s, ink.of("#d9a441", 0.8))
    sheet.oval(
        x,
        y - 62 * s,
        37 * s,
        51 * s,
        linear(
            (x - 37 * s, y - 110 * s), (x + 37 * s, y - 14 * s), ((0.0, rgb("#dff0f6")), (0.5, easel.palette.sky[2]), (1.0, ink.of("#8fa6b0", 0.4)))
        ),
    )
    sheet.line([(x - 18 * s, y - 50 * s), (x + 14 * s, y - 92 * s)], (1.0, 1.0, 1.0), 5 * s, 0.5)


def photo(_easel: Easel, sheet: Sheet, x: float, y: float, s: float) -> None:
    ink = sheet.ink
    sheet.rect(x - 48 * s, y - 112 * s, x + 48 * s, y, linear((x - 48 * s, 0), (x + 48 * s, 0), ink.across("#b98a3a", 0.3, 1.0)), radius=3)
    sheet.rect(x - 38 * s, y - 102 * s, x + 38 * s, y - 10 * s, ink.of("#d8c8a8", 0.8))
    for dx, local in ((-15, "#7a3f4a"), (15, "#3f5a7a")):
        sheet.oval(x + dx * s, y - 66 * s, 11 * s, 13 * s, ink.of("#a8744f", 0.7))
        sheet.shape(arch(x + dx * s, y - 10 * s, 34 * s, 44 * s, "round"), ink.of(local, 0.6))


def casket(easel: Easel, sheet: Sheet, x: float, y: float, s: float) -> None:
    ink, wood = sheet.ink, easel.style.timber
    sheet.rect(x - 56 * s, y - 46 * s, x + 56 * s, y, linear((x - 56 * s, 0), (x + 56 * s, 0), ink.across(wood, 0.2, 1.0)), radius=4)
    lid = smooth(
        [(x - 60 * s, y - 46 * s), (x - 50 * s, y - 72 * s), (x, y - 82 * s), (x + 50 * s, y - 72 * s), (x + 60 * s, y - 46 * s)], closed=False
    )
    lid.close()
    sheet.shape(lid, linear((x - 56 * s, 0), (x + 56 * s, 0), ink.across(easel.style.accent, 0.2, 0.9)))
    for dx in (-40, 0, 40):
        sheet.rect(x + (dx - 4) * s, y - 78 * s, x + (dx + 4) * s, y, ink.of("#d9a441", 0.9))
    sheet.oval(x, y - 42 * s, 10 * s, 11 * s, ink.of("#f3cf75", 1.0))


def bicycle(easel: Easel, sheet: Sheet, x: float, y: float, s: float) -> None:
    ink, steel = sheet.ink, easel.style.cloths[0]
    for dx in (-68, 68):
        sheet.oval(x + dx * s, y - 46 * s, 44 * s, 44 * s, pen(ink.of("#23252c", 0.3), 6 * s))
        for px, py in ring(x + dx * s, y - 46 * s, 42 * s, 10):
            sheet.line([(x + dx * s, y - 46 * s), (px, py)], ink.of("#aab0b8", 0.7), 1.2, 0.7)
    frame = [(-68, -46), (-22, -106), (46, -106), (-6, -46), (-68, -46), (-6, -46), (-26, -118)]
    sheet.line([(x + a * s, y + b * s) for a, b in frame], ink.of(steel, 0.7), 6 * s)
    sheet.line([(x + 68 * s, y - 46 * s), (x + 42 * s, y - 128 * s), (x + 60 * s, y - 138 * s)], ink.of(steel, 0.7), 6 * s)
    sheet.rect(x - 44 * s, y - 126 * s, x - 10 * s, y - 116 * s, ink.of("#4a2f20", 0.4), radius=5)


def computer(_easel: Easel, sheet: Sheet, x: float, y: float, s: float) -> None:
    ink = sheet.ink
    sheet.rect(x - 62 * s, y - 88 * s, x + 62 * s, y - 10 * s, ink.of("#2c2f36", 0.5), radius=6)
    sheet.rect(
        x - 56 * s, y - 82 * s, x + 56 * s, y - 16 * s, linear((0, y - 82 * s), (0, y - 16 * s), ((0.0, rgb("#bfe3ff")), (1.0, rgb("#7fb6e8"))))
    )
    for k in range(5):
        sheet.rect(x - 48 * s, y - (74 - 11 * k) * s, x + (10 + 24 * (k % 3 - 1)) * s, y - (69 - 11 * k) * s, rgb("#35608a"), 0.8)
    sheet.poly([(x - 64 * s, y - 8 * s), (x + 64 * s, y - 8 * s), (x + 76 * s, y), (x - 76 * s, y)], ink.of("#b9bec6", 0.7))
    sheet.glow(x, y - 48 * s, 120 * s, rgb("#8ac8ff"), 0.16)
