"""Where the embedded studio keeps everything: one folder, one owner at a time."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from infra.files import draft_of, replacing
from infra.locks import locked
from schemas.errors import AlreadyRunning, Corrupt

LOCAL_REASON = "Films made on this machine: the local account never runs dry; credits are counted, and no money is asked for."
"""Stands in its grant, and above its statement, of which the grant is the oldest line."""


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
        self.shadow = root / "shadow"
        self.heads = root / "heads"
        self.signing_key = root / "signing.key"
        self.parking = root / "parked"
        self.scratch = root / "scratch"
        self.diary = root / "studio.log"  # JSON lines for people who look inside
        self.router = root / "router.checkpoint"
        self.prices = root / "prices.kept"
        self.configuration = root / "configuration.kept"
        self.orders = root / "orders"
        self.scripts = root / "scripts"
        self.elsewhere = root / "elsewhere"  # what is remembered of studios that are not of this machine
        self.broker = root / "broker"  # of a studio on Kafka, where nobody names a cluster
        self.database = root / "database"
        self.database_name = root / "database.name"  # of root's, which cannot lie here
        self.logs = root / "logs"  # of each process one, and what it said when it fell
        self._kafka = root / "on-kafka"
        self._local = root / "local.json"
        self._address = root / "address.json"

    @property
    def exists(self) -> bool:
        return self.log.exists()

    @property
    def on_kafka(self) -> bool:
        """Is the studio of this folder one of processes on Kafka?"""
        return self._kafka.exists()

    def beside(self) -> Folder:
        """Of the studio on Kafka beside the embedded one, whether there is one or not: they share nothing."""
        return self if self.on_kafka else Folder(self.root / "kafka")

    def for_kafka(self) -> Folder:
        """`beside`, made. From then on it says of itself that it is on Kafka."""
        other = self.beside()
        other.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        other._kafka.touch()
        return other

    def of(self, url: str) -> Folder:
        """What is remembered of the studio there: its projects and films are not those of the one here."""
        return Folder(self.elsewhere / hashlib.sha256(url.encode()).hexdigest()[:12])

    @contextmanager
    def owned(self) -> Iterator[None]:
        """Hold the folder; the kernel lets go when the process dies, however it dies. Raises AlreadyRunning."""
        self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._close_to_others()
        with (self.root / "lock").open("a+") as file:
            if not locked(file):
                running = self.address()
                where = f" at {running.url} (process {running.pid})" if running else ""
                raise AlreadyRunning(
                    f"A studio is running on {self.root} already{where}. Use that one, stop it, or take another folder with --folder."
                )
            yield

    @contextmanager
    def published(self, address: Address) -> Iterator[None]:
        """Tell other processes where this studio answers. The file is locked for as long as that is true."""
        draft = draft_of(self._address)
        with os.fdopen(_opened_private(draft), "w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            json.dump(asdict(address), file)
            file.flush()
            draft.rename(self._address)
            try:
                yield
            finally:
                self._address.unlink(missing_ok=True)

    def address(self) -> Address | None:
        """Where the studio of this folder answers. What a killed one left is not believed: who listens there by now would get our token."""
        try:
            with self._address.open() as file:
                return Address(**json.load(file)) if not locked(file, shared=True) else None
        except (FileNotFoundError, ValueError, TypeError):
            return None

    def _close_to_others(self) -> None:
        """A folder that was there before, unless it holds other things than a studio: then each file must be private by itself."""
        if self.root.stat().st_mode & 0o077 and all(self._is_ours(path) for path in self.root.iterdir()):
            with suppress(PermissionError):  # it belongs to somebody else, who lets us write: as above
                self.root.chmod(0o700)

    def _is_ours(self, path: Path) -> bool:
        names = ("lock", *(each.name for each in vars(self).values() if each is not self.root))
        return path.name.lstrip(".").startswith(names)  # log.db-wal and drafts too

    def local(self) -> Local | None:
        """None before the first start."""
        try:
            return Local(**json.loads(self._local.read_text()))
        except FileNotFoundError:
            return None
        except (ValueError, TypeError):
            raise Corrupt(f"{self._local} is damaged: move it away, and a new local account is made at the next start.") from None

    def keep_local(self, local: Local) -> None:
        with replacing(self._local, mode=0o600) as file:
            file.write(json.dumps(asdict(local)).encode())


def new_account_id() -> str:
    return f"acc_{secrets.token_hex(12)}"


def _opened_private(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
