"""People as vector drawings: a look follows from who somebody is, and the sheet shows it from all sides."""

from __future__ import annotations

from film.picture.people import look, sheet
from gpu_consumers.engines.characters.port import CharacterPart
from gpu_consumers.engines.port import Output, Report, Work


class Drawn:
    def run(self, work: Work, report: Report) -> Output:
        part = work.read_part(CharacterPart)
        made = look(part.character, part.occasion)
        report(0.2)
        return Output(files=(work.write("look.json", made, "application/json"), work.write("sheet.png", sheet(made), "image/png")))
