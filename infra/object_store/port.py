"""What an object store does. Blobs are content-addressed and written only if absent; a name points to a few bytes and is replaced whole.

Every adapter passes tests/contracts/object_store.py. Account ids, hashes and names are checked: nothing can be reached outside `users/{account}/`.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from schemas.errors import Invalid

NAME_BYTES_MAX = 1 << 20
_ACCOUNT = re.compile(r"[A-Za-z0-9][A-Za-z0-9_:.-]{0,127}")
_HASH = re.compile(r"[0-9a-f]{64}")
_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]{0,127}(/[A-Za-z0-9_-][A-Za-z0-9_.-]{0,127}){0,7}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A blob as it lies in the store."""

    hash: str  # SHA-256 of the bytes, 64 hex digits
    size: int  # bytes


class ObjectStore(Protocol):
    async def put(self, account_id: str, data: bytes | Path, media_type: str) -> Stored:
        """Keep these bytes (or a file's) under their hash; nothing is written when they are there already, and undamaged.

        When it returns, they survive the machine. Raises StorageFull, and leaves nothing behind, when there is no room.
        """
        ...

    async def stat(self, account_id: str, hash: str) -> Stored:
        """Raises NotFound."""
        ...

    def open(self, account_id: str, hash: str, start: int = 0, length: int | None = None) -> AsyncIterator[bytes]:
        """The bytes from `start` on, `length` of them or to the end, in pieces of at most 256 KiB. Raises NotFound before the first piece."""
        ...

    async def path_of(self, account_id: str, hash: str) -> Path:
        """A local file with these bytes, for ffmpeg and child processes to read; never to be written. Raises NotFound."""
        ...

    async def delete(self, account_id: str, hash: str) -> None:
        """Gone, also when it was not there."""
        ...

    async def put_name(self, account_id: str, name: str, value: bytes) -> None:
        """Let `name` (`steps/<key>`, ...) stand for these bytes (at most 1 MiB) from now on; a reader sees the old or the new, never a part."""
        ...

    async def get_name(self, account_id: str, name: str) -> bytes | None:
        """None when the name was never put."""
        ...

    async def erase(self, account_id: str) -> None:
        """All blobs and names of an account, for ever."""
        ...


def checked_account(account_id: str) -> str:
    return _checked(_ACCOUNT, account_id, "an account id")


def checked_hash(hash: str) -> str:
    return _checked(_HASH, hash, "a SHA-256")


def checked_name(name: str) -> str:
    return _checked(_NAME, name, "a name in the object store")


def _checked(pattern: re.Pattern[str], text: str, what: str) -> str:
    if not pattern.fullmatch(text):
        raise Invalid(f"{text[:80]!r} is not {what}.")
    return text
