"""Music of the scene's culture and mood, made of sines, strings and noise, and the sound of its place; with its lines, and then all scenes in one."""

from __future__ import annotations

from film.finish import encode_sound
from film.model import SceneTimeline
from film.sound.cue import cue
from film.sound.joining import MixedScene, film_sound, scene_sound
from gpu_consumers.engines.formats import seed_of
from gpu_consumers.engines.music.heard import heard
from gpu_consumers.engines.music.port import FILM_SOUND, SCENE_LEVELS, SCENE_SOUND, MusicPart, SoundPart
from gpu_consumers.engines.port import Output, OutputFile, Report, Work


class Synthesised:
    def run(self, work: Work, report: Report) -> Output:
        report(0.0)
        return _scene(work, report) if work.subject else _film(work, report)


def _scene(work: Work, report: Report) -> Output:
    part = work.read_part(MusicPart)
    timeline = work.read(f"composition.{part.scene.id}", "timeline.json", SceneTimeline)
    score = cue(part.scene, timeline.length_ms, seed_of(part.scene.id, work.settings))
    report(0.6)
    files = [work.write("cue.wav", score, "audio/wav")]
    if not _is_mixed_later(work, part):
        mixed = scene_sound(heard(work, part.heard, timeline, score if work.settings.music else b""))
        files.append(work.write(SCENE_SOUND, mixed.sound, "application/octet-stream"))
        files.append(work.write(SCENE_LEVELS, mixed.levels, "application/octet-stream"))
    return Output(files=tuple(files))


def _is_mixed_later(work: Work, part: MusicPart) -> bool:
    """In graph 1 of domain/plan.py the task that joins the film gets the voices, and this one does not."""
    return any(f"voice.{beat}" not in work.inputs for beat in part.heard.speakers)


def _film(work: Work, report: Report) -> Output:
    scenes = work.read_part(SoundPart).scenes
    mixed = work.file("film.wav")
    mixed.write_bytes(film_sound([_mixed(work, f"music.{scene}") for scene in scenes]))
    report(0.5)
    encoded = work.file(FILM_SOUND)
    encode_sound(mixed, encoded)
    return Output(files=(OutputFile(name=FILM_SOUND, media_type="audio/mp4", path=str(encoded)),))


def _mixed(work: Work, task_id: str) -> MixedScene:
    return MixedScene(sound=work.path(task_id, SCENE_SOUND).read_bytes(), levels=work.path(task_id, SCENE_LEVELS).read_bytes())
