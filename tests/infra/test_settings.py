"""What a process says that was not told what it needs: a variable that can be set, never the name of a group."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from infra.settings import DATABASE_URL, DatabaseSettings, KafkaLogSettings, ProcessSettings
from router.settings import Settings
from schemas.errors import Invalid

TOLD = {"STUDIO_KAFKA__BOOTSTRAP_SERVERS": "127.0.0.1:1", "STUDIO_STORAGE__FOLDER": "/nowhere"}


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An environment that tells nothing of a studio."""
    for name in [name for name in os.environ if name.startswith("STUDIO_") or name == DATABASE_URL]:
        monkeypatch.delenv(name)
    return monkeypatch


@pytest.mark.parametrize("missing", TOLD)
def test_what_is_missing_is_named_as_it_is_set(bare: pytest.MonkeyPatch, missing: str) -> None:
    for name, value in TOLD.items():
        if name != missing:
            bare.setenv(name, value)
    with pytest.raises(Invalid, match=rf"^{missing} must be set"):
        Settings.read()
    bare.setenv(missing, TOLD[missing])
    assert Settings.read().storage.folder == Path("/nowhere")


@pytest.mark.usefixtures("bare")
def test_the_database_is_named_as_everybody_names_it() -> None:
    with pytest.raises(Invalid, match=r"^DATABASE_URL must be set"):
        DatabaseSettings.read()


def test_what_a_group_lacks_is_named_too(bare: pytest.MonkeyPatch) -> None:
    bare.setenv("STUDIO_KAFKA__PREFIX", "mine.")
    with pytest.raises(Invalid, match=r"^STUDIO_KAFKA__BOOTSTRAP_SERVERS must be set"):
        KafkaLogSettings.read()


def test_a_wrong_value_is_named_with_its_variable(bare: pytest.MonkeyPatch) -> None:
    bare.setenv("STUDIO_KAFKA__BOOTSTRAP_SERVERS", "127.0.0.1:1")
    bare.setenv("STUDIO_HTTP__PORT", "many")
    with pytest.raises(Invalid, match=r"^STUDIO_HTTP__PORT cannot be 'many'"):
        ProcessSettings.read()
