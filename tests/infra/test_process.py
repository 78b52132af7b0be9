"""A process of ours as its operator meets it: what it says when the world is not there, and how it goes."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from infra.embedded.kafka import free_ports

SOON_S = 30.0


@contextmanager
def process(module: str, **environment: str) -> Iterator[subprocess.Popen[str]]:
    known = {name: value for name, value in os.environ.items() if not name.startswith("STUDIO_") and name != "DATABASE_URL"}
    begun = subprocess.Popen(
        [sys.executable, "-m", module], env={**known, **environment}, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        yield begun
    finally:
        if begun.poll() is None:
            begun.kill()
        begun.communicate()


def world(folder: Path, **more: str) -> Mapping[str, str]:
    return {"STUDIO_KAFKA__BOOTSTRAP_SERVERS": f"127.0.0.1:{free_ports(1)[0]}", "STUDIO_STORAGE__FOLDER": str(folder), **more}


def answer(port: int, path: str) -> httpx2.Response:
    deadline = time.monotonic() + SOON_S
    while True:
        try:
            return httpx2.get(f"http://127.0.0.1:{port}{path}")
        except httpx2.TransportError:
            assert time.monotonic() < deadline
            time.sleep(0.05)


def test_without_a_broker_it_lives_and_says_what_it_waits_for_and_goes_at_once(tmp_path: Path) -> None:
    [port] = free_ports(1)
    with process("router", **world(tmp_path, STUDIO_HTTP__PORT=str(port))) as router:
        assert answer(port, "/livez").status_code == 200
        deadline = time.monotonic() + SOON_S
        while "Kafka at 127.0.0.1" not in (ready := answer(port, "/readyz")).text:
            assert time.monotonic() < deadline, ready.text
            time.sleep(0.05)
        assert ready.status_code == 503
        refused = answer(port, "/whatever")
        assert (refused.status_code, refused.json()["code"]) == (503, "starting")
        router.send_signal(signal.SIGTERM)
        told = router.communicate(timeout=10)[1]
    assert router.returncode == 0, told
    assert any(json.loads(line).get("reason") for line in told.splitlines() if line.startswith("{"))


def test_while_it_waits_for_an_answer_that_does_not_come_it_goes_at_once(tmp_path: Path) -> None:
    """A broker that is frozen takes a connection, and says nothing."""
    [port] = free_ports(1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        given = {"STUDIO_KAFKA__BOOTSTRAP_SERVERS": f"127.0.0.1:{silent.getsockname()[1]}", "STUDIO_HTTP__PORT": str(port)}
        with process("router", **world(tmp_path, **given)) as router:
            connection, _ = silent.accept()
            with connection:
                router.send_signal(signal.SIGTERM)
                told = router.communicate(timeout=SOON_S)[1]
    assert router.returncode == 0, told


@pytest.mark.parametrize(("module", "missing"), [("decider", "STUDIO_STORAGE"), ("projections", "DATABASE_URL"), ("gpu_consumers", "STUDIO_KAFKA")])
def test_a_setting_that_is_missing_is_named(module: str, missing: str, tmp_path: Path) -> None:
    given = {name: value for name, value in world(tmp_path, DATABASE_URL="sqlite://").items() if not name.startswith(missing)}
    with process(module, **given) as begun:
        told = begun.communicate(timeout=SOON_S)[1]
    assert begun.returncode == 2
    assert missing in told
    assert "Traceback" not in told


def test_topics_that_are_missing_are_refused_with_the_command_that_makes_them(kafka: str, tmp_path: Path) -> None:
    given = {
        **world(tmp_path),
        "STUDIO_KAFKA__BOOTSTRAP_SERVERS": kafka,
        "STUDIO_KAFKA__PREFIX": f"{uuid.uuid4().hex[:8]}.",
        "STUDIO_HTTP__PORT": "0",
    }
    with process("decider", **given) as decider:
        told = decider.communicate(timeout=SOON_S)[1]
    assert decider.returncode == 2
    assert "python -m infra.event_log.kafka_topics" in told


def test_a_key_that_others_share_is_never_made_by_one_of_them(kafka: str, tmp_path: Path) -> None:
    given = {**world(tmp_path), "STUDIO_KEYS__MASTER_KEY_FILE": str(tmp_path / "no.key"), "DATABASE_URL": f"sqlite:///{tmp_path}/keys.db"}
    with process("command_api", **given, STUDIO_HTTP__PORT="0") as api:
        told = api.communicate(timeout=SOON_S)[1]
    assert api.returncode == 2
    assert "STUDIO_KEYS__MASTER_KEY_FILE" in told
    assert not (tmp_path / "no.key").exists()
