"""What every route needs, in one place, and the way from an HTTP request to a command and back."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Header, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, field_validator

from command_api.commands import Answer, Commands
from command_api.commands import Request as Asked
from command_api.planning import Planner
from command_api.prices import Prices
from command_api.reader import ID, Reader
from infra.http.callers import Caller
from infra.keyring.port import Keyring
from infra.object_store.port import ObjectStore
from schemas.envelope import END
from schemas.errors import Invalid, KeyRequired, PreconditionRequired

VERSION_DIGITS_MAX = 15
Id = Annotated[str, Path(pattern=f"^{ID}$")]
"""Of what a command is about, as a part of a path: what is none of ours reaches no command."""
IfMatch = Annotated[str | None, Header(alias="If-Match", description="The ETag of the project that was read: which version this changes.")]


class Body(BaseModel):
    """A field that we do not know is refused: a typing error must not be taken for consent to a default."""

    model_config = ConfigDict(extra="forbid")

    @field_validator("*")
    @classmethod
    def _whole_characters(cls, value: Any) -> Any:
        """JSON can write half of a surrogate pair, which is no text: nobody could store it."""
        if isinstance(value, str):
            try:
                value.encode()
            except UnicodeEncodeError as error:
                raise ValueError(f"holds half a character (\\u{ord(value[error.start]):04x}) at place {error.start}: send whole ones") from None
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    commands: Commands
    planner: Planner
    objects: ObjectStore
    keyring: Keyring
    reader: Reader
    prices: Prices

    async def send(self, request: Request, caller: Caller, command: Any) -> Answer:
        asked = await self.asked(request, caller)
        return await self.commands.send(asked, asked.command_id, command)

    async def asked(self, request: Request, caller: Caller) -> Asked:
        route = request.scope["route"]
        path = request.url.path if request.path_params else route.path  # a key serves one resource, not all that share a route
        return Asked(
            account_id=caller.account_id, actor=caller.account_id, operation=f"{request.method} {path}", body=await request.body(),
            key=request.headers.get("idempotency-key"), request_id=request.state.request_id, ip=request.client.host if request.client else "",
        )  # fmt: skip


def new_id(prefix: str) -> str:
    """The id of what a command makes: never one that was there before, not even when an Idempotency-Key comes again after it was forgotten."""
    return f"{prefix}_{uuid.uuid4().hex[:24]}"


def answered(response: Response, answer: Answer) -> str:
    """Put the position where every client finds it, and return it for the body."""
    response.headers["Studio-Position"] = str(answer.position)
    if answer.replayed:
        response.headers["Idempotency-Replayed"] = "true"
    return str(answer.position)


def with_key(asked: Asked) -> Asked:
    """Raises KeyRequired."""
    if asked.key is None:
        raise KeyRequired(
            "This request spends or starts work: it needs an Idempotency-Key header, so that a repeat does not do it twice. A UUID will do."
        )
    return asked


def expected_version(if_match: str | None) -> int:
    """The version in `If-Match: "<version>"`. Raises PreconditionRequired, Invalid."""
    if if_match is None:
        raise PreconditionRequired('A change needs If-Match with the ETag of the project as you read it, for example If-Match: "2".')
    digits = if_match.removeprefix("W/").strip('"')
    if not (digits.isascii() and digits.isdigit() and len(digits) <= VERSION_DIGITS_MAX):
        raise Invalid(f"If-Match {if_match[:40]!r} is not an ETag of a project.")
    return int(digits)


async def keyed(
    idempotency_key: Annotated[str | None, Header(description="Repeats with the same key and body get the same answer.")] = None,
) -> None:
    """Says in the OpenAPI document what `Api.asked` reads: whoever cannot know whether a request came through sends it again with its key."""


async def seen(
    if_position: Annotated[
        str | None, Header(description="`Studio-Position` of what you have seen, where something is read first; `end`, all that is decided, without.")
    ] = None,
    at: Annotated[str | None, Query(description="The same as If-Position, for links.")] = None,
) -> None:
    """Says in the OpenAPI document what `at` reads."""


def authorization(request: Request) -> str:
    return request.headers.get("authorization", "")


def at(request: Request) -> str:
    """The position that the caller has seen, to be seen by what we read for it. Who names none sees all that was decided, so its own writes too."""
    return request.headers.get("if-position") or request.query_params.get("at") or END
