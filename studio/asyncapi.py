"""`make docs`: docs/asyncapi.json, the one document of all topics: the log from the registry, the streams from the declarations of their hearers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

from gpu_consumers.worker import Worker
from infra.streams.asyncapi import Said, part
from infra.streams.messages import Cancel, Completed, Failed, HandedBack, Progress, RouterAlive, WorkerAlive, WorkRecord
from infra.streams.port import CONTROL, PROGRESS, RESULTS, Subscription, work
from query_api.feed import ProgressFeed
from router.process import Router
from schemas import catalogue
from schemas.values import WorkClass

NOTHING = cast(Any, None)  # who only declares what he hears, uses none of his ports


def pages() -> Mapping[str, str]:
    """Path below docs/ -> content."""
    return {"asyncapi.json": json.dumps(document(), indent=1, sort_keys=True, ensure_ascii=False) + "\n"}


def document() -> Mapping[str, Any]:
    log, streams = catalogue.asyncapi(), part(dict(_heard()), dict(_said()))
    components = {kind: {**log["components"][kind], **streams["components"][kind]} for kind in ("messages", "schemas")}
    return {
        **log,
        "channels": {**log["channels"], **streams["channels"]},
        "operations": {**log["operations"], **streams["operations"]},
        "components": components,
    }


def _heard() -> Iterator[tuple[str, Subscription]]:
    results, progress = Router(log=NOTHING, streams=NOTHING, send=NOTHING, parking=NOTHING).subscriptions()
    yield "router.results", results
    yield "router.progress", progress
    yield "query_api.progress", ProgressFeed().subscription()
    for one in WorkClass:
        worker = Worker(id=one, work_class=one, streams=NOTHING, store=NOTHING, renderer=NOTHING, engines={}, scratch=Path())
        own, control = worker.subscriptions()
        yield f"gpu_consumers.work.{one}", own
    yield "gpu_consumers.control", control


def _said() -> Iterator[tuple[str, Said]]:
    for one in WorkClass:
        yield f"router.give.{one}", Said(topic=work(one), types=(WorkRecord,))
    yield "router.tell", Said(topic=CONTROL, types=(RouterAlive, Cancel))
    yield "gpu_consumers.report", Said(topic=RESULTS, types=(Completed, Failed, HandedBack))
    yield "gpu_consumers.announce", Said(topic=PROGRESS, types=(WorkerAlive, Progress))
