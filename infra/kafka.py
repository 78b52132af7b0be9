"""How every process of ours reaches Apache Kafka: the one place where a client's arguments are made."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, PositiveInt, SecretStr

from schemas.errors import Invalid

CLIENT_ID = "ai-film-studio"


class KafkaSettings(BaseModel, frozen=True):
    """STUDIO_KAFKA__BOOTSTRAP_SERVERS and its like. With a CA file the connection is TLS; with a user name it is SASL."""

    bootstrap_servers: str
    ca_file: Path | None = None
    username: str | None = None
    password: SecretStr | None = None
    mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] = "SCRAM-SHA-512"
    tls: bool = False  # with the certificates of the system, where no CA file is named
    replication: PositiveInt = 3  # copies of a topic that we make
    in_sync: PositiveInt = 2  # of them that must have a batch before it is acknowledged
    prefix: str = ""  # of topics and groups, where several studios share a cluster
    session_s: float = 6.0  # after which a member of a group that says nothing is given up


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
