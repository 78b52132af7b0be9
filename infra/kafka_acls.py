"""Which process may read and write which topic: the one table of it, and the command that makes the brokers keep it.

STUDIO_KAFKA__BOOTSTRAP_SERVERS=... python -m infra.kafka_acls [show]

Each process is a user of its own, who bears its name; who runs this command, and makes topics, is a super user. Whatever else the brokers grant to
one of these users is taken back.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import NoError, for_code
from aiokafka.protocol.admin import CreateAclsRequest, DeleteAclsRequest, DescribeAclsRequest

from infra.kafka import administering
from infra.kafka_settings import KafkaSettings
from infra.settings import KafkaLogSettings
from infra.streams.port import CONTROL, PROGRESS, RESULTS, TOPICS
from schemas.errors import StudioError, Unavailable
from schemas.partitions import COMMANDS, EVENTS

LOG = (COMMANDS, EVENTS)
WORK = "studio.work."
WORKERS = "workers."


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Names that end in a dot stand for all that begin so."""

    reads: Sequence[str] = ()
    writes: Sequence[str] = ()
    groups: Sequence[str] = ()


ACCESS: Mapping[str, Access] = {
    "command_api": Access(reads=[EVENTS], writes=[COMMANDS]),
    "decider": Access(reads=[COMMANDS, EVENTS], writes=[COMMANDS, EVENTS], groups=["deciders"]),  # commands: its Tick
    "projections": Access(reads=[EVENTS]),
    "query_api": Access(reads=[EVENTS, PROGRESS]),
    "router": Access(reads=[EVENTS, RESULTS, PROGRESS], writes=[COMMANDS, CONTROL, WORK], groups=["router"]),
    "gpu_consumers": Access(reads=[CONTROL, WORK], writes=[RESULTS, PROGRESS], groups=[WORKERS]),
    "integrations": Access(reads=[EVENTS], writes=[COMMANDS]),
}

# Numbers of the protocol: org.apache.kafka.common.resource.ResourceType and PatternType, ...acl.AclOperation and AclPermissionType.
ANY, TOPIC, GROUP, LITERAL, PREFIXED, ALLOW = 1, 2, 3, 3, 4, 3
READ, WRITE, DESCRIBE, DESCRIBE_CONFIGS = 3, 4, 8, 10


class Grant(NamedTuple):
    """One access control entry, in the order of the protocol."""

    kind: int
    name: str
    pattern: int
    principal: str
    host: str
    operation: int
    permission: int


def grants(process: str, prefix: str = "") -> frozenset[Grant]:
    """What `process` is granted where topics and groups begin with `prefix`. Whoever opens the log or the streams looks at how they are all set."""
    access = ACCESS[process]
    used = {*access.reads, *access.writes}
    looked_at = [*(LOG if used & {*LOG} else ()), *(TOPICS if used - {*LOG} else ())]
    wanted = [
        *product([TOPIC], access.reads, [READ]), *product([TOPIC], access.writes, [WRITE]), *product([GROUP], access.groups, [READ]),
        *product([TOPIC], looked_at, [DESCRIBE, DESCRIBE_CONFIGS]),
    ]  # fmt: skip
    return frozenset(
        Grant(kind, prefix + name, PREFIXED if name.endswith(".") else LITERAL, f"User:{process}", "*", operation, ALLOW)
        for kind, name, operation in wanted
    )


async def apply(settings: KafkaSettings, processes: Collection[str] = ACCESS.keys()) -> tuple[int, int]:
    """How many entries were made, and how many taken back. Raises Unavailable, Invalid."""
    made = taken = 0
    async with administering(settings) as admin:
        for process in processes:
            wanted, held = grants(process, settings.prefix), await _held(admin, process)
            for grant in wanted - held:
                [(code, message)] = (await admin._send_request(CreateAclsRequest(*grant))).creation_responses
                _refuse(code, message)
            for grant in held - wanted:
                [(code, message, _)] = (await admin._send_request(DeleteAclsRequest(*grant))).filter_responses
                _refuse(code, message)
            made, taken = made + len(wanted - held), taken + len(held - wanted)
    return made, taken


async def _held(admin: AIOKafkaAdminClient, process: str) -> frozenset[Grant]:
    """The admin client of aiokafka 0.14 speaks the protocol of these entries, and has no methods for it."""
    answer = await admin._send_request(DescribeAclsRequest(ANY, None, ANY, f"User:{process}", None, ANY, ANY))
    _refuse(answer.error_code, answer.error_message)
    return frozenset(Grant(kind, name, pattern, *entry) for kind, name, pattern, entries in answer.resources for entry in entries)


def _refuse(code: int, message: str | None) -> None:
    if for_code(code) is not NoError:
        raise Unavailable(f"The brokers do not keep access control lists for us: {message or for_code(code).__name__}.")


def table() -> Iterable[str]:
    for process, access in ACCESS.items():
        reads, writes, groups = ("  ".join(names) or "-" for names in (access.reads, access.writes, access.groups))
        yield f"{process:<14} reads   {reads}\n{'':<14} writes  {writes}\n{'':<14} groups  {groups}\n"


def main(words: Sequence[str]) -> None:
    """Whoever mistypes changes nobody's rights."""
    if list(words) not in ([], ["show"]):
        sys.exit(__doc__)
    sys.stdout.writelines(table())
    if not words:
        made, taken = asyncio.run(apply(KafkaLogSettings.read().kafka))
        sys.stdout.write(f"The brokers keep this table now: {made} entries were made, {taken} taken back.\n")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except StudioError as error:
        sys.exit(str(error))
