"""The workers that were heard of, and which of them are idle. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from infra.streams.messages import WorkerAlive
from schemas.values import WorkClass

QUIET_MS = 6_000
"""Three announcements missed: it gets no work until it is heard again."""

GONE_MS = 30_000
"""It is forgotten."""


@dataclass(slots=True, kw_only=True)
class Worker:
    alive: WorkerAlive  # its last announcement
    heard_at: int
    busy: str = ""  # lease that it says it works on
    holds: str = ""  # lease that was asked for or given to it: at most one
    idle_since: int = 0


class Fleet:
    def __init__(self) -> None:
        self.workers: dict[str, Worker] = {}
        self._holders: dict[str, Worker] = {}  # by lease
        self._idle: dict[WorkClass, dict[str, Worker]] = {work_class: {} for work_class in WorkClass}
        self._owners: dict[tuple[WorkClass, int], str] = {}  # of each partition, who said last that it is his

    def heard(self, alive: WorkerAlive, now: int) -> None:
        if alive.leaving:
            self._remove(alive.worker)
            return
        worker = self.workers.setdefault(alive.worker, Worker(alive=alive, heard_at=now, idle_since=now))
        if worker.alive.work_class is not alive.work_class:  # another of the same name: it is idle in one class at most
            self._idle[worker.alive.work_class].pop(alive.worker, None)
        worker.alive, worker.heard_at = alive, now
        worker.busy = alive.busy.lease if alive.busy else ""
        self._owners |= {(alive.work_class, partition): alive.worker for partition in alive.partitions}
        self._sort(worker)

    def partition(self, worker: Worker) -> int | None:
        """One that reaches it: a worker that was killed is not known to be gone, but its partitions are soon another's."""
        alive = worker.alive
        return next((one for one in alive.partitions if self._owners.get((alive.work_class, one)) == alive.worker), None)

    def idle(self, work_class: WorkClass, now: int) -> Worker | None:
        """The one that became idle last, because its child process is still warm; None when all are busy, quiet or own no partition."""
        free = (worker for worker in self._idle[work_class].values() if now - worker.heard_at < QUIET_MS and self.partition(worker) is not None)
        return max(free, key=lambda worker: worker.idle_since, default=None)

    def hold(self, worker: Worker, lease: str) -> None:
        worker.holds = lease
        self._holders[lease] = worker
        self._sort(worker)

    def holder(self, lease: str) -> Worker | None:
        """Who was given the lease, if it is still there."""
        worker = self._holders.get(lease)
        return worker if worker is not None and self.workers.get(worker.alive.worker) is worker else None

    def release(self, lease: str, now: int) -> None:
        """The lease has ended, or was never granted."""
        worker = self._holders.pop(lease, None)
        if worker is not None:
            worker.holds, worker.idle_since = "", now
            self._sort(worker)

    def finished(self, lease: str, now: int) -> None:
        """The worker itself says so: it is idle at once, without waiting for its next announcement."""
        worker = self._holders.get(lease)
        self.release(lease, now)
        if worker is not None and worker.busy == lease:
            worker.busy = ""
            self._sort(worker)

    def unheard(self, now: int) -> list[WorkClass]:
        """Classes whose work lies still because nobody of them is heard."""
        heard = {worker.alive.work_class for worker in self.workers.values() if now - worker.heard_at < QUIET_MS}
        return [one for one in WorkClass if one not in heard]

    def forget(self, now: int) -> None:
        for id, worker in list(self.workers.items()):
            if now - worker.heard_at >= GONE_MS and not worker.holds:
                self._remove(id)

    def _sort(self, worker: Worker) -> None:
        """Keep the idle ones at hand: they are looked for at every message."""
        idle = self._idle[worker.alive.work_class]
        if not worker.busy and not worker.holds and self.workers.get(worker.alive.worker) is worker:
            idle[worker.alive.worker] = worker
        else:
            idle.pop(worker.alive.worker, None)

    def _remove(self, id: str) -> None:
        worker = self.workers.pop(id, None)
        if worker is not None:
            self._idle[worker.alive.work_class].pop(id, None)
