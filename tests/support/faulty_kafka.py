"""The log on Kafka with a fault inside it, in words that a child process can be given too."""

from __future__ import annotations

from aiokafka.errors import RequestTimedOutError

from infra.event_log.kafka import FaultPoint, KafkaEventLog
from infra.kafka_settings import KafkaSettings
from tests.support.faulty_log import fault_point


async def open_kafka(settings: str, fault: str = "") -> KafkaEventLog:
    """`fault` is "<what> <where> <the how manieth time>": kill the process there, or lose the answer there; or nothing."""
    return await KafkaEventLog.open(KafkaSettings.model_validate_json(settings), fault_point=lost_or_killed(fault))


def lost_or_killed(fault: str) -> FaultPoint:
    return fault_point(fault, lambda: RequestTimedOutError("the answer was lost"))
