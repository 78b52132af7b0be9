"""Mouths from the sounds that the voice engine has timed, or from loudness where it tells none."""

from __future__ import annotations

from film.model import Speech
from film.sound.mouth import lip_sync
from gpu_consumers.engines.lips.port import Lips, LipsPart
from gpu_consumers.engines.port import Output, Report, Work


class Phones:
    def run(self, work: Work, report: Report) -> Output:
        lips: Lips = {}
        beats = work.read_part(LipsPart).beats
        for done, beat in enumerate(beats):
            report(done / len(beats))
            speech = work.read(f"voice.{beat}", "speech.json", Speech)
            lips[beat] = lip_sync(speech, work.path(f"voice.{beat}", "speech.wav").read_bytes())
        return Output(files=(work.write("lips.json", lips, "application/json"),))
