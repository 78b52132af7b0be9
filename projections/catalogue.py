"""All read models, on one line each."""

from __future__ import annotations

from typing import Any

from projections.assets import ASSETS
from projections.audit import AUDIT
from projections.credits import CREDIT_BALANCE, CREDIT_STATEMENT
from projections.history import HISTORY
from projections.jobs import JOBS
from projections.projection import Projection
from projections.projects import PROJECTS
from projections.scripts import SCRIPTS
from projections.tasks import TASKS
from projections.usage import USAGE

PROJECTIONS: tuple[Projection[Any], ...] = (
    PROJECTS,
    SCRIPTS,
    JOBS,
    TASKS,
    ASSETS,
    CREDIT_BALANCE,
    CREDIT_STATEMENT,
    AUDIT,
    HISTORY,
    USAGE,
)
BY_NAME = {projection.name: projection for projection in PROJECTIONS}
