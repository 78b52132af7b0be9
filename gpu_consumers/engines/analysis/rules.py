"""Script analysis by rules and word lists: deterministic, in milliseconds, without a model."""

from __future__ import annotations

from pathlib import Path

import msgspec

from film.model import Culture, PlannedAnalysis
from film.script import analyse, prompts, read
from gpu_consumers.engines.analysis.parts import parts
from gpu_consumers.engines.port import Output, Report, Work

OTHER_VERSION = "The film was planned by another version of the analysis; the plan stands."


class Rules:
    def run(self, work: Work, report: Report) -> Output:
        """All tasks come from the plan, so its analysis stands, also when this version reads the script otherwise."""
        planned = msgspec.json.decode(Path(work.analysis).read_bytes(), type=PlannedAnalysis).analysis
        culture = None if work.settings.culture == "auto" else Culture(work.settings.culture)
        language = None if work.settings.language == "auto" else work.settings.language
        found = analyse(read(Path(work.script).read_bytes()), title=planned.title, culture=culture, language=language)
        report(0.5)
        json = "application/json"
        files = (
            work.write("analysis.json", planned, json),
            work.write("prompts.json", prompts(planned), json),
            work.write("parts.json", parts(planned), json),
        )
        return Output(files=files, note="" if found == planned else OTHER_VERSION)
