"""The studio's hottest work with the library `eventsourcing`; runs in .venv-eventsourcing and imports nothing of ours. Tells JSON.

python bench/with_eventsourcing.py work|rebuild HOW        HOW: the fields of `How` as JSON; POSTGRES_DBNAME and its like stand in the environment

Each run makes a schema of its own, so that each begins with empty tables. The library's safe mode, its default, is what runs: every insertion locks
the table of events, so that a reader passes over nothing. (POSTGRES_ENABLE_DB_FUNCTIONS=y would leave the lock out.)

An aggregate per account holds its credits and its open jobs. A client reads it, decides, saves, and does all of it again when another was quicker.
"""

# mypy: disallow-subclassing-any=False, disallow-untyped-decorators=False
from __future__ import annotations

import json
import multiprocessing
import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from functools import singledispatchmethod
from threading import Event, Lock, Thread
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

import psycopg  # type: ignore[import-not-found]
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import IntegrityError, Tracking
from eventsourcing.popo import POPOTrackingRecorder
from eventsourcing.postgres import PostgresDatastore, PostgresTrackingRecorder
from eventsourcing.projection import Projection, ProjectionRunner
from psycopg.sql import SQL, Identifier  # type: ignore[import-not-found]

PRICE, GRANT = 100, 1_000_000
SCENE = {"scene": "one", "hash": "3" * 16, "shots": 4, "lines": ["one-1", "one-2"], "line_hashes": ["4" * 16, "5" * 16], "cast": []}
PLAN = {
    "script_hash": "5" * 64, "settings_hash": "0" * 16, "analysis": "a" * 64, "characters": ["asha", "ravi"],
    "character_hashes": ["1" * 16, "2" * 16], "scenes": [SCENE], "length_ms": 50_000,
}  # fmt: skip
SETTINGS = ("fsync", "synchronous_commit", "full_page_writes", "wal_sync_method", "shared_buffers")


@dataclass(frozen=True, slots=True)
class How:
    """Clients are `processes` times `threads`. `cache` keeps aggregates and reads only what is new; `snapshots`: one after so many events, 0 none.

    `alone`: a lock of ours lets one client at a time have an account, which one process alone can do.
    """

    accounts: int = 1
    processes: int = 1
    threads: int = 16
    seconds: float = 5.0
    cache: bool = False
    snapshots: int = 0
    alone: bool = False
    back_off_ms: float = 4.0  # the longest pause of a client before it tries again
    commands: int = 0  # of `rebuild`: to write before, all that it reads
    memory: bool = False  # of `rebuild`: the view is kept in memory, not in the database
    schema: str = ""


class NotEnough(Exception):
    """Credits."""


# --- the model


class Account(Aggregate):
    @event("Opened")
    def __init__(self, name: str) -> None:
        self.name = name
        self.available = 0
        self.reserved: dict[str, int] = {}
        self.jobs: dict[str, str] = {}
        self.projects: list[str] = []

    @staticmethod
    def create_id(name: str) -> UUID:
        return uuid5(NAMESPACE_URL, f"/accounts/{name}")

    @event("CreditsGranted")
    def grant(self, amount: int) -> None:
        self.available += amount

    @event("ProjectCreated")
    def create_project(self, project_id: str) -> None:
        self.projects.append(project_id)

    def request_job(self, job_id: str, project_id: str, amount: int, plan: dict[str, Any]) -> None:
        if project_id not in self.projects or job_id in self.jobs:
            raise ValueError(f"project {project_id}, job {job_id}")
        if amount > self.available:
            raise NotEnough(f"{amount} of {self.available}")
        self._reserve(job_id, amount)
        self._request(job_id, project_id, amount, plan)

    @event("CreditsReserved")
    def _reserve(self, job_id: str, amount: int) -> None:
        self.available -= amount
        self.reserved[job_id] = amount

    @event("JobRequested")
    def _request(self, job_id: str, project_id: str, estimate: int, plan: dict[str, Any]) -> None:  # noqa: ARG002 - recorded, not needed here
        self.jobs[job_id] = project_id

    def cancel_job(self, job_id: str) -> None:
        if job_id not in self.jobs:
            raise ValueError(f"job {job_id}")
        self._cancel(job_id)
        self._release(job_id, self.reserved[job_id])

    @event("JobCancelled")
    def _cancel(self, job_id: str) -> None:
        del self.jobs[job_id]

    @event("CreditsReleased")
    def _release(self, job_id: str, amount: int) -> None:
        del self.reserved[job_id]
        self.available += amount


class Studio(Application[UUID]):
    def open(self, name: str) -> None:
        account = Account(name)
        account.grant(GRANT)
        account.create_project(f"prj_{name}")
        self.save(account)

    def request_job(self, name: str, job_id: str) -> None:
        account: Account = self.repository.get(Account.create_id(name))
        account.request_job(job_id, f"prj_{name}", PRICE, PLAN)
        self.save(account)

    def cancel_job(self, name: str, job_id: str) -> None:
        account: Account = self.repository.get(Account.create_id(name))
        account.cancel_job(job_id)
        self.save(account)


def studio(how: How, *, make: bool = False) -> Studio:
    """`make`: and its tables."""
    Studio.snapshotting_intervals = {Account: how.snapshots} if how.snapshots else {}
    return Studio(env=environment(how, make=make))


def environment(how: How, *, make: bool = False) -> dict[str, str]:
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres", "POSTGRES_SCHEMA": how.schema, "CREATE_TABLE": "y" if make else "n",
        "POSTGRES_POOL_SIZE": str(how.threads), "POSTGRES_MAX_OVERFLOW": "0",
        **({"AGGREGATE_CACHE_MAXSIZE": "1000"} if how.cache else {}),
    }  # fmt: skip


def new_schema() -> tuple[str, dict[str, str]]:
    """Its name, and how durable the server is that has it."""
    name, place = f"run_{uuid4().hex}", os.environ
    address = {"dbname": place["POSTGRES_DBNAME"], "host": place["POSTGRES_HOST"], "port": place["POSTGRES_PORT"], "user": place["POSTGRES_USER"]}
    with psycopg.connect(**address, autocommit=True) as connection:
        connection.execute(SQL("CREATE SCHEMA {}").format(Identifier(name)))
        return name, {one: connection.execute(f"SHOW {one}").fetchone()[0] for one in SETTINGS}


# --- 16 clients


def work(how: How) -> dict[str, Any]:
    names = [f"{uuid4()}-{number}" for number in range(how.accounts)]
    with studio(how, make=True) as app:
        for name in names:
            app.open(name)
    context = multiprocessing.get_context("spawn")
    start, told = context.Barrier(how.processes), context.Queue()
    children = [context.Process(target=_clients, args=(how, names, start, told, number)) for number in range(how.processes)]
    for child in children:
        child.start()
    parts = [told.get() for _ in children]
    for child in children:
        child.join()
    waits = sorted(wait for part in parts for wait in part["waits"])
    with studio(how) as app:
        overdrafts = sum(_overdrawn(app.repository.get(Account.create_id(name))) for name in names)
    return {
        "commands": len(waits), "rate": len(waits) / max(part["wall"] for part in parts),
        "again": sum(part["again"] for part in parts) / len(waits),  # attempts that another was quicker than, for each command
        "p50_ms": waits[len(waits) // 2] * 1e3, "p99_ms": waits[len(waits) * 99 // 100] * 1e3, "overdrafts": overdrafts,
        "cpu_ms": sum(part["cpu"] for part in parts) / len(waits) * 1e3,
    }  # fmt: skip


def _overdrawn(account: Account) -> bool:
    return account.available < 0 or account.available + sum(account.reserved.values()) != GRANT


def _clients(how: How, names: list[str], start: Any, told: Any, number: int) -> None:
    with studio(how) as app:
        clients = [Client(app, names, number * how.threads + place, how) for place in range(how.threads)]
        threads = [Thread(target=client.run, args=(how.seconds,)) for client in clients]
        start.wait()
        begun, cpu = time.perf_counter(), time.process_time()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        wall, spent = time.perf_counter() - begun, time.process_time() - cpu
    failed = [client.failed for client in clients if client.failed is not None]
    if failed:
        raise failed[0]
    told.put({"wall": wall, "cpu": spent, "waits": [wait for client in clients for wait in client.waits], "again": sum(one.again for one in clients)})


class Client:
    """Asks for a job and calls it off, in turn; the next when the last was answered."""

    locks: dict[str, Lock] = {}

    def __init__(self, app: Studio, names: list[str], place: int, how: How) -> None:
        self._app, self._names, self._place, self._back_off_s = app, names, place, how.back_off_ms / 1e3
        self._held: Callable[[str], Any] = (lambda name: self.locks.setdefault(name, Lock())) if how.alone else (lambda _: nullcontext())
        self.waits: list[float] = []
        self.again = 0
        self.failed: Exception | None = None

    def run(self, seconds: float) -> None:
        try:
            self._run(time.perf_counter() + seconds)
        except Exception as failed:
            self.failed = failed

    def _run(self, until: float) -> None:
        turn = self._place
        while time.perf_counter() < until:
            name, job = self._names[turn % len(self._names)], uuid4().hex
            self._ask(self._app.request_job, name, job)
            self._ask(self._app.cancel_job, name, job)
            turn += 16

    def _ask(self, command: Callable[[str, str], None], name: str, job: str) -> None:
        begun = time.perf_counter()
        attempt = 0
        while True:
            try:
                with self._held(name):
                    command(name, job)
            except (IntegrityError, RuntimeError):  # another was quicker; or changed what the cache was just copying
                attempt += 1
                time.sleep(random.random() * min(self._back_off_s, 0.0005 * 2**attempt))
            else:
                break
        self.again += attempt
        self.waits.append(time.perf_counter() - begun)


# --- the rebuild of a view of the jobs


class Jobs(Projection[Any]):
    name = "jobs"
    topics = ()

    @singledispatchmethod
    def process_event(self, domain_event: Any, tracking: Tracking) -> None:  # noqa: ARG002 - the name is the library's
        self.view.passed(tracking)

    @process_event.register
    def _(
        self,
        domain_event: Account.JobRequested,  # type: ignore[name-defined]
        tracking: Tracking,
    ) -> None:
        self.view.requested(domain_event.job_id, domain_event.project_id, domain_event.estimate, tracking)

    @process_event.register
    def _(
        self,
        domain_event: Account.JobCancelled,  # type: ignore[name-defined]
        tracking: Tracking,
    ) -> None:
        self.view.cancelled(domain_event.job_id, tracking)


class Until:
    """Tells when a view has come to the last event of the log; the library's own `wait` looks only every 0.8 s."""

    last = 0
    reached = Event()

    def _passed(self, tracking: Tracking) -> None:
        if tracking.notification_id >= self.last:
            self.reached.set()


class RowsInMemory(Until, POPOTrackingRecorder):
    def __init__(self) -> None:
        super().__init__()
        self.rows: dict[str, tuple[str, int, str]] = {}

    def passed(self, tracking: Tracking) -> None:
        with self._tracked(tracking):
            pass

    def requested(self, job_id: str, project_id: str, estimate: int, tracking: Tracking) -> None:
        with self._tracked(tracking):
            self.rows[job_id] = (project_id, estimate, "requested")

    def cancelled(self, job_id: str, tracking: Tracking) -> None:
        with self._tracked(tracking):
            self.rows[job_id] = (*self.rows[job_id][:2], "cancelled")

    @contextmanager
    def _tracked(self, tracking: Tracking) -> Iterator[None]:
        with self._database_lock:
            self._assert_tracking_uniqueness(tracking)
            yield
            self._insert_tracking(tracking)
        self._passed(tracking)

    def count(self) -> int:
        return len(self.rows)


class RowsInPostgres(Until, PostgresTrackingRecorder):
    def __init__(self, datastore: PostgresDatastore, **more: Any) -> None:
        super().__init__(datastore, **more)
        table = Identifier(datastore.schema, "jobs_rows")
        self.sql_create_statements.append(
            SQL("CREATE TABLE IF NOT EXISTS {} (job_id text PRIMARY KEY, project_id text, estimate bigint, status text)").format(table)
        )
        self._insert = SQL("INSERT INTO {} VALUES (%s, %s, %s, 'requested')").format(table)
        self._update = SQL("UPDATE {} SET status = 'cancelled' WHERE job_id = %s").format(table)
        self._count = SQL("SELECT count(*) AS count FROM {}").format(table)

    def passed(self, tracking: Tracking) -> None:
        with self._tracked(tracking):
            pass

    def requested(self, job_id: str, project_id: str, estimate: int, tracking: Tracking) -> None:
        with self._tracked(tracking) as cursor:
            cursor.execute(self._insert, (job_id, project_id, estimate), prepare=True)

    def cancelled(self, job_id: str, tracking: Tracking) -> None:
        with self._tracked(tracking) as cursor:
            cursor.execute(self._update, (job_id,), prepare=True)

    @contextmanager
    def _tracked(self, tracking: Tracking) -> Iterator[Any]:
        with self.datastore.transaction(commit=True) as cursor:
            self._insert_tracking(cursor, tracking)
            yield cursor
        self._passed(tracking)

    def count(self) -> int:
        with self.datastore.cursor() as cursor:
            cursor.execute(self._count)
            return int(cursor.fetchone()["count"])


def rebuild(how: How) -> dict[str, Any]:
    """Reads a whole log, from its first event, into a view that is new; its log is written before by as many commands."""
    with studio(how, make=True) as app:
        _write(app, how.commands)
        last = app.recorder.max_notification_id()
    module = "eventsourcing.popo" if how.memory else "eventsourcing.postgres"
    told = environment(how, make=True) | {"JOBS_PERSISTENCE_MODULE": module}
    view: Any = RowsInMemory if how.memory else RowsInPostgres
    assert last is not None
    Until.last = last
    begun, cpu = time.perf_counter(), time.process_time()
    with ProjectionRunner(application_class=Studio, projection_class=Jobs, view_class=view, env=told) as runner:
        while not Until.reached.wait(1.0):
            assert not runner.is_interrupted.is_set()
        wall, spent = time.perf_counter() - begun, time.process_time() - cpu
        assert runner.view.count() == how.commands // 2
    return {"events": last, "rate": last / wall, "commands": how.commands, "cpu_ms": spent / last * 1e3}


def _write(app: Studio, commands: int) -> None:
    name = str(uuid4())
    app.open(name)
    account: Account = app.repository.get(Account.create_id(name))
    for number in range(commands // 2):
        job = uuid4().hex
        account.request_job(job, f"prj_{name}", PRICE, PLAN)
        account.cancel_job(job)
        if number % 25 == 24 or number == commands // 2 - 1:
            app.save(account)


if __name__ == "__main__":
    os.environ.setdefault("POSTGRES_PASSWORD", "none")
    schema, settings = new_schema()
    how = replace(How(**json.loads(sys.argv[2])), schema=schema)
    print(json.dumps({**{"work": work, "rebuild": rebuild}[sys.argv[1]](how), "settings": settings}))
