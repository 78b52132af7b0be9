"""What the router shows on /metrics: what waits, what runs and who is there, counted when somebody looks; and what came back."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Iterator, Mapping

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from infra.streams.messages import Completed, Failed, Result
from router.scheduler import Scheduler
from schemas.values import WorkClass

SECONDS = (0.1, 0.5, 1, 2, 5, 10, 30, 60, 300, 1_800)


class Metrics(Collector):
    """`registry` None: counted, but shown nowhere."""

    def __init__(self, scheduler: Scheduler, registry: CollectorRegistry | None = None) -> None:
        registry = registry or CollectorRegistry()
        self._scheduler = scheduler
        self._results = Counter("studio_router_results", "Results of tasks.", ["outcome"], registry=registry)
        self._render = Histogram("studio_router_render_seconds", "That engines worked on a task.", ["engine"], buckets=SECONDS, registry=registry)
        registry.register(self)

    def result(self, result: Result) -> None:
        match result:
            case Completed():
                self._results.labels("cached" if result.cached else "completed").inc()
                if not result.cached:
                    self._render.labels(result.engine).observe(result.ms / 1000)
            case Failed():
                self._results.labels("failed").inc()
            case _:
                self._results.labels("handed_back").inc()

    def collect(self) -> Iterator[GaugeMetricFamily]:
        leased = Tally(one.work_class for one in self._scheduler.board.open_tasks() if one.lease)
        workers = Tally(one.alive.work_class for one in self._scheduler.fleet.workers.values())
        yield _by_class(
            "studio_router_tasks_pending", "Tasks that could run, had they a worker; what an autoscaler wants to know.", self._scheduler.pending()
        )
        yield _by_class("studio_router_tasks_leased", "Tasks that a worker holds.", leased)
        yield _by_class("studio_router_workers", "Workers that were heard lately.", workers)
        yield GaugeMetricFamily("studio_router_live", "1 on the router that decides.", float(self._scheduler.live))


def _by_class(name: str, text: str, counted: Mapping[WorkClass, int]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, text, labels=["work_class"])
    for work_class in WorkClass:
        family.add_metric([work_class], counted.get(work_class, 0))
    return family
