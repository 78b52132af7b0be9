"""`studio doctor`: what this machine can do, each thing tried and not only looked for; what is missing, and how to get it."""

from __future__ import annotations

import asyncio
import platform
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from schemas.errors import StudioError, ToolMissing
from studio.folder import Folder
from studio.terminal import Exit, Terminal, table

if TYPE_CHECKING:
    from film.sound.spoken import Spoken

ROOM_BYTES = 500_000_000
"""A film of two minutes at 720 lines leaves about 170 MB in the folder; making it takes as much again."""
JAVA = 17  # Apache Kafka 4 runs on no older one
SETUP = "run `make setup` again"
CONJUNCTS = {"Tamil": ("க்ஷ", "கஷ"), "Devanagari": ("क्ष", "कष"), "Telugu": ("క్ష", "కష")}
"""Two letters that become one sign when they are shaped, and the same letters apart."""


@dataclass(frozen=True, slots=True)
class Finding:
    what: str
    state: str  # "ok", "stand-in", "missing"
    detail: str
    cure: str = ""


async def examine(terminal: Terminal) -> int:
    findings = [finding async for finding in _findings(terminal.folder)]
    shown = {"ok": "[green]ok[/]", "stand-in": "[yellow]stand-in[/]", "missing": "[bold red]missing[/]"}
    rows = [(one.what, shown[one.state], one.detail, one.cure) for one in findings]
    terminal.result([asdict(one) for one in findings], text=table(("what", "state", "detail", "cure"), rows))
    return Exit.FAILED if any(one.state == "missing" for one in findings) else Exit.OK


async def _findings(folder: Folder) -> AsyncIterator[Finding]:
    for what, look, cure in _checks(folder):
        yield await asyncio.to_thread(_try, what, look, cure)
    yield await _log(folder)


def _checks(folder: Folder) -> Iterator[tuple[str, Callable[[], str], str]]:
    elsewhere = "take another place with --folder or $STUDIO_FOLDER"
    yield "Python", platform.python_version, "install Python 3.11 or newer"
    yield "disk", lambda: _disk(folder.root), f"make {_mb(ROOM_BYTES)} free: a film of two minutes takes that while it is made; or {elsewhere}"
    yield "folder", lambda: _writable(folder.root), f"{elsewhere}, or make it yours"
    yield "ffmpeg: H.264 and AAC", _ffmpeg, f"{SETUP}, or set FFMPEG_BINARY to an ffmpeg that has libx264"
    yield "drawing (skia)", _skia, SETUP
    yield "letters of all scripts", _fonts, f"{SETUP}; the fonts lie in film/fonts"
    yield "pictures (OpenCV)", _opencv, SETUP
    yield "English voice (neural)", _neural, SETUP
    yield "voices of other languages (espeak-ng)", _espeak, SETUP
    yield "a Kafka of your own (--kafka)", _kafka, "apt-get install default-jre-headless maven, or name a cluster: STUDIO_KAFKA__BOOTSTRAP_SERVERS"


def _try(what: str, look: Callable[[], str], cure: str) -> Finding:
    begun = time.monotonic()
    try:
        detail = look()
    except Exception as error:  # whatever is wrong with it, the doctor tells and goes on
        words = str(error) if isinstance(error, StudioError) else f"{type(error).__name__}: {error}"
        if look in STAND_INS:
            return Finding(what, "stand-in", f"{STAND_INS[look]} {words}", cure)
        return Finding(what, "missing", words, cure)
    return Finding(what, "ok", f"{detail} ({time.monotonic() - begun:.1f} s)" if time.monotonic() - begun >= 0.1 else detail)


# --- room


def _disk(root: Path) -> str:
    there = _nearest(root)
    free = shutil.disk_usage(there).free
    if free < ROOM_BYTES:
        raise ToolMissing(f"{_mb(free)} free below {there}")
    return f"{_mb(free)} free below {there}"


def _writable(root: Path) -> str:
    with tempfile.TemporaryFile(dir=_nearest(root)) as file:
        file.write(b"film")
    return str(root)


def _nearest(root: Path) -> Path:
    """The folder, or where it would be made."""
    return next(path for path in (root.absolute(), *root.absolute().parents) if path.exists())


def _mb(size: int) -> str:
    return f"{size // 1_000_000:,} MB"


async def _log(folder: Folder) -> Finding:
    """The real one where there is one, else one beside it for a moment."""
    from infra.event_log.sqlite import SqliteEventLog
    from schemas.partitions import EVENTS, PARTITIONS

    what, cure = "event log", "restore log.db from a backup, or take another place with --folder"
    try:
        with tempfile.TemporaryDirectory(dir=_nearest(folder.root)) as beside:
            log = await SqliteEventLog.open(folder.log if folder.exists else Path(beside) / "log.db")
            try:
                records = sum([await log.end(EVENTS, number) for number in range(PARTITIONS)])
            finally:
                await log.close()
    except Exception as error:  # as above
        return Finding(what, "missing", f"{folder.log}: {error}", cure)
    return Finding(what, "ok", f"{folder.log}, {records:,} records" if folder.exists else f"{folder.log}, to be made")


# --- what makes films


def _ffmpeg() -> str:
    """A quarter of a second of black and of a tone."""
    from film.ffmpeg import binary, probe, run

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "try.mp4"
        source = ("-f", "lavfi", "-i", "color=c=black:s=64x64:r=24:d=0.25", "-f", "lavfi", "-i", "sine=d=0.25")
        run(*source, "-c:v", "libx264", "-c:a", "aac", path, limit_s=20)
        found = {stream.codec for stream in probe(path).streams}
    if not {"h264", "aac"} <= found:
        raise ToolMissing(f"it wrote {', '.join(sorted(found))}")
    return str(binary())


def _skia() -> str:
    from film.skia_loader import skia

    surface = skia.Surface(8, 8)
    surface.getCanvas().drawRect(skia.Rect.MakeWH(4, 8), skia.Paint(Color=skia.ColorWHITE))
    picture = surface.toarray()
    if not (picture[0, 0, 0] == 255 and picture[0, 7, 0] == 0):
        raise ToolMissing("a white square was not drawn")
    return str(skia.__version__)


def _fonts() -> str:
    import numpy as np

    from film.picture.lettering import letters

    def width(text: str) -> int:
        columns = np.flatnonzero(letters(text, size=48, width=600, centred=False)[..., 3].any(axis=0))
        return int(columns[-1] - columns[0] + 1) if len(columns) else 0

    wrong = [script for script, (joined, apart) in CONJUNCTS.items() if not 0 < width(joined) < 0.9 * width(apart)]
    if wrong or not width("Film"):
        raise ToolMissing(f"not shaped: {', '.join(wrong or ['Latin'])}")
    return f"shaped: Latin, {', '.join(CONJUNCTS)}"


def _opencv() -> str:
    import cv2
    import numpy as np

    if cv2.resize(np.full((4, 4, 3), 200, np.uint8), (2, 2)).mean() != 200:
        raise ToolMissing("a picture was not made smaller")
    return str(cv2.__version__)


def _neural() -> str:
    from importlib.metadata import version

    from film.sound import neural_english
    from film.sound.delivery import Delivery
    from film.sound.voices import NARRATOR_VOICE

    return f"hibari {version('hibari-tts')} said {_seconds(neural_english.say('Hello.', NARRATOR_VOICE, Delivery()))}"


def _espeak() -> str:
    from film.sound import espeak
    from film.sound.delivery import Delivery
    from film.sound.voices import NARRATOR_VOICE

    try:
        return f"said {_seconds(espeak.say('வணக்கம்', 'ta', NARRATOR_VOICE, Delivery()))} of Tamil"
    finally:
        espeak.drop_worker()


def _kafka() -> str:
    """What starts a broker; PostgreSQL's programs come with a package."""
    for name in ("java", "mvn"):
        if shutil.which(name) is None:
            raise ToolMissing(f"{name} is missing")
    told = subprocess.run(["java", "-version"], capture_output=True, text=True, check=True, timeout=30).stderr
    if (version := re.search(r'version "(\d+)', told)) is None or int(version[1]) < JAVA:
        raise ToolMissing(f"Java {JAVA} or newer is needed, this is {told.splitlines()[0]}")
    return f"Java {version[1]} and Maven"


STAND_INS: dict[Callable[[], str], str] = {_neural: "espeak-ng speaks English too.", _kafka: "The embedded studio needs none."}
"""What films are made without, and how."""


def _seconds(spoken: Spoken) -> str:
    if len(spoken.samples) == 0 or float(abs(spoken.samples).max()) < 0.01:
        raise ToolMissing("nothing was to be heard")
    return f"{len(spoken.samples) / spoken.rate:.1f} s"
