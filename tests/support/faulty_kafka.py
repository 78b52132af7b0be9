"""The log on Kafka with a fault inside it, in words that a child process can be given too."""

from __future__ import annotations

import os
import signal

from aiokafka.errors import RequestTimedOutError

from infra.event_log.kafka import FaultPoint, KafkaEventLog
from infra.kafka import KafkaSettings


async def open_kafka(settings: str, fault: str = "") -> KafkaEventLog:
    """`fault` is "<what> <where> <the how manieth time>": kill the process there, or lose the answer there; or nothing."""
    return await KafkaEventLog.open(KafkaSettings.model_validate_json(settings), fault_point=fault_point(fault))


def fault_point(fault: str) -> FaultPoint:
    if not fault:
        return lambda _: None
    what, where, left = fault.split()
    passes = int(left)

    def passing(point: str) -> None:
        nonlocal passes
        passes -= point == where
        if point == where and passes == 0:
            if what == "kill":
                os.kill(os.getpid(), signal.SIGKILL)
            raise RequestTimedOutError("the answer was lost")

    return passing
