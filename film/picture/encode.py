"""Turns a run of frames into one H.264 clip, whole or not at all; it alone knows how our clips are encoded.

All clips are made alike, with closed groups of pictures and nothing that depends on the day or the machine's cores, so that
they can be joined without encoding again and the same frames give the same bytes.
"""

from __future__ import annotations

import errno
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from film import ffmpeg
from film.model import FilmFormat
from schemas.errors import EngineFailed, StorageFull

_KEYFRAME_EVERY_S = 2
_WAIT_S = 600.0
SEARCH = {"veryfast": ("-subq", "1")}
"""How finely motion is searched, where the preset searches more than drawn pictures need: half the time, a sixth more bytes, the same SSIM."""


def encode_clip(
    frames: Iterator[NDArray[np.uint8]], count: int, path: Path, format: FilmFormat, progress: Callable[[int], None] = lambda _done: None
) -> None:
    """Writes `count` frames, as `planes` makes them, as a clip without sound; `path` appears only when it is whole.

    `progress` hears how many frames are done. Raises EngineFailed, StorageFull, ToolMissing; then nothing is left behind.
    """
    unfinished = path.with_name(f".{path.name}.part")
    try:
        _encode(frames, count, unfinished, format, progress)
        unfinished.replace(path)
    except OSError as failed:
        raise _named(failed) from failed
    finally:
        unfinished.unlink(missing_ok=True)


def arguments(path: Path, format: FilmFormat) -> list[str | Path]:
    """What ffmpeg is asked: yuv420p on stdin, a BT.709 clip in `path`."""
    source = ["-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", f"{format.width}x{format.height}", "-r", str(format.fps), "-i", "pipe:0"]
    tell = ["-vf", "setparams=range=tv:colorspace=bt709:color_primaries=bt709:color_trc=bt709"]
    tags = ["-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv"]
    codec = ["-c:v", "libx264", "-preset", format.preset, *SEARCH.get(format.preset, ()), "-crf", str(format.crf), "-tune", "animation"]
    alone = ["-threads", "1", "-filter_threads", "1"]
    groups = ["-g", str(_KEYFRAME_EVERY_S * format.fps), "-flags:v", "+cgop+bitexact", "-fflags", "+bitexact", "-map_metadata", "-1"]
    return [*source, *tell, *tags, *codec, *alone, *groups, "-video_track_timescale", str(format.fps * 512), "-f", "mp4", path]


def _encode(frames: Iterator[NDArray[np.uint8]], count: int, path: Path, format: FilmFormat, progress: Callable[[int], None]) -> None:
    argv = ffmpeg.command(*arguments(path, format))
    with tempfile.TemporaryFile() as said, subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=said) as process:
        try:
            written = _feed(process, frames, (format.height * 3 // 2, format.width), progress)
            status = process.wait(timeout=_WAIT_S)
        except subprocess.TimeoutExpired as late:
            raise EngineFailed("ffmpeg took all frames and then did not end.", argv=argv) from late
        finally:
            process.kill()  # does nothing when it has ended; whatever else happened, nobody is left behind
        ffmpeg.check(status, _read(said), argv)
    if written != count:
        raise EngineFailed(f"The clip was to have {count} frames and got {written}.")


def _feed(process: subprocess.Popen[bytes], frames: Iterator[NDArray[np.uint8]], shape: tuple[int, int], progress: Callable[[int], None]) -> int:
    """Returns how many frames were taken: ffmpeg may die at any moment, and then says why on its stderr."""
    assert process.stdin is not None
    written = 0
    try:
        for frame in frames:
            assert frame.shape == shape, f"a frame of {frame.shape} in a clip of {shape}"
            process.stdin.write(np.ascontiguousarray(frame).data)
            written += 1
            progress(written)
    except BrokenPipeError:
        pass  # its status and stderr say more than we could
    finally:
        with suppress(BrokenPipeError):
            process.stdin.close()
    return written


def _read(said: IO[bytes]) -> bytes:
    said.seek(0)
    return said.read()


def _named(failed: OSError) -> StorageFull | EngineFailed:
    if failed.errno in (errno.ENOSPC, errno.EDQUOT):
        return StorageFull(f"The disk is full: {failed}")
    return EngineFailed(f"The clip could not be written: {failed}")
