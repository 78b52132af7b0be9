"""Where people live and trade, one front per culture: cottages, huts, town houses, market stalls. Foot at (x, y)."""

from __future__ import annotations

from film.model import Culture
from film.picture.sets.brushes import Sheet, arch, down, linear, pen, ring, spread
from film.picture.sets.culture import Style
from film.picture.sets.palette import Rgb, mix, rgb
from film.picture.sets.towers import doorway, eaves


def pane(
    sheet: Sheet, x: float, y: float, w: float, h: float, lamps: float, *, local: str = "#4d6478", frame: str = "#f2ebdd", kind: str = "flat"
) -> None:
    """A window: the sky's colour by day, warm by night; y is its sill."""
    lit = lamps * sheet.dice.choice((1.0, 1.0, 0.85, 0.15))
    glass: Rgb = mix(sheet.ink.of(local, 0.6), rgb("#ffcf7e"), lit)
    sheet.shape(arch(x, y, w * 1.24, h * 1.12, kind), sheet.ink.of(frame, 0.7))
    sheet.shape(arch(x, y, w, h, kind), glass)
    sheet.line([(x, y - h), (x, y)], sheet.ink.of(frame, 0.45), max(1.0, w * 0.06))
    sheet.line([(x - w / 2, y - h * 0.5), (x + w / 2, y - h * 0.5)], sheet.ink.of(frame, 0.45), max(1.0, w * 0.06))
    sheet.rect(x - w * 0.68, y, x + w * 0.68, y + h * 0.07, sheet.ink.top(frame, 0.9))
    if lit > 0.3:
        sheet.glow(x, y - h / 2, w * 1.7, rgb("#ffb95a"), 0.24 * lit)


def cottage(sheet: Sheet, style: Style, x: float, y: float, w: float, lamps: float) -> None:
    """A village house, `w` wide, of the culture."""
    match style.culture:
        case Culture.AFRICAN:
            hut(sheet, style, x, y, w * 0.8, lamps)
        case Culture.EAST_ASIAN:
            _farmhouse(sheet, style, x, y, w, lamps)
        case Culture.MIDDLE_EASTERN:
            _cube(sheet, style, x, y, w, lamps)
        case Culture.WESTERN:
            _timbered(sheet, style, x, y, w, lamps)
        case Culture.NORTH_INDIAN:
            _mud_house(sheet, style, x, y, w, lamps)
        case Culture.SOUTH_INDIAN:
            _tiled(sheet, style, x, y, w, lamps)


def hut(sheet: Sheet, style: Style, x: float, y: float, w: float, lamps: float) -> None:
    """A round hut: painted clay under a cone of thatch."""
    ink, h = sheet.ink, w * 0.48
    sheet.shade(x, y, w * 0.62, w * 0.1, 0.4)
    sheet.rect(x - w * 0.42, y - h, x + w * 0.42, y, linear((x - w * 0.42, 0), (x + w * 0.42, 0), ink.across(style.wall, 0.06, 0.95)))
    sheet.oval(x, y, w * 0.42, w * 0.05, ink.of(style.wall, 0.25))
    for k, px in enumerate(spread(x - w * 0.37, x + w * 0.37, 9)):
        sheet.poly([(px - w * 0.04, y - h * 0.34), (px, y - h * 0.56), (px + w * 0.04, y - h * 0.34)], ink.of(style.cloths[k % 3], 0.55), 0.9)
        sheet.rect(px - w * 0.04, y - h * 0.3, px + w * 0.04, y - h * 0.24, ink.of("#f6ecd8", 0.7), 0.8)
    doorway(sheet, x + w * 0.03, y, w * 0.2, h * 0.82, lamps, "round")
    thatch(sheet, x, y - h * 0.9, w * 1.16, w * 0.56, style.roof)


def thatch(sheet: Sheet, x: float, y: float, w: float, h: float, local: str) -> None:
    """A cone of straw in three ragged tiers."""
    ink, rolls = sheet.ink, sheet.dice
    sheet.oval(x, y + h * 0.04, w * 0.4, h * 0.07, ink.of("#2a1810", 0.0), 0.5)
    for tier, (low, high, wide) in enumerate(((0.0, 0.62, 1.0), (0.3, 0.84, 0.68), (0.58, 1.0, 0.4))):
        half = w / 2 * wide
        hem = [(x + half * t, y - h * low + h * 0.05 * (1 - t * t) + rolls.uniform(-3, 5)) for t in spread(-1, 1, 27)]
        cone = [*hem, (x + half * 0.12, y - h * high), (x - half * 0.12, y - h * high)]
        sheet.poly(
            cone,
            linear(
                (x - half, 0),
                (x + half, 0),
                [(at, ink.top(colour_between(colour), 0.5) if ink.snow else colour) for at, colour in ink.across(local, 0.08 + 0.05 * tier, 0.95)],
            ),
        )
        for px, py in hem[::2]:
            sheet.line([(px, py), (px * 0.3 + x * 0.7, y - h * (low * 0.3 + high * 0.7))], ink.of(local, rolls.choice((0.0, 1.0))), 1.3, 0.3)
    sheet.oval(x, y - h, w * 0.03, h * 0.06, ink.of("#6b4a28", 0.4))


def colour_between(colour: Rgb) -> Rgb:
    return mix(colour, (0.9, 0.92, 1.0), 0.4)


def _tiled(sheet: Sheet, style: Style, x: float, y: float, w: float, lamps: float) -> None:
    """Whitewash, a red tiled roof, a veranda on posts."""
    ink, h = sheet.ink, w * 0.40
    sheet.shade(x, y, w * 0.62, w * 0.06, 0.35)
    sheet.rect(x - w * 0.46, y - h, x + w * 0.46, y, linear((x - w * 0.46, 0), (x + w * 0.46, 0), ink.across("#f3e2bf", 0.2, 0.95)))
    sheet.rect(x - w * 0.46, y - h * 0.24, x + w * 0.46, y, ink.of("#b5563c", 0.4))
    doorway(sheet, x, y, w * 0.15, h * 0.72, lamps)
    for dx in (-0.29, 0.29):
        pane(sheet, x + dx * w, y - h * 0.34, w * 0.11, h * 0.34, lamps, frame="#3f7a6b")
    for px in spread(x - w * 0.44, x + w * 0.44, 5):
        sheet.rect(px - w * 0.013, y - h * 0.9, px + w * 0.013, y, ink.of(style.timber, 0.5))
    tile_roof(sheet, x, y - h * 0.84, w * 1.14, w * 0.3, style.roof)


def tile_roof(sheet: Sheet, x: float, y: float, w: float, h: float, local: str, ridge: float = 0.56) -> None:
    """A sloping roof in rows of tiles."""
    ink, half = sheet.ink, w / 2
    sheet.poly(
        [(x - half, y), (x - half * ridge, y - h), (x + half * ridge, y - h), (x + half, y)], down(y - h, y, ink.top(local, 0.9), ink.top(local, 0.4))
    )
    for row in range(1, 7):
        t = row / 7
        wide = half * (ridge + (1 - ridge) * t)
        sheet.line([(x - wide, y - h * (1 - t)), (x + wide, y - h * (1 - t))], ink.of(local, 0.0), 1.4, 0.4)
        count = int(w / 16)
        for px in spread(x - wide, x + wide, count)[row % 2 :: 2]:
            sheet.line([(px, y - h * (1 - t)), (px + (px - x) * 0.03, y - h * (1 - t) + h / 8)], ink.top(local, 1.0), 1.6, 0.3)
    sheet.rect(x - half, y - 2, x + half, y + h * 0.05, ink.of("#4a2a1c", 0.2))
    sheet.rect(x - half * ridge * 1.03, y - h * 1.05, x + half * ridge * 1.03, y - h * 0.96, ink.top(local, 0.6), radius=3)


def _mud_house(sheet: Sheet, style: Style, x: float, y: float, w: float, lamps: float) -> None:
    """Flat roof with a stair and pots, walls painted with white figures."""
    ink, h = sheet.ink, w * 0.52
    sheet.shade(x, y, w * 0.58, w * 0.06, 0.35)
    sheet.rect(x - w * 0.42, y - h, x + w * 0.42, y, linear((x - w * 0.42, 0), (x + w * 0.42, 0), ink.across(style.wall, 0.15, 0.95)), radius=6)
    sheet.rect(
        x - w * 0.44,
        y - h * 1.06,
        x + w * 0.44,
        y - h * 0.96,
        linear((x - w * 0.44, 0), (x + w * 0.44, 0), ink.across("#c98a5c", 0.3, 1.0)),
        radius=5,
    )
    sheet.rect(x - w * 0.42, y - h * 0.2, x + w * 0.42, y, ink.of("#a8503a", 0.45))
    doorway(sheet, x - w * 0.06, y, w * 0.18, h * 0.66, lamps, "lobed")
    pane(sheet, x + w * 0.24, y - h * 0.36, w * 0.12, h * 0.28, lamps, frame="#3f6f9a")
    for px, py in ring(x - w * 0.29, y - h * 0.56, w * 0.05, 8):
        sheet.oval(px, py, w * 0.012, w * 0.012, ink.of("#fff6e6", 0.9))
    for k, px in enumerate(spread(x - w * 0.39, x + w * 0.39, 13)):
        sheet.poly([(px - w * 0.026, y - h * 0.88), (px, y - h * (0.94 - 0.0 * k)), (px + w * 0.026, y - h * 0.88)], ink.of("#fff6e6", 0.8), 0.8)
    for dx, r in ((0.2, 0.05), (0.3, 0.04)):
        sheet.oval(x + dx * w, y - h * 1.1, w * r, w * r * 0.9, ink.of("#b5603c", 0.6))


def _farmhouse(sheet: Sheet, style: Style, x: float, y: float, w: float, lamps: float) -> None:
    """Paper screens under a deep sweeping roof."""
    ink, h = sheet.ink, w * 0.36
    sheet.shade(x, y, w * 0.6, w * 0.06, 0.35)
    sheet.rect(x - w * 0.46, y - h * 0.08, x + w * 0.46, y, ink.of(style.stone, 0.4))
    sheet.rect(x - w * 0.42, y - h, x + w * 0.42, y - h * 0.08, linear((x - w * 0.42, 0), (x + w * 0.42, 0), ink.across(style.wall, 0.2, 0.9)))
    warm = mix(ink.of("#f6eeda", 0.7), rgb("#ffd998"), lamps)
    for k, px in enumerate(spread(x - w * 0.33, x + w * 0.33, 5)):
        wide = w * 0.07
        sheet.rect(px - wide, y - h * 0.82, px + wide, y - h * 0.08, ink.of(style.timber, 0.3))
        sheet.rect(px - wide * 0.88, y - h * 0.78, px + wide * 0.88, y - h * 0.12, warm if k != 2 else ink.of("#3a2a28", 0.2))
        for row in range(3):
            sheet.line([(px - wide, y - h * (0.3 + 0.17 * row)), (px + wide, y - h * (0.3 + 0.17 * row))], ink.of(style.timber, 0.3), 1.4)
        sheet.line([(px, y - h * 0.8), (px, y - h * 0.1)], ink.of(style.timber, 0.3), 1.4)
    eaves(sheet, x, y - h * 0.86, w * 1.2, w * 0.32, style.roof)
    if lamps > 0.3:
        sheet.glow(x, y - h * 0.4, w * 0.5, rgb("#ffb95a"), 0.25 * lamps)


def _cube(sheet: Sheet, style: Style, x: float, y: float, w: float, lamps: float) -> None:
    """Lime-washed cubes on two levels, a small dome, beams that stand out."""
    ink, h = sheet.ink, w * 0.46
    sheet.shade(x, y, w * 0.58, w * 0.06, 0.35)
    sheet.rect(x - w * 0.08, y - h * 1.5, x + w * 0.36, y - h * 0.9, linear((x - w * 0.1, 0), (x + w * 0.36, 0), ink.across(style.wall, 0.15, 0.9)))
    sheet.rect(x - w * 0.46, y - h, x + w * 0.46, y, linear((x - w * 0.46, 0), (x + w * 0.46, 0), ink.across("#f2dfb8", 0.2, 1.0)))
    for top, x0, x1 in ((1.5, -0.08, 0.36), (1.0, -0.46, 0.46)):
        for px in spread(x + x0 * w, x + x1 * w, int((x1 - x0) * 14)):
            sheet.rect(px - w * 0.016, y - h * top - w * 0.035, px + w * 0.016, y - h * top, ink.top(style.wall, 0.8))
    doorway(sheet, x - w * 0.18, y, w * 0.16, h * 0.68, lamps, "keyhole")
    for dx, dy in ((0.2, 0.34), (0.04, 1.08), (0.24, 1.08)):
        pane(sheet, x + dx * w, y - h * dy, w * 0.09, h * 0.27, lamps, frame="#2f7f93", kind="pointed")
    for px in spread(x - w * 0.38, x + w * 0.4, 8):
        sheet.line([(px, y - h * 0.86), (px + 6, y - h * 0.84)], ink.of(style.timber, 0.4), 5)


def _timbered(sheet: Sheet, style: Style, x: float, y: float, w: float, lamps: float) -> None:
    """Timber framing, a steep roof, a chimney, flowers at the windows."""
    ink, h = sheet.ink, w * 0.44
    sheet.shade(x, y, w * 0.58, w * 0.06, 0.35)
    sheet.rect(x + w * 0.22, y - h * 2.0, x + w * 0.31, y - h * 1.3, ink.of("#9a5a48", 0.5))
    sheet.rect(x - w * 0.42, y - h, x + w * 0.42, y, linear((x - w * 0.42, 0), (x + w * 0.42, 0), ink.across("#efe4cc", 0.2, 0.95)))
    for px in spread(x - w * 0.41, x + w * 0.41, 6):
        sheet.rect(px - w * 0.012, y - h, px + w * 0.012, y, ink.of(style.timber, 0.4))
    for t in (0.04, 0.5, 0.98):
        sheet.rect(x - w * 0.42, y - h * t - w * 0.012, x + w * 0.42, y - h * t + w * 0.012, ink.of(style.timber, 0.4))
    doorway(sheet, x, y, w * 0.14, h * 0.74, lamps, "round")
    for dx in (-0.27, 0.27):
        pane(sheet, x + dx * w, y - h * 0.32, w * 0.13, h * 0.36, lamps)
        for k in range(6):
            sheet.oval(x + dx * w + (k - 2.5) * w * 0.03, y - h * 0.28, w * 0.018, w * 0.018, ink.of(style.cloths[k % 2 * 2], 0.8))
    tile_roof(sheet, x, y - h * 0.94, w * 1.06, w * 0.42, style.roof, 0.66)


def stall(sheet: Sheet, style: Style, x: float, y: float, w: float, cloth: str, goods: str, lamps: float) -> None:
    """A market stall under a striped awning; `goods` is "fruit", "spice", "cloth", "pots" or "flowers"."""
    ink, h = sheet.ink, w * 0.86
    sheet.shade(x, y, w * 0.62, w * 0.08, 0.45)
    sheet.rect(x - w * 0.46, y - h * 0.78, x + w * 0.46, y, ink.of("#3a2620", 0.12))
    for px in (x - w * 0.46, x + w * 0.46):
        sheet.rect(px - w * 0.02, y - h * 0.86, px + w * 0.02, y, ink.of(style.timber, 0.5))
    _wares(sheet, style, x, y - h * 0.46, w, goods)
    sheet.poly(
        [(x - w * 0.5, y - h * 0.34), (x + w * 0.5, y - h * 0.34), (x + w * 0.46, y), (x - w * 0.46, y)],
        down(y - h * 0.34, y, ink.of(style.timber, 0.85), ink.of(style.timber, 0.15)),
    )
    for px in spread(x - w * 0.44, x + w * 0.44, 8):
        sheet.line([(px, y - h * 0.33), (px, y)], ink.of("#2a1810", 0.1), 1.6, 0.4)
    _heap(sheet, style, x, y - h * 0.33, w, goods)
    awning(sheet, x, y - h * 0.72, w * 1.2, h * 0.34, cloth)
    if lamps > 0.3:
        sheet.oval(x, y - h * 0.66, w * 0.04, w * 0.05, rgb("#ffe9b0"))
        sheet.glow(x, y - h * 0.6, w * 0.7, rgb("#ffb95a"), 0.5 * lamps)


def awning(sheet: Sheet, x: float, y: float, w: float, h: float, cloth: str) -> None:
    ink, stripes = sheet.ink, 11
    for k in range(stripes):
        a, b = x - w / 2 + w * k / stripes, x - w / 2 + w * (k + 1) / stripes
        top_a, top_b = x + (a - x) * 0.84, x + (b - x) * 0.84
        local = cloth if k % 2 == 0 else "#f6ecd8"
        sheet.poly([(top_a, y - h), (top_b, y - h), (b, y), (a, y)], down(y - h, y, ink.top(local, 0.9), ink.top(local, 0.5)))
        sheet.oval((a + b) / 2, y, (b - a) / 2, h * 0.16, ink.of(local, 0.4))
    sheet.rect(x - w * 0.42, y - h * 1.03, x + w * 0.42, y - h * 0.97, ink.top(cloth, 0.7))


def _wares(sheet: Sheet, style: Style, x: float, y: float, w: float, goods: str) -> None:
    """What hangs at the back of a stall."""
    ink = sheet.ink
    for k, px in enumerate(spread(x - w * 0.36, x + w * 0.36, 7)):
        local = style.cloths[k % len(style.cloths)]
        if goods == "cloth":
            sheet.rect(
                px - w * 0.05, y - w * 0.2, px + w * 0.05, y + w * 0.08, linear((px - w * 0.05, 0), (px + w * 0.05, 0), ink.across(local, 0.2, 0.9))
            )
        elif goods == "pots":
            sheet.oval(px, y - w * 0.02, w * 0.05, w * 0.05, ink.of("#c07a4a", 0.3 + 0.1 * (k % 4)))
        else:
            sheet.line([(px, y - w * 0.22), (px, y - w * 0.14)], ink.of("#6b4a28", 0.4), 1.5)
            sheet.oval(px, y - w * 0.1, w * 0.035, w * 0.05, ink.of(("#e8b83a", "#7aa63c", "#d9502f")[k % 3], 0.6))


def _heap(sheet: Sheet, style: Style, x: float, y: float, w: float, goods: str) -> None:
    """What lies on the counter, in five heaps."""
    ink = sheet.ink
    colours = {
        "fruit": ("#e2572b", "#f2b01e", "#7aa63c", "#c92a3a", "#f08a2c"),
        "spice": ("#d9421f", "#e8a91c", "#a8541f", "#c9832f", "#7a3a1c"),
        "flowers": style.blossom,
        "cloth": style.cloths,
        "pots": ("#c07a4a", "#a85f3a", "#d08f5c", "#8f4f30", "#c98a5a"),
    }[goods]
    for k, px in enumerate(spread(x - w * 0.38, x + w * 0.38, 5)):
        local = colours[k % len(colours)]
        if goods == "spice":
            sheet.poly(
                [(px - w * 0.09, y), (px, y - w * 0.15), (px + w * 0.09, y)],
                linear((px - w * 0.09, 0), (px + w * 0.09, 0), ink.across(local, 0.3, 1.0)),
            )
            sheet.oval(px, y, w * 0.092, w * 0.025, ink.of("#8a6a44", 0.6))
        elif goods == "cloth":
            for row in range(4):
                sheet.rect(
                    px - w * 0.075, y - w * 0.035 * (row + 1), px + w * 0.075, y - w * 0.035 * row - 1, ink.of(colours[(k + row) % 5], 0.75), radius=4
                )
        else:
            for row, count in enumerate((4, 3, 2)):
                for j in range(count):
                    cx = px + (j - (count - 1) / 2) * w * 0.046
                    sheet.oval(cx, y - w * (0.024 + 0.038 * row), w * 0.026, w * 0.026, ink.of(local, 0.35 + 0.15 * row))
                    sheet.oval(cx - w * 0.007, y - w * (0.032 + 0.038 * row), w * 0.009, w * 0.009, ink.of("#fff3dc", 1.0), 0.6)


def well(sheet: Sheet, x: float, y: float, s: float, style: Style) -> None:
    """A village well with its roof, rope and bucket."""
    ink = sheet.ink
    sheet.shade(x, y, 100 * s, 20 * s, 0.45)
    sheet.rect(x - 70 * s, y - 70 * s, x + 70 * s, y, linear((x - 70 * s, 0), (x + 70 * s, 0), ink.across(style.stone, 0.1, 0.9)))
    sheet.oval(x, y, 70 * s, 14 * s, ink.of(style.stone, 0.3))
    for row in range(3):
        for k, px in enumerate(spread(x - 58 * s, x + 58 * s, 5)):
            sheet.rect(
                px - 13 * s + (row % 2) * 8 * s,
                y - (66 - 22 * row) * s,
                px + 11 * s + (row % 2) * 8 * s,
                y - (48 - 22 * row) * s,
                ink.of(style.stone, 0.2 + 0.13 * ((k * 3 + row) % 5)),
                0.6,
                radius=3,
            )
    sheet.oval(x, y - 70 * s, 74 * s, 16 * s, ink.top(style.stone, 0.9))
    sheet.oval(x, y - 69 * s, 56 * s, 11 * s, ink.of("#20283a", 0.1))
    for dx in (-60, 60):
        sheet.rect(x + dx * s - 5 * s, y - 190 * s, x + dx * s + 5 * s, y - 68 * s, ink.of(style.timber, 0.5))
    sheet.rect(x - 66 * s, y - 152 * s, x + 66 * s, y - 142 * s, ink.of(style.timber, 0.7), radius=4)
    sheet.line([(x, y - 146 * s), (x, y - 96 * s)], ink.of("#d9c08a", 0.7), 3 * s)
    sheet.poly([(x - 15 * s, y - 100 * s), (x + 15 * s, y - 100 * s), (x + 11 * s, y - 74 * s), (x - 11 * s, y - 74 * s)], ink.of("#8a6a44", 0.6))
    sheet.poly(
        [(x - 92 * s, y - 180 * s), (x, y - 236 * s), (x + 92 * s, y - 180 * s)],
        down(y - 236 * s, y - 180 * s, ink.top(style.roof, 0.9), ink.top(style.roof, 0.3)),
    )


def fence(sheet: Sheet, x0: float, x1: float, y: float, h: float, local: str) -> None:
    ink = sheet.ink
    for t in (0.35, 0.75):
        sheet.rect(x0, y - h * t - h * 0.05, x1, y - h * t + h * 0.05, ink.of(local, 0.5))
    for px in spread(x0, x1, max(2, int(abs(x1 - x0) / (h * 0.42)))):
        sheet.poly(
            [(px - h * 0.06, y), (px - h * 0.06, y - h * 0.92), (px, y - h), (px + h * 0.06, y - h * 0.92), (px + h * 0.06, y)],
            ink.of(local, sheet.dice.uniform(0.4, 0.85)),
        )


def signboard(sheet: Sheet, x: float, y: float, w: float, h: float, local: str, lamps: float) -> None:
    """A shop sign with strokes that stand for letters of no script."""
    ink = sheet.ink
    face = mix(ink.of(local, 0.6), rgb(local), lamps * 0.8)
    sheet.rect(x - w / 2, y - h, x + w / 2, y, face, radius=4)
    sheet.rect(x - w / 2, y - h, x + w / 2, y, pen(ink.of("#fff3dc", 0.8), 2))
    for k, px in enumerate(spread(x - w * 0.34, x + w * 0.34, 5)):
        sheet.line(
            [(px - w * 0.04, y - h * (0.3 + 0.1 * (k % 2))), (px, y - h * 0.7), (px + w * 0.05, y - h * 0.35)],
            mix(ink.of("#fff6e2", 0.9), (1.0, 0.97, 0.85), lamps),
            max(2.0, h * 0.09),
        )
    if lamps > 0.3:
        sheet.glow(x, y - h / 2, w * 0.8, rgb(local), 0.3 * lamps)
