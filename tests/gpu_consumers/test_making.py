"""One task from work record to result, with the real store and an engine that does as it is told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from gpu_consumers.engines.port import Output, Report
from gpu_consumers.making import Maker
from gpu_consumers.protocol import Broken, Request
from infra.object_store.folder import FolderObjectStore
from infra.streams.messages import Completed, Failed, Input, WorkRecord
from schemas.errors import NotFound, StorageFull
from schemas.values import Blob, FilmSettings, TaskKind, WorkClass
from tests.gpu_consumers.tiny_engines import Tiny, tiny


class Direct:
    """Renders here and now."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.instead: Callable[[Request], Output | Broken] | None = None

    async def render(self, request: Request, report: Report) -> Output | Broken:
        self.requests.append(request)
        return self.instead(request) if self.instead else Tiny().run(request.work, report)

    async def stop(self) -> None:
        pass


class Room:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.labels = ""
        self.store, self.direct = FolderObjectStore(folder / "objects"), Direct()
        self.maker = Maker(store=self.store, renderer=self.direct, engines={one.kind: one for one in tiny()}, scratch=folder / "scratch")

    async def record(
        self, task_id: str = "voice.b1", kind: TaskKind = TaskKind.VOICE, style: str = "write", **inputs: dict[str, bytes]
    ) -> WorkRecord:
        made = []
        for need, blobs in inputs.items():
            made.append(Input(task_id=need, blobs=tuple([await self.blob(name, data) for name, data in blobs.items()])))
        return WorkRecord(
            account_id="acc_1", job_id="j", task_id=task_id, lease="L", worker="other", attempt=1, kind=kind, work_class=WorkClass.VOICE,
            subject=task_id.partition(".")[2], inputs_hash="i", settings=FilmSettings(style=style), watermark=False,
            script="5" * 64, analysis=self.labels, inputs=tuple(made),
        )  # fmt: skip

    async def blob(self, name: str, data: bytes) -> Blob:
        stored = await self.store.put("acc_1", data, "text/plain")
        return Blob(name=name, hash=stored.hash, size=stored.size, media_type="text/plain")

    async def make(self, record: WorkRecord) -> Completed | Failed:
        result = await self.maker.make(record, "voice-1", lambda _: None)
        assert isinstance(result, Completed | Failed)
        assert not list(self.folder.glob("scratch/*"))
        assert (result.lease, result.worker, result.task_id) == (record.lease, "voice-1", record.task_id)
        return result

    def stored(self) -> int:
        """Blobs beside the analysis."""
        return len([path for path in (self.folder / "objects").rglob("blobs/*") if path.name != self.labels])


@pytest.fixture
async def room(tmp_path: Path) -> Room:
    room = Room(tmp_path)
    room.labels = (await room.blob("", b'{"labels":{"9f86d0":"b1","60303a":"s1"}}')).hash
    return room


async def test_it_is_rendered_once_and_then_found(room: Room) -> None:
    record = await room.record(style="write heard")
    first, second = await room.make(record), await room.make(record)
    assert isinstance(first, Completed)
    assert isinstance(second, Completed)
    assert (first.cached, second.cached, second.ms) == (False, True, 0)
    assert first.blobs == second.blobs
    assert (first.engine, first.note, second.note) == ("tiny/1", "heard", "heard")
    assert len(room.direct.requests) == 1


async def test_the_engine_reads_its_part_of_the_analysis_and_nothing_else_makes_it_work_again(room: Room) -> None:
    def parts(**parts: str) -> dict[str, bytes]:
        return {"parts.json": msgspec.json.encode(parts)}

    one = parts(**{"voice.b1": "hello", "voice.b2": "there"})
    await room.make(await room.record(analysis=one))
    edited = parts(**{"voice.b1": "hello", "voice.b2": "you"})
    assert (await room.make(await room.record(analysis=edited))).__class__ is Completed
    await room.make(await room.record("voice.b2", analysis=edited))
    assert [(one.work.task_id, one.work.read_part(str)) for one in room.direct.requests] == [("voice.b1", "hello"), ("voice.b2", "you")]


async def test_an_engine_is_given_names_and_the_log_hears_labels(room: Room) -> None:
    """ "voice.9f86d0" is the line b1; what was made under the one is found under the other."""
    analysis = {"parts.json": b'{"voice.b1":"hello"}'}
    await room.make(await room.record("voice.b1", analysis=analysis))
    found = await room.make(await room.record("voice.9f86d0", analysis=analysis))
    record = await room.record("clip.60303a.2", TaskKind.CLIP, analysis=analysis, line={"made.txt": b"hello"})
    await room.make(replace(record, inputs=(record.inputs[0], replace(record.inputs[1], task_id="voice.9f86d0"))))
    assert isinstance(found, Completed)
    assert (found.task_id, found.cached) == ("voice.9f86d0", True)
    first, second = (one.work for one in room.direct.requests)
    assert (first.task_id, first.subject) == ("voice.b1", "b1")
    assert (second.task_id, second.subject, set(second.inputs)) == ("clip.s1.2", "s1.2", {"analysis", "voice.b1"})


async def test_an_analysis_that_another_version_wrote_is_told(room: Room) -> None:
    record = replace(await room.record(), analysis=(await room.blob("", b'{"labels":["b1"]}')).hash)
    failed = await room.make(record)
    assert isinstance(failed, Failed)
    assert (failed.code, failed.transient) == ("input_unreadable", False)
    assert "Ask for the film again" in failed.message


async def test_a_part_may_come_from_any_task_before_and_the_parts_of_others_change_nothing(room: Room) -> None:
    """A composition decides for the clips of its scene as the analysis does for the film."""

    async def clip(task_id: str, **shots: str) -> Completed | Failed:
        told = {name.replace("_", "."): shot for name, shot in shots.items()}
        analysis, composed = ({"parts.json": msgspec.json.encode(parts)} for parts in ({"voice.b1": "hello"}, told))
        return await room.make(await room.record(task_id, TaskKind.CLIP, analysis=analysis, composition=composed))

    await clip("clip.s1.1", clip_s1_1="wide", clip_s1_2="two")
    found = await clip("clip.s1.1", clip_s1_1="wide", clip_s1_2="single")
    await clip("clip.s1.2", clip_s1_1="wide", clip_s1_2="single")
    await clip("clip.s1.3", clip_s1_1="wide", clip_s1_2="single")
    assert isinstance(found, Completed)
    assert found.cached
    assert [one.work.part for one in room.direct.requests] == ['"wide"', '"single"', "null"]


@pytest.mark.parametrize("lost", [Path.unlink, lambda path: path.write_bytes(b"vo")], ids=["gone", "cut short"])
async def test_a_lost_blob_makes_the_step_again(room: Room, lost: Callable[[Path], object]) -> None:
    record = await room.record()
    first = await room.make(record)
    assert isinstance(first, Completed)
    path = await room.store.path_of("acc_1", first.blobs[0].hash)
    whole = path.read_bytes()
    lost(path)
    again = await room.make(record)
    assert isinstance(again, Completed)
    assert (again.cached, again.blobs) == (False, first.blobs)
    assert path.read_bytes() == whole


async def test_a_lost_input_is_told_as_a_damaged_one_which_a_task_beside_may_have_thrown_away(room: Room) -> None:
    record = await room.record(scene={"set.pack": b"paint"})
    await room.store.delete("acc_1", record.inputs[0].blobs[0].hash)
    failed = await room.make(record)
    assert isinstance(failed, Failed)
    assert (failed.code, failed.transient) == ("input_unreadable", False)
    assert "set.pack of scene" in failed.message


async def test_a_script_that_is_gone_is_told(room: Room) -> None:
    failed = await room.make(await room.record("analysis", TaskKind.ANALYSIS))
    assert isinstance(failed, Failed)
    assert (failed.code, failed.transient) == ("input_missing", False)


@pytest.mark.parametrize("left", [b'{"voice.b1":{"a"', b"[1]", b'{"voice.b1":"hallo"}', b'{"voice.b1":"\xff\xff\xff"}'])
async def test_a_damaged_analysis_is_told_and_thrown_away_so_that_the_next_job_makes_it_again(room: Room, left: bytes) -> None:
    record = await room.record(analysis={"parts.json": b'{"voice.b1":"hello"}'})
    [hash] = [blob.hash for blob in record.inputs[0].blobs]
    (await room.store.path_of("acc_1", hash)).write_bytes(left)
    failed = await room.make(record)
    assert isinstance(failed, Failed)
    assert (failed.code, failed.transient) == ("input_unreadable", False)
    assert "parts.json of analysis" in failed.message
    with pytest.raises(NotFound):
        await room.store.stat("acc_1", hash)


async def test_an_analysis_that_was_written_so_is_told_and_kept(room: Room) -> None:
    record = await room.record(analysis={"parts.json": b"[]"})
    failed = await room.make(record)
    assert isinstance(failed, Failed)
    assert (failed.code, failed.transient) == ("input_unreadable", False)
    assert await room.store.stat("acc_1", record.inputs[0].blobs[0].hash)


async def test_a_damaged_picture_is_found_when_an_engine_fails_of_it(room: Room) -> None:
    record = await room.record(scene={"set.pack": b"paint", "made.txt": b"words"})
    [damaged, whole] = [blob.hash for blob in record.inputs[0].blobs]
    (await room.store.path_of("acc_1", damaged)).write_bytes(b"PAINT")
    room.direct.instead = lambda _: Broken(code="engine_bug", message="ValueError at film/picture.py:1", transient=True)
    failed = await room.make(record)
    assert isinstance(failed, Failed)
    assert (failed.code, failed.transient) == ("input_unreadable", False)
    assert "set.pack of scene" in failed.message
    with pytest.raises(NotFound):
        await room.store.stat("acc_1", damaged)
    assert await room.store.stat("acc_1", whole)


async def test_a_kind_that_nobody_makes_is_told(room: Room, tmp_path: Path) -> None:
    room.maker = Maker(store=room.store, renderer=room.direct, engines={}, scratch=tmp_path / "scratch")
    failed = await room.make(await room.record())
    assert isinstance(failed, Failed)
    assert failed.code == "no_engine"


async def test_a_full_disk_in_the_engine_leaves_nothing_half_written(room: Room) -> None:
    def half(request: Request) -> Output | Broken:
        Path(request.work.scratch, "half.bin").write_bytes(b"half")
        return Broken(code="storage_full", message="The disk is full: make some room.", transient=True)

    room.direct.instead = half
    failed = await room.make(await room.record())
    assert isinstance(failed, Failed)
    assert (failed.code, failed.transient) == ("storage_full", True)
    assert room.stored() == 0


async def test_a_full_store_fails_the_task_for_now_and_room_lets_it_pass(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    async def full(*_: object) -> None:
        raise StorageFull("There is no room.")

    with monkeypatch.context() as patch:
        patch.setattr(room.store, "put", full)
        failed = await room.make(await room.record())
    assert isinstance(failed, Failed)
    assert (failed.code, failed.transient) == ("storage_full", True)
    assert isinstance(await room.make(await room.record()), Completed)


async def test_a_file_that_the_engine_promised_and_did_not_write_fails_the_task(room: Room) -> None:
    def promise(request: Request) -> Output | Broken:
        output = Tiny().write(request.work, lambda _: None, "")
        Path(output.files[0].path).unlink()
        return output

    room.direct.instead = promise
    failed = await room.make(await room.record())
    assert isinstance(failed, Failed)
    assert (failed.code, failed.transient) == ("files_failed", True)


async def test_a_bug_of_ours_is_not_swallowed(room: Room) -> None:
    def bug(_: Request) -> Output | Broken:
        raise AssertionError

    room.direct.instead = bug
    with pytest.raises(AssertionError):
        await room.make(await room.record())
    assert not list(room.folder.glob("scratch/*"))


async def test_breaking_off_leaves_no_scratch(room: Room) -> None:
    begun = asyncio.Event()

    class Hangs(Direct):
        async def render(self, request: Request, report: Report) -> Output | Broken:
            begun.set()
            await asyncio.Event().wait()
            raise AssertionError

    room.maker = Maker(store=room.store, renderer=Hangs(), engines={one.kind: one for one in tiny()}, scratch=room.folder / "scratch")
    making = asyncio.create_task(room.maker.make(await room.record(), "voice-1", lambda _: None))
    await begun.wait()
    making.cancel()
    await asyncio.wait([making])
    assert not list(room.folder.glob("scratch/*"))
