"""Identity tables over the years: the steps lead to what is declared, an old file is taken over with all that is in it, and a start stays quick."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Inspector, MetaData, inspect

from infra.database import identity, migrating
from infra.database.engine import Database, open_database
from infra.database.identity import IDENTITY, VERSION, LocalTokens, create_identity_tables
from infra.keyring.database import DatabaseKeyring
from schemas.errors import UnknownVersion


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = open_database(database_url, durable=True)
    yield database
    await database.close()


def differences(connection: Connection) -> list[Any]:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    return list(compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), IDENTITY))


def shape(connection: Connection) -> dict[str, Any]:
    """Everything that the database says of each table."""
    found: Inspector = inspect(connection)
    return {
        name: (found.get_pk_constraint(name)["constrained_columns"], [{**each, "type": str(each["type"])} for each in found.get_columns(name)])
        for name in sorted(found.get_table_names())
    }


async def within(database: Database, do: Any, *more: Any) -> Any:
    async with database.writing() as connection:
        return await connection.run_sync(do, *more)


async def test_the_steps_lead_to_exactly_what_is_declared(database: Database) -> None:
    await within(database, migrating.upgrade, "head")
    assert await within(database, differences) == []
    stepped = await within(database, shape)
    await within(database, migrating.APPLIED.drop)
    await within(database, IDENTITY.drop_all)
    await create_identity_tables(database)
    assert await within(database, shape) == stepped
    await create_identity_tables(database)
    assert await within(database, shape) == stepped


def test_the_version_is_that_of_the_last_step() -> None:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(migrating.STEPS))
    assert ScriptDirectory.from_config(config).get_current_head() == VERSION


async def test_an_old_file_is_taken_over_without_loss_and_goes_on_by_steps(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await within(database, IDENTITY.create_all)  # as studios made it before versions were counted
    token = await LocalTokens(database).issue("acc_1", "member")
    sealed = await DatabaseKeyring(database, bytes(32)).seal("acc_1", "title")
    await create_identity_tables(database)
    later = MetaData()
    for table in IDENTITY.sorted_tables:
        table.to_metadata(later)
    (tmp_path / "versions").mkdir()
    (tmp_path / "env.py").write_text((migrating.STEPS / "env.py").read_text())
    for step in (migrating.STEPS / "versions").glob("v*.py"):
        (tmp_path / "versions" / step.name).write_text(step.read_text())
    (tmp_path / "versions" / "v0002_later.py").write_text(
        'import sqlalchemy as sa\nfrom alembic import op\n\nrevision, down_revision = "0002", "0001"\n\n\n'
        'def upgrade() -> None:\n    op.add_column("local_tokens", sa.Column("label", sa.Text, nullable=True))\n'
    )
    monkeypatch.setattr(migrating, "STEPS", tmp_path)
    monkeypatch.setattr(identity, "VERSION", "0002")
    await create_identity_tables(database)
    assert "label" in [column["name"] for column in (await within(database, shape))["local_tokens"][1]]
    assert await LocalTokens(database).find(token) == ("acc_1", "member")
    assert await DatabaseKeyring(database, bytes(32)).open("acc_1", sealed) == "title"


async def test_what_a_newer_studio_migrated_is_left_alone(database: Database) -> None:
    await create_identity_tables(database)
    await within(database, lambda connection: connection.execute(migrating.APPLIED.update().values(version_num="0999")))
    with pytest.raises(UnknownVersion, match="Upgrade this one"):
        await create_identity_tables(database)


def test_neither_a_new_file_nor_a_current_one_nor_an_old_one_imports_alembic(tmp_path: Path) -> None:
    code = f"""
import asyncio, sys
from infra.database.engine import open_database
from infra.database.identity import IDENTITY, create_identity_tables
async def main():
    new, old = (open_database("sqlite:///{tmp_path}/" + name + ".db", durable=True) for name in ("new", "old"))
    async with old.writing() as connection:
        await connection.run_sync(IDENTITY.create_all)
    for database in (new, old, new, old):
        await create_identity_tables(database)
    await new.close()
    await old.close()
asyncio.run(main())
sys.exit("alembic" in sys.modules)
"""
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0
