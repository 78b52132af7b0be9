"""FastStream's middlewares around our handlers; without one, nothing is around them."""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from faststream.kafka.message import FAKE_CONSUMER, KafkaMessage

from infra.streams.kafka_factory import Middlewares
from infra.streams.kafka_membership import Observed
from infra.streams.kafka_records import BYTEWISE
from infra.streams.messages import Message


def observed(handler: Callable[[Any], Awaitable[None]], middlewares: Middlewares, context: Any) -> Observed:
    """`handler` of a message becomes one of the record and its message."""

    async def plain(_: Any, message: Message) -> None:
        await handler(message)

    async def through(record: Any, message: Message) -> None:
        """As FastStream does it for its own subscribers."""
        async with contextlib.AsyncExitStack() as stack:
            entered = [await stack.enter_async_context(make(record, context=context)) for make in middlewares]

            async def innermost(_: Any) -> None:
                await handler(message)

            call: Callable[[Any], Awaitable[Any]] = innermost
            for middleware in reversed(entered):
                call = partial(middleware.consume_scope, call)
            await call(_told(record))

    return through if middlewares else plain


def _told(record: Any) -> KafkaMessage:
    headers = {name: (value or b"").decode(BYTEWISE) for name, value in record.headers}
    return KafkaMessage(
        body=record.value or b"", raw_message=record, headers=headers, message_id=f"{record.partition}:{record.offset}",
        correlation_id=headers.get("correlation_id", ""), content_type=headers.get("content-type"), consumer=FAKE_CONSUMER,
    )  # fmt: skip
