"""What every process of ours is told of Apache Kafka. Reading it needs no client of Kafka: a film on a laptop has none."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, Field, PositiveInt, SecretStr

Seconds = Annotated[float, Field(ge=1.0)]  # a question about the end of a log may be kept for half a second


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
    answer_s: Seconds = 10.0  # the longest that a broker is waited for, before its connection is given up and what was asked is asked again
    append_s: Seconds = 30.0  # the longest that an append waits to be sent, and from there for its outcome, before that is told to be unknown
    session_s: Seconds = 6.0  # after which a member of a group that says nothing is given up
    instance: str | None = None  # a name that no other process has at the same time: who begins again has its partitions back at once (KIP-345)
