"""What is in the key of a step, and what is not: a hit is right or it is no hit."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from gpu_consumers.engines.port import EngineType
from gpu_consumers.steps import Step, Steps, key_of
from infra.object_store.folder import FolderObjectStore
from infra.streams.messages import Input, WorkRecord
from schemas.commands.job import FilmFacts
from schemas.values import Blob, FilmSettings, TaskKind, WorkClass

ENGINE = EngineType(kind=TaskKind.CLIP, name="animatic", version=1, path="x:Y", settings=("height", "watermark"), reads=("set.pack", "lips.json"))


def blob(name: str, letter: str) -> Blob:
    return Blob(name=name, hash=letter * 64, size=1, media_type="text/plain")


RECORD = WorkRecord(
    account_id="a", job_id="j", task_id="clip.s1.1", lease="L", worker="w", attempt=1, kind=TaskKind.CLIP, work_class=WorkClass.VIDEO, subject="s1.1",
    inputs_hash="i", settings=FilmSettings(), watermark=False, script="s", analysis="a",
    inputs=(
        Input(task_id="analysis", blobs=(blob("analysis.json", "a"), blob("parts.json", "b"))),
        Input(task_id="scene.s1", blobs=(blob("set.pack", "c"), blob("still.png", "d"))),
        Input(task_id="lips.s1", blobs=(blob("lips.json", "e"),)),
    ),
)  # fmt: skip
KEY = key_of(RECORD, ENGINE, b"{}")


def changed(**fields: Any) -> WorkRecord:
    return dataclasses.replace(RECORD, **fields)


@pytest.mark.parametrize(
    "record",
    [
        changed(task_id="clip.s1.2"),
        changed(settings=FilmSettings(height=1080)),
        changed(watermark=True),
        changed(inputs=RECORD.inputs[:-1]),
        changed(inputs=(*RECORD.inputs[:-1], Input(task_id="lips.s1", blobs=(blob("lips.json", "f"),)))),
        changed(inputs=(*RECORD.inputs[:-1], Input(task_id="lips.s2", blobs=(blob("lips.json", "e"),)))),
    ],
)
def test_whatever_can_change_the_result_is_in_the_key(record: WorkRecord) -> None:
    assert key_of(record, ENGINE, b"{}") != KEY


def test_the_part_of_the_analysis_and_the_engine_are_in_the_key() -> None:
    keys = {
        KEY,
        key_of(RECORD, ENGINE, b'{"x":1}'),
        key_of(RECORD, dataclasses.replace(ENGINE, version=2), b"{}"),
        key_of(RECORD, dataclasses.replace(ENGINE, name="other"), b"{}"),
    }
    assert len(keys) == 4


@pytest.mark.parametrize(
    "record",
    [
        changed(job_id="k", lease="M", worker="v", attempt=2, account_id="b", correlation_id="c"),
        changed(settings=FilmSettings(style="noir")),  # this engine does not read it
        changed(script="t", analysis="u", inputs_hash="j"),
        changed(inputs=tuple(reversed(RECORD.inputs))),
        changed(inputs=(Input(task_id="analysis", blobs=(blob("analysis.json", "f"),)), *RECORD.inputs[1:])),  # another line of the script was edited
        changed(inputs=(Input(task_id="scene.s1", blobs=(blob("set.pack", "c"), blob("still.png", "f"))), RECORD.inputs[2])),  # nor that blob
    ],
)
def test_what_cannot_change_the_result_is_not(record: WorkRecord) -> None:
    assert key_of(record, ENGINE, b"{}") == KEY


def test_the_analysis_itself_depends_on_script_and_plan() -> None:
    engine = dataclasses.replace(ENGINE, kind=TaskKind.ANALYSIS)
    keys = {key_of(changed(kind=TaskKind.ANALYSIS, script=script, analysis=analysis), engine, b"null") for script in "st" for analysis in "ab"}
    assert len(keys) == 4


async def test_a_step_is_found_while_its_blobs_are_there(tmp_path: Path) -> None:
    store = FolderObjectStore(tmp_path)
    steps = Steps(store)
    stored = [await store.put("acc_1", data, "text/plain") for data in (b"one", b"two")]
    step = Step(
        blobs=tuple(Blob(name=f"{n}", hash=one.hash, size=one.size, media_type="text/plain") for n, one in enumerate(stored)),
        note="a stand-in spoke",
        film=FilmFacts(length_ms=1, width=2, height=3),
    )
    assert await steps.find("acc_1", KEY) is None
    await steps.keep("acc_1", KEY, step)
    assert await steps.find("acc_1", KEY) == step
    assert await steps.find("acc_2", KEY) is None
    await store.delete("acc_1", stored[1].hash)
    assert await steps.find("acc_1", KEY) is None


async def test_a_step_that_cannot_be_read_is_no_hit(tmp_path: Path) -> None:
    store = FolderObjectStore(tmp_path)
    await store.put_name("acc_1", f"steps/{KEY}", b'{"blobs": 7}')
    assert await Steps(store).find("acc_1", KEY) is None
