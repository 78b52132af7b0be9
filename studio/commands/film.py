"""`studio film`: from a script on the disk to a film on the disk, and back to where it was after an interruption."""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from film.script import analyse, read
from infra.faults import fault_point
from infra.files import draft_of, replacing, sweep
from schemas.errors import Invalid, Starting, StorageFull, Unavailable
from studio.client import URL, Client, Gone, elsewhere, studio
from studio.ordering import Ordered, Wanted, ordered
from studio.orders import Orders
from studio.progress import Progress
from studio.terminal import Exit, Terminal, clock, credits

TITLE_MAX = 255
LOOK_S_MIN, LOOK_S_MAX, LOOK_SHARE = 0.15, 0.5, 0.05
SAVE_ATTEMPTS = 10
STUDIOS_MAX = 10
"""So many studios of others may end under a film before we give up."""
SIDE_FILES = ("film.srt", "film.vtt", "film.ass", "poster.jpg", "storyboard.png")


async def make(terminal: Terminal, script: Path, output: Path | None, title: str | None, *, draft: bool, height: int | None) -> int:
    text, place = _script(script), _place(script)
    name = script.stem if place else "script"
    title = (title or analyse(text).title or name.replace("_", " ").replace("-", " ").strip().title() or "Untitled")[:TITLE_MAX]
    target = _target(output or Path("films") / f"{_file_name(name)}.mp4")
    if (named := elsewhere()) is not None:
        if terminal.folder.on_kafka:
            raise Invalid(f"{terminal.folder.root} is of a studio on Kafka, and {URL} names another: leave out --kafka, or unset {URL}.")
        terminal.folder = terminal.folder.of(named[0])
    with Orders(terminal.folder.orders) as orders:
        film = _Film(Wanted(script=place, title=title, text=text, settings=_settings(draft, height)), target, orders)
        for _ in range(STUDIOS_MAX):
            try:
                async with studio(terminal.folder, workers=True) as client:
                    return await _come_by(terminal, client, film)
            except Gone:
                terminal.say("The studio that was making it has ended; this command goes on by itself.")
    raise Unavailable(f"{STUDIOS_MAX} studios have ended under this film: look at {terminal.folder.diary}, then run the same command again.")


@dataclass(slots=True)
class _Film:
    """What this command is at, whichever studio helps it; `ordered` once a job is there, which is then the one, whoever else has it delivered."""

    wanted: Wanted
    target: Path
    orders: Orders
    ordered: Ordered | None = None


async def _come_by(terminal: Terminal, client: Client, film: _Film) -> int:
    if film.ordered is None:
        film.ordered = await ordered(terminal, client, film.wanted, film.orders)
        fault_point("cli.after_request")
    job = await _watch(terminal, client, film.ordered.job_id)
    if job["status"] != "completed":
        film.ordered.order.strike()
        return _failed(terminal, job)
    fault_point("cli.before_deliver")
    done = await _deliver(terminal, client, job, film.target)
    film.ordered.order.strike()
    return done


def _settings(draft: bool, height: int | None) -> dict[str, Any]:
    return {"height": height or (360 if draft else 720), "quality": "preview" if draft else "standard"}


def _script(path: Path) -> str:
    """Raises Invalid and ScriptRefused, before a studio is even started."""
    try:
        data = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    except FileNotFoundError:
        raise Invalid(f"There is no file {path}. The examples lie in examples/, for example examples/wedding.txt.") from None
    except OSError as error:
        raise Invalid(f"{path} cannot be read: {error.strerror}.") from None
    return read(data)


def _place(path: Path) -> str:
    """The same from whichever folder and by whichever link it is named; a script from standard input has none."""
    return "" if str(path) == "-" else str(path.resolve())


def _target(path: Path) -> Path:
    """Where the film will lie, looked at before anything is made or charged. Raises Invalid."""
    if path.is_dir():
        raise Invalid(f"{path} is a folder: name the film, for example -o {path / 'film.mp4'}.")
    if path.suffix.lower() != ".mp4":
        raise Invalid(f"A film is an MP4 file, and subtitles and a poster come beside it: name it {path.with_suffix('.mp4')}.")
    nearest = next(folder for folder in path.absolute().parents if folder.exists())
    if not nearest.is_dir():
        raise Invalid(f"{nearest} is no folder, so {path} cannot be written: take another place with -o.")
    try:
        with tempfile.TemporaryFile(dir=nearest):
            return path
    except OSError as error:
        raise Invalid(f"Nothing can be written in {nearest} ({error.strerror}): take another place with -o.") from None


def _file_name(name: str) -> str:
    return "".join(letter if letter.isalnum() or letter in "-_" else "-" for letter in name).strip("-")[:80] or "film"


async def _watch(terminal: Terminal, client: Client, job_id: str) -> dict[str, Any]:
    here, begun = f"/api/v1/jobs/{job_id}", time.monotonic()
    with Progress(terminal) as progress:
        while True:
            job = await client.get(here)
            progress.show(job)
            if job["status"] in ("completed", "failed", "cancelled"):
                return dict(job)
            await asyncio.sleep(_pause_s(time.monotonic() - begun, job))


def _pause_s(waited_s: float, job: Mapping[str, Any]) -> float:
    """A film that is found, or lacks only its last task, is there at once; one that takes minutes is looked at twice a second."""
    one_left = job["tasks_total"] - job["tasks_done"] == 1
    return LOOK_S_MIN if one_left else min(LOOK_S_MAX, max(LOOK_S_MIN, LOOK_SHARE * waited_s))


def _failed(terminal: Terminal, job: dict[str, Any]) -> int:
    error, charged = job.get("error") or {"code": job["status"], "message": "It was cancelled from outside."}, credits(job["charged"])
    if terminal.json:
        terminal.result({"job_id": job["job_id"], "status": job["status"], "error": error, "charged": job["charged"]}, text="")
    elif job["status"] == "cancelled":
        terminal.say(
            f"[bold yellow]Cancelled[/] from outside: there is no film. {charged} credits were charged for what was finished, the rest is back."
        )
    else:
        terminal.say(f"[bold red]Failed[/]: {(error['message'] or error['code']).rstrip('.')}. You were charged {charged} credits.")
    if not terminal.json:
        terminal.say(f"`studio jobs show {job['job_id']}` tells more; `studio jobs retry {job['job_id']}` goes on from what was finished.")
    return Exit.FAILED


async def _deliver(terminal: Terminal, client: Client, job: dict[str, Any], target: Path) -> int:
    files = {one["name"]: one["asset_id"] async for one in client.all("/api/v1/assets", job_id=job["job_id"])}
    _make_folder(target.parent, terminal.umask)
    written = [await _save(client, files["film.mp4"], target, terminal.umask)]
    fault_point("cli.film_saved")
    for name in SIDE_FILES:
        if name in files and name.startswith(("film.", "poster.")):
            written.append(await _save(client, files[name], target.with_suffix(Path(name).suffix), terminal.umask))
    result = {
        "job_id": job["job_id"], "project_id": job["project_id"], "film": str(target), "files": [str(path) for path in written],
        "length_ms": job["length_ms"], "charged": job["charged"], "tasks": job["tasks_total"], "cached_tasks": job["tasks_cached"],
        "notes": job["notes"],
    }  # fmt: skip
    if terminal.json:  # what a terminal was told with the price
        quote = await client.post("/api/v1/credits/estimate", {"project_id": job["project_id"]})
        result["diagnostics"] = quote["diagnostics"]
    beside = ", ".join(path.suffix for path in written[1:])
    text = f"[bold green]{target}[/]  {clock(job['length_ms'])}, {credits(job['charged'])} credits" + (f"; beside it {beside}" if beside else "")
    terminal.result(result, text="\n".join([text, *(f"  note: {note}" for note in job["notes"])]))
    return Exit.OK


def _make_folder(path: Path, umask: int) -> None:
    if not path.is_dir():
        _make_folder(path.parent, umask)
        path.mkdir()
        _share(path, 0o777 & ~umask)


def _share(path: Path, mode: int) -> None:
    with suppress(PermissionError):  # a disk that knows no modes
        path.chmod(mode)


async def _save(client: Client, asset_id: str, path: Path, umask: int) -> Path:
    """Whole or not at all; from the beginning when it breaks off in the middle."""
    for _ in range(SAVE_ATTEMPTS - 1):
        with suppress(Starting):
            return await _save_once(client, asset_id, path, umask)
        await asyncio.sleep(1.0)
    return await _save_once(client, asset_id, path, umask)


async def _save_once(client: Client, asset_id: str, path: Path, umask: int) -> Path:
    try:
        sweep(path)
        with replacing(path, draft=(part := draft_of(path)), durable=False) as file:
            async for piece in client.content(f"/api/v1/assets/{asset_id}/content"):
                file.write(piece)
            _share(part, 0o666 & ~umask)
    except OSError as error:
        raise StorageFull(
            f"{path} cannot be written: {error.strerror}. The film is kept in the studio: run the same command with -o elsewhere."
        ) from None
    return path
