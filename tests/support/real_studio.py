"""The real program on a real folder: starts `studio` as a process, kills it, and measures what it left; nothing in it is replaced."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from film.ffmpeg import binary

STUDIO = Path(sys.executable).with_name("studio")
SNAPSHOT_EVENTS = 20
"""So few that a film of seconds brings a snapshot."""

END_S = 240
GONE_S = 10

SCRIPT = """\
காட்சி 1: கிராமம், காலை
மீனா: வணக்கம்.

காட்சி 2: கடற்கரை, மாலை
ராஜா: போகலாம்.
"""
"""Two scenes and two lines in Tamil, which espeak-ng speaks: the English voice is slow to load."""

EDITED = SCRIPT.replace("போகலாம்", "வாருங்கள்")
EDITED_AGAIN = EDITED.replace("வணக்கம்", "வாருங்கள்")


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run of the program ended; a negative `code` is the signal that killed it."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    def __str__(self) -> str:
        return f"exit code {self.code}\n{self.out[-3_000:]}\n{self.err[-3_000:]}"


@dataclass(slots=True)
class RealStudio:
    """A studio folder, a home for scripts and films beside it, and the trace of every point that its processes pass."""

    home: Path
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        return self.home / "studio"

    @property
    def film(self) -> Path:
        return self.home / "film.mp4"

    @property
    def trace(self) -> Path:
        return self.home / "trace"

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        """In a process group of its own, as a shell starts it."""
        self.home.mkdir(parents=True, exist_ok=True)
        return subprocess.Popen(
            [str(STUDIO), *arguments], cwd=self.home, env=self._environment(environment), text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, process_group=0,
        )  # fmt: skip

    def run(self, *arguments: str, **environment: str) -> Ended:
        process = self.start(*arguments, **environment)
        try:
            out, err = process.communicate(timeout=END_S)
        except subprocess.TimeoutExpired:
            kill(process)
            raise
        return Ended(process.returncode, out, err)

    def film_arguments(self, script: str | bytes = SCRIPT, *more: str) -> list[str]:
        """Of the cheapest film that there is."""
        self.home.mkdir(parents=True, exist_ok=True)
        path = self.home / "tiny.txt"
        path.write_bytes(script if isinstance(script, bytes) else script.encode())
        return ["film", str(path), "-o", str(self.film), "--draft", "--height", "180", "--json", *more]

    def make(self, script: str | bytes = SCRIPT, *more: str, **environment: str) -> Ended:
        return self.run(*self.film_arguments(script, *more), **environment)

    def ask(self, *arguments: str) -> Any:
        """The JSON that a command prints; it must succeed."""
        ended = self.run(*arguments, "--json")
        assert ended.code == 0, ended
        return ended.json

    # --- what it left

    def passes(self) -> list[tuple[str, str]]:
        """(point, what it was about) of all processes, in order."""
        if not self.trace.exists():
            return []
        return [(name, about) for name, _, about in (line.partition(" ") for line in self.trace.read_text().splitlines())]

    def counts(self) -> Counter[str]:
        return Counter(name for name, _ in self.passes())

    def about(self, point: str) -> Counter[str]:
        return Counter(about for name, about in self.passes() if name == point)

    def processes(self) -> list[int]:
        """Ids of all living processes that were started for this home, whoever is their parent by now."""
        mark = f"STUDIO_FOLDER={self.folder}".encode()
        return [pid for pid in _pids() if mark in _environ(pid).split(b"\0")]

    def until_gone(self) -> list[int]:
        """Who is still there after a moment; none when all is well."""
        deadline = time.monotonic() + GONE_S
        while (left := self.processes()) and time.monotonic() < deadline:
            time.sleep(0.05)
        return left

    def _environment(self, more: Mapping[str, str]) -> dict[str, str]:
        known = {key: value for key, value in os.environ.items() if not key.startswith("STUDIO_")}
        own = {
            "STUDIO_FOLDER": str(self.folder),
            "STUDIO_FAULT_TRACE": str(self.trace),
            "STUDIO_DECIDER__SNAPSHOT_EVENTS": str(SNAPSHOT_EVENTS),
            "COLUMNS": "200",
        }
        return {**known, **own, **self.environment, **more}


def copied(studio: RealStudio, home: Path) -> RealStudio:
    """The same folder elsewhere, with a trace of its own; nothing may run on it."""
    shutil.copytree(studio.folder, home / "studio")
    return RealStudio(home)


def kill(process: subprocess.Popen[str]) -> str:
    """kill -9 of the whole process group; what it had printed."""
    os.killpg(process.pid, signal.SIGKILL)
    return process.communicate()[0]


def frames(film: Path) -> str:
    """MD5 of every decoded picture and every decoded sample."""
    decoded = subprocess.run(
        [str(binary()), "-v", "error", "-i", str(film), "-map", "0:v", "-map", "0:a", "-f", "streamhash", "-hash", "md5", "-"],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    return decoded.stdout


def ledger(credits: Any) -> dict[str, Any]:
    """A statement without what differs from run to run: ids and times."""
    movements = [
        {key: line[key] for key in ("type", "amount", "balance_after", "reason", "note") if key in line} for line in reversed(credits["transactions"])
    ]
    balance = {key: value for key, value in credits["balance"].items() if isinstance(value, int) and not isinstance(value, bool)}
    return {"balance": balance, "movements": movements}


def children(pid: int) -> Iterator[int]:
    """All processes below `pid`, nearest first."""
    for child in _pids():
        if _parent(child) == pid:
            yield child
            yield from children(child)


def command_line(pid: int) -> Sequence[str]:
    return _read(pid, "cmdline").decode(errors="replace").split("\0")


def _pids() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def _parent(pid: int) -> int:
    stat = _read(pid, "stat").decode(errors="replace")
    return int(stat.rpartition(")")[2].split()[1]) if stat else 0


def _environ(pid: int) -> bytes:
    return _read(pid, "environ")


def _read(pid: int, name: str) -> bytes:
    try:
        return (Path("/proc") / str(pid) / name).read_bytes()
    except OSError:  # it has ended, or is not ours
        return b""
