"""The master key of an embedded studio, and secrets like it: a file that only its owner can read."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from schemas.errors import Corrupt, Invalid

BYTES = 32
MASTER, LOST = "a master key of the studio", "a new key cannot open old text"


def master_key(path: Path) -> bytes:
    """The 256-bit key in `path`, made with mode 0600 when the file is not there. Raises Corrupt when it holds anything else.

    Whoever loses this file loses every title and every description; back it up apart from the database that it guards.
    """
    return kept_secret(path, MASTER, LOST)


def kept_secret(path: Path, what: str, lost: str) -> bytes:
    """256 bits, made as `master_key` is; `what` they are and what is `lost` without them is for the one who is told that they are damaged."""
    try:
        return _read(path, what, lost)
    except FileNotFoundError:
        return _created(path)


def existing_master_key(path: Path) -> bytes:
    """Of a process that shares the key with others: each machine would make one of its own. Raises Invalid when it is not there, Corrupt."""
    try:
        return _read(path, MASTER, LOST)
    except OSError as error:
        cure = f"Make it once, for all machines, and back it up: `(umask 077; openssl rand -hex {BYTES} > {path})`."
        raise Invalid(f"STUDIO_KEYS__MASTER_KEY_FILE: {path} cannot be read ({error.strerror}). {cure}") from None


def _read(path: Path, what: str, lost: str) -> bytes:
    """Raises OSError, Corrupt."""
    try:
        key = bytes.fromhex(path.read_text("ascii"))
    except ValueError:
        key = b""
    if len(key) != BYTES:
        raise Corrupt(f"{path} is not {what} ({2 * BYTES} hex digits). Restore it from a backup; {lost}.")
    return key


def _created(path: Path) -> bytes:
    """Written beside and linked into place, so that of two processes that begin together both end with the same, whole key."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_bytes(BYTES).hex())
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):  # the other process was first: its key is the key
            os.link(draft, path)
    finally:
        draft.unlink()
    return bytes.fromhex(path.read_text("ascii"))
