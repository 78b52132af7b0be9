"""The open leases and which of them have run out: never begun, or silent, or of an earlier run. Pure.

A lease is silent only if the router has stood at the end of progress and results for as long, without a gap, and heard nothing; and at most a tenth
of the open leases run out at a time, because an outage of the streams must not kill every job. Who knows better restarts the studio.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

BEGIN_MS = 20_000
"""A lease that was not heard of for so long after it was granted has not reached its worker."""

SILENCE_MS = 15_000
GAP_MS = 5_000
"""A router that did not look for so long has not stood at the end."""

AGAIN_MS = 15_000
"""Before the expiry of a lease is asked for again."""


@dataclass(slots=True, kw_only=True)
class Lease:
    lease: str
    account_id: str
    job_id: str
    task_id: str
    worker: str
    given_at: int
    heard_at: int | None = None  # last heartbeat; None: it has not begun
    asked_at: int | None = None  # when its expiry was asked for
    earlier_run: bool = False  # whoever held it is dead for certain

    def overdue(self, now: int) -> bool:
        if self.heard_at is None:
            return now - self.given_at >= BEGIN_MS
        return now - self.heard_at >= SILENCE_MS


class Leases:
    def __init__(self) -> None:
        self.open: dict[str, Lease] = {}
        self._standing_since: int | None = None
        self._looked_at: int | None = None
        self._expired: deque[int] = deque()  # when, within the last SILENCE_MS

    def given(self, lease: Lease) -> None:
        self.open[lease.lease] = lease

    def heard(self, lease: str, now: int) -> bool:
        """False: no open lease that we know of."""
        known = self.open.get(lease)
        if known is not None:
            known.heard_at = now
        return known is not None

    def ended(self, lease: str) -> None:
        self.open.pop(lease, None)

    def looked(self, now: int, at_end: bool) -> None:
        """Whether the router stands at the end of progress and results at this moment."""
        gap = self._looked_at is None or now - self._looked_at >= GAP_MS
        if not at_end:
            self._standing_since = None
        elif gap or self._standing_since is None:
            self._standing_since = now
        self._looked_at = now

    def expire(self, now: int) -> tuple[Sequence[Lease], int]:
        """Leases to expire now, and how many more are silent but held back by the limit."""
        due = [lease for lease in self.open.values() if lease.asked_at is None or now - lease.asked_at >= AGAIN_MS]
        certain = [lease for lease in due if lease.earlier_run]
        silent = [lease for lease in due if not lease.earlier_run and lease.overdue(now)] if self._stood(now) else []
        fresh = [lease for lease in silent if lease.asked_at is None]
        allowed = fresh[: self._room(now)]
        self._expired.extend(now for _ in allowed)
        chosen = [*certain, *allowed, *(lease for lease in silent if lease.asked_at is not None)]
        for lease in chosen:
            lease.asked_at = now
        return chosen, len(fresh) - len(allowed)

    def _stood(self, now: int) -> bool:
        if self._standing_since is None or self._looked_at is None or now - self._looked_at >= GAP_MS:
            return False
        return now - self._standing_since >= SILENCE_MS

    def _room(self, now: int) -> int:
        """A tenth of the open leases in SILENCE_MS, but two at least, or a small studio would never heal."""
        while self._expired and now - self._expired[0] >= SILENCE_MS:
            self._expired.popleft()
        return max(0, max(2, len(self.open) // 10) - len(self._expired))
