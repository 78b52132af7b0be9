"""One small function for each old version, from it to the next; added to, never edited.

    ("job.requested", 1): job_requested_v1_to_v2

A version is old when the registry names a higher one. Its bytes stay in tests/samples/ for ever.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Payload = dict[str, Any]


def job_planned_v1_to_v2(payload: Payload) -> Payload:
    """v1 knew one graph of tasks, in which the task that joins the film mixed its sound as well."""
    return {**payload, "plan": {**payload["plan"], "graph": 1}}


UPCASTERS: Mapping[tuple[str, int], Callable[[Payload], Payload]] = {
    ("job.planned", 1): job_planned_v1_to_v2,
}
