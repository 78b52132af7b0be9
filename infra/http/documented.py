"""Problems of an app of FastAPI's: what it finds wrong with a body, and what its OpenAPI document says of errors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.responses import Response

from infra.http.problems import HANDLERS, problem

SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "code", "request_id"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "For people: names the cure."},
        "code": {"type": "string", "description": "Stable: for programs."},
        "request_id": {"type": "string"},
        "needed": {"type": "integer", "description": "1/100 credit, with insufficient_credits."},
        "available": {"type": "integer", "description": "1/100 credit, with insufficient_credits."},
        "fingerprint": {"type": "string", "description": "Of a bug of ours."},
        "errors": {
            "type": "array",
            "items": {"type": "object", "properties": {"pointer": {"type": "string", "description": "RFC 6901"}, "message": {"type": "string"}}},
        },
    },
}
"""Of the body that `problems.problem` writes."""


def install(app: FastAPI) -> None:
    """Answer every error of this app as a problem, and say so in its OpenAPI document."""
    for kind, handler in {**HANDLERS, RequestValidationError: _invalid}.items():
        app.add_exception_handler(kind, handler)
    undocumented = app.openapi
    app.openapi = lambda: _documented(undocumented())  # type: ignore[method-assign]


def _documented(document: dict[str, Any]) -> dict[str, Any]:
    for operations in document["paths"].values():
        for operation in operations.values():
            operation["responses"]["default"] = {"$ref": "#/components/responses/Problem"}
    described = {"description": "What was asked cannot be done (RFC 9457).", "content": {"application/problem+json": {"schema": SCHEMA}}}
    document.setdefault("components", {})["responses"] = {"Problem": described}
    return document


async def _invalid(request: Request, error: Exception) -> Response:
    """Each fault with a JSON pointer to where it is (RFC 6901)."""
    assert isinstance(error, RequestValidationError)
    if not _is_json(request) and any(one["loc"] == ("body",) for one in error.errors()):
        return problem(request, 415, "media_type", "The body must be JSON: send it with `Content-Type: application/json`.")
    if (broken := next((one for one in error.errors() if one["type"] == "json_invalid"), None)) is not None:
        why = str(broken.get("ctx", {}).get("error", "")).rstrip(".")
        return problem(request, 400, "malformed", f"The body is not JSON from character {broken['loc'][-1]} on: {why}. Mend it and send it again.")
    found = [{"pointer": "/" + "/".join(str(part) for part in one["loc"][1:]), "message": _message(one)} for one in error.errors()]
    detail = "; ".join(f"{one['pointer']}: {one['message']}" for one in found[:5])
    return problem(request, 422, "invalid", detail, errors=found[:50])


def _is_json(request: Request) -> bool:
    """As the framework sees it, which takes a body without a type for JSON."""
    kind = request.headers.get("content-type", "application/json").partition(";")[0].strip().lower()
    return kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json"))


def _message(fault: Mapping[str, Any]) -> str:
    if fault["type"] == "extra_forbidden":
        return "no such field: remove it"
    return str(fault["msg"]).removeprefix("Value error, ")
