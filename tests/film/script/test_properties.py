"""What holds for every text there is: a film or a refusal, stable ids, the same answer twice."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from film.model import Analysis, BeatKind
from film.script import analyse, prompts, read
from film.script.ids import slug
from film.script.tokens import has_words
from schemas.errors import ScriptRefused

EXAMPLES = sorted((Path(__file__).parents[3] / "examples").glob("*.txt"))

_PIECES = st.sampled_from(
    [
        "INT. HOME - NIGHT",
        "EXT. SEA",
        "MIRA",
        "TOM (V.O.)",
        "(softly)",
        "Mira: ",
        "Hello!",
        '"Come," said Tom.',
        "She walks in.",
        "***",
        "# A",
        "##",
        "---",
        "\n",
        "\n\n",
        " ",
        ":",
        "காட்சி 1: கோவில்",
        "லட்சுமி: வா",
        "मीरा:",
        "నువ్వు",
        "مرحبا بك",
        "שלום",
        "😀",
        "\u200d",
        "\x00",
        "The next day, ",
        "Mr. ",
        "I am ",
        "Title: X",
        "/*",
        "[[",
        "(",
        '"',
        "“",
        "1",
        "Narrator: ",
        "MRS. CHEN: ",
        "1. J. R. Smith [sad]: ",
        "(she leaves)",
        "[",
        "by Jane Doe",
        "INT. TRAIN - 3 AM",
        "ИНТ. КУХНЯ - НОЧЬ",
        "مشهد داخلي - ",
    ]
)
TEXTS = st.one_of(st.text(max_size=2000), st.lists(_PIECES, max_size=60).map("".join), st.lists(_PIECES, max_size=60).map("\n".join))


def beat_ids(analysis: Analysis) -> list[str]:
    return [beat.id for scene in analysis.scenes for beat in scene.beats]


@settings(max_examples=250, deadline=None)
@given(TEXTS)
def test_any_text_gives_a_film_or_is_refused(text: str) -> None:
    try:
        analysis = analyse(text)
    except ScriptRefused:
        assert not has_words(text) or len(text) > 300
        return
    assert analysis.scenes
    assert all(scene.beats for scene in analysis.scenes)
    known = {one.id for one in analysis.characters}
    assert len(known) == len(analysis.characters)
    for ids in (beat_ids(analysis), [scene.id for scene in analysis.scenes]):
        assert len(set(ids)) == len(ids)
    for beat in (beat for scene in analysis.scenes for beat in scene.beats):
        assert beat.text.strip()
        assert set(beat.subjects) | ({beat.speaker} - {""}) <= known
        assert (beat.kind is BeatKind.DIALOGUE) == bool(beat.speaker)
    assert len(prompts(analysis)) == len(analysis.scenes)
    assert analyse(text) == analysis


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80))
def test_an_id_is_plain_for_paths_and_addresses(text: str) -> None:
    assert slug(text)
    assert len(slug(text)) <= 48
    assert set(slug(text)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


def test_ids_of_indian_names_can_be_read_aloud() -> None:
    assert [slug(name) for name in ("Lakshmi Amma", "கண்ணம்மா", "పొన్ని", "मीरा")] == ["lakshmi-amma", "kannammaa", "ponni", "miiraa"]
    assert slug("Ünal") == "unal"
    assert slug("李娜") != slug("李明")


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_an_edited_line_is_one_changed_beat_in_place(path: Path) -> None:
    """Every beat of every example is edited in turn; all other ids stay, and so does the number of beats."""
    text = path.read_text("utf-8")
    before = analyse(text)
    ids = beat_ids(before)
    for place, beat in enumerate(beat for scene in before.scenes for beat in scene.beats):
        at = text.find(beat.text.rstrip(" .।"))
        if at < 0 or beat.kind is not BeatKind.DIALOGUE:
            continue
        after = beat_ids(analyse(text[:at] + "xyzzy " + text[at:]))
        assert [one for index, one in enumerate(after) if index != place] == [one for index, one in enumerate(ids) if index != place]
        assert after[place] != ids[place]


def test_an_inserted_line_moves_no_other_id() -> None:
    text = "INT. HOME - DAY\n\nMira: One.\n\nTom: Two.\n\nEXT. SEA - DAY\n\nMira: Three.\n"
    before = beat_ids(analyse(text))
    after = beat_ids(analyse(text.replace("Tom: Two.", "Tom: Two.\n\nMira: And a half.\n\nMira walks in.")))
    assert [one for one in after if one in before] == before
    assert len(after) == len(before) + 2


def test_equal_lines_are_told_apart_by_their_order() -> None:
    ids = beat_ids(analyse("Mira: Yes.\nTom: Yes.\nMira: Yes."))
    assert len(set(ids)) == 3
    assert ids[2].startswith(ids[0])


def test_a_scene_is_named_by_its_heading_and_equal_ones_by_their_order() -> None:
    text = "INT. HOME - DAY\n\nMira: One.\n\nEXT. SEA - DAY\n\nMira: Two.\n\nINT. HOME - DAY\n\nMira: Three."
    assert [scene.id for scene in analyse(text).scenes] == ["int-home-day", "ext-sea-day", "int-home-day-2"]


def test_another_process_says_the_same() -> None:
    path = EXAMPLES[0]
    program = f"from film.script import analyse, read\nprint(repr(analyse(read(open({str(path)!r}, 'rb').read()))))"
    root = Path(__file__).parents[3]
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, cwd=root, env={"PYTHONHASHSEED": "7", "PYTHONUTF8": "1"})
    assert said.stdout.decode().strip() == repr(analyse(read(path.read_bytes())))
