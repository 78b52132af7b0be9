"""The folder: who runs on it, what is believed of a studio that was killed, and who may read what lies there."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas.errors import AlreadyRunning, Invalid, Unavailable
from studio.client import studio
from studio.embedded import running
from studio.folder import Address, Folder

HERE = Address(url="http://127.0.0.1:8700", pid=os.getpid())


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "studio")


@pytest.fixture
def open_hearted() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_an_address_is_believed_while_its_studio_lives(folder: Folder) -> None:
    assert folder.address() is None
    with folder.owned(), folder.published(HERE):
        assert Folder(folder.root).address() == HERE
        assert Folder(folder.root).address() == HERE, "looking does not let go of it"
        with pytest.raises(AlreadyRunning, match="8700"), Folder(folder.root).owned():
            pass
    assert folder.address() is None


def test_what_a_killed_studio_left_is_not_believed(folder: Folder) -> None:
    program = f"""
from studio.folder import Address, Folder
from pathlib import Path
folder = Folder(Path({str(folder.root)!r}))
with folder.owned(), folder.published(Address(url="http://127.0.0.1:8700", pid=1)):
    print("published", flush=True)
    input()
"""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen([sys.executable, "-c", program], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as studio:
        assert studio.stdout is not None
        assert studio.stdout.readline() == "published\n"
        assert folder.address() is not None
        studio.send_signal(signal.SIGKILL)
        studio.wait()
    assert (folder.root / "address.json").exists()
    assert folder.address() is None


@pytest.mark.usefixtures("open_hearted")
def test_a_folder_that_existed_is_closed_to_others(folder: Folder) -> None:
    folder.root.mkdir(mode=0o755)
    with folder.owned():
        assert mode(folder.root) == 0o700
    folder.root.chmod(0o755)
    folder.log.touch()
    with folder.owned():
        assert mode(folder.root) == 0o700


@pytest.mark.usefixtures("open_hearted")
def test_a_folder_that_holds_other_things_too_is_not_ours_to_close(folder: Folder) -> None:
    folder.root.mkdir(mode=0o755)
    (folder.root / "thesis.tex").touch()
    with folder.owned():
        assert mode(folder.root) == 0o755


def test_a_studio_on_kafka_has_a_folder_of_its_own_beside_the_embedded_one(tmp_path: Path) -> None:
    embedded = Folder(tmp_path)
    on_kafka = embedded.for_kafka()
    assert (on_kafka.root.parent, on_kafka.on_kafka, embedded.on_kafka) == (tmp_path, True, False)
    assert on_kafka.for_kafka().root == Folder(on_kafka.root).for_kafka().root == on_kafka.root


async def test_a_studio_on_kafka_says_how_it_is_started(tmp_path: Path) -> None:
    on_kafka = Folder(tmp_path).for_kafka()
    with pytest.raises(Invalid, match="dev --kafka"):
        async with running(on_kafka):
            pass
    with pytest.raises(Unavailable, match="dev --kafka"):
        async with studio(on_kafka):
            pass
