"""Scripts are analysed once however many ask, in threads of their own, and a refusal is remembered like a result."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from command_api import planning
from command_api.planning import Planned, Planner
from domain.config import FIRST
from film.script import analyse
from infra.object_store.folder import FolderObjectStore
from schemas import codec
from schemas.errors import Overloaded, ScriptRefused, TooLarge
from schemas.labels import Labels
from schemas.values import FilmSettings
from tests.support.labels import label_key

SCRIPT = "INT. KITCHEN - MORNING\n\nAsha: Where is the salt?\n"
CROWD = "\n".join(f"Guest{number}: Good evening." for number in range(300))


class Analyst:
    """Counts what is analysed, and analyses nothing before `go`."""

    def __init__(self) -> None:
        self.go, self.asked = threading.Event(), list[str]()
        self._analyse = planning._analyse

    def __call__(self, script: str, *rest: Any) -> Any:
        self.asked.append(script)
        assert self.go.wait(30)
        return self._analyse(script, *rest)


@pytest.fixture
def analyst(monkeypatch: pytest.MonkeyPatch) -> Iterator[Analyst]:
    analyst = Analyst()
    monkeypatch.setattr(planning, "_analyse", analyst)
    yield analyst
    analyst.go.set()


@pytest.fixture
def planner(tmp_path: Path) -> Planner:
    return Planner(FolderObjectStore(tmp_path), label_key)


async def plan(planner: Planner, script: str) -> Planned:
    return await planner.plan("acc_1", script, "title", FilmSettings(), FIRST)


async def test_equal_scripts_are_analysed_once_though_the_first_who_asked_left(planner: Planner, analyst: Analyst) -> None:
    asked = [asyncio.create_task(plan(planner, SCRIPT)) for _ in range(8)]
    await asyncio.sleep(0)
    asked[0].cancel()
    analyst.go.set()
    _, *plans = await asyncio.gather(*asked, return_exceptions=True)
    assert len({one.plan.analysis for one in plans if isinstance(one, Planned)}) == 1
    await plan(planner, SCRIPT)
    assert analyst.asked == [SCRIPT]


async def test_the_plan_names_nobody_and_nothing(planner: Planner, tmp_path: Path) -> None:
    """P-15.15: a command with a name in it would keep the name for ever."""
    planned = await plan(planner, SCRIPT)
    assert not {word for word in ("asha", "kitchen", "salt") if word in codec.encode(planned.plan).decode().casefold()}
    labels = Labels.read(await stored(tmp_path, planned.plan.analysis))
    [scene] = planned.plan.scenes
    assert [labels.named(one) for one in planned.plan.characters] == ["asha"]
    assert [labels.named(one) for one in (scene.scene, f"{scene.scene}.2")] == ["int-kitchen-morning", "int-kitchen-morning.2"]
    assert [labels.named(line) for line in scene.lines] == [beat.id for beat in planned.analysis.scenes[0].spoken]


async def test_labels_survive_an_edit_and_differ_from_account_to_account(planner: Planner) -> None:
    first, edited = await plan(planner, SCRIPT), await plan(planner, SCRIPT.replace("Where is", "Who has") + "Asha: And the pepper?\n")
    assert (first.plan.characters, first.plan.scenes[0].scene) == (edited.plan.characters, edited.plan.scenes[0].scene)
    assert first.plan.scenes[0].lines[0] not in edited.plan.scenes[0].lines
    others = (await planner.plan("acc_2", SCRIPT, "title", FilmSettings(), FIRST)).plan
    assert not {*first.plan.characters, *first.plan.character_hashes, *first.plan.scenes[0].lines} & {
        *others.characters, *others.character_hashes, *others.scenes[0].lines
    }  # fmt: skip


async def stored(folder: Path, hash: str) -> bytes:
    return (await FolderObjectStore(folder).path_of("acc_1", hash)).read_bytes()


async def test_a_refusal_is_found_once_and_told_to_everybody(planner: Planner, analyst: Analyst) -> None:
    analyst.go.set()
    for _ in range(3):
        with pytest.raises(ScriptRefused, match="100 characters"):
            await plan(planner, CROWD)
    assert analyst.asked == [CROWD]


async def test_what_went_wrong_is_tried_again(planner: Planner, monkeypatch: pytest.MonkeyPatch) -> None:
    def without_memory(*_: Any) -> Any:
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(planning, "_analyse", without_memory)
        with pytest.raises(MemoryError):
            await plan(planner, SCRIPT)
    assert (await plan(planner, SCRIPT)).analysis.characters[0].name == "Asha"


async def test_scripts_that_wait_hold_up_nobody_and_are_bounded(planner: Planner, analyst: Analyst, monkeypatch: pytest.MonkeyPatch) -> None:
    """As many as the loop has threads for files, and more, are being analysed: a file is read all the same."""
    monkeypatch.setattr(planning, "WAITING_MAX", 40)
    asked = [asyncio.create_task(plan(planner, SCRIPT + f"Asha: {number}?\n")) for number in range(40)]
    await asyncio.sleep(0)
    async with asyncio.timeout(30):
        await asyncio.to_thread(Path(__file__).stat)
    with pytest.raises(Overloaded):
        await plan(planner, SCRIPT)
    analyst.go.set()
    await asyncio.gather(*asked)
    await plan(planner, SCRIPT)


def stored_in(folder: Path) -> list[Path]:
    return [one for one in folder.rglob("*") if one.is_file()]


async def test_a_plan_that_does_not_fit_is_refused_before_anything_is_stored(
    planner: Planner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planning, "PLAN_BYTES_MAX", 10)
    with pytest.raises(TooLarge, match="10 fit"):
        await plan(planner, SCRIPT)
    assert not stored_in(tmp_path)


async def test_only_the_last_few_are_remembered(planner: Planner, analyst: Analyst, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "CACHED", 2)
    analyst.go.set()
    scripts = [SCRIPT + f"Asha: {number}?\n" for number in range(3)]
    for script in (*scripts, scripts[2], scripts[1], scripts[0]):
        await plan(planner, script)
    assert analyst.asked == [*scripts, scripts[0]]


def test_the_analysis_of_the_planner_is_the_analysis() -> None:
    analysis, _ = planning._analyse(SCRIPT, "title", FilmSettings())
    assert analysis == analyse(SCRIPT, title="title")
