"""What a router keeps between starts: written beside the loop, whole or not used."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest

from infra.event_log.claim import Head
from infra.streams.embedded import EmbeddedStreams
from router import checkpoint as module
from router.board import OpenJob
from router.checkpoint import Checkpoint, CheckpointFile
from router.process import Router, RouterSettings
from schemas.values import FilmSettings
from tests.infra.streams.contract import MemoryParking
from tests.support.deciding import until
from tests.support.pocket_studio import PocketLog, PocketStudio, small_plan

HEADS = {p: Head(next_offset=p + 1, seq=p, hash="h") for p in range(16)}


def job(number: int) -> OpenJob:
    id = f"job_{number}"
    return OpenJob(account_id="acc_1", job_id=id, settings=FilmSettings(), watermark=True, correlation_id="c", plan=small_plan())


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    file, jobs = CheckpointFile(tmp_path / "c"), [job(number) for number in range(3)]
    assert file.load() is None
    file.save(Checkpoint(heads=HEADS, jobs=jobs))
    assert file.load() == Checkpoint(heads=HEADS, jobs=jobs)


@pytest.mark.parametrize(
    "spoilt", ["", "{", '{"version": 1, "heads": {}, "jobs": []}', '{"version": 99, "heads": {}}\n', "\udcff\n", '{"x":' + "[" * 5_000]
)
def test_what_cannot_be_used_is_dropped(tmp_path: Path, spoilt: str) -> None:
    (tmp_path / "c").write_text(spoilt, errors="surrogateescape")
    assert CheckpointFile(tmp_path / "c").load() is None


@pytest.mark.parametrize("line", [0, 1, 3])
def test_what_a_power_cut_has_shortened_is_dropped(tmp_path: Path, line: int) -> None:
    file = CheckpointFile(tmp_path / "c")
    file.save(Checkpoint(heads=HEADS, jobs=[job(number) for number in range(3)]))
    (tmp_path / "c").write_bytes(b"".join((tmp_path / "c").read_bytes().splitlines(keepends=True)[:line]))
    assert file.load() is None


def test_nothing_is_encoded_that_is_larger_than_a_job(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One call for all would hold the interpreter, whichever thread makes it."""
    sizes, encode = list[int](), module._encode

    def noted(part: object) -> bytes:
        sizes.append(len(line := encode(part)))
        return line

    monkeypatch.setattr(module, "_encode", noted)
    CheckpointFile(tmp_path / "c").save(Checkpoint(heads=HEADS, jobs=[job(number) for number in range(1000)]))
    assert len(sizes) == 1001
    assert max(sizes) < 10_000


class SlowDisk(CheckpointFile):
    """Begins to write, and goes on when it is let."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.begun, self.let, self.was_let = threading.Event(), threading.Event(), False

    def save(self, checkpoint: Checkpoint) -> None:
        self.begun.set()
        self.was_let = self.let.wait(3)
        super().save(checkpoint)


async def test_the_loop_goes_on_while_a_checkpoint_is_written_and_the_fold_waits(tmp_path: Path) -> None:
    log, disk = PocketLog(), SlowDisk(tmp_path / "c")
    studio = PocketStudio(log)
    router = Router(
        log=log, streams=EmbeddedStreams(MemoryParking()), send=log.send, parking=MemoryParking(), checkpoints=disk,
        settings=RouterSettings(checkpoint_events=1),
    )  # fmt: skip
    running = asyncio.create_task(router.run())
    await studio.account()
    await until(disk.begun.is_set)
    before = {p: claim.head for p, claim in router._claims.items()}
    await studio.film()
    for _ in range(20):
        await asyncio.sleep(0)
    assert {p: claim.head for p, claim in router._claims.items()} == before
    disk.let.set()
    await until(lambda: router.scheduler.board.jobs)
    assert disk.was_let
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    kept = disk.load()
    assert kept is not None
    assert [one.job_id for one in kept.jobs] == ["job_1"]
