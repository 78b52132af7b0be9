"""Music of the scene's culture and mood, made of sines, strings and noise, and the sound of its place."""

from __future__ import annotations

from film.model import SceneTimeline
from film.sound.cue import cue
from gpu_consumers.engines.formats import seed_of
from gpu_consumers.engines.music.port import MusicPart
from gpu_consumers.engines.port import Output, Report, Work


class Synthesised:
    def run(self, work: Work, report: Report) -> Output:
        scene = work.read_part(MusicPart).scene
        length_ms = work.read(f"composition.{scene.id}", "timeline.json", SceneTimeline).length_ms
        report(0.0)
        return Output(files=(work.write("cue.wav", cue(scene, length_ms, seed_of(scene.id, work.settings)), "audio/wav"),))
