"""What FastStream's own middlewares show of the streams: Prometheus metrics and OpenTelemetry spans; neither is imported while it is off."""

from __future__ import annotations

from typing import Any

from prometheus_client import CollectorRegistry

from infra.streams.kafka_factory import Middlewares

PREFIX = "studio_streams"


def middlewares(registry: CollectorRegistry | None, process: str, tracer_provider: Any = None) -> Middlewares:
    """For KafkaStreams. `tracer_provider`: of OpenTelemetry, or None; what is sent then carries the trace in its headers (`traceparent`)."""
    around: list[Any] = []
    if tracer_provider is not None:
        from faststream.kafka.opentelemetry import KafkaTelemetryMiddleware

        around.append(KafkaTelemetryMiddleware(tracer_provider=tracer_provider))
    if registry is not None:
        from faststream.kafka.prometheus import KafkaPrometheusMiddleware

        around.append(KafkaPrometheusMiddleware(registry=registry, app_name=process, metrics_prefix=PREFIX))
    return around
