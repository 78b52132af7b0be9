"""The two topics of the log on Kafka, and how they must be set: made by our own command, looked at at every start, never made by a client.

STUDIO_KAFKA__BOOTSTRAP_SERVERS=... python -m infra.event_log.kafka_topics
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import InvalidReplicationFactorError, KafkaError, NoError, TopicAlreadyExistsError, for_code

from infra.kafka import administering
from infra.kafka_settings import KafkaSettings
from infra.settings import KafkaLogSettings
from schemas.errors import Invalid, StudioError, Unavailable
from schemas.partitions import COMMANDS, EVENTS, PARTITIONS

FOR_EVER = {"cleanup.policy": "delete", "retention.ms": "-1", "retention.bytes": "-1"}
"""Compaction and retention would both take from the history."""

KNOWN_S = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    name: str
    partitions: int
    settings: Mapping[str, str]
    made_by: str = "python -m infra.event_log.kafka_topics"


PLAIN = FOR_EVER | {"max.message.bytes": "1048588", "compression.type": "uncompressed"}
"""Whatever a client sends: what another has compressed our readers may not know how to read, and would never come past it."""

PATIENT = {"message.timestamp.type": "CreateTime", "message.timestamp.after.max.ms": str(2**63 - 1)}
"""Time of decision never goes back: after clocks that were hours ahead it stays ahead, and a broker that refused it would stop the partition."""

LOG = (
    Topic(name=COMMANDS, partitions=PARTITIONS, settings=PLAIN | {"message.timestamp.type": "LogAppendTime"}),
    Topic(name=EVENTS, partitions=PARTITIONS, settings=PLAIN | PATIENT),
)
SAFE = {"unclean.leader.election.enable": "false"}
"""A leader that was behind would take acknowledged records from the end, and give their offsets away again."""


def of(settings: KafkaSettings, topics: Sequence[Topic] = LOG) -> Sequence[Topic]:
    """The topics of the studio of that prefix."""
    return [replace(topic, name=settings.prefix + topic.name) for topic in topics]


async def create(settings: KafkaSettings, topics: Sequence[Topic] = LOG) -> Sequence[str]:
    """Makes what is missing, on `settings.replication` brokers; the names of what was made. What is there is not touched.

    Raises Invalid where there are not so many brokers, Unavailable.
    """
    made = []
    async with administering(settings) as admin:
        for topic in of(settings, topics):
            wanted = {**topic.settings, **SAFE, "min.insync.replicas": str(settings.in_sync)}
            answer = await admin.create_topics([NewTopic(topic.name, topic.partitions, settings.replication, topic_configs=wanted)])
            for _, code, message in answer.topic_errors:  # nothing is raised for any of them
                error = for_code(code)
                if error is NoError:
                    made.append(topic.name)
                elif error is not TopicAlreadyExistsError:
                    raise _not_made(settings, topic.name, error, message)
        await _until_known(admin, made)
    return made


async def check(settings: KafkaSettings, topics: Sequence[Topic] = LOG) -> None:
    """Raises Invalid naming what is wrong and the command that mends it, Unavailable."""
    if found := [fault async for fault in _faults(settings, of(settings, topics))]:
        raise Invalid("The topics of the studio are not as they must be. " + " ".join(found))


def _not_made(settings: KafkaSettings, name: str, error: type[KafkaError], message: str | None) -> StudioError:
    why = (message or error.__name__).rstrip(".")
    if error is InvalidReplicationFactorError:
        return Invalid(
            f"The topic {name} could not be made: {why}. STUDIO_KAFKA__REPLICATION={settings.replication} asks for so many brokers; a cluster of one "
            "needs STUDIO_KAFKA__REPLICATION=1 and STUDIO_KAFKA__IN_SYNC=1, everywhere."
        )
    return Unavailable(f"The topic {name} could not be made: {why}.")


async def _until_known(admin: AIOKafkaAdminClient, made: list[str]) -> None:
    """What was made is known to a broker a moment later."""
    deadline = asyncio.get_running_loop().time() + KNOWN_S
    while made and any(for_code(one["error_code"]) is not NoError for one in await admin.describe_topics(made)):
        if asyncio.get_running_loop().time() > deadline:
            raise Unavailable(f"The brokers did not know their new topics within {KNOWN_S:.0f} s.")
        await asyncio.sleep(0.05)


async def _faults(settings: KafkaSettings, topics: Sequence[Topic]) -> AsyncIterator[str]:
    async with administering(settings) as admin:
        there = {one["topic"]: one for one in await admin.describe_topics([topic.name for topic in topics])}
        for topic in topics:
            found = there[topic.name]
            if for_code(found["error_code"]) is not NoError:
                yield f"{topic.name} is missing: `{_there(settings)}{topic.made_by}` makes it."
            elif (count := len(found["partitions"])) != topic.partitions:
                yield f"{topic.name} has {count} partitions and must have {topic.partitions}, for ever: make it anew, and copy the log there."
            else:
                async for fault in _faults_of_one(admin, topic, found, settings):
                    yield fault


async def _faults_of_one(admin: AIOKafkaAdminClient, topic: Topic, found: Mapping[str, Any], settings: KafkaSettings) -> AsyncIterator[str]:
    """Scripts whose names begin with kafka- are the brokers' own: docs/runbook/README.md says where they are."""
    there, in_sync = f"--bootstrap-server {settings.bootstrap_servers}", settings.in_sync
    copies = min(len(one["replicas"]) for one in found["partitions"])
    if copies < in_sync:  # a broker acknowledges a batch there all the same, whatever min.insync.replicas says
        yield (
            f"{topic.name} has {copies} of the {in_sync} copies that an acknowledgement promises: give it more with "
            f"`kafka-reassign-partitions {there}`, or set STUDIO_KAFKA__IN_SYNC={copies} where that is enough."
        )
    for name, wanted, has in await _differences(admin, topic, in_sync):
        yield f"{topic.name} has {name}={has}: `kafka-configs {there} --alter --topic {topic.name} --add-config {name}={wanted}` mends it."


def _there(settings: KafkaSettings) -> str:
    """The variables with which a command finds the same topics."""
    found = {"BOOTSTRAP_SERVERS": settings.bootstrap_servers, "PREFIX": settings.prefix}
    return "".join(f"STUDIO_KAFKA__{name}={value} " for name, value in found.items() if value)


async def _differences(admin: AIOKafkaAdminClient, topic: Topic, in_sync: int) -> list[tuple[str, str, str]]:
    answers = await admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, topic.name)])
    has = {entry[0]: entry[1] for answer in answers for resource in answer.resources for entry in resource[4]}
    wanted = {**topic.settings, **SAFE}
    if int(has["min.insync.replicas"]) < in_sync:
        wanted["min.insync.replicas"] = str(in_sync)
    return [(name, value, has.get(name, "nothing")) for name, value in wanted.items() if has.get(name) != value]


def by_hand(topics: Sequence[Topic], whose: str) -> None:
    """The command that makes them and looks at them. Ends the process when they cannot be as they must."""
    try:
        settings = KafkaLogSettings.read().kafka
        made = asyncio.run(create(settings, topics))
        asyncio.run(check(settings, topics))
    except StudioError as error:
        sys.exit(str(error))
    sys.stdout.write(f"{'Made ' + ', '.join(made) if made else 'Nothing was missing'}; the topics of the {whose} are as they must be.\n")


if __name__ == "__main__":
    by_hand(LOG, "studio")
