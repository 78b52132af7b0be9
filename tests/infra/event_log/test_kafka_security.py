"""TLS, passwords and access control lists, on a broker of our own that has them: who may do what, and what is told to whom the brokers turn away."""

from __future__ import annotations

import asyncio
import datetime
import ipaddress
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.errors import GroupAuthorizationFailedError, TopicAuthorizationFailedError
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from infra import kafka_acls
from infra.embedded.kafka import Broker, Listener, free_ports
from infra.event_log import kafka_topics
from infra.event_log.kafka import KafkaEventLog
from infra.event_log.port import EventLog
from infra.kafka import client_arguments, ended
from infra.kafka_acls import ACCESS, Access
from infra.kafka_settings import KafkaSettings
from infra.streams import kafka_topics as stream_topics
from infra.streams.port import CONTROL, PROGRESS, RESULTS
from schemas.errors import Forbidden, Invalid
from schemas.partitions import COMMANDS, EVENTS
from tests.contracts.event_log import EVERYTHING, Member, texts, values

pytestmark = pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
"""The library hangs up politely on a broker that turned us away, and waits for nothing: uvloop finds such a connection when a test ends, warns, and
closes it; where that warning is an error it cannot, and the loop that it is in cannot be closed either."""

WORK = "studio.work.video"
PASSWORDS = {process: f"password of {process}" for process in ACCESS}
AUTHORITY, STRANGE = "authority.pem", "strange.pem"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With the broker's key, the authority of its certificate, and another authority."""
    folder = tmp_path_factory.mktemp("security")
    authority, key = certificate("authority", None)
    strange, _ = certificate("strange", None)
    server, server_key = certificate("broker", (authority, key))
    (folder / AUTHORITY).write_bytes(pem(authority))
    (folder / STRANGE).write_bytes(pem(strange))
    private = server_key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "broker.pem").write_bytes(private + pem(server) + pem(authority))
    return folder


@pytest.fixture(scope="module")
def broker(kafka_jars: None, folder: Path) -> Iterator[Broker]:
    """Whoever comes without a password, on its first port, is a super user."""
    [port] = free_ports(1)
    security = {
        "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "super.users": "User:ANONYMOUS",
        "listener.name.secure.sasl.enabled.mechanisms": "SCRAM-SHA-512",
        "listener.name.secure.scram-sha-512.sasl.jaas.config": "org.apache.kafka.common.security.scram.ScramLoginModule required;",
        "listener.name.secure.ssl.keystore.type": "PEM",
        "listener.name.secure.ssl.keystore.location": str(folder / "broker.pem"),
    }
    listener = Listener(name="SECURE", port=port, protocol="SASL_SSL")
    broker = Broker(folder / "kafka", settings=security, listeners=[listener], users=PASSWORDS, heap="256m")
    broker.start()
    try:
        asyncio.run(prepared(KafkaSettings(bootstrap_servers=broker.address, replication=1, in_sync=1)))
        yield broker
    finally:
        broker.kill()


async def prepared(settings: KafkaSettings) -> None:
    await kafka_topics.create(settings)
    await stream_topics.create(settings)
    await kafka_acls.apply(settings)


@pytest.fixture
def as_(broker: Broker, folder: Path) -> Callable[..., KafkaSettings]:
    """How a process reaches that broker; what is named otherwise is."""

    def settings(process: str, **otherwise: object) -> KafkaSettings:
        usual = {
            "bootstrap_servers": f"127.0.0.1:{broker.listeners[0].port}", "ca_file": folder / AUTHORITY, "username": process,
            "password": PASSWORDS[process], "replication": 1, "in_sync": 1, "answer_s": 3.0, "append_s": 5.0,
        }  # fmt: skip
        return KafkaSettings.model_validate({**usual, **otherwise})

    return settings


As = Callable[..., KafkaSettings]

# --- getting in


async def test_with_its_password_and_over_tls_a_process_reads_and_writes_the_log(as_: As) -> None:
    async with opened(as_("decider")) as log:
        base = await log.append(EVENTS, 3, texts("told", 2))
        assert values(await log.read(EVENTS, 3, base)) == ["told:0", "told:1"]
        member = Member(log)
        async with member.standing():
            await member.until(EVERYTHING)


@pytest.mark.parametrize(
    ("wrong", "cure"),
    [
        ({"password": "guessed"}, r"STUDIO_KAFKA__PASSWORD"),
        ({"username": "nobody"}, r"STUDIO_KAFKA__USERNAME"),
        ({"ca_file": STRANGE}, r"STUDIO_KAFKA__CA_FILE"),
        ({"ca_file": None, "tls": True}, r"STUDIO_KAFKA__CA_FILE"),
        ({"ca_file": None}, r"STUDIO_KAFKA__TLS"),
        ({"ca_file": None, "username": None, "password": None}, r"STUDIO_KAFKA__TLS"),
        ({"username": None, "password": None}, r"STUDIO_KAFKA__USERNAME"),
        ({"mechanism": "PLAIN"}, r"STUDIO_KAFKA__MECHANISM=PLAIN"),
        ({"ca_file": "missing.pem"}, r"STUDIO_KAFKA__CA_FILE: .*missing\.pem"),
        ({"password": None}, r"STUDIO_KAFKA__PASSWORD is not"),
    ],
    ids=str,
)
async def test_who_is_turned_away_is_told_which_variable_to_mend(wrong: dict[str, object], cure: str, as_: As, folder: Path) -> None:
    if isinstance(wrong.get("ca_file"), str):
        wrong = {**wrong, "ca_file": folder / str(wrong["ca_file"])}
    with pytest.raises(Invalid, match=cure) as refused:
        await KafkaEventLog.open(as_("decider", **wrong))
    assert PASSWORDS["decider"] not in str(refused.value)


async def test_tls_where_none_is_spoken_is_told(as_: As, broker: Broker) -> None:
    with pytest.raises(Invalid, match="speaks no TLS there: unset STUDIO_KAFKA__CA_FILE"):
        await KafkaEventLog.open(as_("decider", bootstrap_servers=broker.address))


def test_a_password_shows_in_no_settings(as_: As) -> None:
    assert PASSWORDS["decider"] not in f"{as_('decider')!r} {as_('decider').model_dump_json()}"


# --- who may do what


@pytest.mark.parametrize("process", ACCESS)
async def test_each_process_may_do_what_the_table_says_and_nothing_else(process: str, as_: As) -> None:
    settings, access = as_(process), ACCESS[process]
    every = (COMMANDS, EVENTS, RESULTS, PROGRESS, CONTROL, WORK)
    async with AIOKafkaProducer(**client_arguments(settings), acks="all") as producer:
        writes = {topic for topic in every if await may(producer.send_and_wait(topic, b"{}", partition=0))}
        await ended(producer.client, producer.stop())
    assert writes == named(access.writes, every)
    assert {topic for topic in every if await may(read(settings, topic))} == named(access.reads, every)
    groups = {"deciders": COMMANDS, "router": RESULTS, "workers.video": WORK}
    assert {group for group, topic in groups.items() if await may(ask(settings, group, topic))} == named(access.groups, groups)


async def test_the_api_may_not_write_events_and_is_told_so_at_once(as_: As) -> None:
    async with opened(as_("command_api")) as log:
        await log.append(COMMANDS, 0, texts("command", 1))
        end = await log.end(EVENTS, 0)
        with pytest.raises(Forbidden, match=r"may not write to studio\.events.*python -m infra\.kafka_acls"):
            await log.append(EVENTS, 0, texts("forged", 1))
        with pytest.raises(Forbidden, match=r"may not read .*studio\.commands"):
            await log.read(COMMANDS, 0, 0)
        assert await log.end(EVENTS, 0) == end
    async with opened(as_("projections")) as log:
        with pytest.raises(Forbidden, match=r"may not write to studio\.events"):
            await log.append(EVENTS, 0, texts("forged", 1))


async def test_a_projection_may_not_stand_for_the_partitions(as_: As) -> None:
    async with opened(as_("projections")) as log:
        with pytest.raises(Forbidden, match="stand in the group"):
            async with Member(log).standing():
                await asyncio.sleep(10)


def test_the_command_keeps_the_table_and_shows_it(broker: Broker, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("STUDIO_KAFKA__BOOTSTRAP_SERVERS", broker.address)
    kafka_acls.main([])
    said = capsys.readouterr().out
    assert said.splitlines()[:2] == ["command_api    reads   studio.events", "               writes  studio.commands"]
    assert said.endswith("0 entries were made, 0 taken back.\n")
    monkeypatch.setenv("STUDIO_KAFKA__BOOTSTRAP_SERVERS", "127.0.0.1:1")
    kafka_acls.main(["show"])
    assert capsys.readouterr().out == "".join(kafka_acls.table())


@pytest.mark.parametrize("word", ["--help", "shwo"])
def test_whoever_mistypes_changes_nobodys_rights(word: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STUDIO_KAFKA__BOOTSTRAP_SERVERS", "127.0.0.1:1")
    with pytest.raises(SystemExit, match=r"infra\.kafka_acls \[show\]"):
        kafka_acls.main([word])


async def test_what_was_granted_besides_the_table_is_taken_back(broker: Broker, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = KafkaSettings(bootstrap_servers=broker.address)
    assert await kafka_acls.apply(settings) == (0, 0), "the table is kept already"
    monkeypatch.setitem(ACCESS, "projections", Access(reads=[EVENTS, COMMANDS], writes=[EVENTS]))
    assert await kafka_acls.apply(settings) == (2, 0)
    monkeypatch.undo()
    assert await kafka_acls.apply(settings) == (0, 2)
    assert await kafka_acls.apply(settings) == (0, 0)


# --- in the tests' words


@asynccontextmanager
async def opened(settings: KafkaSettings) -> AsyncIterator[EventLog]:
    log = await KafkaEventLog.open(settings)
    try:
        yield log
    finally:
        async with asyncio.timeout(15.0):  # on uvloop each polite goodbye by TLS alone would take 30
            await log.close()


async def may(attempt: Awaitable[object]) -> bool:
    try:
        async with asyncio.timeout(10):
            await attempt
    except (TopicAuthorizationFailedError, GroupAuthorizationFailedError):
        return False
    return True


async def read(settings: KafkaSettings, topic: str) -> None:
    """A fetch that the broker answers, were it with nothing."""
    async with consuming(settings) as consumer:
        there = TopicPartition(topic, 0)
        consumer.assign([there])
        consumer.seek(there, 0)
        if topic not in await consumer.topics():
            raise TopicAuthorizationFailedError(topic)
        await consumer.getmany(timeout_ms=300)


async def ask(settings: KafkaSettings, group: str, topic: str) -> None:
    async with consuming(settings, group_id=group) as consumer:
        await consumer.committed(TopicPartition(topic, 0))


@asynccontextmanager
async def consuming(settings: KafkaSettings, **more: object) -> AsyncIterator[AIOKafkaConsumer]:
    arguments = {**client_arguments(settings), "auto_offset_reset": "none", "fetch_max_wait_ms": 10, "enable_auto_commit": False, **more}
    consumer = AIOKafkaConsumer(**arguments)
    await consumer.start()
    try:
        yield consumer
    finally:
        await ended(consumer._client, consumer.stop())


def named(names: Sequence[str], every: Iterable[str]) -> set[str]:
    return {one for one in every if any(one == name or (name.endswith(".") and one.startswith(name)) for name in names)}


def certificate(name: str, by: tuple[x509.Certificate, ec.EllipticCurvePrivateKey] | None) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    """Of an authority, or by it one for 127.0.0.1."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.datetime.now(datetime.UTC)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by[0].subject if by else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=by is None, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
    )
    return builder.sign(by[1] if by else key, hashes.SHA256()), key


def pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)
