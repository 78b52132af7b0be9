"""What the read models say of every account when all is quiet, asked over HTTP as its owner asks."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx2

from chaos.world import Account, World
from infra.http.asking import client

PAGE = 100


async def rows(world: World) -> dict[str, dict[str, Any]]:
    """Account -> credits, jobs and projects, as of the end of the log."""
    async with client(world.queries, timeout_s=30.0) as http:
        return {account.id: await _said(http, account) for account in world.accounts}


async def _said(http: httpx2.AsyncClient, account: Account) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {account.token}", "If-Position": "end"}
    answer = await http.get("/api/v1/credits", headers=headers)
    answer.raise_for_status()
    credits = {name: answer.json()[name] for name in ("available", "reserved", "granted", "spent")}
    jobs = {one["job_id"]: {name: one[name] for name in ("status", "charged")} async for one in _all(http, "/api/v1/jobs", headers)}
    projects = {
        one["project_id"]: {name: one[name] for name in ("version", "script_version")} async for one in _all(http, "/api/v1/projects", headers)
    }
    return {"credits": credits, "jobs": jobs, "projects": projects}


async def _all(http: httpx2.AsyncClient, path: str, headers: dict[str, str]) -> AsyncIterator[dict[str, Any]]:
    cursor = None
    while True:
        query = {"limit": str(PAGE)} | ({"cursor": cursor} if cursor else {})
        answer = await http.get(path, params=query, headers=headers)
        answer.raise_for_status()
        for item in answer.json()["items"]:
            yield item
        if (cursor := answer.json().get("next_cursor")) is None:
            return


async def open_jobs(world: World) -> int:
    """How many films are still being made. Raises httpx2.HTTPError where that cannot be said just now."""
    count = 0
    async with client(world.queries, timeout_s=10.0) as http:
        for account in world.accounts:
            headers = {"Authorization": f"Bearer {account.token}", "If-Position": "end"}
            for status in ("queued", "running"):
                answer = await http.get("/api/v1/jobs", params={"status": status, "limit": str(PAGE)}, headers=headers)
                answer.raise_for_status()
                count += len(answer.json()["items"])
    return count
