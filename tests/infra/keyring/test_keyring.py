"""Sealing, signing and forgetting, on the table adapter."""

from __future__ import annotations

import asyncio
import stat
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select

from infra.database.engine import Database, open_database
from infra.database.identity import ACCOUNT_KEYS, create_identity_tables
from infra.keyring.database import FORGET_S, DatabaseKeyring
from infra.keyring.master import master_key
from infra.keyring.port import ERASED
from schemas.envelope import Sealed
from schemas.errors import Corrupt, NotAllowed, Undecodable

ASHA, RAVI = "acc_asha", "acc_ravi"
TITLE = "Lakshmi’s wedding · लक्ष्मी"


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = open_database(database_url, durable=True)
    await create_identity_tables(database)
    yield database
    await database.close()


@pytest.fixture
def keyring(database: Database) -> DatabaseKeyring:
    return DatabaseKeyring(database, bytes(32))


async def test_what_is_sealed_opens_again_also_after_a_restart(keyring: DatabaseKeyring, database: Database) -> None:
    sealed = await keyring.seal(ASHA, TITLE)
    assert "wedding" not in sealed.box
    assert await keyring.open(ASHA, sealed) == TITLE
    assert await DatabaseKeyring(database, bytes(32)).open(ASHA, sealed) == TITLE


async def test_the_same_text_never_looks_the_same(keyring: DatabaseKeyring) -> None:
    assert await keyring.seal(ASHA, TITLE) != await keyring.seal(ASHA, TITLE)


async def test_a_box_opens_for_its_own_account_only(keyring: DatabaseKeyring) -> None:
    sealed = await keyring.seal(ASHA, TITLE)
    await keyring.seal(RAVI, "his own key")
    with pytest.raises(Undecodable):
        await keyring.open(RAVI, sealed)


@pytest.mark.parametrize("box", ["", "not base64!", "AAAA", "A" * 80])
async def test_a_broken_box_is_said_to_be_broken(keyring: DatabaseKeyring, box: str) -> None:
    await keyring.seal(ASHA, TITLE)
    with pytest.raises(Undecodable):
        await keyring.open(ASHA, Sealed(box))


async def test_one_changed_bit_is_noticed(keyring: DatabaseKeyring) -> None:
    sealed = await keyring.seal(ASHA, TITLE)
    changed = sealed.box[:30] + ("A" if sealed.box[30] != "A" else "B") + sealed.box[31:]
    with pytest.raises(Undecodable):
        await keyring.open(ASHA, Sealed(changed))


async def test_a_signature_is_the_accounts_own_and_stays(keyring: DatabaseKeyring, database: Database) -> None:
    mine = await keyring.hmac(ASHA, b"body")
    assert len(mine) == 64
    assert mine == await DatabaseKeyring(database, bytes(32)).hmac(ASHA, b"body")
    assert mine != await keyring.hmac(ASHA, b"Body")
    assert mine != await keyring.hmac(RAVI, b"body")


async def test_a_signature_is_checked_without_making_a_key(keyring: DatabaseKeyring, database: Database) -> None:
    right = await keyring.hmac(ASHA, b"body")
    assert await DatabaseKeyring(database, bytes(32)).verifies(ASHA, b"body", right)
    for account, body, signature in ((ASHA, b"Body", right), (ASHA, b"body", ""), (ASHA, b"body", "é"), (RAVI, b"body", right)):
        assert not await keyring.verifies(account, body, signature)
    await keyring.destroy(ASHA)
    assert not await keyring.verifies(ASHA, b"body", right)
    async with database.reading() as connection:
        assert (await connection.execute(select(ACCOUNT_KEYS.c.account_id))).scalars().all() == [ASHA]


async def test_an_erased_account_cannot_be_read_nor_sealed_for_again(keyring: DatabaseKeyring, database: Database) -> None:
    sealed = await keyring.seal(ASHA, TITLE)
    await keyring.destroy(ASHA)
    for ring in (keyring, DatabaseKeyring(database, bytes(32))):
        assert await ring.open(ASHA, sealed) == ERASED
        with pytest.raises(NotAllowed):
            await ring.seal(ASHA, "again")
        with pytest.raises(NotAllowed):
            await ring.hmac(ASHA, b"again")


async def test_another_process_forgets_an_erased_key_within_a_minute(database: Database) -> None:
    now = [0.0]
    other = DatabaseKeyring(database, bytes(32), clock=lambda: now[0])
    sealed = await other.seal(ASHA, TITLE)
    await DatabaseKeyring(database, bytes(32)).destroy(ASHA)
    now[0] = FORGET_S
    assert await other.open(ASHA, sealed) == ERASED


async def test_two_that_seal_first_at_the_same_time_share_one_key(database: Database) -> None:
    rings = [DatabaseKeyring(database, bytes(32)) for _ in range(8)]
    boxes = await asyncio.gather(*[ring.seal(ASHA, TITLE) for ring in rings])
    for ring in rings:
        assert [await ring.open(ASHA, box) for box in boxes] == [TITLE] * 8


async def test_the_table_holds_no_key_that_opens_anything(keyring: DatabaseKeyring, database: Database) -> None:
    await keyring.seal(ASHA, TITLE)
    with pytest.raises(Corrupt):
        await DatabaseKeyring(database, b"1" * 32).seal(ASHA, TITLE)
    async with database.reading() as connection:
        rows = (await connection.execute(select(ACCOUNT_KEYS.c.account_id))).scalars().all()
    assert rows == [ASHA]


def test_the_master_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "studio" / "master.key"
    key = master_key(path)
    assert len(key) == 32
    assert master_key(path) == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [found.name for found in path.parent.iterdir()] == ["master.key"]


@pytest.mark.parametrize("content", ["", "zz", "ab" * 31])
def test_a_broken_master_key_is_never_replaced(tmp_path: Path, content: str) -> None:
    path = tmp_path / "master.key"
    path.write_text(content)
    with pytest.raises(Corrupt):
        master_key(path)
    assert path.read_text() == content
