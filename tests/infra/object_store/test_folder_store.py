"""The folder adapter: the contract, and what only a folder can show: half files, a full disk, the exact place."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.object_store.folder import FolderObjectStore
from infra.object_store.port import ObjectStore
from schemas.errors import StorageFull
from tests.contracts.object_store import ACCOUNT, ObjectStoreContract


class TestFolderObjectStore(ObjectStoreContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> ObjectStore:
        return FolderObjectStore(tmp_path / "store")


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


async def test_blobs_and_names_lie_where_the_layout_says(tmp_path: Path) -> None:
    store = FolderObjectStore(tmp_path)
    stored = await store.put(ACCOUNT, b"x", "text/plain")
    await store.put_name(ACCOUNT, "steps/abc", b"{}")
    assert files(tmp_path) == [f"users/{ACCOUNT}/blobs/{stored.hash}", f"users/{ACCOUNT}/steps/abc"]


async def test_what_is_there_is_not_written_again(tmp_path: Path) -> None:
    store = FolderObjectStore(tmp_path)
    stored = await store.put(ACCOUNT, b"x", "text/plain")
    before = (await store.path_of(ACCOUNT, stored.hash)).stat().st_ino
    await store.put(ACCOUNT, b"x", "text/plain")
    assert (await store.path_of(ACCOUNT, stored.hash)).stat().st_ino == before


@pytest.mark.parametrize("damaged", [b"wh", b"WHOLE", b""])
async def test_a_file_that_is_not_what_its_name_says_is_mended(tmp_path: Path, damaged: bytes) -> None:
    store = FolderObjectStore(tmp_path)
    stored = await store.put(ACCOUNT, b"whole", "text/plain")
    path = await store.path_of(ACCOUNT, stored.hash)
    path.write_bytes(damaged)
    await store.put(ACCOUNT, b"whole", "text/plain")
    assert path.read_bytes() == b"whole"


@pytest.mark.parametrize("step", ["fsync", "replace"])
async def test_a_full_disk_is_said_and_leaves_no_half_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    store = FolderObjectStore(tmp_path)
    monkeypatch.setattr(os if step == "fsync" else Path, step, full)
    with pytest.raises(StorageFull):
        await store.put(ACCOUNT, b"x" * 100_000, "text/plain")
    with pytest.raises(StorageFull):
        await store.put_name(ACCOUNT, "steps/abc", b"{}")
    assert files(tmp_path) == []


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of one megabyte; skipped where nobody may mount one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = shutil.which("mount")
    if mount is None or subprocess.run([mount, "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)], capture_output=True, check=False).returncode != 0:
        pytest.skip("a small file system cannot be mounted here")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


async def test_a_disk_that_is_really_full_keeps_what_it_had(small_disk: Path) -> None:
    store = FolderObjectStore(small_disk)
    kept = await store.put(ACCOUNT, b"k" * 400_000, "text/plain")
    with pytest.raises(StorageFull):
        await store.put(ACCOUNT, b"n" * 900_000, "text/plain")
    assert files(small_disk) == [f"users/{ACCOUNT}/blobs/{kept.hash}"]
    assert hashlib.sha256((await store.path_of(ACCOUNT, kept.hash)).read_bytes()).hexdigest() == kept.hash
