"""`studio jobs`: list, show, cancel, retry."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from schemas.errors import NotFound
from studio.client import Client, studio
from studio.terminal import Exit, Terminal, clock, credits, table


async def list_jobs(terminal: Terminal, status: str | None, limit: int) -> int:
    async with studio(terminal.folder) as client:
        jobs = (await client.get("/api/v1/jobs", status=status, limit=limit))["items"]
        terminal.warn(read_only=client.read_only)
    rows = [(job["job_id"], job["status"], f"{job['progress']} %", job["current_step"], credits(job["charged"]), job["created_at"]) for job in jobs]
    terminal.result(jobs, text=table(("job", "status", "progress", "step", "credits", "requested"), rows))
    return Exit.OK


async def show(terminal: Terminal, job_id: str) -> int:
    async with studio(terminal.folder) as client:
        job = await _job(client, job_id)
        terminal.warn(read_only=client.read_only)
        tasks = [task async for task in client.all(f"/api/v1/jobs/{job_id}/tasks")]
    rows = [
        (task["task_id"], task["status"], task["attempt"], task["engine"] or "", f"{(task['ms'] or 0) / 1000:.2f} s", task["note"] or _error(task))
        for task in tasks
    ]
    head = f"{job['job_id']}  {job['status']}  {job['progress']} %  {credits(job['charged'])} credits"
    if job["length_ms"]:
        head += f"  film of {clock(job['length_ms'])}"
    if job.get("error"):
        head += f"\n[red]{job['error']['code']}[/]: {job['error']['message']} (task {job['error']['task']}). You were not charged for failed work."
    if terminal.json:
        terminal.result({**job, "tasks": tasks}, text="")
    else:
        terminal.print(head, table(("task", "status", "attempt", "engine", "time", "note"), rows))
    return Exit.OK


async def cancel(terminal: Terminal, job_id: str) -> int:
    async with studio(terminal.folder) as client:
        await _job(client, job_id)
        done = await client.post(f"/api/v1/jobs/{job_id}/cancel")
    terminal.result(done, text=f"{job_id} is cancelled; {credits(done['charged'])} credits were charged for what was finished, the rest is back.")
    return Exit.OK


async def retry(terminal: Terminal, job_id: str) -> int:
    async with studio(terminal.folder) as client:
        await _job(client, job_id)
        accepted = await client.post(f"/api/v1/jobs/{job_id}/retry")
        alone = client.url is None
    hint = "  It is made when a studio runs: `studio dev`, or `studio film` with the same script." if alone else ""
    terminal.result(accepted, text=f"{accepted['job_id']} takes up {job_id}.{hint}")
    return Exit.OK


async def _job(client: Client, job_id: str) -> dict[str, Any]:
    """Raises NotFound in words for whoever typed the id."""
    try:
        return dict(await client.get(f"/api/v1/jobs/{quote(job_id, safe='')}"))
    except NotFound:
        raise NotFound(f"There is no job {job_id}. `studio jobs list` shows yours.") from None


def _error(task: dict[str, Any]) -> str:
    return f"{task['error_code']}: {task['error_message']}" if task.get("error_code") else ""
