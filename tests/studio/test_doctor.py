"""The doctor tries what it reports: whatever is broken on a machine is named, with the way to mend it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from studio.commands import doctor
from studio.folder import Folder
from studio.terminal import Exit, Terminal

KAFKA = "a Kafka of your own (--kafka)"


class Told(Terminal):
    """Remembers what was told."""

    def result(self, value: Any, *, text: Any) -> None:
        self.facts = {one["what"]: one for one in value}


async def examined(root: Path) -> tuple[int, dict[str, Any]]:
    terminal = Told(folder=Folder(root))
    return await doctor.examine(terminal), terminal.facts


async def test_a_whole_machine_is_well_and_nothing_is_left_behind(tmp_path: Path) -> None:
    code, found = await examined(tmp_path / "studio")
    states = {what: one["state"] for what, one in found.items()}
    if shutil.which("java") is None or shutil.which("mvn") is None:
        assert states.pop(KAFKA) == "stand-in"
    assert states == dict.fromkeys(states, "ok")
    assert code == Exit.OK
    assert "said" in found["English voice (neural)"]["detail"]
    assert left(tmp_path) == []


@pytest.mark.parametrize("java", [None, "echo 'openjdk version \"11.0.2\"' >&2"])
async def test_without_a_java_for_kafka_films_are_made_all_the_same(java: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (programs := tmp_path / "programs").mkdir()
    for name, words in (("java", java), ("mvn", "")):
        if words is not None:
            (programs / name).write_text(f"#!/bin/sh\n{words}\n")
            (programs / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(programs))
    code, found = await examined(tmp_path / "studio")
    assert code == Exit.OK
    assert found[KAFKA]["state"] == "stand-in"
    assert ("17 or newer" if java else "java is missing") in found[KAFKA]["detail"]


@pytest.mark.parametrize(
    ("name", "what", "cure"),
    [
        ("film.sound.espeak.say", "voices of other languages (espeak-ng)", "make setup"),
        ("film.picture.lettering.letters", "letters of all scripts", "film/fonts"),
        ("film.skia_loader.skia.Paint", "drawing (skia)", "make setup"),
        ("cv2.resize", "pictures (OpenCV)", "make setup"),
        ("shutil.disk_usage", "disk", "500 MB"),
        ("tempfile.TemporaryFile", "folder", "--folder"),
    ],
)
async def test_what_fails_is_missing_and_its_cure_is_told(name: str, what: str, cure: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> Any:
        raise OSError("it broke")

    monkeypatch.setattr(name, broken)
    code, found = await examined(tmp_path)
    assert code == Exit.FAILED
    assert {what for what, one in found.items() if one["state"] != "ok"} == {what}
    assert "it broke" in found[what]["detail"]
    assert cure in found[what]["cure"]


async def test_an_ffmpeg_that_cannot_encode_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (poor := tmp_path / "ffmpeg").write_text("#!/bin/sh\necho 'Unknown encoder libx264' >&2\nexit 1\n")
    poor.chmod(0o755)
    monkeypatch.setenv("FFMPEG_BINARY", str(poor))
    code, found = await examined(tmp_path)
    one = found["ffmpeg: H.264 and AAC"]
    assert (code, one["state"]) == (Exit.FAILED, "missing")
    assert "Unknown encoder libx264" in one["detail"]
    assert "FFMPEG_BINARY" in one["cure"]


async def test_without_the_neural_voice_another_stands_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("film.sound.neural_english.loaded", lambda: 1 / 0)
    code, found = await examined(tmp_path)
    assert (code, found["English voice (neural)"]["state"]) == (Exit.OK, "stand-in")


async def test_a_log_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "log.db").write_text("this is no log" * 100)
    code, found = await examined(tmp_path)
    assert (code, found["event log"]["state"]) == (Exit.FAILED, "missing")
    assert "log.db" in found["event log"]["detail"]


def left(folder: Path) -> list[Path]:
    return list(folder.iterdir())
