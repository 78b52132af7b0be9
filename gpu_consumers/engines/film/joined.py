"""The film: the clips and the sound as they are, soft subtitles, a poster, and what the finished file holds."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from film.finish import encode_sound, finish, liveliest
from film.model import SceneTimeline
from film.sound.joining import film_sound, scene_sound
from gpu_consumers.engines.film.port import FilmPart
from gpu_consumers.engines.formats import film_format
from gpu_consumers.engines.music.heard import heard
from gpu_consumers.engines.music.port import FILM_SOUND
from gpu_consumers.engines.port import Output, OutputFile, Report, Work
from schemas.commands.job import FilmFacts


class Joined:
    def run(self, work: Work, report: Report) -> Output:
        part = work.read_part(FilmPart)
        timelines = [work.read(f"composition.{scene.scene}", "timeline.json", SceneTimeline) for scene in part.scenes]
        shots = [timed for timeline in timelines for timed in timeline.shots]
        clips = [f"clip.{timed.shot.id}" for timed in shots]
        sound = _sound(work, part, timelines)
        report(0.4)
        format = film_format(work.settings, work.watermark)
        frames = sum(round(timed.end_ms * format.fps / 1000) - round(timed.start_ms * format.fps / 1000) for timed in shots)
        pictures = [work.path(clip, "clip.mp4") for clip in clips]
        facts = finish(pictures, frames, sound, _subtitles(work, part), part.title, work.file("film.mp4"), format)
        poster = liveliest([work.path(clip, "still.jpg") for clip in clips])
        files = (
            OutputFile(name="film.mp4", media_type="video/mp4", path=str(facts.path)),
            work.write("poster.jpg", poster.read_bytes(), "image/jpeg"),
        )
        return Output(files=files, film=FilmFacts(length_ms=facts.length_ms, width=facts.width, height=facts.height))


def _sound(work: Work, part: FilmPart, timelines: list[SceneTimeline]) -> Path:
    if "music" in work.inputs:
        return work.path("music", FILM_SOUND)
    return _mixed_here(work, part, timelines)


def _mixed_here(work: Work, part: FilmPart, timelines: list[SceneTimeline]) -> Path:
    """For a film that was planned with graph 1 of domain/plan.py."""
    cues = [work.path(f"music.{scene.scene}", "cue.wav").read_bytes() if work.settings.music else b"" for scene in part.scenes]
    scenes = (heard(work, *one) for one in zip(part.scenes, timelines, cues, strict=True))
    mixed, encoded = work.file("film.wav"), work.file(FILM_SOUND)
    mixed.write_bytes(film_sound([scene_sound(scene) for scene in scenes]))
    encode_sound(mixed, encoded)
    return encoded


def _subtitles(work: Work, part: FilmPart) -> Mapping[str, Path]:
    """One soft track in the film's language; none when nobody says anything, or nobody wants any."""
    written = work.path("subtitles", "film.srt")
    return {part.language: written} if work.settings.subtitles and written.stat().st_size else {}
