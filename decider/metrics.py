"""What a decider tells the world about itself: Prometheus metrics and log lines."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from prometheus_client import CollectorRegistry, Counter

from schemas.partitions import PARTITIONS

log = logging.getLogger(__name__)


class Metrics:
    """The Observer of production."""

    def __init__(self, registry: CollectorRegistry) -> None:
        def counter(name: str, text: str) -> Sequence[Counter]:
            one = Counter(f"studio_decider_{name}", text, ["partition"], registry=registry)
            return [one.labels(partition) for partition in range(PARTITIONS)]

        self._commands = counter("commands", "Commands decided")
        self._events = counter("events", "Events written")
        self._takeovers = counter("takeovers", "Times a partition was taken over")
        self._displaced = counter("displaced_batches", "Batches that did not lie where they claimed")
        self._step_downs = counter("step_downs", "Times a reign ended")
        self._defects = counter("defects", "Commands that ended in a bug of ours; each calls a person")
        self._passed_over = counter("passed_over", "Times that a Tick could do nothing for an account; each calls a person")

    def took_over(self, partition: int, events: int) -> None:
        self._takeovers[partition].inc()
        log.info("partition taken over", extra={"partition": partition, "events": events})

    def decided(self, partition: int, commands: int, events: int) -> None:
        self._commands[partition].inc(commands)
        self._events[partition].inc(events)

    def displaced(self, partition: int) -> None:
        self._displaced[partition].inc()

    def stepped_down(self, partition: int, reason: str) -> None:
        self._step_downs[partition].inc()
        log.warning("stepped down", extra={"partition": partition, "reason": reason})

    def defect(self, partition: int, offset: int, fingerprint: str, where: str) -> None:
        self._defects[partition].inc()
        told = {"partition": partition, "command_offset": offset, "fingerprint": fingerprint, "where": where}
        log.error("a command ended in a defect", extra=told)

    def passed_over(self, partition: int, account_id: str, why: str) -> None:
        self._passed_over[partition].inc()
        log.error("a tick passed over an account", extra={"partition": partition, "account_id": account_id, "reason": why})
