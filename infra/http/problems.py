"""Errors as problem+json (RFC 9457): one table says which status each class has. No stack and no SQL ever leaves."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from schemas import errors
from schemas.errors import StudioError

log = logging.getLogger(__name__)

STATUS: Mapping[type[StudioError], int] = {
    errors.StudioError: 500,
    errors.Refused: 409,
    errors.Invalid: 422,
    errors.Malformed: 400,
    errors.ScriptRefused: 422,
    errors.IdempotencyMismatch: 422,
    errors.TooLarge: 413,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.AlreadyExists: 409,
    errors.NotAllowed: 409,
    errors.StaleLease: 409,
    errors.StaleVersion: 412,
    errors.LimitReached: 409,
    errors.InsufficientCredits: 402,
    errors.Forbidden: 403,
    errors.Unauthenticated: 401,
    errors.PreconditionRequired: 428,
    errors.KeyRequired: 400,
    errors.PositionGone: 410,
    errors.Unavailable: 503,
    errors.Overloaded: 503,
    errors.PositionPending: 503,
    errors.OutcomePending: 504,
    errors.StorageFull: 503,
    errors.AlreadyRunning: 503,
    errors.Starting: 503,
    errors.ToolMissing: 503,
    errors.EngineFailed: 500,
    errors.Corrupt: 500,
    errors.BrokenLink: 500,
    errors.UnknownVersion: 500,
    errors.Undecodable: 500,
}
"""Every class of schemas/errors.py, each by itself; a class that an adapter adds has the status of the nearest above it."""

TITLES: Mapping[int, str] = {
    400: "Bad request",
    401: "Sign in first",
    402: "Not enough credits",
    403: "Not allowed to you",
    404: "Not found",
    405: "No such method here",
    409: "Not in this state",
    410: "Gone",
    412: "Changed since you read it",
    413: "Too large",
    415: "Another media type, please",
    416: "No such range",
    422: "Cannot be processed",
    428: "Say which version you change",
    429: "Too many requests",
    500: "Our fault",
    503: "Not just now",
    504: "Not yet known",
}
RETRY_AFTER_S = 1


def status_of(error: StudioError) -> int:
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def problem(request: Request, status: int, code: str, detail: str, **extra: object) -> Response:
    """The answer; `extra` are members of the problem beyond those of the RFC."""
    request_id = getattr(request.state, "request_id", "")
    body = {
        "type": "about:blank",
        "title": TITLES.get(status, "Problem"),
        "status": status,
        "detail": detail,
        "code": code,
        "request_id": request_id,
        **extra,
    }
    headers = {"Retry-After": str(RETRY_AFTER_S)} if status == 503 else {}
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return Response(json.dumps(body, ensure_ascii=False), status, headers, "application/problem+json")


def bug(request: Request, code: str = "internal", **details: Any) -> Response:
    """What is ours to mend, and where we find it."""
    here = getattr(request.state, "request_id", "")
    return problem(request, 500, code, f"The studio failed, which is a bug of ours. Its log tells more under the request id {here}.", **details)


async def _studio(request: Request, error: Exception) -> Response:
    assert isinstance(error, StudioError)
    status = status_of(error)
    details = {key: value for key, value in error.details.items() if key in {"needed", "available", "fingerprint", "errors"}}
    response = bug(request, error.code, **details) if status == 500 else problem(request, status, error.code, str(error), **details)
    if isinstance(position := error.details.get("position"), str):
        response.headers["Studio-Position"] = position
    if error.details.get("replayed"):
        response.headers["Idempotency-Replayed"] = "true"
    if status == 500:
        log.error("request failed", exc_info=error)
    return response


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 400:  # the framework could not read the body at all
        return problem(request, 400, "malformed", "The body is not JSON in UTF-8: write it anew and send it again.")
    code = {404: "not_found", 405: "method_not_allowed", 413: "too_large", 415: "media_type"}.get(error.status_code, "refused")
    answer = problem(request, error.status_code, code, _cure(request, error))
    answer.headers.update(error.headers or {})
    return answer


def _cure(request: Request, error: HTTPException) -> str:
    """What the framework itself refuses, it refuses with a word; people need the way on."""
    match error.status_code:
        case 404:
            document = getattr(request.app, "openapi_url", None)
            return f"There is nothing at {request.url.path}." + (f" What this API has is in {document}" if document else "")
        case 405:
            allowed = (error.headers or {}).get("Allow", "another method")
            return f"{request.method} is not what {request.url.path} takes: send {allowed}."
        case _:
            return str(error.detail)


async def _bug(request: Request, error: Exception) -> Response:
    log.error("a bug", exc_info=error)
    return bug(request)


HANDLERS: Mapping[Any, Any] = {StudioError: _studio, HTTPException: _http, Exception: _bug}
"""Every error of an app that is answered as a problem."""
