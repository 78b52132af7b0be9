"""The identity tables in the version of this code: made, taken over or migrated.

The only file that runs Alembic, and only when there is a step to take: importing it costs as much as a start.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Column, Connection, MetaData, String, Table, inspect, select

from schemas.errors import ToolMissing, UnknownVersion

FIRST = "0001"
"""What files are that were made before versions were counted."""
STEPS = Path(__file__).parent / "migrations"
APPLIED = Table("alembic_version", MetaData(), Column("version_num", String(32), primary_key=True))
"""Alembic's own note of the last step, as Alembic makes it."""


def migrate(connection: Connection, declared: MetaData, version: str) -> None:
    """In the transaction of `connection`, which must be alone. `declared` is what the steps up to `version` lead to.

    Raises UnknownVersion where a newer studio was before, ToolMissing where there is a step to take and no Alembic.
    """
    found = _found(connection, declared)
    if found == version:
        return
    if found is None:
        declared.create_all(connection)
        _note(connection, version)
        return
    upgrade(connection, version)


def _found(connection: Connection, declared: MetaData) -> str | None:
    """The version of the tables that there are; None: there are none. Tables without a version are FIRST, and are noted so."""
    tables = set(inspect(connection).get_table_names())
    version: str | None = connection.execute(select(APPLIED.c.version_num)).scalar_one_or_none() if APPLIED.name in tables else None
    if version is not None:
        return version
    if not tables & set(declared.tables):
        return None
    _note(connection, FIRST)
    return FIRST


def _note(connection: Connection, version: str) -> None:
    APPLIED.create(connection, checkfirst=True)
    connection.execute(APPLIED.insert().values(version_num=version))


def upgrade(connection: Connection, version: str) -> None:
    """From whatever step it stands at, the beginning included."""
    try:
        from alembic import command
        from alembic.config import Config
        from alembic.util import CommandError
    except ImportError:
        raise ToolMissing(
            "The keys and tokens are of an older version, and Alembic is not installed: pip install 'ai-film-studio[postgres]'."
        ) from None
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(STEPS).replace("%", "%%"))
    try:
        command.upgrade(config, version)
    except CommandError as error:
        raise UnknownVersion(f"The keys and tokens were migrated by a newer studio: {error}. Upgrade this one.") from error
