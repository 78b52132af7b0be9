"""The tables that are not folded from the log: account keys and local tokens. Their loss is for ever, so they live in a durable database."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable

from sqlalchemy import BigInteger, Column, MetaData, Table, Text, select

from infra.clock import wall_clock
from infra.database.dialects import alone
from infra.database.engine import Database
from infra.database.migrating import migrate

IDENTITY = MetaData()
VERSION = "0001"
"""The last step in migrations/versions, which leads to what is declared here."""
MIGRATING = 2
BELIEVED_MS, BELIEVED_MAX = 2_000, 10_000

ACCOUNT_KEYS = Table(
    "account_keys",
    IDENTITY,
    Column("account_id", Text, primary_key=True),
    Column("wrapped", Text, nullable=True),  # under the master key; NULL: destroyed, and no new one will be made
    Column("created_at", BigInteger, nullable=False),
)

LOCAL_TOKENS = Table(
    "local_tokens",
    IDENTITY,
    Column("token_hash", Text, primary_key=True),
    Column("account_id", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
)


async def create_identity_tables(database: Database) -> None:
    """Makes the tables, or brings them to VERSION; to be awaited once before anything else here. Processes that start together do it one by one.

    Raises UnknownVersion, ToolMissing.
    """
    async with database.writing() as connection:
        await alone(connection, MIGRATING)
        await connection.run_sync(migrate, IDENTITY, VERSION)


class LocalTokens:
    """Who a local token speaks for, until people and access exist. Only the token's hash is stored.

    Every request asks; so an answer is believed for BELIEVED_MS, and a token that another process revokes is good for so long.
    """

    def __init__(self, database: Database, now: Callable[[], int] = wall_clock) -> None:
        self._database, self._now = database, now
        self._believed: dict[str, tuple[int, tuple[str, str]]] = {}  # token hash -> until when, and who

    async def issue(self, account_id: str, role: str = "admin") -> str:
        """A fresh token of 256 random bits, shown once."""
        token = f"studio_{secrets.token_urlsafe(32)}"
        async with self._database.writing() as connection:
            await connection.execute(
                LOCAL_TOKENS.insert().values(token_hash=_hash(token), account_id=account_id, role=role, created_at=self._now()),
            )
        return token

    async def find(self, token: str) -> tuple[str, str] | None:
        """(account id, role) of a token, None when it was never issued or was revoked."""
        hash = _hash(token)
        until, who = self._believed.get(hash, (0, ("", "")))
        if self._now() < until:
            return who
        async with self._database.reading() as connection:
            query = select(LOCAL_TOKENS.c.account_id, LOCAL_TOKENS.c.role).where(LOCAL_TOKENS.c.token_hash == hash)
            row = (await connection.execute(query)).one_or_none()
        self._believed.pop(hash, None)
        if row is None:
            return None
        if len(self._believed) >= BELIEVED_MAX:
            self._believed.clear()
        self._believed[hash] = (self._now() + BELIEVED_MS, (row.account_id, row.role))
        return row.account_id, row.role

    async def revoke(self, token: str) -> None:
        self._believed.pop(_hash(token), None)
        async with self._database.writing() as connection:
            await connection.execute(LOCAL_TOKENS.delete().where(LOCAL_TOKENS.c.token_hash == _hash(token)))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
