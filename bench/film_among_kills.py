"""The film that seven processes on Kafka make while they are killed is the one that the embedded studio makes undisturbed: sounds and pictures.

.venv/bin/python -m bench.film_among_kills [SCRIPT] [--draft]

Meanwhile the workers are killed every 20 s, all at once, and every 5 s another process, in turn. Prints kills and seconds; 1: the films differ, or
there is none. On a machine so busy that a clip takes longer than the workers live, its lease is lost until the job is given up: look at the load.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bench.figures import BUILD, load
from bench.processes import children
from film.ffmpeg import binary
from studio.cluster import MODULES

WORKERS = "gpu_consumers"
OTHERS = [module for module in MODULES if module != WORKERS]
WORKERS_EVERY_S, OTHERS_EVERY_S, LOOK_S = 20.0, 5.0, 0.05
EXAMPLE = Path("examples") / "wedding.txt"


def compare(folder: Path, script: Path, more: list[str]) -> bool:
    """Tells what it sees on stdout. True: the films are the same."""
    before = load()
    calm, alone = folder / "calm.mp4", Clock()
    _wait(_film(folder / "calm", script, calm, more))
    print(f"undisturbed, embedded: {alone.seconds:.0f} s (load before: {before:.1f})", flush=True)
    killed: Counter[str] = Counter()
    with _on_kafka(folder / "kafka") as (process, studio):
        before, among = load(), Clock()
        making = _film(studio, script, folder / "killed.mp4", more)
        for module in _whom_to_kill(making):
            killed[module] += _kill(process.pid, module)
        told = ", ".join(f"{module} {count}" for module, count in sorted(killed.items()))
        print(
            f"on Kafka, among {killed.total()} kills: {among.seconds:.0f} s (load before and behind: {before:.1f}, {load():.1f}); {told}", flush=True
        )
        _wait(making)
    same = frames(calm) == frames(folder / "killed.mp4")
    print("every picture and every sample is the same" if same else "THE FILMS DIFFER")
    return same


class Clock:
    def __init__(self) -> None:
        self._begun = time.perf_counter()

    @property
    def seconds(self) -> float:
        return time.perf_counter() - self._begun


# --- who is killed


def _whom_to_kill(making: subprocess.Popen[str]) -> Iterator[str]:
    """The next one as soon as his time has come, until the film is made."""
    begun, others = time.monotonic(), itertools.cycle(OTHERS)
    workers_at, others_at = begun + WORKERS_EVERY_S, begun + OTHERS_EVERY_S
    while making.poll() is None:
        now = time.monotonic()
        if now >= workers_at:
            workers_at += WORKERS_EVERY_S
            yield WORKERS
        if now >= others_at:
            others_at += OTHERS_EVERY_S
            yield next(others)
        time.sleep(LOOK_S)


def _kill(supervisor: int, module: str) -> bool:
    """False where it is not there, as it has not been begun again yet."""
    if (pid := children(supervisor).get(module)) is None:
        return False
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    return True


# --- the studio


@contextmanager
def _on_kafka(folder: Path) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """The process that keeps the others, and the folder that commands name to speak to it."""
    process = _studio("dev", "--kafka", "--port", "0", "--json", folder=folder)
    try:
        assert process.stdout is not None
        yield process, Path(json.loads(process.stdout.readline())["folder"])
    finally:
        process.terminate()
        process.wait()


def _film(folder: Path, script: Path, target: Path, more: list[str]) -> subprocess.Popen[str]:
    return _studio("film", str(script), "-o", str(target), "--json", *more, folder=folder)


def _studio(*words: str, folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-m", "studio", "--folder", str(folder), *words], stdout=subprocess.PIPE, text=True)


def _wait(making: subprocess.Popen[str]) -> None:
    told, _ = making.communicate()
    if making.returncode != 0:
        raise SystemExit(f"The film was not made: {told}")


def frames(film: Path) -> str:
    """MD5 of every decoded picture and every decoded sample, a line for each stream."""
    words = ["-v", "error", "-i", str(film), "-map", "0:v", "-map", "0:a", "-f", "streamhash", "-hash", "md5", "-"]
    return subprocess.run([str(binary()), *words], check=True, stdout=subprocess.PIPE, text=True).stdout


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m bench.film_among_kills", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("script", nargs="?", type=Path, default=EXAMPLE)
    parser.add_argument("--draft", action="store_true", help="small pictures, of the same number of tasks")
    asked = parser.parse_args()
    BUILD.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=BUILD) as folder:
        Path(folder).chmod(0o711)  # root starts the database as somebody else
        return 0 if compare(Path(folder), asked.script, ["--draft"] if asked.draft else []) else 1


if __name__ == "__main__":
    sys.exit(main())
