"""`studio dev --kafka`: seven processes make the film that the embedded studio makes, also while each of them is killed.

The brokers know each process by its own name and refuse whatever the table of rights does not grant it.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from infra.embedded.kafka import Broker, Listener, free_ports
from infra.faults import ON_KAFKA
from studio.cluster import MODULES
from studio.folder import Folder
from studio.terminal import Exit
from tests.faults.conftest import Undisturbed
from tests.support.fresh_databases import a_database
from tests.support.real_studio import EDITED, EDITED_AGAIN, END_S, Ended, RealStudio, children, command_line, frames, kill, ledger

pytestmark = pytest.mark.timeout(900)  # of a machine that has ten times as much to do as it can
READY_S = 90
AGAIN_S = 20
BETWEEN_S = 1.0
SIGNED_S = 90
POINTS = (
    "decider.elected", "decider.before_append", "decider.after_append",
    "projector.after_rows", "projector.before_commit", "projector.after_commit",
    "router.before_send", "router.after_send", "router.after_give", "router.before_result", "router.after_result",
    "worker.taken", "worker.after_result",
    *ON_KAFKA,  # whoever appends
)  # fmt: skip
"""Where processes die on Kafka. The workers' other points know of no broker: tests/faults/test_killed.py."""


OPERATOR = "operator"
PASSWORDS = {name: f"password of {name}" for name in (OPERATOR, *MODULES)}
SECURITY = {
    "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
    "super.users": f"User:ANONYMOUS;User:{OPERATOR}",  # the broker itself is the one, on its first port; we are the other
    "listener.name.users.sasl.enabled.mechanisms": "SCRAM-SHA-512",
    "listener.name.users.scram-sha-512.sasl.jaas.config": "org.apache.kafka.common.security.scram.ScramLoginModule required;",
}


@dataclass(frozen=True, slots=True)
class OnKafka:
    process: subprocess.Popen[str]
    studio: RealStudio  # of its folder, for commands that speak to it
    owner: RealStudio  # who started it, for commands that read its log

    @property
    def folder(self) -> Folder:
        return Folder(self.owner.folder / "kafka")

    @property
    def armed(self) -> Path:
        return self.owner.home / "armed"

    def child(self, module: str) -> int | None:
        """Process id, None while there is none."""
        return next((pid for pid in children(self.process.pid) if command_line(pid)[1:3] == ["-m", module]), None)


@pytest.fixture(scope="module")
def brokers(kafka_jars: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """How the operator reaches them; the rights of the table have been granted, by the command that he has for that."""
    folder, [port] = tmp_path_factory.mktemp("brokers"), free_ports(1)
    broker = Broker(folder, SECURITY, [Listener(name="USERS", port=port, protocol="SASL_PLAINTEXT")], PASSWORDS)
    broker.start()
    (folder / "passwords.json").write_text(json.dumps(PASSWORDS))
    reached = {
        "STUDIO_KAFKA__BOOTSTRAP_SERVERS": f"127.0.0.1:{port}", "STUDIO_KAFKA__USERNAME": OPERATOR, "STUDIO_KAFKA__PASSWORD": PASSWORDS[OPERATOR],
        "STUDIO_KAFKA__PASSWORDS_FILE": str(folder / "passwords.json"), "STUDIO_KAFKA__PREFIX": f"{uuid.uuid4().hex[:8]}.",
        "STUDIO_KAFKA__REPLICATION": "1", "STUDIO_KAFKA__IN_SYNC": "1",
        "STUDIO_KAFKA__ANSWER_S": "30",  # it has only just begun, and makes two hundred partitions
    }  # fmt: skip
    said = subprocess.run([sys.executable, "-m", "infra.kafka_acls"], env={**os.environ, **reached}, stdout=subprocess.PIPE, text=True, check=True)
    assert "0 taken back" in said.stdout
    yield reached
    broker.kill()


@pytest.fixture(scope="module")
def on_kafka(brokers: Mapping[str, str], postgres: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OnKafka]:
    home = tmp_path_factory.mktemp("on-kafka")
    with a_database(postgres) as url:
        (home / "armed").mkdir()
        heads = {"STUDIO_HEADS__FIRST_S": "2", "STUDIO_HEADS__EVERY_S": "4"}
        owner = RealStudio(home, {**brokers, "DATABASE_URL": url, **heads, "STUDIO_FAULT_ARMED": str(home / "armed")})
        process = owner.start("dev", "--kafka", "--port", "0", "--json")
        try:
            assert process.stdout is not None
            greeting = process.stdout.readline()
            assert '"url"' in greeting, (
                greeting,
                process.communicate(timeout=READY_S),
                *(log.read_text()[-3_000:] for log in home.rglob("decider.log")),
            )
            yield OnKafka(process, RealStudio(home, {"STUDIO_FOLDER": json.loads(greeting)["folder"]}), owner)
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
    out, err = making.communicate(timeout=END_S)
    ended = Ended(making.returncode, out, err)
    if ended.code == Exit.UNAVAILABLE:
        ended = _made(on_kafka, EDITED)
    assert ended.code == 0, ended
    assert len(set(killed)) == len(MODULES)
    assert frames(on_kafka.studio.film) == edited.frames
    assert ledger(on_kafka.studio.ask("credits")) == edited.ledger


def _made(on_kafka: OnKafka, script: str) -> Ended:
    """By somebody who asks again when he is told that he cannot be answered now: none may be ready for seconds where a machine is starved."""
    deadline = time.monotonic() + END_S
    while (ended := on_kafka.studio.make(script)).code == Exit.UNAVAILABLE and time.monotonic() < deadline:
        pass
    return ended


def _killed(on_kafka: OnKafka, module: str) -> int:
    time.sleep(BETWEEN_S)
    deadline = time.monotonic() + AGAIN_S
    while (pid := on_kafka.child(module)) is None:
        assert time.monotonic() < deadline, f"{module} was not begun again"
        time.sleep(0.05)
    os.kill(pid, signal.SIGKILL)
    return pid


def test_it_makes_it_also_while_processes_die_at_the_points_of_their_work(on_kafka: OnKafka, edited_again: Undisturbed) -> None:
    """All are armed from the beginning: whoever has died at one and is begun again dies at the next."""
    before = ledger(on_kafka.studio.ask("credits"))["movements"]
    for point in POINTS:
        (on_kafka.armed / point).touch()
    ended = _made(on_kafka, EDITED_AGAIN)
    assert ended.code == 0, ended
    assert sorted(path.name for path in on_kafka.armed.iterdir()) == [], "nobody died there"
    assert frames(on_kafka.studio.film) == edited_again.frames
    charged = _amounts(ledger(on_kafka.studio.ask("credits"))["movements"][len(before) :])
    assert charged == _amounts(edited_again.ledger["movements"])[-len(charged) :] != []


def _amounts(movements: Sequence[Mapping[str, Any]]) -> list[tuple[str, int]]:
    return [(one["type"], one["amount"]) for one in movements]


def test_heads_are_signed_while_it_goes_on_and_the_log_is_verified_from_there(on_kafka: OnKafka) -> None:
    """Again and again, each time by a process of its own, which has the rights of the decider."""
    deadline = time.monotonic() + SIGNED_S
    while (verified := on_kafka.owner.run("verify", "--kafka", "--from-heads", "--json")).code or verified.json["events"]:
        assert time.monotonic() < deadline, verified  # until nothing has come since the newest heads
        time.sleep(0.5)
    assert len({head.read_text().splitlines()[5] for head in on_kafka.folder.heads.glob("*/*.head")}) > 1, "signed at more than one time"
    whole = on_kafka.owner.ask("verify", "--kafka", "--log-only")
    assert (whole["violations"], whole["redecided"]) == ([], whole["commands"])


def test_no_process_was_refused_what_it_needs(on_kafka: OnKafka) -> None:
    told = [path.read_text(errors="replace") for path in on_kafka.folder.logs.iterdir()]
    assert all(f"Authenticated as {name} via SCRAM-SHA-512" in "".join(told) for name in MODULES)
    assert [line for text in told for line in text.splitlines() if "uthorization" in line] == []
    assert list(on_kafka.folder.snapshots.rglob("*.snapshot")), "written by processes of their own, with the rights of the decider"
