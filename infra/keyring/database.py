"""The keyring in a table: each account's key wrapped by the master key (AES-256-GCM, the account's id as associated data)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import select

from infra.clock import wall_clock
from infra.database.dialects import insert_if_absent, upsert
from infra.database.engine import Database
from infra.database.identity import ACCOUNT_KEYS
from infra.keyring.port import ERASED
from schemas.envelope import Sealed
from schemas.errors import Corrupt, NotAllowed, Undecodable

NONCE = 12
REMEMBERED = 10_000
FORGET_S = 60.0
"""How long an opened key is trusted before the table is asked again: the longest that another process can still read an erased account."""


@dataclass(frozen=True, slots=True)
class Key:
    """An account's key, split by use so that no key serves two algorithms."""

    cipher: AESGCM
    mac: bytes
    labels: bytes

    @classmethod
    def of(cls, secret: bytes) -> Key:
        return cls(AESGCM(_derived(secret, b"seal")), _derived(secret, b"hmac"), _derived(secret, b"labels"))


class DatabaseKeyring:
    """`master`: 32 bytes that never lie in the same place as the table. Satisfies infra.keyring.port.Keyring."""

    def __init__(self, database: Database, master: bytes, clock: Callable[[], float] = time.monotonic) -> None:
        self._database, self._master, self._clock = database, AESGCM(master), clock
        self._keys: OrderedDict[str, tuple[float, Key | None]] = OrderedDict()
        self._nobody = Key.of(secrets.token_bytes(32))  # compared with where there is no key: the same work, and never right

    async def seal(self, account_id: str, text: str) -> Sealed[str]:
        key = await self._living(account_id)
        nonce = secrets.token_bytes(NONCE)
        return Sealed(base64.b64encode(nonce + key.cipher.encrypt(nonce, text.encode(), account_id.encode())).decode("ascii"))

    async def open(self, account_id: str, sealed: Sealed[str]) -> str:
        key = await self._find(account_id)
        if key is None:
            return ERASED
        try:
            box = base64.b64decode(sealed.box, validate=True)
            return key.cipher.decrypt(box[:NONCE], box[NONCE:], account_id.encode()).decode()
        except (InvalidTag, binascii.Error, ValueError) as error:
            raise Undecodable(f"A sealed text of {account_id} does not open with its key.") from error

    async def hmac(self, account_id: str, body: bytes) -> str:
        return _signature(await self._living(account_id), body)

    async def verifies(self, account_id: str, body: bytes, signature: str) -> bool:
        key = await self._find(account_id)
        right = _signature(key or self._nobody, body)
        return hmac.compare_digest(right.encode(), signature.encode()) and key is not None

    async def label_key(self, account_id: str) -> bytes:
        return (await self._living(account_id)).labels

    async def destroy(self, account_id: str) -> None:
        async with self._database.writing() as connection:
            tombstone = {"account_id": account_id, "wrapped": None, "created_at": wall_clock()}
            await connection.execute(upsert(self._database.dialect, ACCOUNT_KEYS), tombstone)
        self._remember(account_id, None)

    async def _living(self, account_id: str) -> Key:
        key = await self._find(account_id) or await self._made(account_id)
        if key is None:
            raise NotAllowed(f"Account {account_id} was erased.")
        return key

    async def _find(self, account_id: str) -> Key | None:
        if (known := self._keys.get(account_id)) and self._clock() - known[0] < FORGET_S:
            self._keys.move_to_end(account_id)
            return known[1]
        async with self._database.reading() as connection:
            row = (await connection.execute(select(ACCOUNT_KEYS.c.wrapped).where(ACCOUNT_KEYS.c.account_id == account_id))).one_or_none()
        if row is None:
            return None
        return self._remember(account_id, self._unwrapped(account_id, row.wrapped))

    async def _made(self, account_id: str) -> Key | None:
        """The key made now, or the one that somebody else made meanwhile; None when it was destroyed."""
        row = {"account_id": account_id, "wrapped": self._wrapped(account_id, secrets.token_bytes(32)), "created_at": wall_clock()}
        async with self._database.writing() as connection:
            await connection.execute(insert_if_absent(self._database.dialect, ACCOUNT_KEYS), row)
        return await self._find(account_id)

    def _remember(self, account_id: str, key: Key | None) -> Key | None:
        self._keys[account_id] = (self._clock(), key)
        self._keys.move_to_end(account_id)
        if len(self._keys) > REMEMBERED:
            self._keys.popitem(last=False)
        return key

    def _wrapped(self, account_id: str, secret: bytes) -> str:
        nonce = secrets.token_bytes(NONCE)
        return base64.b64encode(nonce + self._master.encrypt(nonce, secret, account_id.encode())).decode("ascii")

    def _unwrapped(self, account_id: str, wrapped: str | None) -> Key | None:
        if wrapped is None:
            return None
        box = base64.b64decode(wrapped)
        try:
            return Key.of(self._master.decrypt(box[:NONCE], box[NONCE:], account_id.encode()))
        except InvalidTag as error:
            raise Corrupt(
                f"The key of {account_id} does not open with this master key: the key file and the database do not belong together."
            ) from error


def _signature(key: Key, body: bytes) -> str:
    return hmac.new(key.mac, body, hashlib.sha256).hexdigest()


def _derived(secret: bytes, use: bytes) -> bytes:
    return hmac.new(secret, use, hashlib.sha256).digest()
