"""What is heard of a scene, from the blobs of the tasks before: its lines where they are said, by whom and from which side."""

from __future__ import annotations

from collections.abc import Iterator

from film.model import SceneTimeline, TimedBeat
from film.sound.mixing import Line, SceneSound
from gpu_consumers.engines.music.port import HeardScene
from gpu_consumers.engines.port import Work

SEEN = 1280.0  # world units across the picture at zoom 1


def heard(work: Work, scene: HeardScene, timeline: SceneTimeline, cue: bytes) -> SceneSound:
    """Needs speech.wav of its lines among the inputs."""
    return SceneSound(
        length_ms=timeline.length_ms, setting=scene.setting, interior=scene.interior, cue=cue,
        lines=tuple(_lines(work, scene, timeline)),
    )  # fmt: skip


def _lines(work: Work, scene: HeardScene, timeline: SceneTimeline) -> Iterator[Line]:
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
