"""The one place where FastStream's brokers and subscribers are made, so that none of its unsafe defaults is ever in force (docs/decisions/0017)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.abc import ConsumerRebalanceListener
from aiokafka.coordinator.assignors.sticky.sticky_assignor import StickyPartitionAssignor
from faststream import AckPolicy
from faststream.kafka import KafkaBroker, TopicPartition
from faststream.security import BaseSecurity, SASLPlaintext, SASLScram256, SASLScram512

from infra.kafka import client_arguments
from infra.kafka_settings import KafkaSettings
from infra.streams.port import TOPICS, Subscription

Middlewares = Sequence[Any]
"""FastStream's, of brokers: each makes a BaseMiddleware for a message."""

BATCH_BYTES_MAX = 1_000_000
FETCH_WAIT_MS = 500  # that a broker keeps a question for more; a partition that was emptied meanwhile is asked for in the next one
SHARED_FETCH_WAIT_MS = 50  # where one member has many partitions, of which each waits for the question about the others
POLLS_MAX_MS = 86_400_000  # a handler may take its time: whether a member lives is told by its heartbeats
REBALANCE_MS = 20_000  # that the group waits for a member which finishes what it has in hand


def producer(settings: KafkaSettings) -> AIOKafkaProducer:
    """Acknowledged by all replicas in sync, and a retry is no second record. Raises Invalid."""
    return AIOKafkaProducer(
        **client_arguments(settings), acks="all", enable_idempotence=True, max_batch_size=BATCH_BYTES_MAX, max_request_size=BATCH_BYTES_MAX
    )


def consuming(settings: KafkaSettings, middlewares: Middlewares = ()) -> KafkaBroker:
    """For subscribers, without their producer and without an admin, which would make topics. Raises Invalid."""
    return KafkaBroker(**_connection(settings), consumer_only=True, middlewares=middlewares)


def subscriber(broker: KafkaBroker, settings: KafkaSettings, subscription: Subscription, listener: ConsumerRebalanceListener, number: int = 0) -> Any:
    """A subscriber without a handler: it starts and ends a consumer, whose records are ours to take, to decode and to commit.

    A group begins where it left off, and at the very beginning when it is new; a listener begins at the end. `number`: which one of this process it
    is within its group.
    """
    topic = settings.prefix + subscription.topic
    arguments: dict[str, Any] = {"ack_policy": AckPolicy.MANUAL, "persistent": False}
    if subscription.group is None:
        there = [TopicPartition(topic, p) for p in range(TOPICS[subscription.topic])]
        return broker.subscriber(partitions=there, auto_offset_reset="latest", fetch_max_wait_ms=FETCH_WAIT_MS, **arguments)
    session_ms = round(settings.session_s * 1000)
    return broker.subscriber(
        topic,
        group_id=settings.prefix + subscription.group,
        group_instance_id=f"{settings.instance}-{number}" if settings.instance else None,
        listener=listener,
        auto_offset_reset="earliest",
        session_timeout_ms=session_ms,
        heartbeat_interval_ms=session_ms // 8,
        rebalance_timeout_ms=REBALANCE_MS,
        max_poll_interval_ms=POLLS_MAX_MS,
        partition_assignment_strategy=[_sticky()],
        fetch_max_wait_ms=FETCH_WAIT_MS if TOPICS[subscription.topic] == 1 else SHARED_FETCH_WAIT_MS,
        **arguments,
    )


def _connection(settings: KafkaSettings) -> dict[str, Any]:
    arguments = client_arguments(settings)
    secrets = {name: arguments.pop(name) for name in list(arguments) if name.startswith(("sasl_", "ssl_", "security_"))}
    return {
        **arguments,
        "security": _security(settings, secrets.get("ssl_context")),
        "allow_auto_create_topics": False,
        "ack_policy": AckPolicy.MANUAL,
        "apply_types": False,
        "logger": None,
    }


def _security(settings: KafkaSettings, context: Any) -> BaseSecurity | None:
    if settings.username is None:
        return BaseSecurity(ssl_context=context, use_ssl=True) if context else None
    assert settings.password is not None
    mechanism = {"PLAIN": SASLPlaintext, "SCRAM-SHA-256": SASLScram256, "SCRAM-SHA-512": SASLScram512}[settings.mechanism]
    return mechanism(settings.username, settings.password.get_secret_value(), ssl_context=context, use_ssl=context is not None)


def _sticky() -> type[StickyPartitionAssignor]:
    """A class of its own for each member: the library keeps what a member owned on the class, where two of one process would overwrite each other."""
    return type("Sticky", (StickyPartitionAssignor,), {})
