"""A worker for video on Kafka in a process of its own, which says what it renders and never comes to an end: to be killed.

python -m tests.support.crew_child BROKER PREFIX FOLDER
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from gpu_consumers.crew import new_worker
from gpu_consumers.engines.port import Output, Report
from gpu_consumers.protocol import Broken, Request
from gpu_consumers.worker import WorkerSettings
from infra.kafka_settings import KafkaSettings
from infra.object_store.folder import FolderObjectStore
from infra.streams.kafka import KafkaStreams
from infra.streams.parking import FolderParking
from schemas.values import WorkClass
from tests.gpu_consumers.tiny_engines import tiny


class Endless:
    async def render(self, request: Request, report: Report) -> Output | Broken:
        report(0.1)
        print(request.work.task_id, flush=True)
        await asyncio.Event().wait()
        raise AssertionError

    async def stop(self) -> None:
        pass


async def main(broker: str, prefix: str, folder: Path) -> None:
    settings = KafkaSettings(bootstrap_servers=broker, prefix=prefix, session_s=3.0)
    worker = new_worker(
        WorkClass.VIDEO, streams=KafkaStreams(settings, FolderParking(folder / "parked")), store=FolderObjectStore(folder / "objects"),
        scratch=folder / "child", engines=tiny(), settings=WorkerSettings(alive_s=0.5), renderer=lambda _: Endless(),
    )  # fmt: skip
    await worker.run()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], Path(sys.argv[3])))
