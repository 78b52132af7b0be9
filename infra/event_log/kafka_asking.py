"""What is asked of brokers, in the words of the port: how long an answer is waited for, what an error of the client means, and that it ends."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import (
    ConsumerStoppedError,
    CorruptRecordException,
    KafkaError,
    OffsetOutOfRangeError,
    TopicAuthorizationFailedError,
    UnsupportedCodecError,
)

from infra.kafka import forbidden
from schemas.errors import Corrupt, PositionGone, Unavailable

T = TypeVar("T")


class Asking:
    """The questions that are under way. To close breaks them off, before the clients are stopped: a question would connect a stopped client anew."""

    def __init__(self, answer_s: float) -> None:
        self.answer_s = answer_s
        self._under_way: set[asyncio.Task[Any]] = set()
        self._closed = False

    async def close(self) -> None:
        self._closed = True
        for question in self._under_way:
            question.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)

    async def ask(self, question: Coroutine[Any, Any, T], *, endless: bool = False) -> T:
        """The answer, within `answer_s` if it is not one that may take for ever.

        Raises OffsetOutOfRangeError, Unavailable, Corrupt, Forbidden.
        """
        if self._closed:
            question.close()
            raise closed()
        self._under_way.add(asked := asyncio.get_running_loop().create_task(question))
        asked.add_done_callback(self._under_way.discard)
        try:
            async with asyncio.timeout(None if endless else self.answer_s):
                return await asked
        except asyncio.CancelledError:
            asker = asyncio.current_task()
            assert asker is not None
            if self._closed and not asker.cancelling():
                raise closed() from None
            raise
        except OffsetOutOfRangeError:
            raise
        except ConsumerStoppedError:
            raise closed() from None
        except TopicAuthorizationFailedError as error:
            raise forbidden(error, f"read {error}") from error
        except (CorruptRecordException, UnsupportedCodecError, UnicodeDecodeError) as error:
            raise Corrupt(f"What a broker has stored is not what was written: {error}. Restore the log from another copy.") from error
        except (KafkaError, OSError, TimeoutError) as error:
            raise Unavailable(f"The event log cannot be read: {error!r}.") from error

    async def end(self, consumer: AIOKafkaConsumer, there: TopicPartition) -> int:
        return int((await self.ask(consumer.end_offsets([there])))[there])

    async def gone(self, consumer: AIOKafkaConsumer, there: TopicPartition, offset: int) -> PositionGone:
        """Why there is nothing at this offset."""
        end = await self.end(consumer, there)
        if offset > end:
            return beyond(there, offset, end)
        first = (await self.ask(consumer.beginning_offsets([there])))[there]
        return PositionGone(
            f"{there.topic} partition {there.partition} begins at {first}, but {offset} was asked for: the log lost its head. "
            "Restore it from a backup.", offset=offset, first=first,
        )  # fmt: skip


def closed() -> Unavailable:
    return Unavailable("This event log was closed.")


def beyond(there: TopicPartition, offset: int, end: int) -> PositionGone:
    topic, partition = there
    return PositionGone(
        f"{topic} partition {partition} ends at {end}, but {offset} was asked for: the log lost its tail, or is another one. "
        "Restore the log, or drop and rebuild what has read beyond it.", offset=offset, end=end,
    )  # fmt: skip
