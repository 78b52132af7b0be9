"""Apache Kafka on this machine without Docker: one KRaft node from Maven's jars, on ports of loopback that are free.

python -m infra.embedded.kafka up|down [FOLDER]
"""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from infra.embedded.by_hand import by_hand
from infra.locks import locked
from schemas.errors import Corrupt, StudioError, Unavailable

HERE = Path(__file__).parent
POM, SUMS = HERE / "kafka.pom.xml", HERE / "kafka.sha256"
READY_S, STOP_S, FETCH_S = 60.0, 20.0, 200.0
START_ATTEMPTS = 3  # a port that was free a moment ago may be taken
FLAGS = ("-XX:+UseSerialGC", "-Djava.awt.headless=true", "-Dlog4j2.disable.jmx=true")
METADATA_V1 = b"\x00\x03\x00\x01\x00\x00\x00\x01\x00\x01w\x00\x00\x00\x00"
"""A request for the metadata of no topic: api key 3, version 1, correlation id 1, client id 'w' (https://kafka.apache.org/protocol)."""
SETTINGS: Mapping[str, str | int] = {
    "process.roles": "broker,controller",
    "node.id": 1,
    "controller.listener.names": "CONTROLLER",
    "inter.broker.listener.name": "PLAINTEXT",
    "auto.create.topics.enable": "false",
    "offsets.topic.replication.factor": 1,
    "offsets.topic.num.partitions": 4,
    "transaction.state.log.replication.factor": 1,
    "transaction.state.log.min.isr": 1,
    "transaction.state.log.num.partitions": 4,
    "share.coordinator.state.topic.replication.factor": 1,
    "share.coordinator.state.topic.min.isr": 1,
    "group.initial.rebalance.delay.ms": 0,
    "group.min.session.timeout.ms": 1_000,  # tests wait for no longer one
    "broker.session.timeout.ms": 3_000,  # else a broker that was killed waits 9 s for the session of the one that it was
    "broker.heartbeat.interval.ms": 500,
    "log.retention.ms": -1,
    "log.cleaner.dedupe.buffer.size": 1_100_000,
    "num.network.threads": 1,
    "num.io.threads": 2,
}
LOGGING = """\
rootLogger.level=warn
rootLogger.appenderRef.console.ref=console
appender.console.type=Console
appender.console.name=console
appender.console.layout.type=PatternLayout
appender.console.layout.pattern=%d %p %c{1} %m%n
"""


class BrokerFailed(StudioError):
    """The broker did not start; `code` as of every error of ours."""

    code = "broker_failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """One more way in. Clients are told to come to `advertised`, where something stands in between."""

    name: str
    port: int
    protocol: str = "PLAINTEXT"
    advertised: int | None = None


@dataclass(slots=True)
class Broker:
    """One broker with its data in `folder`. `settings` are Kafka's own, over SETTINGS; `users` are those of SCRAM-SHA-512, with their passwords."""

    folder: Path
    settings: Mapping[str, str | int] = field(default_factory=dict)
    listeners: Sequence[Listener] = ()
    users: Mapping[str, str] = field(default_factory=dict)
    heap: str = "512m"
    port: int = 0
    controller: int = 0
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """What STUDIO_KAFKA__BOOTSTRAP_SERVERS takes."""
        return f"127.0.0.1:{self.port}"

    def start(self) -> None:
        """Returns when the broker answers. Raises Unavailable when Java or Maven is missing, BrokerFailed, Corrupt."""
        for attempt in range(START_ATTEMPTS):
            if not self.port:
                self.port, self.controller = free_ports(2)
            self._configure()
            try:
                self._launch()
            except BrokerFailed:
                if attempt == START_ATTEMPTS - 1 or "Address already in use" not in self._told():
                    raise
                self.port = 0
            else:
                return

    def stop(self) -> None:
        """As an operator stops it; it comes back with all it had."""
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                self.kill()

    def kill(self) -> None:
        """SIGKILL."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def _configure(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        ours = [Listener(name="PLAINTEXT", port=self.port), *self.listeners]
        every = [*ours, Listener(name="CONTROLLER", port=self.controller)]
        places = {
            "controller.quorum.voters": f"1@127.0.0.1:{self.controller}",
            "listeners": ",".join(f"{one.name}://127.0.0.1:{one.port}" for one in every),
            "advertised.listeners": ",".join(f"{one.name}://127.0.0.1:{one.advertised or one.port}" for one in ours),
            "listener.security.protocol.map": ",".join(f"{one.name}:{one.protocol}" for one in every),
            "log.dirs": str(self.folder / "data"),
        }
        lines = [f"{name}={value}\n" for name, value in {**SETTINGS, **places, **self.settings}.items()]
        (self.folder / "server.properties").write_text("".join(lines))
        (self.folder / "log4j2.properties").write_text(LOGGING)

    def _launch(self) -> None:
        configuration = str(self.folder / "server.properties")
        with (self.folder / "broker.log").open("wb") as told, _lock(self.folder) as lock:
            if not locked(lock):
                raise Unavailable(f"A broker runs in {self.folder} already.")
            if not (self.folder / "data" / "meta.properties").exists():
                users = [f"--add-scram=SCRAM-SHA-512=[name={name},password={password}]" for name, password in self.users.items()]
                words = self._java("kafka.tools.StorageTool", "format", "-t", _cluster_id(), "-c", configuration, *users)
                subprocess.run(words, stdout=told, stderr=told, check=False, env=_environment())
            self.process = subprocess.Popen(
                self._java("kafka.Kafka", configuration), stdin=subprocess.DEVNULL, stdout=told, stderr=told, env=_environment(),
                start_new_session=True,  # Ctrl-C is for us; whoever needs the broker ends before it does
                pass_fds=(lock.fileno(),),  # it holds the lock for as long as it lives
            )  # fmt: skip
            lock.truncate(0)
            lock.write(f"{self.process.pid} {self.port} {self.controller}")
        deadline = time.monotonic() + READY_S
        while not _answers(self.port):
            if self.process.poll() is not None:
                raise BrokerFailed(f"Kafka did not start; {self.folder / 'broker.log'} ends so:\n{self._told()[-800:]}")
            if time.monotonic() > deadline:
                self.kill()
                raise BrokerFailed(
                    f"Kafka did not answer within {READY_S:.0f} s, and was stopped: is this machine very busy? Try again; "
                    f"{self.folder / 'broker.log'} tells what it did."
                )
            time.sleep(0.05)

    def _java(self, *words: str) -> list[str]:
        logging = f"-Dlog4j2.configurationFile=file:{self.folder / 'log4j2.properties'}"
        return [_program("java", "default-jre-headless"), f"-Xms{self.heap}", f"-Xmx{self.heap}", *FLAGS, logging, "-cp", f"{jars()}/*", *words]

    def _told(self) -> str:
        return (self.folder / "broker.log").read_text(errors="replace")


def jars() -> Path:
    """The folder of the jars: fetched by Maven the first time, each by its SHA-256. Raises Unavailable, Corrupt."""
    wanted = SUMS.read_text()
    folder = _cache() / f"kafka-{hashlib.sha256(wanted.encode()).hexdigest()[:12]}"
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with (folder.parent / "kafka.lock").open("w") as lock:
            while not locked(lock):
                time.sleep(0.1)
            if not folder.exists():
                _fetch(folder, wanted)
    return folder


def _fetch(folder: Path, wanted: str) -> None:
    draft = folder.with_suffix(".draft")
    shutil.rmtree(draft, ignore_errors=True)
    _resolve(draft)
    if (found := sums(draft)) != wanted:
        differ = sorted({line.split()[1] for line in set(found.splitlines()) ^ set(wanted.splitlines())})
        raise Corrupt(f"Maven brought other jars than infra/embedded/kafka.sha256 has: {', '.join(differ)}. They were not used.")
    draft.rename(folder)


def _resolve(folder: Path) -> None:
    words = ["-q", "-B", "-ntp", "-f", str(POM), "dependency:copy-dependencies", "-DincludeScope=runtime", f"-DoutputDirectory={folder}"]
    try:
        done = subprocess.run(
            [_program("mvn", "maven"), *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, timeout=FETCH_S
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise Unavailable(f"Maven did not fetch Apache Kafka within {FETCH_S:.0f} s: look at its mirrors, or name a cluster of yours.") from None
    if done.returncode != 0:
        raise Unavailable(f"Maven could not fetch Apache Kafka:\n{done.stdout.strip()[-800:]}")


def sums(folder: Path) -> str:
    """As `sha256sum *.jar` prints them."""
    return "".join(f"{hashlib.sha256(jar.read_bytes()).hexdigest()}  {jar.name}\n" for jar in sorted(folder.glob("*.jar")))


def _program(name: str, package: str) -> str:
    if (path := shutil.which(name)) is None:
        raise Unavailable(f"{name} is missing: install it (Debian, Ubuntu: apt-get install {package}), or name a cluster of yours.")
    return path


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "ai-film-studio"


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "COLUMNS"}


def _cluster_id() -> str:
    return base64.urlsafe_b64encode(uuid.uuid4().bytes).rstrip(b"=").decode().replace("-", "x")


def free_ports(count: int) -> list[int]:
    listening = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in listening]
    for one in listening:
        one.close()
    return ports


def _answers(port: int) -> bool:
    """Does it list a broker? An open port alone is none yet."""
    try:
        with socket.create_connection(("127.0.0.1", port), 1.0) as connection:
            connection.settimeout(2.0)
            connection.sendall(len(METADATA_V1).to_bytes(4, "big") + METADATA_V1)
            with connection.makefile("rb") as answer:
                body = answer.read(int.from_bytes(answer.read(4), "big"))
    except OSError:
        return False
    return len(body) >= 8 and int.from_bytes(body[4:8], "big") > 0


# --- one that goes on without us


def _lock(folder: Path) -> TextIO:
    return (folder / "broker.lock").open("a+")


def running(folder: Path) -> int | None:
    """Process id of the broker of this folder, if it lives."""
    if not (folder / "broker.lock").exists():
        return None
    with _lock(folder) as lock:
        return None if locked(lock) else _last(folder)[0]


def _last(folder: Path) -> tuple[int, int, int]:
    """Process id, port and controller's port of the broker that ran here last, or runs; zeros: none did."""
    lock = folder / "broker.lock"
    pid, port, controller = map(int, (lock.read_text() if lock.exists() else "").split() or (0, 0, 0))
    return pid, port, controller


def address(folder: Path) -> str | None:
    """Of the broker of this folder, if it lives."""
    return None if running(folder) is None else f"127.0.0.1:{_last(folder)[1]}"


def up(folder: Path) -> str:
    """Its address, once it answers; the one it had before, if that is free. It runs on when we end."""
    _, port, controller = _last(folder)
    broker = Broker(folder, port=port, controller=controller)
    if running(folder) is None:
        broker.start()
    return broker.address


def variables(address: str) -> Mapping[str, str]:
    """By which processes find a broker that is alone: it can hold one copy of a topic, and what we ask for else is more."""
    return {f"STUDIO_KAFKA__{name}": value for name, value in (("BOOTSTRAP_SERVERS", address), ("REPLICATION", "1"), ("IN_SYNC", "1"))}


def down(folder: Path) -> bool:
    """False when none ran."""
    if (pid := running(folder)) is None:
        return False
    os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + STOP_S
    while running(folder) is not None:
        if time.monotonic() > deadline:
            os.kill(pid, signal.SIGKILL)
        time.sleep(0.05)
    return True


if __name__ == "__main__":
    by_hand(sys.argv[1:], __doc__, "build/kafka", lambda folder: variables(up(folder)), down)
