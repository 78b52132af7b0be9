"""The topics of the streams on Kafka, and how they must be set: short-lived, for nothing in them is history. Made and looked at as the log's are.

STUDIO_KAFKA__BOOTSTRAP_SERVERS=... python -m infra.streams.kafka_topics
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from infra.event_log import kafka_topics
from infra.event_log.kafka_topics import Topic
from infra.kafka_settings import KafkaSettings
from infra.streams.port import CONTROL, PROGRESS, RESULTS, TOPICS

HOUR_MS = 3_600_000
MADE_BY = "python -m infra.streams.kafka_topics"


def _short_lived(retention_ms: int, mebibytes: int) -> Mapping[str, str]:
    """Bounded in time and in bytes of a partition, whichever comes first; dropped in segments, so those are small and roll often."""
    return {
        "cleanup.policy": "delete",
        "retention.ms": str(retention_ms),
        "retention.bytes": str(mebibytes * 1_048_576),
        "segment.ms": str(max(retention_ms // 6, 600_000)),
        "segment.bytes": str(mebibytes * 1_048_576 // 4),
        "max.message.bytes": "1048588",
        "message.timestamp.type": "LogAppendTime",  # retention goes by it, and a worker's clock may be wrong by years
    }


SETTINGS: Mapping[str, Mapping[str, str]] = {
    # A result is a render that was paid for: it waits for a router for a day and more. Lost, its lease runs out and the task is found finished.
    RESULTS: _short_lived(72 * HOUR_MS, 1024),
    # Heartbeats and fine progress: nobody looks at what is older than a lease.
    PROGRESS: _short_lived(HOUR_MS, 256),
    CONTROL: _short_lived(HOUR_MS, 64),
}
WORK = _short_lived(6 * HOUR_MS, 64)
"""Whom a record of work does not reach within 20 s has lost the lease: what is older is only told to be stale."""

STREAMS: Sequence[Topic] = [
    Topic(name=name, partitions=partitions, settings=SETTINGS.get(name, WORK), made_by=MADE_BY) for name, partitions in TOPICS.items()
]


def topics(*names: str) -> Sequence[Topic]:
    """Those of these names; all of them without one."""
    return [topic for topic in STREAMS if not names or topic.name in names]


async def create(settings: KafkaSettings, *names: str) -> Sequence[str]:
    """Makes what is missing; the names of what was made. Raises Unavailable."""
    return await kafka_topics.create(settings, topics(*names))


async def check(settings: KafkaSettings, *names: str) -> None:
    """Raises Invalid naming what is wrong and the command that mends it, Unavailable."""
    await kafka_topics.check(settings, topics(*names))


if __name__ == "__main__":
    kafka_topics.by_hand(topics(), "streams")
