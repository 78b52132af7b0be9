"""The streams as a part of an AsyncAPI 3.0 document: FastStream lists what is heard and said, and our codec alone says how a message looks.

FastStream's own view of our messages would lack the bounds of their fields and the header that names their type, and has a channel for each listener.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from faststream.kafka import KafkaBroker
from faststream.specification import AsyncAPI

from infra.streams.messages import TYPE, TYPES
from infra.streams.port import TOPICS, Subscription

JSON = "application/json"
_names = {type_: name for name, type_ in TYPES.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a process publishes on a topic."""

    topic: str
    types: tuple[type[Any], ...]


def part(heard: Mapping[str, Subscription], said: Mapping[str, Said]) -> Mapping[str, Any]:
    """Channels, operations and components, by the names of the operations."""
    listed = _listed(heard, said)
    types = {name: one.types or tuple(TYPES.values()) for declared in (heard, said) for name, one in declared.items()}
    groups = {name: one.group for name, one in heard.items() if one.group}
    operations, carried = {}, dict[str, list[type[Any]]]()
    for name, operation in listed["operations"].items():
        topic = listed["channels"][operation["channel"]["$ref"].rpartition("/")[2]]["address"]
        carried[topic] = [*carried.get(topic, ()), *types[name]]
        operations[name] = _operation(operation["action"], topic, types[name], groups.get(name))
    channels = {topic: _channel(topic, carried[topic]) for topic in TOPICS if topic in carried}
    return {"channels": channels, "operations": operations, "components": _components()}


def _listed(heard: Mapping[str, Subscription], said: Mapping[str, Said]) -> Any:
    broker = KafkaBroker(logger=None)
    for name, subscription in heard.items():
        broker.subscriber(subscription.topic, title=name)(_nothing)
    for name, one in said.items():
        broker.publisher(one.topic, title=name)
    return AsyncAPI(broker, schema_version="3.0.0").to_specification().to_jsonable()


async def _nothing(_message: Any) -> None:
    """Nobody calls it."""


def _operation(action: str, topic: str, types: Sequence[type[Any]], group: str | None) -> Mapping[str, Any]:
    operation: dict[str, Any] = {
        "action": action,
        "channel": {"$ref": f"#/channels/{topic}"},
        "messages": [{"$ref": f"#/channels/{topic}/messages/{_names[one]}"} for one in types],
    }
    if group:
        operation["bindings"] = {"kafka": {"groupId": {"type": "string", "enum": [group]}}}
    return operation


def _channel(topic: str, types: Sequence[type[Any]]) -> Mapping[str, Any]:
    return {
        "address": topic,
        "messages": {_names[one]: {"$ref": f"#/components/messages/{_names[one]}"} for one in types},
        "bindings": {"kafka": {"topic": topic, "partitions": TOPICS[topic]}},
    }


def _components() -> Mapping[str, Any]:
    schemas = msgspec.json.schema_components(TYPES.values(), ref_template="#/components/schemas/{name}")[1]
    return {"messages": {name: _message(name, type_) for name, type_ in TYPES.items()}, "schemas": schemas}


def _message(name: str, type_: type[Any]) -> Mapping[str, Any]:
    header = {"type": "string", "const": name}
    described = {
        "name": name,
        "contentType": JSON,
        "headers": {"type": "object", "properties": {TYPE: header, "content-type": {"type": "string"}}, "required": [TYPE]},
        "payload": {"$ref": f"#/components/schemas/{type_.__name__}"},
    }
    doc = type_.__doc__ or ""
    return described if doc.startswith(type_.__name__ + "(") else {"summary": doc.split("\n")[0], **described}
