"""Keys move from a file to PostgreSQL and back: what was sealed opens there, what was erased stays erased, and two lives are not mixed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from infra.database.engine import Database, open_database
from infra.database.identity import LocalTokens, create_identity_tables
from infra.database.moving import copy_identity
from infra.keyring.database import DatabaseKeyring
from infra.keyring.port import ERASED
from schemas.errors import Conflict

MASTER = bytes(32)


@pytest.fixture
async def source(tmp_path: Path) -> AsyncIterator[Database]:
    database = open_database(f"sqlite:///{tmp_path / 'keys.db'}", durable=True)
    await create_identity_tables(database)
    yield database
    await database.close()


@pytest.fixture
async def target(database_url: str) -> AsyncIterator[Database]:
    database = open_database(database_url, durable=True)
    yield database
    await database.close()


async def test_what_was_sealed_opens_and_a_token_speaks_for_its_account(source: Database, target: Database) -> None:
    sealed = await DatabaseKeyring(source, MASTER).seal("acc_1", "A wedding")
    token = await LocalTokens(source).issue("acc_1")
    for _ in range(2):  # again is no harm
        assert await copy_identity(source, target) == {"account_keys": 1, "local_tokens": 1}
    assert await DatabaseKeyring(target, MASTER).open("acc_1", sealed) == "A wedding"
    assert await LocalTokens(target).find(token) == ("acc_1", "admin")


async def test_an_account_that_was_erased_on_either_side_stays_erased(source: Database, target: Database) -> None:
    boxes = {account: await DatabaseKeyring(source, MASTER).seal(account, "A wedding") for account in ("acc_1", "acc_2")}
    await copy_identity(source, target)
    await DatabaseKeyring(source, MASTER).destroy("acc_1")
    await DatabaseKeyring(target, MASTER).destroy("acc_2")
    await copy_identity(source, target)
    assert [await DatabaseKeyring(target, MASTER).open(account, box) for account, box in boxes.items()] == [ERASED, ERASED]


async def test_two_studios_that_lived_apart_are_not_mixed(source: Database, target: Database) -> None:
    await create_identity_tables(target)
    sealed = await DatabaseKeyring(target, MASTER).seal("acc_1", "Theirs")
    await DatabaseKeyring(source, MASTER).seal("acc_1", "Ours")
    with pytest.raises(Conflict, match="lived by itself"):
        await copy_identity(source, target)
    assert await DatabaseKeyring(target, MASTER).open("acc_1", sealed) == "Theirs"
