"""`studio dev --kafka`: seven processes make the film that the embedded studio makes, also while each of them is killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from studio.cluster import MODULES
from tests.faults.conftest import Undisturbed
from tests.support.fresh_databases import a_database
from tests.support.real_studio import EDITED, RealStudio, children, command_line, frames, kill, ledger

READY_S = 90
AGAIN_S = 20
BETWEEN_S = 1.0


@dataclass(frozen=True, slots=True)
class OnKafka:
    process: subprocess.Popen[str]
    studio: RealStudio  # of its folder, for commands that speak to it

    def child(self, module: str) -> int | None:
        """Process id, None while there is none."""
        return next((pid for pid in children(self.process.pid) if command_line(pid)[1:3] == ["-m", module]), None)


@pytest.fixture(scope="module")
def on_kafka(kafka: str, postgres: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OnKafka]:
    home = tmp_path_factory.mktemp("on-kafka")
    with a_database(postgres) as url:
        world = {
            "STUDIO_KAFKA__BOOTSTRAP_SERVERS": kafka, "STUDIO_KAFKA__PREFIX": f"{uuid.uuid4().hex[:8]}.", "STUDIO_KAFKA__REPLICATION": "1",
            "STUDIO_KAFKA__IN_SYNC": "1", "DATABASE_URL": url,
        }  # fmt: skip
        owner = RealStudio(home, world)
        process = owner.start("dev", "--kafka", "--port", "0", "--json")
        try:
            assert process.stdout is not None
            greeting = process.stdout.readline()
            assert '"url"' in greeting, (
                greeting,
                process.communicate(timeout=READY_S),
                *(log.read_text()[-3_000:] for log in home.rglob("decider.log")),
            )
            yield OnKafka(process, RealStudio(home, {"STUDIO_FOLDER": json.loads(greeting)["folder"]}))
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=30)
            assert (process.returncode, owner.until_gone()) == (0, [])
        finally:
            if process.poll() is None:
                kill(process)


def test_it_makes_the_film_of_the_embedded_studio(on_kafka: OnKafka, first: Undisturbed) -> None:
    ended = on_kafka.studio.make()
    assert ended.code == 0, ended
    assert frames(on_kafka.studio.film) == first.frames
    assert ledger(on_kafka.studio.ask("credits")) == first.ledger


def test_it_makes_it_also_while_each_process_is_killed(on_kafka: OnKafka, edited: Undisturbed) -> None:
    making = on_kafka.studio.start(*on_kafka.studio.film_arguments(EDITED))
    killed = [_killed(on_kafka, module) for module in MODULES]
    out, err = making.communicate(timeout=150)
    assert making.returncode == 0, (out, err)
    assert len(set(killed)) == len(MODULES)
    assert frames(on_kafka.studio.film) == edited.frames
    assert ledger(on_kafka.studio.ask("credits")) == edited.ledger


def _killed(on_kafka: OnKafka, module: str) -> int:
    time.sleep(BETWEEN_S)
    deadline = time.monotonic() + AGAIN_S
    while (pid := on_kafka.child(module)) is None:
        assert time.monotonic() < deadline, f"{module} was not begun again"
        time.sleep(0.05)
    os.kill(pid, signal.SIGKILL)
    return pid
