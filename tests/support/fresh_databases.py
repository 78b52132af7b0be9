"""Databases of PostgreSQL for tests: a server for the run, and a new database for each test."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
from sqlalchemy import make_url

from infra.embedded.postgres import down


@contextmanager
def a_server() -> Iterator[str]:
    """URL of a server of our own, which forgets to sync; nobody's child, for some tests look at all that there are. Raises CalledProcessError."""
    folder = Path(tempfile.mkdtemp(prefix="studio-postgres-"))  # pytest's own folders are closed to whom root starts the server as
    folder.chmod(0o711)
    try:
        words = [sys.executable, "-m", "infra.embedded.postgres", "up", str(folder), "--relaxed"]
        said = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=True).stdout
        yield said.strip().partition("=")[2].strip("'")
    finally:
        down(folder)
        shutil.rmtree(folder)


@contextmanager
def a_database(server: str) -> Iterator[str]:
    """URL of a new, empty database of this server; dropped afterwards, whoever is connected."""
    name = f"studio_test_{os.getpid()}_{uuid.uuid4().hex[:8]}"
    asyncio.run(_do(server, f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'"))
    try:
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        asyncio.run(_do(server, f"DROP DATABASE {name} WITH (FORCE)"))


async def _do(server: str, statement: str) -> None:
    connection = await asyncpg.connect(server)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
