"""Joins clips, sound and subtitles into the film, looks at what came out, and refuses it when anything is off."""

from __future__ import annotations

import errno
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from film import ffmpeg
from film.finish.languages import three_letters
from film.model import FilmFormat
from schemas.errors import EngineFailed, StorageFull

_SOUND_RATE, _SOUND_BITS = 48000, "192k"
_SOUND_GIVES_MS = 60  # sound comes in blocks of 21 ms: the container may be that much longer than the picture


@dataclass(frozen=True, slots=True, kw_only=True)
class FilmFacts:
    """What the finished file holds, as read back from it."""

    path: Path
    size: int  # bytes
    frames: int
    length_ms: int  # of the picture
    width: int
    height: int
    fps: int
    sample_rate: int
    subtitles: tuple[str, ...]  # ISO 639-2


def encode_sound(wav: Path, out: Path) -> None:
    """AAC in an MP4 file. The same samples give the same bytes. Raises EngineFailed, StorageFull, ToolMissing."""
    coder = ["-aac_coder", "fast"]  # in 2/5 of the time as near to what it was given as the other, twoloop: docs/decisions/0014
    sound = ["-c:a", "aac", *coder, "-b:a", _SOUND_BITS, "-ar", str(_SOUND_RATE), "-flags:a", "+bitexact"]
    ffmpeg.run("-i", wav, *sound, "-map_metadata", "-1", "-fflags", "+bitexact", "-threads", "1", "-f", "mp4", out)


def finish(
    clips: Sequence[Path], frames: int, sound: Path, subtitles: Mapping[str, Path], title: str, out: Path, format: FilmFormat
) -> FilmFacts:  # fmt: skip
    """Writes the film to `out`, which appears only when it is whole.

    `clips`: as encode_clip made them, in order, `frames` together; `sound`: from encode_sound. Both are copied, never encoded again.
    `subtitles`: ISO 639-1 code -> .srt, soft tracks that a player shows on demand. The same inputs give the same bytes.
    Raises EngineFailed (also when the result is not what was asked), StorageFull, Corrupt, ToolMissing.
    """
    unfinished = out.with_name(f".{out.name}.part.mp4")
    try:
        _join(clips, sound, subtitles, title, unfinished, frames / format.fps)
        facts = _checked(unfinished, frames, subtitles, title, format)
        unfinished.replace(out)
    except OSError as failed:
        full = failed.errno in (errno.ENOSPC, errno.EDQUOT)
        raise (StorageFull if full else EngineFailed)(f"The film could not be written: {failed}") from failed
    finally:
        unfinished.unlink(missing_ok=True)
    return FilmFacts(
        path=out,
        size=out.stat().st_size,
        frames=frames,
        length_ms=round(frames * 1000 / format.fps),
        width=format.width,
        height=format.height,
        fps=format.fps,
        sample_rate=_SOUND_RATE,
        subtitles=tuple(track.language for track in facts.of("subtitle")),
    )


def _join(clips: Sequence[Path], sound: Path, subtitles: Mapping[str, Path], title: str, out: Path, seconds: float) -> None:
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as listing:
        listing.write("ffconcat version 1.0\n" + "".join(f"file '{_quoted(clip)}'\n" for clip in clips))
        listing.flush()
        inputs: list[str | Path] = ["-f", "concat", "-safe", "0", "-i", Path(listing.name), "-i", sound]
        tracks: list[str] = ["-map", "0:v:0", "-map", "1:a:0"]
        for number, (language, file) in enumerate(subtitles.items()):
            inputs += ["-i", file]
            tracks += ["-map", f"{number + 2}:s:0", f"-metadata:s:s:{number}", f"language={three_letters(language)}"]
        words = ["-c:s", "mov_text"] if subtitles else []
        plain = ["-map_metadata", "-1", "-map_chapters", "-1", "-fflags", "+bitexact", "-threads", "1"]
        # -t cuts: -shortest would end the film with its last subtitle.
        said = ["-metadata", f"title={' '.join(title.split())}", "-movflags", "+faststart", "-t", f"{seconds:.6f}"]
        ffmpeg.run(*inputs, *tracks, "-c:v", "copy", "-c:a", "copy", *words, *plain, *said, "-f", "mp4", out)


def _quoted(clip: Path) -> str:
    return ffmpeg.address(clip).replace("'", "'\\''")


def _checked(film: Path, frames: int, subtitles: Mapping[str, Path], title: str, format: FilmFormat) -> ffmpeg.MediaFacts:
    """The facts, when they are what was asked for; else EngineFailed names all that is off."""
    facts = ffmpeg.probe(film)
    wanted_ms = frames * 1000 / format.fps
    video, audio = facts.of("video"), facts.of("audio")
    findings = {
        "one picture and one sound track": len(video) == len(audio) == 1,
        f"{frames} frames": ffmpeg.packet_count(film) == frames,
        f"a length of {wanted_ms:.0f} ms": -10 <= facts.duration_ms - wanted_ms <= _SOUND_GIVES_MS,
        f"{format.width}x{format.height} at {format.fps} fps": all(
            (v.width, v.height, v.fps) == (format.width, format.height, format.fps) for v in video
        ),
        "yuv420p tagged tv, bt709": all(v.pixels == "yuv420p" and v.colour.startswith("tv, bt709") for v in video),
        f"sound of {_SOUND_RATE} Hz": all(a.sample_rate == _SOUND_RATE for a in audio),
        "its subtitles": [track.language or "und" for track in facts.of("subtitle")] == [three_letters(language) for language in subtitles],
        "its title": facts.title == " ".join(title.split()) or not title.strip(),
    }
    missing = [name for name, holds in findings.items() if not holds]
    if missing:
        raise EngineFailed(f"The finished film lacks {'; '.join(missing)}.", facts=repr(facts))
    return facts
