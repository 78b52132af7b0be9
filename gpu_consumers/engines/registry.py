"""Every embedded engine on one line: what it makes, its name and version, where it is, and what it reads. Imports no engine.

They stand in the order in which a film asks for them, and are imported in it: all pictures and sounds wait for the voices.
"""

from __future__ import annotations

from gpu_consumers.engines.analysis import port as analysis
from gpu_consumers.engines.clips import port as clips
from gpu_consumers.engines.composition import port as composition
from gpu_consumers.engines.film import port as film
from gpu_consumers.engines.lips import port as lips
from gpu_consumers.engines.music import port as music
from gpu_consumers.engines.port import EngineType
from gpu_consumers.engines.scenes import port as scenes
from gpu_consumers.engines.subtitles import port as subtitles
from schemas.values import TaskKind


def _line(kind: TaskKind, name: str, version: int, path: str, *, reads: tuple[str, ...] = (), settings: tuple[str, ...] = ()) -> EngineType:
    return EngineType(kind=kind, name=name, version=version, path=f"gpu_consumers.engines.{path}", reads=reads, settings=settings)


ENGINES: tuple[EngineType, ...] = (
    _line(TaskKind.ANALYSIS, "rules", 6, "analysis.rules:Rules", settings=analysis.SETTINGS),
    _line(TaskKind.VOICE, "spoken", 4, "voices.spoken:Spoken"),
    _line(TaskKind.LIPS, "phones", 1, "lips.phones:Phones", reads=lips.READS),
    _line(TaskKind.CHARACTER, "drawn", 2, "characters.drawn:Drawn"),
    _line(TaskKind.SCENE, "painted", 4, "scenes.painted:Painted", settings=scenes.SETTINGS),
    _line(TaskKind.COMPOSITION, "laid_out", 9, "composition.laid_out:LaidOut", reads=composition.READS, settings=composition.SETTINGS),
    _line(TaskKind.CLIP, "animatic", 11, "clips.animatic:Animatic", reads=clips.READS, settings=clips.SETTINGS),
    _line(TaskKind.MUSIC, "synthesised", 5, "music.synthesised:Synthesised", reads=music.READS, settings=music.SETTINGS),
    _line(TaskKind.SUBTITLES, "written", 2, "subtitles.written:Written", reads=subtitles.READS, settings=subtitles.SETTINGS),
    _line(TaskKind.FILM, "joined", 5, "film.joined:Joined", reads=film.READS, settings=film.SETTINGS),
)
