"""Whatever is sent to any route of either API is answered, and never by "our fault": each parameter of the OpenAPI documents, one at a time."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import httpx2
import pytest

from schemas.events.system import CommandRejected
from schemas.partitions import partition_of
from studio.openapi import documents
from tests.command_api.conftest import ME, SCRIPT, Desk, Json
from tests.support.deciding import history

PARTITION = partition_of(ME)
NINES = "9" * 20
ODD = (
    "", " ", "0", "-1", "1.5", "end", NINES, f"-{NINES}", "9" * 5_000, str(2**53), str(2**63), "٣", "..", "%00", "a/b", "x" * 300, "x" * 5_000, "ü",
    "\U0001f3ac", "MQ", f"{PARTITION}:{NINES}", f"{PARTITION}:{2**63}", f"{NINES}:0", ",", "\x00", "a\x00b", "a\nb", "\x7f", "\u202e",
)  # fmt: skip
ODD_JSON: tuple[Any, ...] = (
    None, [], {}, 0, -1, 1.5, 10**30, True, "", "x" * 300, "x" * 300_000, "\x00", "a\nb", "\u202e", NINES, {"seed": 10**30}, {"height": "720"},
    {"culture": "\x00"}, [[[]]],
)  # fmt: skip
ODD_BODIES = (b"", b"{", b"\xff", b"[" * 100_000, b"nul", b'{"title": NaN}', b"1" * 10_000)
OURS = {"if-position", "if-match", "idempotency-key", "last-event-id"}
Call = tuple[str, str, dict[bytes, bytes], bytes | None]


def calls(path: str, method: str, operation: Json, schemas: Json, known: dict[str, str]) -> Iterator[Call]:
    """One route's requests, each odd in one place."""
    parameters = operation.get("parameters", [])
    fields = (
        schemas[operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].split("/")[-1]]["properties"]
        if takes_a_body(operation)
        else {}
    )
    usual = {name: value for name, value in {"project_id": known["project_id"], "title": "t", "text": SCRIPT}.items() if name in fields}
    body = json.dumps(usual).encode() if fields else None
    headers = {b"idempotency-key": b"k", b"if-match": b'"2"', b"content-type": b"application/json"}
    for parameter in parameters:
        name, place = parameter["name"], parameter["in"]
        for odd in ODD:
            if place == "path":
                yield method, path.format(**{**known, name: quote(odd, safe="")}), headers, body
            elif place == "query":
                yield method, f"{path.format(**known)}?{name}={quote(odd, safe='')}", headers, body
            elif name.lower() in OURS and not {"\x00", "\n"} & set(odd):
                yield method, path.format(**known), {**headers, name.lower().encode(): odd.encode()}, body
    if fields:
        for field in fields:
            for value in ODD_JSON:
                yield method, path.format(**known), headers, json.dumps({**usual, field: value}).encode()
        for odd_body in (*ODD_BODIES, *(json.dumps(value).encode() for value in ODD_JSON)):
            yield method, path.format(**known), headers, odd_body


def takes_a_body(operation: Json) -> bool:
    return "requestBody" in operation


async def status_of(http: httpx2.AsyncClient, call: Call) -> int:
    method, url, headers, body = call
    async with http.stream(method.upper(), url, headers=list(headers.items()), content=body) as answer:
        if "event-stream" in answer.headers.get("content-type", ""):
            await anext(answer.aiter_bytes())
        else:
            await answer.aread()
        return answer.status_code


@pytest.mark.parametrize("name", documents())
async def test_nothing_that_is_sent_is_our_fault_and_what_is_no_id_reaches_no_command(desk: Desk, name: str) -> None:
    await desk.grant(100)
    document = json.loads(documents()[name])
    async with desk.http() as http:
        project = await desk.project(http)
        job = (await desk.film(http, project)).json()
        await http.post(job["links"]["cancel"])  # whose stream ends
        known = {"project_id": project["project_id"], "job_id": job["job_id"], "script_version": "1", "asset_id": "ast_1", "command_id": "c"}
        for path, operations in document["paths"].items():
            for method, operation in operations.items():
                for call in calls(path, method, operation, document["components"]["schemas"], known):
                    async with asyncio.timeout(30):
                        status = await status_of(http, call)
                    assert status < 500, (
                        status,
                        call[0],
                        call[1][:200],
                        {key: value[:200] for key, value in call[2].items()},
                        (call[3] or b"")[:200],
                    )
    for recorded in await history(desk.log, PARTITION):
        if isinstance(recorded.event, CommandRejected):
            assert recorded.event.fingerprint is None
            assert (recorded.event.target or "").isprintable()
