"""Two films that nothing disturbs, made once: what every disturbed one is compared with."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.support.real_studio import EDITED, EDITED_AGAIN, SCRIPT, RealStudio, copied, frames, ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class Undisturbed:
    """A film as it is when all goes well, and what it took."""

    studio: RealStudio
    script: str
    frames: str
    ledger: dict[str, Any]
    calls: frozenset[str]  # tasks that an engine was called for: each once
    seconds: float


def undisturbed(studio: RealStudio, script: str) -> Undisturbed:
    begun = time.monotonic()
    ended = studio.make(script)
    seconds = time.monotonic() - begun
    assert ended.code == 0, ended
    calls = studio.about("child.begun")
    assert set(calls.values()) == {1}
    return Undisturbed(
        studio=studio, script=script, frames=frames(studio.film), ledger=ledger(studio.ask("credits")), calls=frozenset(calls), seconds=seconds
    )


@pytest.fixture(scope="session")
def first(tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    """The first film of a new folder."""
    return undisturbed(RealStudio(tmp_path_factory.mktemp("first")), SCRIPT)


@pytest.fixture(scope="session")
def edited(first: Undisturbed, tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    """The same script with one line changed, in a copy of that folder."""
    return undisturbed(copied(first.studio, tmp_path_factory.mktemp("edited")), EDITED)


@pytest.fixture(scope="session")
def edited_again(edited: Undisturbed, tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    """Another line of it changed too, in a copy of that folder."""
    return undisturbed(copied(edited.studio, tmp_path_factory.mktemp("edited-again")), EDITED_AGAIN)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path
