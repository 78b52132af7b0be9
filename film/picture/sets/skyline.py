"""Tower blocks far and near: the skyline behind a street, an office or a plaza."""

from __future__ import annotations

from film.picture.sets.brushes import Sheet, linear
from film.picture.sets.palette import mix, rgb


def skyscraper(sheet: Sheet, x: float, y: float, w: float, h: float, lamps: float) -> None:
    """A block whose lower left corner is (x, y), with lit and dark windows and something on its roof."""
    ink, rolls = sheet.ink, sheet.dice
    local = rolls.choice(("#8794a6", "#a3a9ae", "#6f8096", "#b5a898", "#7f8f94"))
    sheet.rect(x, y - h, x + w, y, linear((x, 0), (x + w, 0), ink.across(local, 0.25, 0.85)))
    for row in range(int(h / 15)):
        for column in range(int(w / 12)):
            lit = rolls.random() < 0.62 * lamps
            tone = mix(rgb("#ffd58a"), rgb("#cfe6ff"), rolls.random() * 0.5) if lit else ink.of("#4a5a70", 0.7)
            left, top = x + 4 + 12 * column, y - h + 7 + 15 * row
            sheet.rect(left, top, left + 7, top + 8, tone, 0.9 if lit else 0.45)
    match rolls.randrange(3):
        case 0:
            sheet.line([(x + w / 2, y - h), (x + w / 2, y - h - 36)], ink.of(local, 0.3), 2.4)
        case 1:
            sheet.rect(x + w * 0.2, y - h - 14, x + w * 0.7, y - h, ink.of(local, 0.45))
        case _:
            sheet.poly([(x, y - h), (x + w * 0.5, y - h - 22), (x + w, y - h)], ink.of(local, 0.6))
