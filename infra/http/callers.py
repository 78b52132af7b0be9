"""Who is asking: the one dependency that every route takes its caller from."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from fastapi import Request
from fastapi.security import HTTPBearer

from schemas.errors import Unauthenticated

DOCUMENTED = HTTPBearer(auto_error=False, description="The token that `studio dev` prints.")
"""Says in the OpenAPI document what `bearer` checks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    account_id: str
    role: str


class Tokens(Protocol):
    async def find(self, token: str) -> tuple[str, str] | None:
        """(account id, role), None for a token that is not valid."""
        ...


def bearer(tokens: Tokens) -> Callable[[Request], Awaitable[Caller]]:
    """The dependency: reads `Authorization: Bearer <token>`. Raises Unauthenticated, with the same words whatever is wrong."""

    async def caller(request: Request) -> Caller:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        found = await tokens.find(token) if scheme.lower() == "bearer" and token else None
        if found is None:
            raise Unauthenticated("Send the token that `studio dev` printed, as `Authorization: Bearer <token>`.")
        return Caller(account_id=found[0], role=found[1])

    return caller
