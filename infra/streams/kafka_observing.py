"""FastStream's middlewares around our handlers and around what we send; without one, nothing is around them."""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from faststream.kafka.message import FAKE_CONSUMER, KafkaMessage
from faststream.kafka.response import KafkaPublishCommand
from faststream.response.publish_type import PublishType

from infra.streams.kafka_factory import Middlewares
from infra.streams.kafka_membership import Observed
from infra.streams.kafka_records import BYTEWISE
from infra.streams.messages import Message, StreamRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A record on its way; `topic` as the broker names it."""

    topic: str
    partition: int
    record: StreamRecord


def hearing(handler: Callable[[Any], Awaitable[None]], middlewares: Middlewares, context: Any) -> Observed:
    """`handler` of a message becomes one of the record as Kafka has it, and its message."""

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


def sending(produce: Callable[[Sent], Awaitable[None]], middlewares: Middlewares, context: Any) -> Callable[[Sent], Awaitable[None]]:
    """As FastStream's broker does it; what a middleware adds to the headers is sent with the record."""

    async def through(sent: Sent) -> None:
        async def innermost(command: KafkaPublishCommand) -> None:
            await produce(replace(sent, record=replace(sent.record, headers=command.headers)))

        call: Callable[[Any], Awaitable[Any]] = innermost
        for make in reversed(middlewares):
            call = partial(make(None, context=context).publish_scope, call)
        await call(_command(sent))

    return through if middlewares else produce


def _command(sent: Sent) -> KafkaPublishCommand:
    return KafkaPublishCommand(
        sent.record.value, topic=sent.topic, key=sent.record.key.encode(BYTEWISE, "replace"), partition=sent.partition,
        headers=dict(sent.record.headers), correlation_id="", _publish_type=PublishType.PUBLISH,
    )  # fmt: skip


def _told(record: Any) -> KafkaMessage:
    headers = {name: (value or b"").decode(BYTEWISE) for name, value in record.headers}
    return KafkaMessage(
        body=record.value or b"", raw_message=record, headers=headers, message_id=f"{record.partition}:{record.offset}",
        correlation_id="", content_type=headers.get("content-type"), consumer=FAKE_CONSUMER,
    )  # fmt: skip
