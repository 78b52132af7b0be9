"""`make docs`: the OpenAPI documents of both APIs below docs/openapi/, made from the routes alone, and asyncapi.json; nothing is opened."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from fastapi import FastAPI, Request
from prometheus_client import CollectorRegistry

from command_api.app import create_app as create_command_app
from infra.http.callers import Caller
from query_api.app import create_app as create_query_app
from studio import asyncapi


def documents() -> Mapping[str, str]:
    """Path below docs/ -> content."""
    nothing = cast(Any, None)  # routes take their ports when they are asked, and nobody asks here
    apps = {
        "command_api": create_command_app(nothing, _nobody, {}, CollectorRegistry()),
        "query_api": create_query_app(nothing, _nobody, nothing, {}, CollectorRegistry()),
    }
    return {f"openapi/{name}.json": _json(app) for name, app in apps.items()}


async def _nobody(_request: Request) -> Caller:
    raise AssertionError("a document has no callers")


def _json(app: FastAPI) -> str:
    return json.dumps(app.openapi(), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def main(folder: Path) -> None:
    for name, content in {**documents(), **asyncapi.pages()}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
