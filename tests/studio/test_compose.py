"""compose.yaml without Docker: its commands, environment, health checks and order, on a real broker and database, until a film is made."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from infra.embedded.kafka import free_ports
from tests.support.containers import OURS, ROOT, image_environment, ours
from tests.support.fresh_databases import a_database
from tests.support.real_studio import RealStudio, children

START_S, ASK_S = 240.0, 0.5


@dataclass(slots=True)
class Machine:
    """Runs the services as compose does: each when what it depends on is there."""

    home: Path
    kafka: str
    database_url: str
    ports: Mapping[str, int]
    prefix: str = field(default_factory=lambda: f"{uuid.uuid4().hex[:8]}.")
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    healthy: set[str] = field(default_factory=set)  # so far

    def up(self) -> None:
        waiting = dict(ours())
        healthy = {name for name, service in waiting.items() if "test" in service["healthcheck"]}
        deadline = time.monotonic() + START_S
        while waiting or not all(self._is(name, "service_healthy") for name in healthy):
            for name, service in [(name, service) for name, service in waiting.items() if self._may_start(service)]:
                self.running[name] = self._begun(name, service["command"])
                del waiting[name]
            assert time.monotonic() < deadline, (sorted(waiting), sorted(healthy - self.healthy), self.told())
            assert [name for name, one in self.running.items() if one.poll()] == [], self.told()
            time.sleep(ASK_S)

    def run(self, name: str, command: Sequence[str]) -> str:
        """As `docker compose run NAME COMMAND`."""
        done = subprocess.run(self._here(command), cwd=ROOT, env=self.environment(name), capture_output=True, text=True, check=True)
        return done.stdout

    def down(self) -> Mapping[str, int]:
        """SIGTERM to all at once, and how each ended."""
        for one in self.running.values():
            if one.poll() is None:
                one.send_signal(signal.SIGTERM)
        return {name: one.wait(timeout=60) for name, one in self.running.items()}

    def environment(self, name: str) -> dict[str, str]:
        """Of the image, and of the service over it; names of hosts are ports here, and folders lie in ours."""
        service = ours()[name]
        given = {**image_environment(service["image"].removeprefix(OURS).partition(":")[0]), **service["environment"]}
        told = {key: self._translated(str(value)) for key, value in given.items() if key not in ("PATH", "HOME")}
        own = {"STUDIO_HTTP__PORT": str(self.ports[name]), "STUDIO_HTTP__HOST": "127.0.0.1", "STUDIO_KAFKA__PREFIX": self.prefix}
        around = {key: value for key, value in os.environ.items() if not key.startswith("STUDIO_") and key != "DATABASE_URL"}
        return {**around, **told, **own}

    def told(self) -> str:
        return "\n".join(f"--- {log.stem}\n{log.read_text()[-2_000:]}" for log in sorted(self.home.glob("*.log")))

    def peak_mib(self, name: str) -> float:
        """What the service and its children have taken at most, each for itself."""
        return sum(_peak_kib(pid) for pid in (self.running[name].pid, *children(self.running[name].pid))) / 1024

    def _translated(self, value: str) -> str:
        if value.startswith("postgresql://"):
            return self.database_url
        value = re.sub(r"^http://(\w+):8080", lambda found: f"http://127.0.0.1:{self.ports[found[1]]}", value)
        value = re.sub(r"^http://127\.0\.0\.1:\$\{STUDIO_PORT:-8700\}", f"http://127.0.0.1:{self.ports['gateway']}", value)
        return value.replace("kafka:9092", self.kafka).replace("/var/lib/studio", str(self.home / "volumes"))

    def _may_start(self, service: Mapping[str, Any]) -> bool:
        return all(self._is(name, wish["condition"]) for name, wish in service["depends_on"].items() if name in ours())

    def _is(self, name: str, condition: str) -> bool:
        if name not in self.running:
            return False
        if condition == "service_completed_successfully":
            return self.running[name].poll() == 0
        assert condition == "service_healthy"
        words = self._here(ours()[name]["healthcheck"]["test"][1:])
        if name not in self.healthy and subprocess.run(words, cwd=ROOT, env=self.environment(name), check=False).returncode == 0:
            self.healthy.add(name)
        return name in self.healthy

    def _begun(self, name: str, command: Sequence[str]) -> subprocess.Popen[bytes]:
        with (self.home / f"{name}.log").open("wb") as told:
            return subprocess.Popen(self._here(command), cwd=ROOT, env=self.environment(name), stdin=subprocess.DEVNULL, stdout=told, stderr=told)

    def _here(self, command: Sequence[str]) -> list[str]:
        assert command[0] == "python"
        return [sys.executable, *command[1:]]


def _peak_kib(pid: int) -> int:
    try:
        status = (Path("/proc") / str(pid) / "status").read_text()
    except OSError:
        return 0
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) if found else 0


@contextmanager
def a_machine(home: Path, kafka: str, postgres: str) -> Iterator[Machine]:
    names = list(ours())
    with a_database(postgres) as url:
        machine = Machine(home, kafka, url, dict(zip(names, free_ports(len(names)), strict=True)))
        try:
            yield machine
        finally:
            for one in machine.running.values():
                if one.poll() is None:
                    one.kill()
                    one.wait()


@pytest.mark.timeout(600)  # twelve Pythons start on whatever cores there are
def test_a_film_is_made_from_outside_by_what_the_compose_file_starts(kafka: str, postgres: str, tmp_path: Path) -> None:
    with a_machine(tmp_path, kafka, postgres) as machine:
        machine.up()
        said = machine.run("setup", ["python", "-m", "studio.setup", "token"])
        exported = dict(re.findall(r"^export (\w+)=(\S+)$", said, re.MULTILINE))
        assert exported["STUDIO_URL"] == f"http://127.0.0.1:{machine.ports['gateway']}"

        outside = RealStudio(tmp_path / "outside", exported)
        ended = outside.make()
        assert ended.code == 0, (ended, machine.told())
        assert outside.film.stat().st_size > 10_000
        assert outside.ask("credits")["balance"]["granted"] == 100_000_000
        assert not (outside.folder / "log.db").exists()  # nothing was started here

        machine.run("setup", ["python", "-m", "studio.setup"])
        machine.run("account", ["python", "-m", "studio.setup", "account"])  # again: what is there stays as it is
        assert machine.run("setup", ["python", "-m", "studio.setup", "token"]) == said
        assert outside.ask("credits")["balance"]["granted"] == 100_000_000

        takes = {name: machine.peak_mib(name) for name, one in machine.running.items() if one.poll() is None}
        limits = {name: _mib(ours()[name]["mem_limit"]) for name in takes}
        print("peak MiB:", {name: round(peak) for name, peak in takes.items()})
        assert [name for name, peak in takes.items() if peak > limits[name]] == []
        assert set(machine.down().values()) == {0}, machine.told()


def _mib(text: str) -> float:
    return float(text[:-1]) * {"m": 1, "g": 1024}[text[-1]]


def test_setup_says_what_it_lacks(tmp_path: Path) -> None:
    env = {key: value for key, value in os.environ.items() if not key.startswith("STUDIO_") and key != "DATABASE_URL"}
    done = subprocess.run([sys.executable, "-m", "studio.setup"], cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, "DATABASE_URL" in done.stderr or "STUDIO_" in done.stderr) == (2, True)
    assert "must be set" in done.stderr


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
def test_nobody_answers_where_no_process_is(path: str) -> None:
    env = {**os.environ, "STUDIO_HTTP__PORT": str(free_ports(1)[0])}
    assert subprocess.run([sys.executable, "-m", "infra.http.alive", path], cwd=ROOT, env=env, check=False).returncode == 1
