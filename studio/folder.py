"""Where the embedded studio keeps everything: one folder, one owner at a time."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from schemas.errors import AlreadyRunning, Corrupt


def default_folder() -> Path:
    """$STUDIO_FOLDER, else the XDG data folder (https://specifications.freedesktop.org/basedir-spec/)."""
    if named := os.environ.get("STUDIO_FOLDER"):
        return Path(named)
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "ai-film-studio"


@dataclass(frozen=True, slots=True)
class Local:
    """Who the caller is until people and access exist: one account, one token."""

    account_id: str
    token: str


@dataclass(frozen=True, slots=True)
class Address:
    """Where a running `studio dev` is to be found."""

    url: str
    pid: int


class Folder:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.log = root / "log.db"
        self.rows = root / "rows.db"
        self.keys = root / "keys.db"
        self.master_key = root / "master.key"
        self.objects = root / "objects"
        self.snapshots = root / "snapshots"
        self.parking = root / "parked"
        self.scratch = root / "scratch"
        self.diary = root / "studio.log"  # JSON lines for people who look inside
        self.router = root / "router.checkpoint"
        self.orders = root / "orders"
        self._local = root / "local.json"
        self._address = root / "address.json"

    @property
    def exists(self) -> bool:
        return self.log.exists()

    @contextmanager
    def owned(self) -> Iterator[None]:
        """Hold the folder; the kernel lets go when the process dies, however it dies. Raises AlreadyRunning."""
        self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (self.root / "lock").open("a+") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                running = self.address()
                where = f" at {running.url} (process {running.pid})" if running else ""
                raise AlreadyRunning(
                    f"A studio is running on {self.root} already{where}. Use that one, stop it, or take another folder with --folder."
                ) from None
            self._address.unlink(missing_ok=True)
            try:
                yield
            finally:
                self._address.unlink(missing_ok=True)

    def publish(self, address: Address) -> None:
        """Tell other processes where this studio answers."""
        _write_private(self._address, json.dumps(asdict(address)))

    def address(self) -> Address | None:
        try:
            return Address(**json.loads(self._address.read_text()))
        except (FileNotFoundError, ValueError, TypeError):
            return None

    def local(self) -> Local | None:
        """None before the first start."""
        try:
            return Local(**json.loads(self._local.read_text()))
        except FileNotFoundError:
            return None
        except (ValueError, TypeError):
            raise Corrupt(f"{self._local} is damaged: move it away, and a new local account is made at the next start.") from None

    def keep_local(self, local: Local) -> None:
        _write_private(self._local, json.dumps(asdict(local)))


def new_account_id() -> str:
    return f"acc_{secrets.token_hex(12)}"


def _write_private(path: Path, text: str) -> None:
    """Whole or not at all, and for nobody else's eyes."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(path)
