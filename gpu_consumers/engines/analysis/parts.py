"""What each later task reads of the analysis, and no more: an edit elsewhere in the script leaves its part, and so its step, as it was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from film.direction import direct
from film.model import Analysis, BeatKind, Character, Scene
from film.sound.voices import cast
from gpu_consumers.engines.characters.port import CharacterPart
from gpu_consumers.engines.composition.port import CompositionPart
from gpu_consumers.engines.film.port import FilmPart
from gpu_consumers.engines.lips.port import LipsPart
from gpu_consumers.engines.music.port import HeardScene, MusicPart, SoundPart
from gpu_consumers.engines.scenes.port import ScenePart
from gpu_consumers.engines.subtitles.port import SubtitlesPart
from gpu_consumers.engines.voices.port import VoicePart


def parts(analysis: Analysis) -> Mapping[str, object]:
    """Task id -> its part."""
    return dict([*_characters(analysis), *_voices(analysis), *_scenes(analysis), *_whole(analysis)])


def _characters(analysis: Analysis) -> Iterator[tuple[str, object]]:
    occasion = next((scene.event for scene in analysis.scenes if scene.event), "")
    for character in analysis.characters:
        yield f"character.{character.id}", CharacterPart(character=unlined(character), occasion=occasion)


def _voices(analysis: Analysis) -> Iterator[tuple[str, object]]:
    voices = cast(analysis)
    for scene in analysis.scenes:
        for beat in scene.spoken:
            yield f"voice.{beat.id}", VoicePart(beat=replace(beat, line=0), voice=voices[beat.speaker])


def _scenes(analysis: Analysis) -> Iterator[tuple[str, object]]:
    for scene, plan in zip(analysis.scenes, direct(analysis), strict=True):
        place = replace(unnumbered(scene), heading="", characters=(), beats=())
        people = tuple(unlined(analysis.character(id)) for id in scene.characters)
        yield f"scene.{scene.id}", ScenePart(scene=place)
        yield f"lips.{scene.id}", LipsPart(beats=tuple(beat.id for beat in scene.spoken))
        yield f"composition.{scene.id}", CompositionPart(scene=unnumbered(scene), plan=plan, number=scene.number, people=people)
        yield f"music.{scene.id}", MusicPart(scene=place, heard=_heard(scene))


def _whole(analysis: Analysis) -> Iterator[tuple[str, object]]:
    said = replace(analysis, characters=(), scenes=tuple(map(_said, analysis.scenes)), diagnostics=())
    yield "subtitles", SubtitlesPart(analysis=said)
    yield "music", SoundPart(scenes=tuple(scene.id for scene in analysis.scenes))
    yield "film", FilmPart(title=analysis.title, language=analysis.language, scenes=tuple(map(_heard, analysis.scenes)))


def _said(scene: Scene) -> Scene:
    """Without who is only seen and what is only done."""
    bare = unnumbered(scene)
    return replace(bare, heading="", characters=(), props=(), carried=(), unlit=(), beats=bare.spoken)


def _heard(scene: Scene) -> HeardScene:
    return HeardScene(
        scene=scene.id,
        setting=scene.setting,
        interior=scene.interior,
        narrated=tuple(beat.id for beat in scene.spoken if beat.kind is BeatKind.NARRATION),
        speakers={beat.id: beat.speaker for beat in scene.spoken},
    )


def unlined(character: Character) -> Character:
    """Without what tells where in the script, and how often."""
    return replace(character, lines=0, evidence=())


def unnumbered(scene: Scene) -> Scene:
    """Without what tells where in the script: a scene put in before it changes nothing of it."""
    return replace(scene, number=0, evidence=(), beats=tuple(replace(beat, line=0) for beat in scene.beats))
