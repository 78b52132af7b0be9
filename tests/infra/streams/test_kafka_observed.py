"""What is counted and traced of the streams on Kafka by FastStream's middlewares; nothing of OpenTelemetry is there while it is off."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import AsyncIterator, Sequence

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from prometheus_client import CollectorRegistry

from infra.kafka_settings import KafkaSettings
from infra.streams import kafka_topics
from infra.streams.kafka import KafkaStreams
from infra.streams.kafka_middlewares import middlewares
from infra.streams.port import RESULTS, Subscription
from schemas.errors import Unavailable
from tests.infra.streams.contract import Ear, MemoryParking, cancel
from tests.infra.streams.test_kafka_streams import settings_of


@pytest.fixture
async def settings(kafka: str) -> KafkaSettings:
    settings = settings_of(kafka)
    await kafka_topics.create(settings, RESULTS)
    return settings


class Observed:
    def __init__(self, settings: KafkaSettings) -> None:
        self.registry, self.exporter, provider = CollectorRegistry(), InMemorySpanExporter(), TracerProvider()
        provider.add_span_processor(SimpleSpanProcessor(self.exporter))
        self.streams = KafkaStreams(settings, MemoryParking(), middlewares=middlewares(self.registry, "router", provider))

    def counted(self, name: str, **labels: str) -> float | None:
        return next(
            (
                sample.value
                for metric in self.registry.collect()
                for sample in metric.samples
                if sample.name == name and labels.items() <= sample.labels.items()
            ),
            None,
        )

    def spans(self) -> Sequence[ReadableSpan]:
        return self.exporter.get_finished_spans()


@pytest.fixture
async def observed(settings: KafkaSettings) -> AsyncIterator[Observed]:
    observed = Observed(settings)
    yield observed
    await observed.streams.close()


async def test_what_is_sent_handled_and_failed_is_counted_and_one_trace_goes_through(observed: Observed) -> None:
    ear = Ear(Unavailable("not now"))
    await observed.streams.publish(RESULTS, cancel("1"))
    async with observed.streams.join(Subscription(topic=RESULTS, handler=ear, group="router")) as member:
        await member.caught_up()
    assert ear.heard == ["1"]
    assert observed.counted("studio_streams_published_messages_total", status="success") == 1
    assert observed.counted("studio_streams_received_processed_messages_total", status="acked") == 2
    assert observed.counted("studio_streams_received_processed_messages_exceptions_total", exception_type="Unavailable") == 1
    assert len({span.context.trace_id for span in observed.spans() if span.context}) == 1
    assert {span.name.rpartition(" ")[2] for span in observed.spans()} >= {"publish", "process"}


async def test_without_middlewares_a_record_travels_as_it_was_encoded(settings: KafkaSettings) -> None:
    streams, parking = KafkaStreams(settings, parking := MemoryParking()), parking
    await streams.publish(RESULTS, cancel("1"), key="k")
    async with streams.join(Subscription(topic=RESULTS, handler=Ear(), group="r", types=(dict,))) as member:
        await member.caught_up()
    await streams.close()
    [parked] = parking.parked
    assert parked.record.headers == {"type": "task.cancel.v1", "content-type": "application/json"}


def test_nothing_of_opentelemetry_is_imported_while_it_is_off() -> None:
    asked = (
        "import sys, infra.streams.kafka, infra.streams.kafka_middlewares as m; m.middlewares(None, 'x'); print('opentelemetry.trace' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout.strip() == "False"
