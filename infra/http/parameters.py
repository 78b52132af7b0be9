"""Query parameters that nobody knows are refused: a typing error must not be taken for consent to a default."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from difflib import get_close_matches

from fastapi import Request
from fastapi.dependencies.models import Dependant

from schemas.errors import Malformed


def only_known() -> Callable[[Request], Awaitable[None]]:
    """A dependency of every route of an app."""
    known: dict[tuple[str, str], frozenset[str]] = {}

    async def check(request: Request) -> None:
        """Raises Malformed, naming the parameter and what may have been meant."""
        if not request.scope["query_string"]:
            return
        route = request.scope["route"]
        place = (request.method, route.path)
        if place not in known:
            known[place] = frozenset(_names(route.dependant))
        if unknown := [name for name in request.query_params if name not in known[place]]:
            faults = [{"pointer": f"/{name[:64]}", "message": _told(name, known[place])} for name in unknown[:50]]
            raise Malformed("; ".join(f"{one['pointer'][1:]}: {one['message']}" for one in faults[:5]), errors=faults)

    return check


def _told(name: str, known: frozenset[str]) -> str:
    near = get_close_matches(name, known, n=1)
    cure = f"do you mean {near[0]}?" if near else f"remove it; there are {', '.join(sorted(known)) or 'none here'}"
    return f"no such query parameter: {cure}"


def _names(dependant: Dependant) -> Iterator[str]:
    for field in dependant.query_params:
        yield field.alias
    for below in dependant.dependencies:
        yield from _names(below)
