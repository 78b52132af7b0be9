"""From a script to the job that makes its film, as any client would: its own project, and a job that is under way, not delivered yet, or new.

It changes and cancels only what `studio film` itself has begun for this very script.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from infra.faults import fault_point
from schemas.errors import NotAllowed, NotFound
from studio.client import Client
from studio.orders import Order, Orders, Owned
from studio.terminal import Terminal, clock, credits


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A film of a script. `script`: where that lies, the same from whichever folder it is named; empty when it came without a place."""

    script: str
    title: str
    text: str
    settings: dict[str, Any]

    @property
    def script_hash(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Ordered:
    """`order` is to be struck out when the film of the job is delivered, or never will be."""

    job_id: str
    order: Order


async def ordered(terminal: Terminal, client: Client, wanted: Wanted, orders: Orders) -> Ordered:
    """Begun again, it goes on where it was."""
    project = await _project(client, wanted, Owned(terminal.folder.scripts))
    fault_point("cli.after_project")
    order = orders.of(project["project_id"], wanted.script_hash, project["settings"])
    return Ordered(await _job(terminal, client, project, wanted, orders, order), order)


# --- its project


async def _project(client: Client, wanted: Wanted, owned: Owned) -> dict[str, Any]:
    """With this script as its newest version; made when there is none."""
    async with owned.alone():
        found = await _remembered(client, wanted, owned) or await _alike(client, wanted, owned) or await _made(client, wanted)
        owned.keep(wanted.script, wanted.title, found["project_id"])
        return await _updated(client, found, wanted)


async def _remembered(client: Client, wanted: Wanted, owned: Owned) -> dict[str, Any] | None:
    if (project_id := owned.project(wanted.script, wanted.title)) is None:
        return None
    try:
        found = dict(await client.get(f"/api/v1/projects/{project_id}"))
    except NotFound:
        return None
    return found if found["title"] == wanted.title and found["status"] != "archived" else None


async def _alike(client: Client, wanted: Wanted, owned: Owned) -> dict[str, Any] | None:
    """Ours too, if it is nobody else's: what was made before it could be remembered, or whose memory is lost."""
    others = owned.all()
    async for found in client.all("/api/v1/projects"):
        same = (found["title"], found["script_hash"]) == (wanted.title, wanted.script_hash)
        if same and found["status"] != "archived" and found["project_id"] not in others:
            return dict(found)
    return None


async def _made(client: Client, wanted: Wanted) -> dict[str, Any]:
    body = {"title": wanted.title, "script": wanted.text, "settings": wanted.settings}
    made = await client.post("/api/v1/projects", body)
    return dict(await client.get(f"/api/v1/projects/{made['project_id']}"))


async def _updated(client: Client, project: dict[str, Any], wanted: Wanted) -> dict[str, Any]:
    here, version = f"/api/v1/projects/{project['project_id']}", project["version"]
    changed = {**project["settings"], **wanted.settings}
    if project["script_hash"] != wanted.script_hash:
        version = (await client.put(f"{here}/script", {"text": wanted.text}, version=version))["version"]
    if project["settings"] != changed:
        version = (await client.patch(here, {"settings": changed}, version=version))["version"]
    return project if version == project["version"] else dict(await client.get(here))


# --- its job


async def _job(terminal: Terminal, client: Client, project: dict[str, Any], wanted: Wanted, orders: Orders, order: Order) -> str:
    """A job that is already at this very script and these settings, or was and could not be delivered; else a new one."""
    await order.take_up()
    open_jobs = [job async for job in client.all("/api/v1/jobs", project_id=project["project_id"]) if job["status"] in ("queued", "running")]
    for job in open_jobs:
        if job["script_hash"] == wanted.script_hash and job["settings"] == project["settings"]:
            await order.take_up()  # it may have been placed only now, by whoever waits for it too
            terminal.say("Going on where it was.")
            return str(job["job_id"])
    for job in open_jobs:  # of another script or size: it would come first
        with orders.of(project["project_id"], job["script_hash"], job["settings"]).abandoned(job["job_id"]) as nobody_waits:
            if nobody_waits:
                await _supersede(terminal, client, job)
    if kept := await _undelivered(client, project, order):
        terminal.say("Going on where it was.")
        return kept
    _tell(terminal, project, await client.post("/api/v1/credits/estimate", {"project_id": project["project_id"]}))
    return await _request(client, project, order)


async def _supersede(terminal: Terminal, client: Client, job: dict[str, Any]) -> None:
    try:
        cancelled = await client.post(f"/api/v1/jobs/{job['job_id']}/cancel", {})
    except NotAllowed:
        return  # it has ended meanwhile
    charged = credits(cancelled["charged"])
    terminal.say(f"An earlier version of this film was still being made: {job['job_id']} is cancelled, and {charged} credits were charged for it.")


async def _undelivered(client: Client, project: dict[str, Any], order: Order) -> str | None:
    """The job of an earlier run that ended well behind its back; an order that came to nothing is struck out."""
    if order.key is None:
        return None
    job_id = await _request(client, project, order)
    if (await client.get(f"/api/v1/jobs/{job_id}/status"))["status"] in ("failed", "cancelled"):
        order.strike()
        return None
    return job_id


async def _request(client: Client, project: dict[str, Any], order: Order) -> str:
    key = await order.place()
    fault_point("cli.order_kept")
    accepted = await client.post("/api/v1/generate/video", {"project_id": project["project_id"]}, key=key)
    order.accepted(str(accepted["job_id"]))
    return str(accepted["job_id"])


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _tell(terminal: Terminal, project: dict[str, Any], quote: dict[str, Any]) -> None:
    people = ", ".join(quote["characters"]) or "nobody by name"
    terminal.say(
        f"[bold]{project['title']}[/]  {_many(quote['scenes'], 'scene')}, {_many(quote['shots'], 'shot')}, "
        f"about {clock(quote['length_ms'])}; with {people}. "
        f"Costs at most {credits(quote['amount'])} credits."
    )
    for one in quote["diagnostics"]:
        where = f"line {one['line']}: " if one["line"] else ""
        terminal.say(f"  [yellow]{one['severity']}[/] {where}{one['message']}")
