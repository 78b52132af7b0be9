"""How every process of ours reaches Apache Kafka: the one place where a client's arguments are made."""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any, Generic, Protocol, TypeVar

from aiokafka import AIOKafkaConsumer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.client import AIOKafkaClient
from aiokafka.conn import collect_hosts, create_conn
from aiokafka.errors import AuthenticationFailedError, KafkaError, SaslAuthenticationFailed, UnsupportedSaslMechanismError
from aiokafka.protocol.metadata import MetadataRequest

from infra.kafka_settings import KafkaSettings
from schemas.errors import Forbidden, Invalid, Unavailable

CLIENT_ID = "ai-film-studio"
logging.getLogger("aiokafka").addHandler(logging.NullHandler())  # it is heard where a process keeps logs; else our errors say what it would
LEAVE_S = 1.5  # how long a group may take to hear that a member goes; it finds out by itself, after the session
START_S = 5.0  # how long a client that is to end is let come to its start


class Startable(Protocol):
    """A consumer or a producer of the library, which has no types."""

    async def start(self) -> None: ...
    async def stop(self) -> None: ...


T = TypeVar("T", bound=Startable)


def client_arguments(settings: KafkaSettings) -> dict[str, Any]:
    """Of every client: producer, consumer, admin. Raises Invalid."""
    secure = settings.tls or settings.ca_file is not None
    arguments: dict[str, Any] = {
        "bootstrap_servers": settings.bootstrap_servers,
        "client_id": CLIENT_ID,
        "security_protocol": ("SASL_" if settings.username else "") + ("SSL" if secure else "PLAINTEXT"),
    }
    if secure:
        try:
            arguments["ssl_context"] = ssl.create_default_context(cafile=settings.ca_file)
        except OSError as error:
            raise Invalid(f"STUDIO_KAFKA__CA_FILE: {settings.ca_file} cannot be read ({error}).") from error
    if settings.username:
        if settings.password is None:
            raise Invalid("STUDIO_KAFKA__USERNAME is set, STUDIO_KAFKA__PASSWORD is not.")
        arguments |= {
            "sasl_mechanism": settings.mechanism,
            "sasl_plain_username": settings.username,
            "sasl_plain_password": settings.password.get_secret_value(),
        }
    return arguments


@asynccontextmanager
async def administering(settings: KafkaSettings) -> AsyncIterator[AIOKafkaAdminClient]:
    """Raises Unavailable; Invalid, naming the variable to mend, where the brokers are there and will not have us."""
    admin = AIOKafkaAdminClient(**client_arguments(settings), request_timeout_ms=round(settings.answer_s * 1000))
    try:
        await admin.start()
        yield admin
    except (KafkaError, OSError) as error:
        if cure := await _cure(settings):
            raise Invalid(f"Kafka at {settings.bootstrap_servers} turns us away: {cure}") from error
        raise Unavailable(f"Kafka at {settings.bootstrap_servers} cannot be reached: {error}.") from error
    finally:
        await ended(admin._client, admin.close())


class Begun(Generic[T]):
    """A client of the library, which begins to start at once and may be ended at any moment.

    While it starts it is let come to that: one that is cancelled there, or stopped, leaves a connection open.
    """

    def __init__(self, one: T, client: AIOKafkaClient, among: set[Begun[Any]], stop: Callable[[], Coroutine[Any, Any, None]] | None = None) -> None:
        """`among`: those that have not ended yet. `stop`: how it ends, if not by what the library has for that."""
        self.one = one
        self._client, self._among, self._stop = client, among, stop or one.stop
        self._starting = asyncio.get_running_loop().create_task(one.start())
        self._ending: asyncio.Task[None] | None = None
        among.add(self)

    async def ready(self) -> T:
        """Raises what the library raises."""
        await asyncio.shield(self._starting)
        return self.one

    def give_up(self) -> asyncio.Task[None]:
        """Ends it; nobody need wait for that."""
        if self._ending is None:
            self._ending = asyncio.get_running_loop().create_task(self._end())
        return self._ending

    async def end(self) -> None:
        await asyncio.shield(self.give_up())

    async def _end(self) -> None:
        await asyncio.wait({self._starting}, timeout=START_S)
        self._starting.cancel()
        await asyncio.gather(self._starting, return_exceptions=True)
        try:
            await ended(self._client, self._stop())
        finally:
            self._among.discard(self)


async def left(consumer: AIOKafkaConsumer) -> None:
    """A consumer ends, and its group, if it has one, hears of that while the broker answers. Raises what the library raises."""
    with suppress(TimeoutError):
        async with asyncio.timeout(LEAVE_S):
            if consumer._group_id is not None and consumer._coordinator is not None:
                await consumer._coordinator.close()
    await ended(consumer._client, consumer.stop())


async def ended(client: AIOKafkaClient, stopping: Coroutine[Any, Any, None]) -> None:
    """`stopping` is what the library ends with whoever has `client`. After half a second connections are hung up, after five more nobody waits.

    On uvloop a connection by TLS that is closed politely waits 30 s for the broker's goodbye, and the library waits for that.
    """
    transports = [one._writer.transport for one in client._conns.values() if one._writer is not None]
    task = asyncio.get_running_loop().create_task(stopping)
    done, _ = await asyncio.wait({task}, timeout=0.5)
    if not done:
        for transport in transports:
            transport.abort()
        done, _ = await asyncio.wait({task}, timeout=5.0)
    for one in done:
        one.result()


async def _cure(settings: KafkaSettings) -> str | None:
    """What to mend; the client tells only that no broker would do. None: nothing that we could know of."""
    host, port, _ = collect_hosts(settings.bootstrap_servers)[0]
    arguments = {name: value for name, value in client_arguments(settings).items() if name != "bootstrap_servers"}
    try:
        connection = await create_conn(host, port, request_timeout_ms=round(settings.answer_s * 1000), **arguments)
    except (AuthenticationFailedError, SaslAuthenticationFailed):
        return "STUDIO_KAFKA__USERNAME and STUDIO_KAFKA__PASSWORD are not those of one of its users."
    except UnsupportedSaslMechanismError:
        return f"STUDIO_KAFKA__MECHANISM={settings.mechanism} is none of its ways of asking for a password."
    except ssl.SSLCertVerificationError as error:
        return f"STUDIO_KAFKA__CA_FILE is not the authority of its certificate ({error.verify_message})."
    except ConnectionRefusedError:
        return None
    except (KafkaError, ConnectionError, ssl.SSLError):  # hung up: it speaks otherwise, or is just starting or stopping
        if "ssl_context" in arguments:
            plain = await _speaks_without_tls(host, port, settings.answer_s)
            return "it speaks no TLS there: unset STUDIO_KAFKA__CA_FILE and STUDIO_KAFKA__TLS, or name its other port." if plain else None
        return "it speaks TLS: set STUDIO_KAFKA__CA_FILE, or STUDIO_KAFKA__TLS=true." if await _speaks_tls(host, port, settings.answer_s) else None
    except OSError:
        return None
    try:
        await connection.send(MetadataRequest([]))
    except TimeoutError:
        return None
    except KafkaError:
        return None if settings.username else "it may want to know who we are: set STUDIO_KAFKA__USERNAME and STUDIO_KAFKA__PASSWORD."
    finally:
        connection.close()
    return None


async def _speaks_tls(host: str, port: int, answer_s: float) -> bool:
    whoever = ssl.create_default_context()
    whoever.check_hostname, whoever.verify_mode = False, ssl.CERT_NONE  # nothing is told to it
    try:
        async with asyncio.timeout(answer_s):
            _, writer = await asyncio.open_connection(host, port, ssl=whoever)
    except (OSError, TimeoutError):  # an SSLError is one
        return False
    writer.transport.abort()
    return True


async def _speaks_without_tls(host: str, port: int, answer_s: float) -> bool:
    try:
        connection = await create_conn(host, port, request_timeout_ms=round(answer_s * 1000), client_id=CLIENT_ID)
    except (KafkaError, OSError, TimeoutError):
        return False
    connection.close()
    return True


def forbidden(error: Exception, what: str) -> Forbidden:
    """What to raise where the brokers' access control lists say no."""
    return Forbidden(f"This process may not {what}: `python -m infra.kafka_acls` shows who may ({type(error).__name__}).")
