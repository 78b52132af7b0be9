"""Routes that quote, request, cancel and retry films."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from pydantic import Field

from command_api.api import Api, Body, Id, answered, at, authorization, keyed, new_id, seen, with_key
from command_api.commands import Answer
from command_api.commands import Request as Asked
from command_api.planning import Planned
from command_api.reader import ID, ProjectNow
from infra.http.callers import Caller
from schemas.commands.job import CancelJob, RequestJob
from schemas.envelope import END
from schemas.errors import Invalid, StaleVersion, StudioError
from schemas.events.account import CreditsReserved
from schemas.events.job import JobCancelled, JobRequested, JobStarted
from schemas.values import FilmSettings, Priority

Planning = Callable[[str], Awaitable[RequestJob]]
"""Plans of what is there at a position, or at END."""


class Wanted(Body):
    project_id: Annotated[str, Field(pattern=f"^{ID}$")]


class FilmWanted(Wanted):
    priority: Priority = Priority.NORMAL


class QuoteLine(Body):
    item: str
    units: int
    unit_price: int
    amount: int


class Warning(Body):
    """What a person may want to mend before paying."""

    severity: str
    code: str
    message: str
    line: int


class Quote(Body):
    """Amounts in 1/100 credit."""

    amount: int
    price_version: int
    lines: list[QuoteLine]
    length_ms: int
    scenes: int
    shots: int
    characters: list[str]
    diagnostics: list[Warning]


class Accepted(Body):
    job_id: str
    status: str
    reserved: int
    position: str
    links: dict[str, str]


class Cancelled(Body):
    job_id: str
    charged: int
    position: str


def routes(api: Api, caller: Callable[..., Any]) -> APIRouter:
    router = APIRouter(prefix="/api/v1", tags=["jobs"], dependencies=[Depends(seen)])

    async def plan(request: Request, me: Caller, project_id: str, at: str) -> tuple[Planned, ProjectNow]:
        project = await api.reader.project(authorization(request), project_id, at)
        if project.script is None:
            raise Invalid("The project has no script: save one first.")
        return await plan_of(me, project.script.hash, project.title, project.settings), project

    async def plan_of(me: Caller, script_hash: str, title: str, settings: FilmSettings) -> Planned:
        text = b"".join([piece async for piece in api.objects.open(me.account_id, script_hash)]).decode()
        return await api.planner.plan(me.account_id, text, title, settings, api.prices.config)

    async def send(request: Request, asked: Asked, planning: Planning) -> Answer:
        """Who loses a race with a change of the project or the prices has named no version of either: it is planned once more, of what is now."""
        try:
            return await send_once(request, asked, planning, at(request))
        except StaleVersion:
            return await send_once(request, asked, planning, END)

    async def send_once(request: Request, asked: Asked, planning: Planning, at: str) -> Answer:
        """A repeat has the answer of the first request, whatever has become of the script since. The decider sees to it where there is a plan."""
        try:
            command = await planning(at)
        except StudioError:
            first = await api.reader.outcome(authorization(request), asked.command_id)
            answer = None if first is None else await api.commands.replay(asked, first)
            if answer is None:
                raise
            return answer
        return await api.commands.send(asked, asked.command_id, command)

    async def film(request: Request, me: Caller, job_id: str, body: FilmWanted, at: str) -> RequestJob:
        planned, project = await plan(request, me, body.project_id, at)
        return RequestJob(
            job_id=job_id, project_id=body.project_id, plan=planned.plan, settings=project.settings, estimate=planned.estimate,
            priority=body.priority, project_version=project.version,
        )  # fmt: skip

    async def again(request: Request, me: Caller, job_id: str, from_job: str, at: str) -> RequestJob:
        before = await api.reader.job(authorization(request), from_job, at)
        project = await api.reader.project(authorization(request), before.project_id, at)
        planned = await plan_of(me, before.script_hash, project.title, before.settings)
        return RequestJob(
            job_id=job_id, project_id=before.project_id, plan=planned.plan, settings=before.settings, estimate=planned.estimate,
            priority=before.priority, from_job=from_job,
        )  # fmt: skip

    def accepted(response: Response, answer: Any) -> Accepted:
        job_id = answer.event(JobRequested).job_id
        started = any(isinstance(one.event, JobStarted) and one.event.job_id == job_id for one in answer.outcome)
        here = f"/api/v1/jobs/{job_id}"
        response.headers["Location"] = here
        links = {"self": here, "status": f"{here}/status", "stream": f"{here}/stream", "cancel": f"{here}/cancel"}
        reserved = answer.event(CreditsReserved).amount
        return Accepted(job_id=job_id, status="running" if started else "queued", reserved=reserved, position=answered(response, answer), links=links)

    @router.post("/credits/estimate")
    async def estimate(body: Wanted, request: Request, me: Caller = Depends(caller)) -> Quote:
        """What a film of the project would cost at most, what is in it, and what should be mended in its script. Nothing is charged."""
        planned, _ = await plan(request, me, body.project_id, at(request))
        estimate, analysis = planned.estimate, planned.analysis
        return Quote(
            amount=estimate.amount, price_version=estimate.price_version, length_ms=estimate.length_ms,
            lines=[QuoteLine(item=one.item, units=one.units, unit_price=one.unit_price, amount=one.amount) for one in estimate.lines],
            scenes=len(planned.plan.scenes), shots=sum(scene.shots for scene in planned.plan.scenes),
            characters=[one.name for one in analysis.characters],
            diagnostics=[Warning(severity=one.severity, code=one.code, message=one.message, line=one.line) for one in analysis.diagnostics],
        )  # fmt: skip

    @router.post("/generate/video", status_code=202, dependencies=[Depends(keyed)])
    @router.post("/jobs", status_code=202, dependencies=[Depends(keyed)])
    async def request_film(body: FilmWanted, request: Request, response: Response, me: Caller = Depends(caller)) -> Accepted:
        """Ask for a film of the newest script. Its price is held until it is there; what is not delivered is given back."""
        asked = with_key(await api.asked(request, me))
        return accepted(response, await send(request, asked, partial(film, request, me, new_id("job"), body)))

    @router.post("/jobs/{job_id}/cancel", dependencies=[Depends(keyed)])
    async def cancel_job(job_id: Id, request: Request, response: Response, me: Caller = Depends(caller)) -> Cancelled:
        """End a job. What was finished is charged, the rest comes back in the same decision."""
        answer = await api.send(request, me, CancelJob(job_id=job_id))
        return Cancelled(job_id=job_id, charged=answer.event(JobCancelled).charged, position=answered(response, answer))

    @router.post("/jobs/{job_id}/retry", status_code=202, dependencies=[Depends(keyed)])
    async def retry_job(job_id: Id, request: Request, response: Response, me: Caller = Depends(caller)) -> Accepted:
        """A new job for the script of one that has ended. What was finished is found again, not made."""
        asked = with_key(await api.asked(request, me))
        return accepted(response, await send(request, asked, partial(again, request, me, new_id("job"), job_id)))

    return router
