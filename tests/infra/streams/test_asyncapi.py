"""The document of all topics is that of the code, names everything that is heard, and each of its references leads somewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from infra.streams.messages import TYPES
from infra.streams.port import TOPICS
from schemas.partitions import COMMANDS, EVENTS
from studio.asyncapi import document, pages

DOCS = Path(__file__).parent.parent.parent.parent / "docs"


def test_the_document_is_up_to_date() -> None:
    for name, content in pages().items():
        assert (DOCS / name).read_text() == content, f"docs/{name} is out of date: run `make docs`"


def test_every_topic_is_a_channel_once_and_every_message_is_carried_by_one() -> None:
    channels = document()["channels"].values()
    assert sorted(channel["address"] for channel in channels) == sorted([*TOPICS, COMMANDS, EVENTS])
    assert set(TYPES) <= {name for channel in channels for name in channel["messages"]}


def test_all_references_lead_somewhere() -> None:
    whole = json.loads(json.dumps(document()))
    for reference in references(whole):
        if reference.startswith("#/"):
            there = whole
            for step in reference[2:].split("/"):
                there = there[step]
        else:
            assert (DOCS / reference).exists()


def references(node: Any) -> Iterator[str]:
    match node:
        case {"$ref": str(reference)}:
            yield reference
        case dict():
            for one in node.values():
                yield from references(one)
        case list():
            for one in node:
                yield from references(one)
