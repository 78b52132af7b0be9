"""Who stands for the partitions on Kafka: members of a consumer group that reads nothing. Placement for liveness; the claim alone keeps truth."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from aiokafka.errors import GroupAuthorizationFailedError, KafkaError, TopicAuthorizationFailedError

from infra.event_log.port import Assigned
from infra.kafka import forbidden, left
from schemas.errors import Unavailable

POLL_MS = 1_000


class Membership(ConsumerRebalanceListener):  # type: ignore[misc]  # the library has no types
    """One member. The client swallows what a callback raises, so it is kept here and ends `run`."""

    def __init__(self, consumer: AIOKafkaConsumer, topic: str, assigned: Assigned, revoked: Assigned) -> None:
        self._consumer, self._topic, self._assigned, self._revoked = consumer, topic, assigned, revoked
        self._owned: frozenset[int] = frozenset()
        self._leaving = False
        self._failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def run(self) -> None:
        """Until it is cancelled; then what is owned is revoked before the group hears that we go. Raises what a callback raised, Unavailable."""
        self._consumer.subscribe([self._topic], listener=self)
        polling = asyncio.ensure_future(self._poll())
        try:
            await asyncio.wait({polling, self._failed}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            polling.cancel()
            await asyncio.gather(polling, return_exceptions=True)
            await self._leave()
        for one in (self._failed, polling):
            if one.done() and not one.cancelled():
                one.result()

    async def _poll(self) -> None:
        """Nothing comes, for everything is paused; who does not ask is taken for dead."""
        try:
            await self._consumer.start()
            while True:
                await self._consumer.getmany(timeout_ms=POLL_MS)
        except (GroupAuthorizationFailedError, TopicAuthorizationFailedError) as error:
            raise forbidden(error, f"stand in the group of the event log: {error}") from error
        except (KafkaError, OSError) as error:
            raise Unavailable(f"The group of the event log cannot be joined: {error!r}.") from error

    async def _leave(self) -> None:
        self._leaving = True
        try:
            if self._owned:
                await self._let_go(self._owned)
        finally:
            await left(self._consumer)

    async def on_partitions_assigned(self, assigned: set[TopicPartition]) -> None:
        self._consumer.pause(*assigned)
        if self._leaving:  # a rebalance that ended meanwhile: what was let go is not begun again
            return
        mine = frozenset(there.partition for there in assigned)
        self._owned |= mine
        await self._told(lambda: self._assigned(mine))

    async def on_partitions_revoked(self, revoked: set[TopicPartition]) -> None:
        if mine := self._owned & {there.partition for there in revoked}:
            await self._told(lambda: self._let_go(mine))

    async def _let_go(self, mine: frozenset[int]) -> None:
        self._owned -= mine
        await self._revoked(mine)

    async def _told(self, tell: Callable[[], Awaitable[None]]) -> None:
        try:
            await tell()
        except Exception as error:
            if not self._failed.done():
                self._failed.set_exception(error)
