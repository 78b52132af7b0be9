"""The film: the mix of all scenes, the clips as they are, soft subtitles, a poster, and what the finished file holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from film.finish import finish
from film.model import SceneTimeline, TimedBeat
from film.sound.mixing import Line, SceneSound, mix
from gpu_consumers.engines.film.port import FilmPart, HeardScene
from gpu_consumers.engines.formats import film_format
from gpu_consumers.engines.port import Output, OutputFile, Report, Work
from schemas.commands.job import FilmFacts

SEEN = 1280.0  # world units across the picture at zoom 1


class Joined:
    def run(self, work: Work, report: Report) -> Output:
        part = work.read_part(FilmPart)
        timelines = {scene.scene: work.read(f"composition.{scene.scene}", "timeline.json", SceneTimeline) for scene in part.scenes}
        sound = work.file("mix.wav")
        sound.write_bytes(mix(list(sounds(work, part, timelines))))
        report(0.4)
        clips = [work.path(f"clip.{timed.shot.id}", "clip.mp4") for timeline in timelines.values() for timed in timeline.shots]
        facts = finish(clips, sound, subtitles(work, part), part.title, work.file("film.mp4"), film_format(work.settings, work.watermark))
        files = (
            OutputFile(name="film.mp4", media_type="video/mp4", path=str(facts.path)),
            OutputFile(name="poster.jpg", media_type="image/jpeg", path=str(facts.poster)),
        )
        return Output(files=files, film=FilmFacts(length_ms=facts.length_ms, width=facts.width, height=facts.height))


def sounds(work: Work, part: FilmPart, timelines: Mapping[str, SceneTimeline]) -> Iterator[SceneSound]:
    start_ms = 0
    for scene in part.scenes:
        timeline = timelines[scene.scene]
        cue = work.path(f"music.{scene.scene}", "cue.wav").read_bytes() if work.settings.music else b""
        yield SceneSound(
            start_ms=start_ms,
            length_ms=timeline.length_ms,
            setting=scene.setting,
            interior=scene.interior,
            cue=cue,
            lines=tuple(lines(work, scene, timeline)),
        )
        start_ms += timeline.length_ms


def lines(work: Work, scene: HeardScene, timeline: SceneTimeline) -> Iterator[Line]:
    for timed in timeline.beats:
        if timed.beat in scene.speakers:
            yield Line(
                wav=work.path(f"voice.{timed.beat}", "speech.wav").read_bytes(),
                start_ms=timed.start_ms,
                pan=pan(timed, scene.speakers[timed.beat], timeline),
                narrated=timed.beat in scene.narrated,
            )


def pan(timed: TimedBeat, speaker: str, timeline: SceneTimeline) -> float:
    """Where the speaker stands in the picture when the line begins: -1 left edge .. 1 right edge; 0 for who is not seen."""
    shot = next((one.shot for one in timeline.shots if one.start_ms <= timed.start_ms < one.end_ms), None)
    placing = next((one for one in shot.placings if one.character == speaker), None) if shot else None
    if shot is None or placing is None:
        return 0.0
    return max(-1.0, min(1.0, (placing.x - shot.camera_from.x) * shot.camera_from.zoom / (SEEN / 2)))


def subtitles(work: Work, part: FilmPart) -> Mapping[str, Path]:
    """One soft track in the film's language; none when nobody says anything, or nobody wants any."""
    written = work.path("subtitles", "film.srt")
    return {part.language: written} if work.settings.subtitles and written.stat().st_size else {}
