"""Facts are for ever: every version of every event has its bytes kept, and they read the same today."""

import hashlib
import json
import re
from dataclasses import asdict, make_dataclass, replace
from pathlib import Path

import jsonschema
import pytest

from schemas import catalogue, codec
from schemas.commands.job import CancelJob
from schemas.envelope import GENESIS, Issued
from schemas.events.system import CommandRejected, Ticked
from schemas.registry import COMMANDS, EVENTS, EventType
from schemas.upcasters import UPCASTERS
from tests.support.specimens import specimen

SAMPLES = Path(__file__).parent.parent / "samples"
DOCS = Path(__file__).parent.parent.parent / "docs"


def wire(entry: EventType) -> str:
    return entry.wire


@pytest.mark.parametrize("entry", EVENTS, ids=wire)
def test_the_kept_bytes_of_an_event_are_what_is_written_today(entry: EventType) -> None:
    kept = (SAMPLES / f"{entry.wire}.json").read_bytes().rstrip(b"\n")
    event = codec.decode_event(entry.wire, kept)
    assert type(event) is entry.type
    assert codec.encode(event) == kept
    assert event == specimen(entry.type)


def test_kept_bytes_are_never_changed() -> None:
    """SHA256SUMS may only grow. An event that must look otherwise takes a new version, and its old bytes stay."""
    sums = dict(line.split()[::-1] for line in (SAMPLES / "SHA256SUMS").read_text().splitlines())
    assert {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in SAMPLES.glob("*.json")} == sums


@pytest.mark.parametrize("entry", EVENTS, ids=wire)
def test_an_event_fits_its_schema(entry: EventType) -> None:
    schema = catalogue.json_schema(entry)
    payload = json.loads(codec.encode(specimen(entry.type)))
    jsonschema.validate(payload, schema)
    some_field = next(iter(payload), None)
    if some_field:
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({**payload, some_field: [object.__name__]}, schema)


@pytest.mark.parametrize("entry", COMMANDS, ids=wire)
def test_a_command_survives_the_wire(entry: EventType) -> None:
    command = specimen(entry.type)
    assert codec.decode_command({"ce_type": entry.wire}, codec.encode(command)) == command


def test_every_old_version_has_an_upcaster_and_its_kept_bytes() -> None:
    for entry in EVENTS:
        for version in range(1, entry.version):
            assert (entry.name, version) in UPCASTERS
            assert (SAMPLES / f"{entry.name}.v{version}.json").exists()


def test_a_plan_of_the_first_version_keeps_its_graph() -> None:
    event = codec.decode_event("job.planned.v1", (SAMPLES / "job.planned.v1.json").read_bytes())
    assert event.plan.graph == 1


def test_a_refusal_that_was_written_before_it_named_its_project_is_read_as_it_was() -> None:
    kept = (SAMPLES / "command.rejected.v1.before_projects.json").read_bytes()
    assert codec.decode_event("command.rejected.v1", kept) == replace(specimen(CommandRejected), project_id=None)


def test_a_sweep_that_was_written_before_it_named_whom_it_passed_over_is_read_as_it_was() -> None:
    kept = (SAMPLES / "partition.ticked.v1.before_passed_over.json").read_bytes()
    assert codec.decode_event("partition.ticked.v1", kept) == replace(specimen(Ticked), passed_over=())


def test_wire_names_are_unique() -> None:
    for entries in (EVENTS, COMMANDS):
        assert len({entry.name for entry in entries}) == len(entries)
        assert len({entry.type for entry in entries}) == len(entries)


def test_every_event_and_command_class_is_registered() -> None:
    import importlib
    import pkgutil

    for package, entries in (("schemas.events", EVENTS), ("schemas.commands", COMMANDS)):
        registered = {entry.type for entry in entries}
        parts = {"TaskCompletion", "FilmFacts"}  # of others, never a record by themselves
        for module in pkgutil.iter_modules(importlib.import_module(package).__path__):
            found = importlib.import_module(f"{package}.{module.name}")
            ours = {value for value in vars(found).values() if isinstance(value, type) and value.__module__ == found.__name__}
            assert {one.__name__ for one in ours - registered} <= parts


@pytest.mark.parametrize("entry", [*EVENTS, *COMMANDS], ids=wire)
def test_the_docs_say_what_an_event_or_command_means_and_every_field_of_it(entry: EventType) -> None:
    name, what, described = (column.strip() for column in row_of(entry).split(" | "))
    assert name == f"[`{entry.wire}`](schemas/{entry.wire}.json)"
    assert what[:1].isupper(), f"{entry.type.__name__} needs a docstring: one sentence that says what a reader of the log learns"
    assert what.endswith(".")
    assert (DOCS / f"schemas/{entry.wire}.json").exists()
    assert [one.partition(":")[0] for one in re.split(r", (?=\w+: )", described)] == (list(asdict(specimen(entry.type))) or ["none"])


def row_of(entry: EventType) -> str:
    [row] = [line for line in catalogue.events_page().split("\n") if line.startswith(f"[`{entry.wire}`]")]
    return row


def test_the_signature_that_dataclass_writes_is_no_docstring() -> None:
    assert catalogue.sentence(make_dataclass("Undocumented", [("field", str)])) == ""


def test_the_docs_name_the_headers_that_are_written() -> None:
    issued = Issued(command_id="c", account_id="a", actor="a", issuer="command_api", command=CancelJob(job_id="j"))
    event = codec.event_headers(
        1, GENESIS, specimen(CommandRejected), account_id="a", time=0, partition=0, command="0:0:1", command_hash="", decider="", issued=issued
    )
    assert list(catalogue.EVENT_HEADERS) == [*event, "at"]
    assert list(catalogue.COMMAND_HEADERS) == list(codec.command_headers(issued))
    assert all({**catalogue.EVENT_HEADERS, **catalogue.COMMAND_HEADERS}.values())


def test_the_generated_pages_are_up_to_date() -> None:
    for path, content in catalogue.pages().items():
        assert (DOCS / path).read_text() == content, f"docs/{path} is out of date: run `make docs`"
