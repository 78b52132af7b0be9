"""What a process tells about itself: JSON log lines with the ids of the request bound to them, and OpenTelemetry spans when an endpoint is named.

Nothing of OpenTelemetry is imported while it is off; install it with the extra `telemetry`.
"""

from __future__ import annotations

import logging
import os
import sys
import time
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, contextmanager, suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

import structlog
from starlette.types import ASGIApp, Receive, Scope, Send

from infra.event_log.port import Assigned, Batch, EventLog, NewRecord, Record
from schemas.errors import ToolMissing

SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
]


DIARY_BYTES_MAX = 20_000_000
REPEATS_S = 10.0
CHATTY = ("aiokafka",)
"""Libraries that say the same with each attempt, twenty times a second while a broker is away."""


class _Diary(RotatingFileHandler):
    """Bounded: what is full becomes the older file, which takes the place of the one before.

    A line that cannot be written is lost: a full disk stops nothing that could go on, and no terminal is flooded with how it failed.
    """

    def shouldRollover(self, record: logging.LogRecord) -> bool:  # noqa: ARG002, N802 - the library's names
        """By what is there, not with the next line, which would be rendered twice for that."""
        self.stream = self.stream or self._open()
        return os.fstat(self.stream.fileno()).st_size >= self.maxBytes

    def doRollover(self) -> None:  # noqa: N802 - the library's name
        stream, self.stream = self.stream, None
        with suppress(OSError):  # what it still holds cannot be written
            if stream is not None:
                stream.close()
        super().doRollover()

    def close(self) -> None:
        with suppress(OSError):
            super().close()

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the library's name
        if not isinstance(sys.exc_info()[1], OSError):
            super().handleError(record)


class _Seldom(logging.Filter):
    """Of what a chatty library says again and again only the first in REPEATS_S; the next that is let through tells how many were `left_out`."""

    def __init__(self) -> None:
        super().__init__()
        self._said: dict[tuple[str, str], tuple[float, int]] = {}  # when the last was let through, and how many were not since

    def filter(self, record: logging.LogRecord) -> bool:
        if not record.name.startswith(CHATTY):
            return True
        what, now = (record.name, str(record.msg)), time.monotonic()
        last, left_out = self._said.get(what, (-REPEATS_S, 0))
        if now - last < REPEATS_S:
            self._said[what] = last, left_out + 1
            return False
        self._said[what] = now, 0
        if left_out:
            record.left_out = left_out
        return True


@contextmanager
def logging_to(path: Path | None, level: str = "INFO") -> Iterator[None]:
    """While the block runs, everything that is logged is one JSON object a line, in a file or on standard error; the lines of libraries too."""
    handler: logging.Handler = logging.StreamHandler(sys.stderr)
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = _Diary(path, maxBytes=DIARY_BYTES_MAX, backupCount=1, delay=True)
    renderer: list[Any] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta, structlog.processors.JSONRenderer()]
    handler.addFilter(_Seldom())
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=SHARED, processors=renderer))
    root = logging.getLogger()
    before, level_before = root.handlers[:], root.level
    root.handlers[:] = [handler]
    root.setLevel(level)
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,  # a cached logger would go on as it was configured here, after the block
    )
    try:
        yield
    finally:
        root.handlers[:] = before
        root.setLevel(level_before)
        structlog.reset_defaults()
        handler.close()


def tracer(service: str, endpoint: str | None) -> Any:
    """An OpenTelemetry tracer, or None without an endpoint. Raises ToolMissing."""
    return tracer_of(tracer_provider(service, endpoint))


def tracer_of(provider: Any) -> Any:
    """None of none."""
    return provider.get_tracer("ai-film-studio") if provider is not None else None


def tracer_provider(service: str, endpoint: str | None) -> Any:
    """OpenTelemetry's, which exports to an OTLP endpoint over HTTP, or None without one. Raises ToolMissing when the extra is not installed."""
    if endpoint is None:
        return None
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError:
        raise ToolMissing("An OTLP endpoint is set, but OpenTelemetry is not installed: pip install 'ai-film-studio[telemetry]'.") from None
    provider = TracerProvider(resource=Resource.create({"service.name": service}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=endpoint)))
    return provider


class TracedApp:
    """A span for each request, named by its route template."""

    def __init__(self, app: ASGIApp, tracer: Any) -> None:
        self._app, self._tracer = app, tracer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        with self._tracer.start_as_current_span(scope["method"]) as span:
            await self._app(scope, receive, send)
            route = getattr(scope.get("route"), "path", "unknown")
            span.update_name(f"{scope['method']} {route}")
            span.set_attribute("http.route", route)


class TracedLog:
    """A span for each append; reads are too many and too small."""

    def __init__(self, log: EventLog, tracer: Any) -> None:
        self._log, self._tracer = log, tracer

    async def append(self, topic: str, partition: int, records: Sequence[NewRecord], at: int | None = None) -> int:
        with self._tracer.start_as_current_span(f"append {topic}") as span:
            span.set_attribute("messaging.destination.partition.id", str(partition))
            span.set_attribute("messaging.batch.message_count", len(records))
            return await self._log.append(topic, partition, records, at)

    async def read(self, topic: str, partition: int, offset: int, limit: int = 1000) -> Sequence[Record]:
        return await self._log.read(topic, partition, offset, limit)

    async def end(self, topic: str, partition: int) -> int:
        return await self._log.end(topic, partition)

    def tail(self, topic: str, starts: Mapping[int, int]) -> AsyncGenerator[Batch, None]:
        return self._log.tail(topic, starts)

    def owner(self, group: str, assigned: Assigned, revoked: Assigned) -> AbstractAsyncContextManager[None]:
        return self._log.owner(group, assigned, revoked)

    async def close(self) -> None:
        await self._log.close()
