"""Tests run on the event loop that the studio runs on, for what one loop forgives, the other may not; and on a real broker."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping

import pytest
import uvloop

from infra.embedded.kafka import down, jars
from schemas.errors import Unavailable


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    return {"uvloop": uvloop.new_event_loop}


@pytest.fixture(scope="session")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a broker: the cluster of STUDIO_KAFKA__BOOTSTRAP_SERVERS, else one started from Maven's jars for this run.

    Where neither is to be had its tests are skipped, and say so; with STUDIO_TESTS_SKIP_NOTHING=1 they fail.
    """
    if address := os.environ.get("STUDIO_KAFKA__BOOTSTRAP_SERVERS"):
        yield address
        return
    folder = tmp_path_factory.mktemp("kafka")
    try:
        jars()
    except Unavailable as error:
        if os.environ.get("STUDIO_TESTS_SKIP_NOTHING"):
            raise
        pytest.skip(f"no Kafka: {error}")
    words = [sys.executable, "-m", "infra.embedded.kafka", "up", str(folder)]  # no child of ours: some tests look at all that there are
    said = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=True).stdout
    try:
        yield said.strip().partition("=")[2]
    finally:
        down(folder)


def pytest_report_header() -> str:
    return f"Kafka: {os.environ.get('STUDIO_KAFKA__BOOTSTRAP_SERVERS') or 'a broker of our own, from jars'}"
