"""Bytes of a blob over HTTP: whole, in one range, or not at all because the caller has them (RFC 9110, sections 13 and 14)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

from fastapi import Request, Response
from starlette.responses import StreamingResponse

from infra.http.problems import problem
from infra.object_store.port import ObjectStore, Stored

_RANGE = re.compile(r"bytes=(\d{0,300})-(\d{0,300})")


@dataclass(frozen=True, slots=True)
class Span:
    """From the byte `start` on, `length` of them."""

    start: int
    length: int


class Unsatisfiable(Exception):
    """The range begins beyond the end."""


def asked(header: str | None, size: int) -> Span | None:
    """The one range that the header asks for; None: the whole, as for several ranges or a header that makes no sense. Raises Unsatisfiable."""
    found = _RANGE.fullmatch(header.strip()) if header else None
    if found is None or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if first == "":
        length = min(int(last), size)
        if length == 0:
            raise Unsatisfiable
        return Span(size - length, length)
    start, end = int(first), min(int(last), size - 1) if last else size - 1
    if last and int(last) < start:
        return None
    if start >= size:
        raise Unsatisfiable
    return Span(start, end - start + 1)


async def content(request: Request, objects: ObjectStore, account_id: str, stored: Stored, media_type: str, name: str) -> Response:
    """The blob as the request's Range, If-Range and If-None-Match want it. What a blob says never changes, so its hash is its ETag."""
    etag = f'"{stored.hash}"'
    headers = {
        "ETag": etag,
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, max-age=31536000, immutable",
        "Content-Disposition": f"inline; filename*=UTF-8''{quote(name)}",
    }
    if _matches(request.headers.get("if-none-match"), etag):
        return Response(status_code=304, headers=headers)
    wanted = request.headers.get("range") if request.headers.get("if-range", etag) == etag else None
    try:
        span = asked(wanted, stored.size)
    except Unsatisfiable:
        answer = problem(request, 416, "no_such_range", f"It has {stored.size} bytes.")
        answer.headers["Content-Range"] = f"bytes */{stored.size}"
        return answer
    if span is not None:
        headers["Content-Range"] = f"bytes {span.start}-{span.start + span.length - 1}/{stored.size}"
    whole = span or Span(0, stored.size)
    headers["Content-Length"] = str(whole.length)
    status = 200 if span is None else 206
    if request.method == "HEAD":
        return Response(status_code=status, headers=headers, media_type=media_type)
    pieces = objects.open(account_id, stored.hash, whole.start, whole.length)
    return StreamingResponse(pieces, status, headers, media_type)


def _matches(header: str | None, etag: str) -> bool:
    return header is not None and (header.strip() == "*" or etag in [each.strip().removeprefix("W/") for each in header.split(",")])
