"""The OpenAPI documents in the repository are those of the code: a change of the contract shows in a diff."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from studio.openapi import documents

DOCS = Path(__file__).parent.parent.parent / "docs"


@pytest.mark.parametrize("name", documents())
def test_the_document_is_up_to_date(name: str) -> None:
    assert (DOCS / name).read_text() == documents()[name], f"docs/{name} is out of date: run `make docs`"


@pytest.mark.parametrize("name", [name for name in documents() if name.startswith("openapi/")])
def test_every_operation_says_what_it_does(name: str) -> None:
    paths = json.loads(documents()[name])["paths"]
    assert not [f"{method} {path}" for path, operations in paths.items() for method, told in operations.items() if not told.get("description")]
