"""A broker and a database server in containers, as compose.yaml has them: for who has Docker, and sets STUDIO_TESTS_CONTAINERS=1."""

from __future__ import annotations

import importlib
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any

from infra.embedded.kafka import free_ports
from tests.support.containers import services

WANTED = "STUDIO_TESTS_CONTAINERS"
STARTED = "Kafka Server started"  # what the broker tells when it is


@cache
def why_not() -> str | None:
    """None where containers are wanted and Docker answers; else why there are none."""
    if os.environ.get(WANTED) != "1":
        return f"{WANTED} is not 1"
    docker: Any = importlib.import_module("docker")  # which has no types
    try:
        client = docker.from_env(timeout=5)
        try:
            client.ping()
        finally:
            client.close()
    except docker.errors.DockerException as error:
        return f"Docker does not answer ({error})"
    return None


def broker_environment(port: int) -> Mapping[str, str]:
    """As compose.yaml has it, for clients outside: they come to `port` of this machine."""
    given = {name: str(value) for name, value in services()["kafka"]["environment"].items()}
    return given | {"KAFKA_ADVERTISED_LISTENERS": f"PLAINTEXT://127.0.0.1:{port}", "KAFKA_CONTROLLER_QUORUM_VOTERS": "1@127.0.0.1:9093"}


@contextmanager
def a_broker() -> Iterator[str]:
    """Its address."""
    from testcontainers.core.container import DockerContainer
    from testcontainers.core.wait_strategies import LogMessageWaitStrategy

    (port,) = free_ports(1)
    container = DockerContainer(services()["kafka"]["image"]).with_bind_ports(9092, port).with_envs(**broker_environment(port))
    with container.waiting_for(LogMessageWaitStrategy(STARTED)):
        yield f"127.0.0.1:{port}"


@contextmanager
def a_server() -> Iterator[str]:
    """URL of the server, whose user may make databases."""
    from testcontainers.core.container import DockerContainer
    from testcontainers.core.wait_strategies import ExecWaitStrategy

    service, (port,) = services()["postgres"], free_ports(1)
    settings = {**service["environment"], "POSTGRES_PASSWORD": "of-these-tests"}
    container = DockerContainer(service["image"]).with_bind_ports(5432, port).with_envs(**settings)
    with container.waiting_for(ExecWaitStrategy(list(service["healthcheck"]["test"][1:]))):
        yield f"postgresql://{settings['POSTGRES_USER']}:of-these-tests@127.0.0.1:{port}/{settings['POSTGRES_DB']}"
