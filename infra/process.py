"""What every process does alike: settings once, JSON logs, health from the first moment, in good order away after SIGTERM.

A process is composed by its wiring. What that needs and is not there yet, a broker or a database, is waited for, and /readyz says what it is.
"""

from __future__ import annotations

import asyncio
import ctypes
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Coroutine, Mapping
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass
from typing import Any, NoReturn, TypeVar

import uvloop
from prometheus_client import CollectorRegistry
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from infra.http.health import Check, health_app
from infra.http.problems import problem
from infra.http.serving import listen, serving
from infra.pause import Pause
from infra.settings import ServingSettings
from infra.telemetry import TracedApp, logging_to, tracer_of, tracer_provider
from schemas.errors import Invalid, Starting, StudioError, Unavailable

GRACE_S, LEAVE_S = 2, 10.0
"""After SIGTERM answers get so long to end, and the whole leaving; what has not ended then is ended as by kill -9, which everything here survives."""
OK, FAILED, USAGE, AWAY = 0, 1, 2, 4
SUPERVISOR = "STUDIO_SUPERVISOR"  # the variable that names the process with which a child ends, however that ends
PR_SET_PDEATHSIG = 1  # prctl(2)
HEALTH = ("/livez", "/health", "/readyz", "/metrics")
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a wiring is given: where metrics are counted, and OpenTelemetry's provider of tracers (None: nobody traces)."""

    name: str
    registry: CollectorRegistry
    tracers: Any

    @property
    def tracer(self) -> Any:
        return tracer_of(self.tracers)

    def health(self, checks: Mapping[str, Check]) -> ASGIApp:
        """The app of a process that answers nothing else."""
        return health_app(self.name, checks, self.registry)


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """A process that runs. `failed` raises what ended a part that must not end."""

    app: ASGIApp
    failed: asyncio.Future[None]


S = TypeVar("S", bound=ServingSettings)
Wiring = Callable[[S, Surroundings], AbstractAsyncContextManager[Composed]]


def run(name: str, settings: type[S], wiring: Wiring[S]) -> NoReturn:
    """`python -m NAME`. Its exit status: 0 after SIGTERM, 2 when a setting or a topic is not as it must be, 1 for what it cannot mend."""
    _end_with_our_supervisor()
    status = FAILED
    try:
        given = settings.read()
        with logging_to(given.telemetry.log_file, given.telemetry.log_level):
            status = uvloop.run(_live(name, given, wiring))
    except StudioError as error:
        sys.stderr.write(f"{name}: {error}\n")
        status = USAGE if isinstance(error, Invalid) else FAILED
    sys.exit(status)


def ending(name: str, work: Callable[[], bool]) -> NoReturn:
    """A command of a process, which ends. Its exit status: 0 when `work` says that all is well, 2 for a setting or a topic that is not as it must be,
    4 where the world is not there now, 1 for everything that a person must see to.
    """
    try:
        sys.exit(OK if work() else FAILED)
    except StudioError as error:
        sys.stderr.write(f"{name}: {error}\n")
        sys.exit(USAGE if isinstance(error, Invalid) else AWAY if isinstance(error, Unavailable) else FAILED)


def _end_with_our_supervisor() -> None:
    """Linux: the kernel sends us SIGTERM when our parent has died, also of kill -9."""
    supervisor = os.environ.get(SUPERVISOR)
    if supervisor is None or sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != int(supervisor):  # it died before we could ask
        sys.exit(FAILED)


async def _live(name: str, settings: S, wiring: Wiring[S]) -> int:
    stopping = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, _stop, stopping)
    front = _Front(name)
    async with serving(front, listen(settings.http.host, settings.http.port), grace_s=GRACE_S) as served:
        log.info("answers", extra={"service": name, "url": served.url, "pid": os.getpid()})
        running = asyncio.ensure_future(_composed(name, settings, wiring, front, stopping))
        await _first(stopping.wait(), running)
        if front.composing:  # what it waits for there may be long away
            running.cancel()
        try:
            return await running
        except asyncio.CancelledError:
            return OK if stopping.is_set() else FAILED


def _stop(stopping: asyncio.Event) -> None:
    stopping.set()
    late = threading.Timer(LEAVE_S, os._exit, (FAILED,))
    late.daemon = True
    late.start()


async def _composed(name: str, settings: S, wiring: Wiring[S], front: _Front, stopping: asyncio.Event) -> int:
    """Again and again until the world is there; then until it is told to stop, or a part of it fails."""
    tracers, pause = tracer_provider(name, settings.telemetry.otlp_endpoint), Pause()
    while not stopping.is_set():
        front.composing = True
        try:
            async with wiring(settings, Surroundings(name=name, registry=CollectorRegistry(), tracers=tracers)) as process:
                front.composing = False
                front.app = TracedApp(process.app, tracer_of(tracers)) if tracers else process.app
                await _first(stopping.wait(), process.failed)
                front.app = None
                front.waits_for = "it is stopping"
                if process.failed.done():
                    process.failed.result()
        except Unavailable as error:
            if not front.composing:
                raise
            front.waits_for = str(error)
            log.warning("waits", extra={"service": name, "reason": str(error)})
            await _first(stopping.wait(), asyncio.ensure_future(pause.take()))
    return OK


async def _first(stopping: Coroutine[Any, Any, Any], other: asyncio.Future[Any]) -> None:
    waiting = asyncio.ensure_future(stopping)
    try:
        await asyncio.wait({waiting, other}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        waiting.cancel()
        with suppress(asyncio.CancelledError):
            await waiting


class _Front:
    """The app, as soon as there is one; before and after that health, and "not just now" for everything else."""

    def __init__(self, name: str) -> None:
        self.app: ASGIApp | None = None
        self.composing = False
        self.waits_for = "it is starting"
        self._health = health_app(name, {"start": self._reason}, CollectorRegistry())

    async def _reason(self) -> str | None:
        return self.waits_for

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.app is not None:
            await self.app(scope, receive, send)
        elif scope["path"] in HEALTH:
            await self._health(scope, receive, send)
        else:
            await problem(Request(scope), 503, Starting.code, f"Not just now: {self.waits_for}.")(scope, receive, send)
