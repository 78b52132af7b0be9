"""What becomes of a test whose server cannot be had here: it is skipped, and said so; where nothing may be skipped, as in CI, it fails."""

from __future__ import annotations

import os
import shutil

import pytest

from infra.embedded.kafka import jars
from schemas.errors import Unavailable

SWITCH = "STUDIO_TESTS_SKIP_NOTHING"


def nothing_may_be() -> bool:
    return os.environ.get(SWITCH, "0") not in ("", "0")


def left_out() -> str:
    """In a line that says that some tests are."""
    return f"FAILED, as {SWITCH} is set" if nothing_may_be() else "SKIPPED"


def a_broker_can_be_started() -> None:
    """Fetches its jars if need be. Skips the test, or raises Unavailable, where Java is missing, or Maven and they are not there yet."""
    try:
        jars()
        if shutil.which("java") is None:
            raise Unavailable("java is missing: install it (Debian, Ubuntu: apt-get install default-jre-headless).")
    except Unavailable as error:
        if nothing_may_be():
            raise
        pytest.skip(f"no Kafka: {error}")
