"""The open leases and which of them have run out: never begun, or silent, or of an earlier run. Pure.

The silence of one is believed beside somebody who is heard: a lease is silent only if for as long as it was not heard of the router has stood at the
end of progress and results, and has heard some worker, both without a gap. Where everybody is silent the streams are broken, or nobody is there whom
a task could be given to: then nothing runs out (ADR 25).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

BEGIN_MS = 20_000
"""A lease that was not heard of for so long after it was granted has not reached its worker."""

SILENCE_MS = 15_000
GAP_MS = 5_000
"""A router that did not look for so long has not stood at the end; of workers who announce themselves every 2 s it has missed two in a row."""

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


@dataclass(slots=True)
class _Unbroken:
    """For how long something has been so that is seen again and again."""

    since: int | None = None
    seen_at: int = 0

    def seen(self, now: int) -> None:
        if self.since is None or now - self.seen_at >= GAP_MS:
            self.since = now
        self.seen_at = now

    def broken(self) -> None:
        self.since = None

    def long_enough(self, now: int) -> bool:
        return self.since is not None and now - self.seen_at < GAP_MS and now - self.since >= SILENCE_MS


class Leases:
    def __init__(self) -> None:
        self.open: dict[str, Lease] = {}
        self._at_end = _Unbroken()  # that the router stands there
        self._somebody = _Unbroken()  # is heard

    def given(self, lease: Lease) -> None:
        self.open[lease.lease] = lease

    def heard_somebody(self, now: int) -> None:
        """A worker, whatever it holds: so the streams carry what workers say."""
        self._somebody.seen(now)

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
        if at_end:
            self._at_end.seen(now)
        else:
            self._at_end.broken()

    def expire(self, now: int) -> tuple[Sequence[Lease], int]:
        """Leases to expire now, and how many more are silent, but not believed because nobody is heard."""
        certain = [lease for lease in self.open.values() if lease.earlier_run]
        overdue = [lease for lease in self.open.values() if not lease.earlier_run and lease.overdue(now)] if self._at_end.long_enough(now) else []
        believed = self._somebody.long_enough(now)
        chosen = [lease for lease in (certain + overdue if believed else certain) if lease.asked_at is None or now - lease.asked_at >= AGAIN_MS]
        for lease in chosen:
            lease.asked_at = now
        return chosen, 0 if believed else len(overdue)
