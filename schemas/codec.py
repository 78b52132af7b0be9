"""Objects to bytes and back: the only file that knows the wire format.

An event is a record whose value is JSON and whose headers are text: CloudEvents 1.0 (Kafka binding, binary mode) plus ours. The link is the SHA-256
over netstrings (https://cr.yp.to/proto/netstrings.txt) of: link version, seq, prev, the headers of LINKED in that order, key, time, value.
`at` is left out: a record may be written again elsewhere, restamped, and stay the same link of the same chain.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any, cast

import msgspec

from schemas.envelope import Instant, Issued, Recorded
from schemas.errors import Undecodable, UnknownVersion
from schemas.registry import COMMANDS, EVENTS, EventType
from schemas.upcasters import UPCASTERS

LINK = "1"
SOURCE = "ai-film-studio"
LINKED = (
    "ce_specversion", "ce_type", "ce_source", "ce_id", "ce_time", "ce_subject", "content-type",
    "command", "command_id", "command_hash", "actor", "issuer", "correlation", "causation", "body", "ip", "decider",
)  # fmt: skip
Headers = dict[str, str]
_own, _shared = itemgetter(*LINKED[:8]), itemgetter(*LINKED[8:])  # all events of one command share the rest

_encode = msgspec.json.Encoder().encode
_wires = {entry.type: entry.wire for entry in (*EVENTS, *COMMANDS)}
BROKEN = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
"""What msgspec raises of bytes that are not what was asked for; the last one of a thousand brackets, or fewer where the stack is deep already."""


def _known(entries: Sequence[EventType]) -> dict[str, tuple[EventType, int]]:
    """Wire name -> what it is, and in which version, for each version that there was."""
    return {f"{entry.name}.v{version}": (entry, version) for entry in entries for version in range(1, entry.version + 1)}


_events, _commands = _known(EVENTS), _known(COMMANDS)


@lru_cache(maxsize=1024)
def _decoder(type_: type[Any]) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(type_)


@lru_cache(maxsize=64)  # all events of a decision have one time
def rfc3339(time: Instant) -> str:
    """'2026-11-21T10:57:09.123Z' of milliseconds since the epoch, without a time zone database."""
    return f"{_second(time // 1000)}.{time % 1000:03d}Z"


@lru_cache(maxsize=64)
def _second(time: int) -> str:
    return f"{datetime.datetime.fromtimestamp(time, datetime.UTC):%Y-%m-%dT%H:%M:%S}"


def encode(value: object) -> bytes:
    """JSON of any of our frozen dataclasses."""
    return _encode(value)


def decode(data: bytes, type_: type[Any]) -> Any:
    """The dataclass that `encode` wrote. Raises Undecodable."""
    try:
        return _decoder(type_).decode(data)  # type: ignore[arg-type]  # a type is hashable
    except BROKEN as error:
        raise Undecodable(f"Not a {type_.__name__}: {error}") from error


# --- events


def event_headers(
    seq: int,
    prev: str,
    event: object,
    *,
    account_id: str,
    time: Instant,
    partition: int,
    command: str,
    command_hash: str,
    decider: str,
    issued: Issued[Any],
) -> Headers:
    """All headers of an event record but `at`. `command` is `<offset>:<index>:<count>`; `account_id` is the record's key."""
    return {
        "ce_specversion": "1.0", "ce_type": _wires[type(event)], "ce_source": SOURCE,
        "ce_id": f"{partition}:{seq}", "ce_time": rfc3339(time),
        "ce_subject": account_id, "content-type": "application/json",
        "command": command, "command_id": issued.command_id, "command_hash": command_hash, "actor": issued.actor, "issuer": issued.issuer,
        "correlation": issued.correlation_id, "causation": issued.causation_id, "body": issued.body, "ip": issued.ip, "decider": decider,
        "seq": str(seq), "prev": prev, "link": LINK,
    }  # fmt: skip


def link_hash(headers: Mapping[str, str], key: str, time: Instant, value: bytes) -> str:
    """SHA-256 that the next event of the partition names as its `prev`. Raises Undecodable when a header is missing."""
    try:
        own = _netstrings((headers["link"], headers["seq"], headers["prev"], *_own(headers)))
        shared = _kept_netstrings(_shared(headers))
    except KeyError as missing:
        raise Undecodable(f"An event record without the header {missing}.") from None
    text = f"{own}{shared}{len(key)}:{key},{len(moment := str(time))}:{moment},"
    return hashlib.sha256(b"%b%d:%b," % (text.encode(), len(value), value)).hexdigest()


class _Beginnings(dict[int, str]):
    """What a netstring of so many characters begins with; to write a number out costs more than all the rest of it."""

    def __missing__(self, length: int) -> str:
        return f"{length}:"


_begin = _Beginnings({length: f"{length}:" for length in range(256)})


def _netstrings(parts: tuple[str, ...]) -> str:
    return "".join([f"{_begin[len(part)]}{part}," for part in parts])


_kept_netstrings = lru_cache(maxsize=64)(_netstrings)


def decode_event(wire: str, value: bytes) -> Any:
    """The event in its newest version. Raises UnknownVersion for a type or version that this studio does not know, Undecodable for broken bytes."""
    return _decode_versioned(wire, value, _events)


def recorded(partition: int, offset: int, time: Instant, key: str, headers: Mapping[str, str], hash: str, event: Any) -> Recorded[Any]:
    """The envelope of a true record, around its decoded event. Raises Undecodable."""
    try:
        command_offset, index, count = headers["command"].split(":")
        return Recorded(
            partition=partition, seq=int(headers["seq"]), prev=headers["prev"], hash=hash, at=offset,
            command_offset=int(command_offset), index=int(index), count=int(count),
            command_id=headers["command_id"], command_hash=headers["command_hash"],
            account_id=key, time=time, actor=headers["actor"], issuer=headers["issuer"], correlation_id=headers["correlation"],
            causation_id=headers["causation"], body=headers["body"], ip=headers["ip"], decider=headers["decider"], event=event,
        )  # fmt: skip
    except (KeyError, ValueError) as error:
        raise Undecodable(f"Offset {offset} of partition {partition}: {error!r} in the headers of an event.") from error


# --- commands


def command_headers(issued: Issued[Any]) -> Headers:
    return {
        "ce_specversion": "1.0", "ce_type": _wires[type(issued.command)], "ce_source": SOURCE, "ce_id": issued.command_id,
        "ce_subject": issued.account_id, "content-type": "application/json", "actor": issued.actor, "issuer": issued.issuer,
        "correlation": issued.correlation_id, "causation": issued.causation_id, "body": issued.body, "ip": issued.ip,
    }  # fmt: skip


def command_hash(key: str, value: bytes, headers: Mapping[str, str]) -> str:
    """SHA-256 of a command's record: key, headers in alphabetical order, value. The broker's time is left out; the decision records its own."""
    text = "".join([f"{len(name)}:{name},{len(part)}:{part}," for name, part in sorted(headers.items())])
    return hashlib.sha256(b"%d:%b,%b%d:%b," % (len(key), key.encode(), text.encode(), len(value), value)).hexdigest()


def issued_as(headers: Mapping[str, str], key: str, command: Any) -> Issued[Any]:
    """The envelope around the command that was read; around None, as much as can be read whatever the value is: enough to record a refusal."""
    name = headers.get
    return Issued(
        command_id=name("ce_id", ""), account_id=key, actor=name("actor", ""), issuer=name("issuer", ""), command=command,
        correlation_id=name("correlation", ""), causation_id=name("causation", ""), body=name("body", ""), ip=name("ip", ""),
    )  # fmt: skip


def decode_command(headers: Mapping[str, str], value: bytes) -> Any:
    """Raises UnknownVersion, Undecodable."""
    return _decode_versioned(headers.get("ce_type", ""), value, _commands)


def _decode_versioned(wire: str, value: bytes, known: Mapping[str, tuple[EventType, int]]) -> Any:
    if wire not in known:
        raise UnknownVersion(f"{wire!r} is not known to this version of the studio; upgrade it before it goes on.")
    entry, version = known[wire]
    return decode(value, entry.type) if version == entry.version else _upcast(entry, version, value)


def _upcast(entry: EventType, version: int, value: bytes) -> Any:
    payload = cast("dict[str, Any]", decode(value, dict))
    try:
        for old in range(version, entry.version):
            payload = UPCASTERS[entry.name, old](payload)
        return msgspec.convert(payload, entry.type)
    except (*BROKEN, LookupError, TypeError, ValueError) as error:  # an upcaster believes that the bytes are those of its version
        raise Undecodable(f"{entry.name}.v{version}, upcast, is not a {entry.type.__name__}: {error!r}") from error
