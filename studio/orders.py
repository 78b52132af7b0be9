"""What `studio film` remembers between runs: which project is whose, and the films that it has asked for and not yet delivered.

An order is the Idempotency-Key of its request, kept before the request is sent and struck out when the film is on the disk. Asked again with the same
key, the studio answers with the job that it accepted the first time, ended or not. Whoever waits for a film holds its order; the kernel lets go when
that process ends, however it ends, so an order that nobody holds was left by a run that is gone.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import re
import uuid
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO, Self, TextIO

from infra.files import replacing
from infra.locks import locked
from schemas.errors import StorageFull

LOOK_S = 0.05
LOCK = ".lock"
KEY_LENGTH = 32
_KEY = re.compile(f"[0-9a-f]{{{KEY_LENGTH}}}")


class Owned:
    """The project that belongs to a script: a file for each below `root`, named by where the script lies and what its film is called."""

    def __init__(self, root: Path) -> None:
        self._root = root

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[None]:
        """Who looks for a project and may make one does it in here, so that two who begin at one moment do not make two. Raises StorageFull."""
        async with _alone(self._root):
            yield

    def project(self, script: str, title: str) -> str | None:
        return _project_in(self._path(script, title))

    def keep(self, script: str, title: str, project_id: str) -> None:
        """Raises StorageFull."""
        if self.project(script, title) != project_id:
            _write(self._path(script, title), json.dumps({"script": script, "title": title, "project_id": project_id}))

    def all(self) -> set[str]:
        """Every project that belongs to some script."""
        return {owned for path in self._root.glob("[!.]*") if (owned := _project_in(path)) is not None}

    def _path(self, script: str, title: str) -> Path:
        return self._root / _name([script, title])


class Orders:
    """A file for each order below `root`, named by what was ordered; those that this run holds are let go at the end of the block."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._met: dict[Path, Order] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for order in self._met.values():
            order.let_go()

    def of(self, project_id: str, script_hash: str, settings: Mapping[str, Any]) -> Order:
        path = self._root / _name([project_id, script_hash, dict(settings)])
        return self._met.setdefault(path, Order(path))


class Order:
    """One film, as it is asked for. `key`: what it is asked for with, once this run holds it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: TextIO | None = None
        self.key: str | None = None

    async def take_up(self) -> bool:
        """Hold what is kept, by whomever; False when there is nothing. From then on this run knows its key, even if another strikes it out."""
        while self.key is None:
            try:
                file = self._path.open("r+", encoding="ascii", errors="replace")
            except FileNotFoundError:
                return False
            if locked(file, shared=True) and _lies_at(file, self._path):
                return self._hold(file)
            file.close()
            await asyncio.sleep(LOOK_S)  # somebody is about to give it up for lost
        return True

    async def place(self) -> str:
        """The key to ask with: that of an order that is there, else a new one, on the disk. Raises StorageFull."""
        async with _alone(self._path.parent):
            while not await self.take_up():
                _write(self._path, uuid.uuid4().hex)
        assert self.key is not None
        return self.key

    def accepted(self, job_id: str) -> None:
        """So that no other job is ever taken for this one; where that cannot be written, what it asked for must do."""
        if self._file is not None:
            with suppress(OSError):
                os.pwrite(self._file.fileno(), job_id.encode("ascii"), KEY_LENGTH)

    def strike(self) -> None:
        """Delivered, or never to be: the next time it is another film."""
        if self._file is not None and _lies_at(self._file, self._path):
            self._path.unlink(missing_ok=True)
        self.let_go()

    def let_go(self) -> None:
        if self._file is not None:
            self._file.close()
        self._file = self.key = None

    @contextmanager
    def abandoned(self, job_id: str) -> Iterator[bool]:
        """Whether a run that is gone has left it, for this job. If so nobody takes it up while the block runs, and it is struck out at its end."""
        try:
            file = self._path.open("r+", encoding="ascii", errors="replace")
        except FileNotFoundError:
            yield False
            return
        with file:
            left = locked(file) and _lies_at(file, self._path) and file.read()[KEY_LENGTH:] in ("", job_id)
            yield left
            if left:
                self._path.unlink(missing_ok=True)

    def _hold(self, file: TextIO) -> bool:
        """What a power cut has spoilt is nobody's order."""
        key = file.read(KEY_LENGTH)
        if _KEY.fullmatch(key):
            self._file, self.key = file, key
        else:
            file.close()
        return self.key is not None


@asynccontextmanager
async def _alone(root: Path) -> AsyncIterator[None]:
    """One after the other, whichever processes they are of. Raises StorageFull."""
    with _lock_file(root) as file:
        while not locked(file):
            await asyncio.sleep(LOOK_S)
        yield


def _lock_file(root: Path) -> BinaryIO:
    try:
        root.mkdir(parents=True, exist_ok=True)
        return (root / LOCK).open("ab")
    except OSError as error:
        raise _unwritable(root, error) from None


def _name(what: list[Any]) -> str:
    return hashlib.sha256(json.dumps(what, sort_keys=True).encode()).hexdigest()[:32]


def _project_in(path: Path) -> str | None:
    with suppress(FileNotFoundError, ValueError, TypeError, KeyError):  # lost or damaged: remembered anew
        return str(json.loads(path.read_text("ascii"))["project_id"])
    return None


def _lies_at(file: TextIO, path: Path) -> bool:
    """Not struck out since it was opened."""
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False


def _write(path: Path, text: str) -> None:
    """Whole or not at all, on the disk before it returns. Raises StorageFull."""
    try:
        with replacing(path) as file:
            file.write(text.encode("ascii"))
    except OSError as error:
        raise _unwritable(path.parent, error) from None


def _unwritable(root: Path, error: OSError) -> StorageFull:
    return StorageFull(f"{root} cannot be written: {error.strerror}. Nothing was asked for yet; make room and try again.")
