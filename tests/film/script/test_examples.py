"""The example scripts are what their README says, and understood as their writer meant them."""

from __future__ import annotations

from pathlib import Path

import pytest

from film.model import Age, Analysis, BeatKind, Hour, Setting, Sex
from film.script import analyse, read

FOLDER = Path(__file__).parents[3] / "examples"

# file -> (language, scenes as setting and hour, people as id, sex, age)
MEANT = {
    "wedding.txt": (
        "en",
        ["home night", "temple dawn", "village dusk"],
        ["rajan male elder", "lakshmi female young", "arun male young"],
    ),
    "lighthouse.txt": ("en", ["seaside night", "seaside dawn"], ["keeper male elder", "wren female child", "fisherman male adult"]),
    "office.txt": (
        "en",
        ["office day", "city_street dusk"],
        ["amara female young", "kenji male adult", "mr-brown male adult", "rose female elder"],
    ),
    "mangoes.ta.txt": ("ta", ["market day", "classroom day", "market dusk"], ["ponni female elder", "katir male child", "maalati female adult"]),
    "lamp.te.txt": (
        "te",
        ["palace day", "forest night", "palace dawn"],
        ["mahaaraaju male adult", "soomu male adult", "taatayya male elder", "malli female child"],
    ),
    "well.hi.txt": ("hi", ["desert day", "village night", "village dawn"], ["hari male elder", "miiraa female child", "vijaya male adult"]),
}


def analysed(name: str) -> Analysis:
    return analyse(read((FOLDER / name).read_bytes()))


@pytest.mark.parametrize("name", MEANT)
def test_each_example_is_understood_as_meant(name: str) -> None:
    language, scenes, people = MEANT[name]
    analysis = analysed(name)
    assert analysis.title
    assert analysis.language == language
    assert [f"{scene.setting} {scene.hour}" for scene in analysis.scenes] == scenes
    assert sorted(f"{one.id} {one.sex} {one.age}" for one in analysis.characters) == sorted(people)
    assert analysis.diagnostics == ()


@pytest.mark.parametrize("name", MEANT)
def test_everybody_who_is_cast_has_something_to_say(name: str) -> None:
    assert all(one.lines > 0 for one in analysed(name).characters)


def test_together_they_show_what_the_studio_can_draw() -> None:
    films = [analysed(name) for name in MEANT]
    scenes = [scene for film in films for scene in film.scenes]
    people = [one for film in films for one in film.characters]
    assert len({scene.setting for scene in scenes}) >= 10
    assert {scene.hour for scene in scenes} == set(Hour)
    assert {one.sex for one in people} == set(Sex)
    assert {one.age for one in people} == set(Age)
    assert len({one.culture for one in people}) >= 4
    assert Setting.TEMPLE in {scene.setting for scene in scenes}


def test_the_readme_lists_every_script() -> None:
    listed = (FOLDER / "README.md").read_text("utf-8")
    names = sorted(path.name for path in FOLDER.glob("*.txt"))
    assert names == sorted(MEANT)
    assert all(f"[{name}]({name})" in listed for name in names)


def test_the_beach_story_is_told_and_spoken() -> None:
    kinds = [beat.kind for scene in analysed("lighthouse.txt").scenes for beat in scene.beats]
    assert kinds.count(BeatKind.DIALOGUE) >= 10
    assert kinds.count(BeatKind.NARRATION) >= 8
    assert BeatKind.ACTION not in kinds
