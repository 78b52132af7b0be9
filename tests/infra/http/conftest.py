"""Log lines as production writes them: a pretty traceback takes seconds to draw, and nobody reads it here."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import structlog


@pytest.fixture(autouse=True)
def plain_logs() -> Iterator[None]:
    structlog.configure(
        processors=[structlog.contextvars.merge_contextvars, structlog.processors.dict_tracebacks, structlog.processors.JSONRenderer()]
    )
    yield
    structlog.reset_defaults()
