"""The one door to the ffmpeg program: finds it, runs it, turns its failures into our errors and reads what it says about a file.

There is no ffprobe in the package that we ship with, so a file is probed by what ffmpeg itself prints about its input.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import imageio_ffmpeg

from schemas.errors import Corrupt, EngineFailed, StorageFull, ToolMissing

BINARY_VARIABLE = "FFMPEG_BINARY"
TIME_LIMIT_S = 1800.0

_CURE = f"Install the package imageio-ffmpeg, or set {BINARY_VARIABLE} to the path of an ffmpeg with libx264."
_FULL = ("No space left on device", "Disk quota exceeded")
_TAIL = 1500  # characters of stderr that a person gets to see
_DURATION = re.compile(r"Duration: (\d+):(\d+):(\d+)\.(\d+)")
_TITLE = re.compile(r"^ {4}title +: (.*)$", re.MULTILINE)
_STREAM = re.compile(r"Stream #0:\d+(?:\[0x[0-9a-f]+\])?(?:\((?P<language>\w+)\))?: (?P<kind>\w+): (?P<rest>.*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamFacts:
    """One stream as ffmpeg describes it; what a kind of stream does not have is "" or 0."""

    kind: str  # "video" | "audio" | "subtitle"
    codec: str
    language: str  # ISO 639-2, "" when unknown
    width: int = 0
    height: int = 0
    fps: float = 0.0
    pixels: str = ""  # "yuv420p"
    colour: str = ""  # "tv, bt709"
    sample_rate: int = 0
    channels: str = ""  # "stereo"


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaFacts:
    duration_ms: int  # ffmpeg prints hundredths of a second
    title: str
    streams: tuple[StreamFacts, ...]

    def of(self, kind: str) -> tuple[StreamFacts, ...]:
        return tuple(stream for stream in self.streams if stream.kind == kind)


def binary() -> Path:
    """The ffmpeg to use: the one that FFMPEG_BINARY names, else the one inside imageio-ffmpeg. Raises ToolMissing."""
    named = os.environ.get(BINARY_VARIABLE)
    try:
        path = Path(named) if named else _packaged() or Path(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError as missing:
        raise ToolMissing(f"There is no ffmpeg for this machine. {_CURE}") from missing
    if not (path.is_file() and os.access(path, os.X_OK)):
        raise ToolMissing(f"{path} is not a program that can be run. {_CURE}")
    return path


def _packaged() -> Path | None:
    """Found without a trial run: imageio-ffmpeg makes one, and remembers for the life of the process when it was killed."""
    return next((path for path in Path(imageio_ffmpeg.__file__).with_name("binaries").glob("ffmpeg-*") if os.access(path, os.X_OK)), None)


def command(*arguments: str | Path) -> list[str]:
    """The argv: quiet, never asking. A Path becomes a file: address, so that no name of a file can be read as an option or a protocol."""
    return [
        str(binary()),
        "-hide_banner",
        "-nostats",
        "-v",
        "error",
        "-y",
        *(address(each) if isinstance(each, Path) else each for each in arguments),
    ]


def address(path: Path) -> str:
    return f"file:{path.resolve()}"


def run(*arguments: str | Path, limit_s: float = TIME_LIMIT_S) -> bytes:
    """Runs ffmpeg to its end and returns its stdout. Raises ToolMissing, EngineFailed, StorageFull."""
    argv = command(*arguments)
    try:
        done = subprocess.run(argv, stdin=subprocess.DEVNULL, capture_output=True, timeout=limit_s, check=False)
    except subprocess.TimeoutExpired as late:
        raise EngineFailed(f"ffmpeg did not finish within {limit_s:.0f} s.", argv=argv) from late
    check(done.returncode, done.stderr, argv)
    return done.stdout


def check(status: int, stderr: bytes, argv: Sequence[str]) -> None:
    """Nothing when `status` is 0, else the error that fits what ffmpeg wrote on its stderr."""
    if status == 0:
        return
    said = stderr.decode(errors="replace").strip()[-_TAIL:]
    if any(words in said for words in _FULL):
        raise StorageFull(f"The disk is full; ffmpeg said: {said}")
    how = f"was killed by {signal.Signals(-status).name}" if status < 0 else f"ended with status {status}"
    raise EngineFailed(f"ffmpeg {how}: {said or 'it said nothing'}", argv=list(argv))


def probe(path: Path) -> MediaFacts:
    """What is in a media file. Raises Corrupt when ffmpeg cannot read it."""
    argv = [str(binary()), "-hide_banner", "-nostdin", "-i", address(path)]
    # Without an output file ffmpeg always ends with status 1, after it has described the input.
    said = subprocess.run(argv, stdin=subprocess.DEVNULL, capture_output=True, timeout=TIME_LIMIT_S, check=False).stderr.decode(errors="replace")
    duration = _DURATION.search(said)
    if duration is None or "Input #0" not in said:
        raise Corrupt(f"{path.name} is not a media file that ffmpeg can read: {said.strip()[-_TAIL:]}")
    hours, minutes, seconds, hundredths = (int(digits) for digits in duration.groups())
    title = _TITLE.search(said)
    return MediaFacts(
        duration_ms=((hours * 60 + minutes) * 60 + seconds) * 1000 + hundredths * 10,
        title=title.group(1) if title else "",
        streams=tuple(_stream(found) for found in _STREAM.finditer(said)),
    )


def packet_count(path: Path, stream: str = "v:0") -> int:
    """How many packets the stream has; for our video that is the number of frames, exactly."""
    listing = run("-i", path, "-map", f"0:{stream}", "-c", "copy", "-f", "framecrc", "-").decode()
    return sum(1 for line in listing.splitlines() if line and not line.startswith("#"))


def _stream(found: re.Match[str]) -> StreamFacts:
    kind, rest = found["kind"].lower(), found["rest"]
    size = re.search(r"\b(\d{2,5})x(\d{2,5})\b", rest)
    fps = re.search(r"([\d.]+) fps", rest)
    rate = re.search(r"(\d+) Hz, ([^,]+)", rest)
    pixels = re.search(r", (\w+)\(([^)]*)\)", rest) if kind == "video" else None
    return StreamFacts(
        kind=kind,
        codec=rest.split(" ", 1)[0].rstrip(","),
        language="" if found["language"] in (None, "und") else found["language"],
        width=int(size[1]) if size else 0,
        height=int(size[2]) if size else 0,
        fps=float(fps[1]) if fps else 0.0,
        pixels=pixels[1] if pixels else "",
        colour=", ".join(part for part in pixels[2].split(", ") if part != "progressive") if pixels else "",
        sample_rate=int(rate[1]) if rate else 0,
        channels=rate[2] if rate else "",
    )
