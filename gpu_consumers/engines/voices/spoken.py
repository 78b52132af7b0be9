"""Lines spoken by the family of neural voices where there is one for the language, and by espeak-ng elsewhere."""

from __future__ import annotations

from film.sound.speaking import speak
from gpu_consumers.engines.port import Output, Report, Work
from gpu_consumers.engines.voices.port import VoicePart


class Spoken:
    def run(self, work: Work, report: Report) -> Output:
        part = work.read_part(VoicePart)
        report(0.0)
        wav, speech = speak(part.beat, part.voice)
        files = (work.write("speech.wav", wav, "audio/wav"), work.write("speech.json", speech, "application/json"))
        return Output(files=files, note=speech.note)
