"""The object store in a local folder: `users/{account}/blobs/{sha256}`, each file written beside, synced and renamed into place."""

from __future__ import annotations

import asyncio
import errno
import hashlib
import os
import secrets
import shutil
from collections.abc import AsyncIterator, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from infra.files import replacing
from infra.object_store.port import NAME_BYTES_MAX, Stored, checked_account, checked_hash, checked_name
from schemas.errors import NotFound, StorageFull, TooLarge

PIECE = 256 * 1024
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class FolderObjectStore:
    """`root` is made when it is not there. Several processes may share it. Satisfies infra.object_store.port.ObjectStore."""

    def __init__(self, root: Path) -> None:
        self._root = root

    async def put(self, account_id: str, data: bytes | Path, media_type: str) -> Stored:  # noqa: ARG002 - a folder keeps no types
        return await asyncio.to_thread(self._put, account_id, data)

    async def stat(self, account_id: str, hash: str) -> Stored:
        path = self._blob(account_id, hash)
        try:
            return Stored(hash=hash, size=(await asyncio.to_thread(path.stat)).st_size)
        except FileNotFoundError:
            raise _missing(hash) from None

    async def open(self, account_id: str, hash: str, start: int = 0, length: int | None = None) -> AsyncIterator[bytes]:
        path = self._blob(account_id, hash)
        try:
            file = await asyncio.to_thread(path.open, "rb")
        except FileNotFoundError:
            raise _missing(hash) from None
        try:
            await asyncio.to_thread(file.seek, start)
            left = length
            while piece := await asyncio.to_thread(file.read, PIECE if left is None else min(PIECE, left)):
                yield piece
                left = None if left is None else left - len(piece)
        finally:
            file.close()

    async def path_of(self, account_id: str, hash: str) -> Path:
        await self.stat(account_id, hash)
        return self._blob(account_id, hash)

    async def delete(self, account_id: str, hash: str) -> None:
        await asyncio.to_thread(self._blob(account_id, hash).unlink, missing_ok=True)

    async def put_name(self, account_id: str, name: str, value: bytes) -> None:
        if len(value) > NAME_BYTES_MAX:
            raise TooLarge(f"A name stands for at most {NAME_BYTES_MAX} bytes; put them as a blob and let the name hold its hash.")
        path = self._home(account_id) / checked_name(name)
        await asyncio.to_thread(self._replace, path, [value])

    async def get_name(self, account_id: str, name: str) -> bytes | None:
        path = self._home(account_id) / checked_name(name)
        try:
            return await asyncio.to_thread(path.read_bytes)
        except FileNotFoundError:
            return None

    async def erase(self, account_id: str) -> None:
        await asyncio.to_thread(shutil.rmtree, self._home(account_id), ignore_errors=True)

    # --- files

    def _home(self, account_id: str) -> Path:
        return self._root / "users" / checked_account(account_id)

    def _blob(self, account_id: str, hash: str) -> Path:
        return self._home(account_id) / "blobs" / checked_hash(hash)

    def _put(self, account_id: str, data: bytes | Path) -> Stored:
        """The hash is taken first, so that what is there already is read and compared, not written; what was damaged there is replaced."""
        stored = _hashed(_pieces(data))
        path = self._blob(account_id, stored.hash)
        if not _holds(path, stored):
            written = self._replace(path, _pieces(data))
            if written != stored:
                path.unlink()
                raise OSError(f"{data if isinstance(data, Path) else 'A blob'} changed while it was stored.")
        return stored

    def _replace(self, path: Path, pieces: Iterable[bytes]) -> Stored:
        try:
            with replacing(path, draft=path.parent / f".{secrets.token_hex(8)}.part") as file:
                stored = _hashed(_written(file, pieces))
            _sync_folder(path.parent)
        except OSError as error:
            if error.errno in FULL:
                raise StorageFull(f"There is no room under {self._root}; make some and try again. Nothing was stored.") from error
            raise
        return stored


def _written(file: BinaryIO, pieces: Iterable[bytes]) -> Iterator[bytes]:
    for piece in pieces:
        file.write(piece)
        yield piece


def _pieces(data: bytes | Path) -> Iterator[bytes]:
    if isinstance(data, bytes):
        yield data
        return
    with data.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def _hashed(pieces: Iterable[bytes]) -> Stored:
    digest, size = hashlib.sha256(), 0
    for piece in pieces:
        digest.update(piece)
        size += len(piece)
    return Stored(hash=digest.hexdigest(), size=size)


def _holds(path: Path, stored: Stored) -> bool:
    try:
        return path.stat().st_size == stored.size and _hashed(_pieces(path)) == stored
    except FileNotFoundError:
        return False


def _sync_folder(folder: Path) -> None:
    """A rename is durable only when the folder is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _missing(hash: str) -> NotFound:
    return NotFound(f"There is no blob {hash}.")
