"""Speaks to a studio as any client does, over HTTP: to the one that the environment names, or runs on the folder, or is inside this process."""

from __future__ import annotations

import asyncio
import gc
import importlib
import logging
import os
import time
import uuid
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, contextmanager, nullcontext
from functools import cache
from typing import TYPE_CHECKING, Any

import httpx2

from infra.http import asking
from infra.pause import Pause
from schemas.errors import (
    AlreadyRunning,
    Invalid,
    Refused,
    Starting,
    StorageFull,
    StudioError,
    ToolMissing,
    Unavailable,
    of_code,
)  # fmt: skip
from studio.folder import Folder

if TYPE_CHECKING:
    from gpu_consumers.forks import Forks
    from studio.embedded import Studio

URL, TOKEN = "STUDIO_URL", "STUDIO_TOKEN"
TIMEOUT_S = 30.0
WAIT_S, LOOK_S = 10.0, 0.1
"""So long a studio that is just starting or stopping is waited for, and so often it is looked for."""
OPEN_AFTER_S = 0.5
PATIENCE_S = 60.0
GRACE_S = 2
log = logging.getLogger(__name__)


class Gone(Unavailable):
    """The studio that we spoke to, in another process, has ended."""


LASTING = (Gone, StorageFull, AlreadyRunning, ToolMissing)


class Client:
    """JSON in, JSON out; a problem becomes the error that it names."""

    def __init__(self, http: httpx2.AsyncClient, url: str | None, patience_s: float = 0.0, *, ours: bool = True) -> None:
        """`patience_s`: how long everything is asked again, while a process of the studio is begun anew.

        `ours`: we would start another where it ends; a studio that is not ours comes back by itself.
        """
        self._http, self._patience_s, self._ours = http, patience_s, ours
        self.url = url  # None: the studio is inside this process
        self._position: str | None = None
        self.read_only = False  # an answer said that nothing can be changed in this account's history

    async def get(self, path: str, **query: Any) -> Any:
        """Sees at least what this client has changed."""
        return (await self._send("GET", path, params={key: value for key, value in query.items() if value is not None})).json()

    async def post(self, path: str, body: Any = None, *, key: str | None = None, version: int | None = None) -> Any:
        """`key`: the same when the same is asked by another command too, that goes on where this one was broken off."""
        return (await self._send("POST", path, json={} if body is None else body, headers=_headers(key, version))).json()

    async def put(self, path: str, body: Any, *, version: int) -> Any:
        return (await self._send("PUT", path, json=body, headers=_headers(None, version))).json()

    async def patch(self, path: str, body: Any, *, version: int) -> Any:
        return (await self._send("PATCH", path, json=body, headers=_headers(None, version))).json()

    async def all(self, path: str, **query: Any) -> AsyncIterator[Any]:
        """Every item of a list, page after page."""
        cursor: str | None = None
        while True:
            page = await self.get(path, **query, limit=100, cursor=cursor)
            for item in page["items"]:
                yield item
            cursor = page.get("next_cursor")
            if cursor is None:
                return

    async def content(self, path: str) -> AsyncIterator[bytes]:
        """Raises Starting when it breaks off in the middle, and may be asked for again."""
        with self._answered():
            async with self._http.stream("GET", path) as answer:
                if not answer.is_success:
                    await answer.aread()
                    raise problem(answer)
                async for piece in answer.aiter_bytes():
                    yield piece

    @contextmanager
    def _answered(self) -> Iterator[None]:
        """Raises Gone when there is nobody any more, Unavailable when nothing comes in time."""
        try:
            yield
        except httpx2.TimeoutException as error:
            raise Unavailable(f"The studio at {self.url} does not answer in {TIMEOUT_S:.0f} s: look at its log, or start it anew.") from error
        except httpx2.TransportError as error:
            if self.url is None:
                raise Starting(f"A process of the studio has ended in the middle of its answer: {error}.") from error
            if not self._ours:
                raise Starting(f"The studio at {self.url} cannot be reached just now: {error}.") from error
            raise Gone(f"The studio at {self.url} has ended: {error}. Run the same command again.") from error

    async def _send(self, method: str, path: str, **options: Any) -> httpx2.Response:
        headers = {**options.pop("headers", {})}
        if self._position is not None:
            headers["If-Position"] = self._position
        deadline, pause = time.monotonic() + self._patience_s, Pause()
        while True:
            try:
                answer = await self._once(method, path, headers, options)
                break
            except Unavailable as error:  # whatever changes something has a key: it can be asked again
                if isinstance(error, LASTING) or time.monotonic() > deadline:
                    raise
                await pause.take()
        self.read_only = self.read_only or answer.headers.get("Studio-Read-Only") == "true"
        self._position = answer.headers.get("Studio-Position", self._position) if method != "GET" else self._position
        return answer

    async def _once(self, method: str, path: str, headers: Mapping[str, str], options: Mapping[str, Any]) -> httpx2.Response:
        with self._answered():
            answer = await self._http.request(method, path, headers=headers, **options)
        if not answer.is_success:
            raise problem(answer)
        return answer


def _headers(key: str | None, version: int | None) -> dict[str, str]:
    return {"Idempotency-Key": key or uuid.uuid4().hex, **({"If-Match": f'"{version}"'} if version is not None else {})}


def problem(answer: httpx2.Response) -> StudioError:
    """The error that a problem+json names. A pointer into what we sent is an option to whoever typed the command."""
    body = answer.json() if "json" in answer.headers.get("content-type", "") else {}
    kind = of_code(body.get("code", ""), Unavailable if answer.status_code >= 500 else Refused)
    details = {name: body[name] for name in ("needed", "available", "request_id") if body.get(name) is not None}
    faults = [f"--{one['pointer'].rpartition('/')[2].replace('_', '-')}: {one['message']}" for one in body.get("errors", ())]
    return kind("; ".join(faults) or body.get("detail") or f"The studio answered {answer.status_code}.", **details)


@asynccontextmanager
async def studio(folder: Folder, *, workers: bool = False) -> AsyncIterator[Client]:
    """A client of the studio on this folder. `workers`: if we must start one, it must be able to make films; it is then there for others too.

    Raises AlreadyRunning when whoever holds the folder does not come to answer in WAIT_S; what `elsewhere` raises.
    """
    if (named := elsewhere()) is not None:
        async with _elsewhere(*named) as client:
            yield client
        return
    failed: Exception | None = None
    async with AsyncExitStack() as stack:
        inside = await _started(folder, workers, stack)
        if isinstance(inside, str):
            await stack.aclose()
            async with asking.client(inside, headers=_bearer(_token(folder)), timeout_s=TIMEOUT_S) as http:
                yield Client(http, inside, _patience_s(folder))
            return
        transport = httpx2.ASGITransport(app=inside.app, client=("127.0.0.1", 0))
        headers = _bearer(inside.local.token)
        async with httpx2.AsyncClient(transport=transport, base_url="http://studio", headers=headers, timeout=TIMEOUT_S) as http:
            try:
                async with _for_others(folder, inside) if workers else nullcontext(), _ends_with(inside.failed):
                    yield Client(http, None, _patience_s(folder))
            except Exception as error:  # told after the studio has stopped in good order, and not wrapped by its task groups
                failed = error
    if failed is not None:
        raise failed


def elsewhere() -> tuple[str, str] | None:
    """Address and token of a studio that is none of this machine's folders, where the environment names one. Raises Invalid."""
    url, token = os.environ.get(URL, "").rstrip("/"), os.environ.get(TOKEN, "")
    if not url:
        return None
    if not url.startswith(("http://", "https://")):
        raise Invalid(f"{URL} cannot be {url!r}: it begins with http:// or https://.")
    if not token:
        raise Invalid(f"{URL} names a studio, and {TOKEN} no account in it: set both, or neither for the studio of this machine.")
    return url, token


@asynccontextmanager
async def _elsewhere(url: str, token: str) -> AsyncIterator[Client]:
    """Raises Unavailable at once when nobody is there now: later it is waited for."""
    if not await _answers(url):
        raise Unavailable(f"No studio answers at {url}, which {URL} names: see to it, or unset {URL} for the studio of this machine.")
    # as the library makes it: the way there may lead through a proxy that the environment names
    async with httpx2.AsyncClient(base_url=url, headers=_bearer(token), timeout=TIMEOUT_S) as http:
        yield Client(http, url, PATIENCE_S, ours=False)


async def _started(folder: Folder, workers: bool, stack: AsyncExitStack) -> str | Studio:
    """Where the studio of this folder answers, or the one that we have started in `stack`; one that is just starting or stopping is waited for."""
    deadline = time.monotonic() + WAIT_S
    forks: Forks | None = None
    if folder.on_kafka and not workers and await _answering(folder) is None:
        raise Unavailable(f"The studio in {folder.root} runs on Kafka, and does not run now: `studio --folder {folder.root} dev --kafka` starts it.")
    while (url := await _answering(folder)) is None:
        try:
            if not folder.on_kafka:
                forks = forks or (await _forks(stack) if workers else None)
            return await stack.enter_async_context(composed(folder, workers=workers, forks=forks))
        except AlreadyRunning:
            if time.monotonic() > deadline:
                raise
            await asyncio.sleep(LOOK_S)
    return url


@cache
def _whole_studio() -> Callable[..., AbstractAsyncContextManager[Studio]]:
    """Seconds of imports that a running studio spares us. None of it is ever garbage, so the collector looks at it neither meanwhile nor later."""
    gc.disable()
    try:
        from studio.embedded import running
    finally:
        gc.freeze()
        gc.enable()
    return running


def _patience_s(folder: Folder) -> float:
    """Within one process nothing is begun anew beside us."""
    return PATIENCE_S if folder.on_kafka else 0.0


def composed(folder: Folder, *, workers: bool = True, forks: Forks | None = None) -> AbstractAsyncContextManager[Studio]:
    """The studio of this folder, embedded or on Kafka. Raises ToolMissing."""
    if not folder.on_kafka:
        return _whole_studio()(folder, workers=workers, forks=forks)
    try:
        from studio import cluster
    except ImportError as error:
        raise ToolMissing(f"For a studio on Kafka {error.name} is missing: pip install 'ai-film-studio[kafka,postgres]'.") from None
    return cluster.running(folder)


async def _forks(stack: AsyncExitStack) -> Forks | None:
    """It imports the engines on one core while we import the studio on another."""
    from gpu_consumers.forks import forks_of

    return await stack.enter_async_context(forks_of())


@asynccontextmanager
async def _for_others(folder: Folder, inside: Studio) -> AsyncIterator[None]:
    """While a film is made, other commands can look and cancel: this studio answers on a port of its own too."""
    open_to_others = asyncio.create_task(_open_to_others(folder, inside))
    try:
        yield
    finally:
        open_to_others.cancel()
        await asyncio.gather(open_to_others, return_exceptions=True)


async def _open_to_others(folder: Folder, inside: Studio) -> None:
    """A film that is found and not made is there before this has cost anything."""
    await asyncio.sleep(OPEN_AFTER_S)
    ours, http = [await asyncio.to_thread(importlib.import_module, name) for name in ("studio.serving", "infra.http.serving")]
    try:
        async with ours.serving(inside.app, folder, http.listen("127.0.0.1", 0), grace_s=GRACE_S) as served:
            await asyncio.wait({served.ended})  # to await it would cancel it with us, in the middle of its answers
    except (StudioError, OSError) as error:  # the film matters more than who may look at it
        log.warning("no other command can look or cancel meanwhile", extra={"reason": str(error)})


@asynccontextmanager
async def _ends_with(part: asyncio.Future[None]) -> AsyncIterator[None]:
    """When a part of the studio dies that must not, the body is broken off and its error raised: nobody waits for who will never answer."""
    body, left = asyncio.current_task(), False
    assert body is not None
    cancelling = body.cancelling()
    part.add_done_callback(lambda _: left or body.cancel())
    try:
        yield
    except asyncio.CancelledError:
        if part.done() and body.uncancel() <= cancelling:  # nobody else wants it to end
            part.result()
        raise
    finally:
        left = True


async def _answering(folder: Folder) -> str | None:
    """The address of the studio that runs on the folder, if it answers."""
    address, local = folder.address(), folder.local()
    return address.url if address is not None and local is not None and await _answers(address.url) else None


def _token(folder: Folder) -> str:
    local = folder.local()
    assert local is not None
    return local.token


async def _answers(url: str) -> bool:
    try:
        async with httpx2.AsyncClient(timeout=2.0) as http:
            return (await http.get(f"{url}/livez")).is_success
    except httpx2.TransportError:
        return False


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}
