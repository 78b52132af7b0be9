"""A clip is whole or not there, has the colours that went in, and is the same every time."""

from __future__ import annotations

import os
import signal
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from film import ffmpeg
from film.picture.encode import encode_clip
from film.picture.planes import planes
from film.picture.stills import still
from film.picture.storyboard import Panel, storyboard
from schemas.errors import Corrupt, EngineFailed, StorageFull, ToolMissing
from tests.support.little_scene import SMALL

COUNT = 30


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def pictures(count: int = COUNT) -> Iterator[NDArray[np.uint8]]:
    for k in range(count):
        frame = np.full((SMALL.height, SMALL.width, 3), 40, np.uint8)
        frame[40:100, 4 * k : 4 * k + 60] = (30, 120, 220)
        yield frame


def moving(count: int = COUNT) -> Iterator[NDArray[np.uint8]]:
    return map(planes, pictures(count))


def flat(colour: tuple[int, int, int]) -> Iterator[NDArray[np.uint8]]:
    return iter([planes(np.full((SMALL.height, SMALL.width, 3), colour, np.uint8))] * 4)


def program(path: Path, text: str) -> str:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def test_a_clip_has_all_its_frames_and_says_what_its_colours_are(tmp_path: Path) -> None:
    heard: list[int] = []
    clip = tmp_path / "clip.mp4"
    encode_clip(moving(), COUNT, clip, SMALL, heard.append)
    (video,) = ffmpeg.probe(clip).streams
    assert (video.kind, video.codec, video.width, video.height, video.fps) == ("video", "h264", SMALL.width, SMALL.height, 24.0)
    assert (video.pixels, video.colour) == ("yuv420p", "tv, bt709")
    assert ffmpeg.packet_count(clip) == COUNT
    assert heard == list(range(1, COUNT + 1))
    assert names(tmp_path) == ["clip.mp4"]


@pytest.mark.parametrize("colour", [(128, 128, 128), (200, 60, 30), (30, 60, 200), (40, 220, 90), (255, 255, 255)])
def test_colours_are_converted_by_bt709_and_come_back(colour: tuple[int, int, int], tmp_path: Path) -> None:
    clip = tmp_path / "clip.mp4"
    encode_clip(flat(colour), 4, clip, SMALL)
    found = np.frombuffer(ffmpeg.run("-i", clip, "-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "yuv420p", "-"), np.uint8)
    blue, green, red = colour
    luma = 16 + 219 * (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255  # BT.709; BT.601 would be off by up to 12 here
    assert abs(found[: SMALL.width * SMALL.height].mean() - luma) < 1.5
    assert np.abs(still(clip, 60).mean(axis=(0, 1)) - colour).max() < 2.5


def test_the_same_frames_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.mp4", "b.mp4"):
        encode_clip(moving(), COUNT, tmp_path / name, SMALL)
    assert (tmp_path / "a.mp4").read_bytes() == (tmp_path / "b.mp4").read_bytes()


def test_a_killed_ffmpeg_leaves_no_clip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pid = tmp_path / "pid"
    monkeypatch.setenv(ffmpeg.BINARY_VARIABLE, program(tmp_path / "ffmpeg", f'echo $$ > {pid}\nexec {ffmpeg.binary()} "$@"'))

    def murder(done: int) -> None:
        if done == 5:
            os.kill(int(pid.read_text()), signal.SIGKILL)

    with pytest.raises(EngineFailed, match="SIGKILL"):
        encode_clip(moving(), COUNT, tmp_path / "clip.mp4", SMALL, murder)
    assert names(tmp_path) == ["ffmpeg", "pid"]


def test_a_full_disk_is_told_from_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(
        ffmpeg.BINARY_VARIABLE, program(tmp_path / "ffmpeg", "echo 'av_interleaved_write_frame(): No space left on device' >&2\nexit 228")
    )
    with pytest.raises(StorageFull):
        encode_clip(moving(), COUNT, tmp_path / "clip.mp4", SMALL)
    monkeypatch.setenv(ffmpeg.BINARY_VARIABLE, program(tmp_path / "ffmpeg", "echo 'Unknown encoder' >&2\nexit 1"))
    with pytest.raises(EngineFailed, match="Unknown encoder"):
        encode_clip(moving(), COUNT, tmp_path / "clip.mp4", SMALL)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full on this system")
def test_a_really_full_disk(tmp_path: Path) -> None:
    with pytest.raises(StorageFull):
        ffmpeg.run("-f", "lavfi", "-i", "testsrc2=d=1", "-c:v", "rawvideo", "-f", "nut", "/dev/full")


def test_a_painter_who_fails_leaves_no_clip(tmp_path: Path) -> None:
    def failing() -> Iterator[NDArray[np.uint8]]:
        yield next(moving())
        raise MemoryError

    with pytest.raises(MemoryError):
        encode_clip(failing(), COUNT, tmp_path / "clip.mp4", SMALL)
    assert names(tmp_path) == []


def test_a_clip_that_is_too_short_is_refused_and_the_old_one_stays(tmp_path: Path) -> None:
    (tmp_path / "clip.mp4").write_bytes(b"the clip of yesterday")
    with pytest.raises(EngineFailed, match="30"):
        encode_clip(moving(7), COUNT, tmp_path / "clip.mp4", SMALL)
    assert (tmp_path / "clip.mp4").read_bytes() == b"the clip of yesterday"


def test_a_missing_ffmpeg_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ffmpeg.BINARY_VARIABLE, str(tmp_path / "nowhere"))
    with pytest.raises(ToolMissing, match="imageio-ffmpeg"):
        ffmpeg.binary()


def test_what_is_no_film_is_corrupt(tmp_path: Path) -> None:
    (tmp_path / "note.mp4").write_text("not a film")
    with pytest.raises(Corrupt):
        ffmpeg.probe(tmp_path / "note.mp4")


def test_a_clip_may_have_any_name(tmp_path: Path) -> None:
    clip = tmp_path / "- strange 'name': 100%.mp4"
    encode_clip(moving(), COUNT, clip, replace(SMALL, crf=12))
    assert ffmpeg.probe(clip).duration_ms == pytest.approx(1000 * COUNT / SMALL.fps, abs=1)
    assert still(clip, 60).shape == (SMALL.height, SMALL.width, 3)


def test_a_storyboard_holds_as_many_panels_as_asked() -> None:
    picture = next(pictures())
    one, three = (storyboard([Panel(picture=picture, note="1.1", text="கொடு")] * count, columns=2) for count in (1, 3))
    assert len(three) > len(one) > 1000
