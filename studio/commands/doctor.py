"""`studio doctor`: what this machine has, what is missing, and how to get it."""

from __future__ import annotations

import importlib
import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from studio.terminal import Exit, Terminal, table

FREE_BYTES = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Finding:
    what: str
    state: str  # "ok", "stand-in", "missing"
    detail: str
    cure: str = ""


async def examine(terminal: Terminal) -> int:
    findings = list(_findings(terminal.folder.root))
    shown = {"ok": "[green]ok[/]", "stand-in": "[yellow]stand-in[/]", "missing": "[bold red]missing[/]"}
    rows = [(one.what, shown[one.state], one.detail, one.cure) for one in findings]
    facts = [{"what": one.what, "state": one.state, "detail": one.detail, "cure": one.cure} for one in findings]
    terminal.result(facts, text=table(("what", "state", "detail", "cure"), rows))
    return Exit.FAILED if any(one.state == "missing" for one in findings) else Exit.OK


def _findings(folder: Path) -> Iterator[Finding]:
    new = sys.version_info >= (3, 11)
    yield Finding("Python", "ok" if new else "missing", platform.python_version(), "" if new else "install Python 3.11 or newer")
    yield _disk(folder)
    yield _try("ffmpeg", _ffmpeg, "make setup, or set FFMPEG_BINARY")
    yield _try("drawing (skia)", _skia, "make setup")
    yield _try("pictures (OpenCV)", lambda: importlib.import_module("cv2").__version__, "make setup")
    yield _voice()
    yield _try("voices of other languages (espeak-ng)", _espeak, "make setup")
    yield Finding("event log", "ok", f"SQLite file {folder / 'log.db'}")
    yield Finding("database", "ok", f"SQLite file {folder / 'rows.db'}")
    yield Finding("object store", "ok", f"folder {folder / 'objects'}")


def _disk(folder: Path) -> Finding:
    there = next(path for path in (folder, *folder.parents) if path.exists())
    free = shutil.disk_usage(there).free
    enough = free >= FREE_BYTES
    return Finding(
        "disk", "ok" if enough else "missing", f"{free / 1e9:.1f} GB free below {there}", "" if enough else "make room: a film needs some 100 MB"
    )


def _try(what: str, look: Callable[[], str], cure: str) -> Finding:
    try:
        return Finding(what, "ok", look())
    except Exception as error:  # whatever is wrong with it, the doctor tells and goes on
        return Finding(what, "missing", f"{type(error).__name__}: {error}", cure)


def _voice() -> Finding:
    found = _try("English voice (neural)", lambda: f"hibari {importlib.import_module('importlib.metadata').version('hibari-tts')}", "make setup")
    return found if found.state == "ok" else Finding(found.what, "stand-in", "espeak-ng speaks English too", found.cure)


def _ffmpeg() -> str:
    from film.ffmpeg import binary

    return str(binary())


def _skia() -> str:
    from film.skia_loader import skia

    return str(skia.__version__)


def _espeak() -> str:
    return str(importlib.import_module("espeakng_loader").get_library_path())
