"""What the runner shows on /metrics."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge


class Metrics:
    """`registry` None: counted, but shown nowhere."""

    def __init__(self, registry: CollectorRegistry | None = None) -> None:
        registry = registry or CollectorRegistry()
        self._events = Counter("studio_projection_events", "Events that a projection has taken.", ["projection"], registry=registry)
        self._stopped = Gauge(
            "studio_projection_stopped", "1 where a projection takes no more events.", ["projection", "partition"], registry=registry
        )

    def applied(self, name: str, events: int) -> None:
        self._events.labels(name).inc(events)

    def stopped(self, name: str, partition: int, is_stopped: bool) -> None:
        self._stopped.labels(name, str(partition)).set(int(is_stopped))
