"""`studio film`: from a script on the disk to a film on the disk, and back to where it was after an interruption."""

from __future__ import annotations

import asyncio
import hashlib
import os
import sys
import uuid
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from film.script import analyse, read
from infra.faults import fault_point
from infra.files import replacing
from schemas.errors import Invalid, NotAllowed, StorageFull, Unavailable
from studio.client import Client, Gone, studio
from studio.orders import Orders
from studio.progress import Progress
from studio.terminal import Exit, Terminal, clock, credits

TITLE_MAX = 255
LOOK_S = 0.15
STUDIOS_MAX = 10
"""So many studios of others may end under a film before we give up."""
SIDE_FILES = ("film.srt", "film.vtt", "film.ass", "poster.jpg", "storyboard.png")


async def make(terminal: Terminal, script: Path, output: Path | None, title: str | None, *, draft: bool, height: int | None) -> int:
    text = _script(script)
    name = "script" if str(script) == "-" else script.stem
    title = (title or analyse(text).title or name.replace("_", " ").replace("-", " ").strip().title() or "Untitled")[:TITLE_MAX]
    target = _target(output or Path("films") / f"{_file_name(name)}.mp4")
    for _ in range(STUDIOS_MAX):
        try:
            async with studio(terminal.folder, workers=True) as client:
                return await _film(terminal, client, title, text, _settings(draft, height), target)
        except Gone:
            terminal.say("The studio that was making it has ended; this command goes on by itself.")
    raise Unavailable(f"{STUDIOS_MAX} studios have ended under this film: look at {terminal.folder.diary}, then run the same command again.")


async def _film(terminal: Terminal, client: Client, title: str, text: str, settings: dict[str, Any], target: Path) -> int:
    """Begun again, it goes on where it was."""
    project = await _project(client, title, text, settings)
    fault_point("cli.after_project")
    order = _Order(Orders(terminal.folder.orders), project["project_id"], hashlib.sha256(text.encode()).hexdigest(), project["settings"])
    job_id = await _job(terminal, client, project, order)
    fault_point("cli.after_request")
    job = await _watch(terminal, client, job_id)
    if job["status"] != "completed":
        order.strike()
        return _failed(terminal, job)
    fault_point("cli.before_deliver")
    done = await _deliver(terminal, client, job, target)
    order.strike()
    return done


@dataclass(frozen=True, slots=True)
class _Order:
    """This film of this project, as it is asked for."""

    orders: Orders
    project_id: str
    script_hash: str
    settings: dict[str, Any]

    def key(self) -> tuple[str, bool]:
        return self.orders.key(self.project_id, self.script_hash, self.settings)

    def strike(self) -> None:
        self.orders.strike(self.project_id, self.script_hash, self.settings)


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


def _target(path: Path) -> Path:
    """Where the film will lie, looked at before anything is made or charged. Raises Invalid."""
    if path.is_dir():
        raise Invalid(f"{path} is a folder: name the film, for example -o {path / 'film.mp4'}.")
    if path.suffix.lower() != ".mp4":
        raise Invalid(f"A film is an MP4 file, and subtitles and a poster come beside it: name it {path.with_suffix('.mp4')}.")
    nearest = next(folder for folder in path.absolute().parents if folder.exists())
    if not nearest.is_dir():
        raise Invalid(f"{nearest} is no folder, so {path} cannot be written: take another place with -o.")
    if not os.access(nearest, os.W_OK | os.X_OK):
        raise Invalid(f"{nearest} may not be written to: take another place with -o.")
    return path


def _file_name(name: str) -> str:
    return "".join(letter if letter.isalnum() or letter in "-_" else "-" for letter in name).strip("-")[:80] or "film"


async def _project(client: Client, title: str, text: str, settings: dict[str, Any]) -> dict[str, Any]:
    """The project of that title, with this script as its newest version; made when there is none."""
    async for found in client.all("/api/v1/projects"):
        if found["title"] == title and found["status"] != "archived":
            return await _updated(client, found, text, settings)
    key = uuid.uuid4().hex
    made = await client.post("/api/v1/projects", {"title": title, "script": text, "settings": settings}, key=key)
    return dict(await client.get(f"/api/v1/projects/{made['project_id']}"))


async def _updated(client: Client, project: dict[str, Any], text: str, settings: dict[str, Any]) -> dict[str, Any]:
    here, version = f"/api/v1/projects/{project['project_id']}", project["version"]
    changed = {**project["settings"], **settings}
    if project["script_hash"] != hashlib.sha256(text.encode()).hexdigest():
        version = (await client.put(f"{here}/script", {"text": text}, version=version))["version"]
    if project["settings"] != changed:
        await client.patch(here, {"settings": changed}, version=version)
    return dict(await client.get(here))


async def _job(terminal: Terminal, client: Client, project: dict[str, Any], order: _Order) -> str:
    """A job that is already at this very script and these settings, or was and could not be delivered; else a new one."""
    open_jobs = [job async for job in client.all("/api/v1/jobs", project_id=project["project_id"]) if job["status"] in ("queued", "running")]
    for job in open_jobs:
        if job["script_hash"] == order.script_hash and job["settings"] == project["settings"]:
            terminal.say("Going on where it was.")
            return str(job["job_id"])
    for job in open_jobs:  # of another script or size: it would come first, and nobody waits for it any more
        await _supersede(terminal, client, job)
    if kept := await _undelivered(client, project, order):
        terminal.say("Going on where it was.")
        return kept
    quote = await client.post("/api/v1/credits/estimate", {"project_id": project["project_id"]})
    _tell(terminal, project, quote)
    return await _request(client, project, order)


async def _supersede(terminal: Terminal, client: Client, job: dict[str, Any]) -> None:
    try:
        cancelled = await client.post(f"/api/v1/jobs/{job['job_id']}/cancel", {})
    except NotAllowed:
        return  # it has ended meanwhile
    charged = credits(cancelled["charged"])
    terminal.say(f"An earlier version of this film was still being made: {job['job_id']} is cancelled, and {charged} credits were charged for it.")


async def _undelivered(client: Client, project: dict[str, Any], order: _Order) -> str | None:
    """The job of an earlier run that ended well behind its back; an order that came to nothing is struck out."""
    _, kept = order.key()
    if not kept:
        return None
    job_id = await _request(client, project, order)
    if (await client.get(f"/api/v1/jobs/{job_id}/status"))["status"] in ("failed", "cancelled"):
        order.strike()
        return None
    return job_id


async def _request(client: Client, project: dict[str, Any], order: _Order) -> str:
    key, _ = order.key()
    fault_point("cli.order_kept")
    accepted = await client.post("/api/v1/generate/video", {"project_id": project["project_id"]}, key=key)
    return str(accepted["job_id"])


def _tell(terminal: Terminal, project: dict[str, Any], quote: dict[str, Any]) -> None:
    people = ", ".join(quote["characters"]) or "nobody by name"
    terminal.say(
        f"[bold]{project['title']}[/]  {quote['scenes']} scenes, {quote['shots']} shots, about {clock(quote['length_ms'])}; with {people}. "
        f"Costs at most {credits(quote['amount'])} credits."
    )
    for one in quote["diagnostics"]:
        where = f"line {one['line']}: " if one["line"] else ""
        terminal.say(f"  [yellow]{one['severity']}[/] {where}{one['message']}")


async def _watch(terminal: Terminal, client: Client, job_id: str) -> dict[str, Any]:
    here = f"/api/v1/jobs/{job_id}"
    with Progress(terminal) as progress:
        while True:
            job = await client.get(here)
            progress.show(job)
            if job["status"] in ("completed", "failed", "cancelled"):
                return dict(job)
            await asyncio.sleep(LOOK_S)


def _failed(terminal: Terminal, job: dict[str, Any]) -> int:
    error, charged = job.get("error") or {"code": job["status"], "message": "It was cancelled from outside."}, credits(job["charged"])
    if terminal.json:
        terminal.result({"job_id": job["job_id"], "status": job["status"], "error": error, "charged": job["charged"]}, text="")
    elif job["status"] == "cancelled":
        terminal.say(
            f"[bold yellow]Cancelled[/] from outside: there is no film. {charged} credits were charged for what was finished, the rest is back."
        )
    else:
        terminal.say(f"[bold red]Failed[/]: {error['message'] or error['code']}. You were charged {charged} credits.")
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
    """Whole or not at all."""
    part = path.with_name(f".{path.name}.part")
    try:
        with replacing(path, draft=part, durable=False) as file:
            async for piece in client.content(f"/api/v1/assets/{asset_id}/content"):
                file.write(piece)
            _share(part, 0o666 & ~umask)
    except OSError as error:
        raise StorageFull(
            f"{path} cannot be written: {error.strerror}. The film is kept in the studio: run the same command with -o elsewhere."
        ) from None
    return path
