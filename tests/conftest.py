"""Tests run on the event loop that the studio runs on, for what one loop forgives, the other may not; on a real broker and real databases."""

from __future__ import annotations

import asyncio
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
import uvloop
from sqlalchemy import make_url

from infra.embedded.by_hand import exported
from infra.embedded.kafka import down
from infra.embedded.postgres import WHEEL
from tests.support import containerised, skipping
from tests.support.fresh_databases import a_database, a_server

# A failing assert of a contract shows its values, as those of test files do; said before anybody imports one.
pytest.register_assert_rewrite("tests.contracts")


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    return {"uvloop": uvloop.new_event_loop}


@pytest.fixture(scope="session")
def kafka_jars() -> None:
    """For tests that start a broker themselves. Where that cannot be they are skipped; with STUDIO_TESTS_SKIP_NOTHING=1 they fail."""
    skipping.a_broker_can_be_started()


@pytest.fixture(scope="session")
def kafka(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a broker: the cluster of STUDIO_KAFKA__BOOTSTRAP_SERVERS, else a container, else one started from Maven's jars for this run."""
    if address := os.environ.get("STUDIO_KAFKA__BOOTSTRAP_SERVERS"):
        yield address
        return
    if containerised.why_not() is None:
        with containerised.a_broker() as address:
            yield address
        return
    request.getfixturevalue("kafka_jars")
    folder = tmp_path_factory.mktemp("kafka")
    words = [sys.executable, "-m", "infra.embedded.kafka", "up", str(folder)]  # no child of ours: some tests look at all that there are
    said = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=True).stdout
    try:
        yield exported(said)["STUDIO_KAFKA__BOOTSTRAP_SERVERS"]
    finally:
        down(folder)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """URL of a server on which databases may be made: that of DATABASE_URL, else a container, else one started from the programs of a wheel.

    Where neither is to be had its tests are skipped, and say so; with STUDIO_TESTS_SKIP_NOTHING=1 they fail.
    """
    if url := os.environ.get("DATABASE_URL"):
        yield url
        return
    if containerised.why_not() is None:
        with containerised.a_server() as url:
            yield url
        return
    if importlib.util.find_spec(WHEEL) is None and not skipping.nothing_may_be():
        pytest.skip(f"no PostgreSQL: neither DATABASE_URL nor the package {WHEEL}")
    with a_server() as url:
        yield url


@pytest.fixture
def postgres_url(postgres: str) -> Iterator[str]:
    """A new, empty database for one test."""
    with a_database(postgres) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A new, empty database of each kind: the test runs on both."""
    return f"sqlite:///{tmp_path / 'rows.db'}" if request.param == "sqlite" else request.getfixturevalue("postgres_url")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Said aloud, also by a run that is told to be quiet and has no header: a test that was skipped for want of a broker has proved nothing."""
    if not terminalreporter.showheader:
        for line in pytest_report_header():
            terminalreporter.write_line(line)


def pytest_report_header() -> list[str]:
    why = containerised.why_not()
    no_container = [] if why is None or os.environ.get(containerised.WANTED) != "1" else [f"containers: none, for {why}"]
    return [f"Kafka: {_kafka(why is None)}", f"PostgreSQL: {_postgres(why is None)}", *no_container]


def _kafka(container: bool) -> str:
    if address := os.environ.get("STUDIO_KAFKA__BOOTSTRAP_SERVERS"):
        return f"the cluster at {address}, which STUDIO_KAFKA__BOOTSTRAP_SERVERS names"
    if container:
        return "a container"
    if shutil.which("java") is None:
        return f"none, as java is missing: its tests ARE {skipping.left_out()}"
    if shutil.which("mvn") is None:
        return f"embedded, if its jars were fetched before, as mvn is missing; else its tests ARE {skipping.left_out()}"
    return "embedded, a broker of our own from jars"


def _postgres(container: bool) -> str:
    if url := os.environ.get("DATABASE_URL"):
        return f"the server at {make_url(url).render_as_string()}, which DATABASE_URL names"  # without its password
    if container:
        return "a container"
    if importlib.util.find_spec(WHEEL) is None:
        return f"none, as neither DATABASE_URL is set nor the package {WHEEL} installed: its tests ARE {skipping.left_out()}"
    return "embedded, a server of our own from the programs of a wheel"
