"""The espeak-ng process: it may be killed, die, hang or outlive nobody, and a line is either spoken or refused clearly."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import espeakng_loader
import pytest

from film.sound import espeak
from film.sound.delivery import Delivery
from film.sound.spoken import Spoken
from film.sound.voices import Voice
from schemas.errors import EngineFailed


@pytest.fixture(autouse=True)
def fresh_worker() -> Iterator[None]:
    espeak.drop_worker()
    yield
    espeak.drop_worker()


def say(text: str) -> Spoken:
    return espeak.say(text, "es", Voice(), Delivery())


def program(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "worker.py"
    file.write_text(text)
    return file


def test_a_worker_killed_between_lines_is_replaced() -> None:
    before = say("Buenos días.")
    espeak.running_worker().process.kill()
    after = say("Buenos días.")
    assert (after.words, after.samples.tobytes()) == (before.words, before.samples.tobytes())


def test_a_worker_killed_in_the_middle_of_a_line_is_replaced_and_the_line_spoken() -> None:
    say("Buenos días.")
    doomed = espeak.running_worker().process
    os.kill(doomed.pid, signal.SIGSTOP)  # it has the line and will not answer
    killing = threading.Timer(0.2, doomed.kill)
    killing.start()
    assert say("¿Cómo estás?").words
    killing.join()
    assert espeak.running_worker().process.pid != doomed.pid


def test_a_worker_that_dies_at_each_line_fails_the_line_after_one_restart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = tmp_path / "starts"
    dying = f"import sys\nopen({str(log)!r}, 'a').write('.')\nsys.stdin.readline()\nsys.stdout.write('{{\"rate\": 22050')\n"
    monkeypatch.setattr(espeak, "WORKER", program(tmp_path, dying))
    with pytest.raises(EngineFailed, match="twice"):
        say("Buenos días.")
    assert log.read_text() == ".."


def test_a_worker_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(espeak, "WORKER", program(tmp_path, "import time\ntime.sleep(60)\n"))
    monkeypatch.setattr(espeak, "ANSWER_S_MAX", 0.2)
    with pytest.raises(EngineFailed, match="no answer"):
        say("Buenos días.")


def test_an_unknown_voice_is_an_error_and_the_next_line_is_spoken() -> None:
    with pytest.raises(EngineFailed, match="no voice"):
        espeak.ask({"text": "a", "voice": "xx", "rate": 150, "pitch": 50, "range": 50})
    worker = espeak.running_worker()
    assert say("Buenos días.").words
    assert espeak.running_worker() is worker


@pytest.mark.parametrize("language", sorted(espeak.VOICES))
def test_every_voice_of_the_list_speaks(language: str) -> None:
    spoken = espeak.say("ma 1 2", language, Voice(), Delivery())
    assert len(spoken.samples) > 0.3 * spoken.rate
    assert spoken.phones


def test_no_language_of_the_package_is_left_out() -> None:
    """But invented and ancient ones, dialects, and what has no dictionary."""
    data = Path(espeakng_loader.get_data_path())
    files = {file.name for file in (data / "lang").rglob("*") if file.is_file() and len(file.name) == 2}
    invented_or_mute = {"fo", "py"}
    assert files - invented_or_mute <= set(espeak.VOICES) | set(espeak.VOICES.values())


def test_an_unknown_language_is_read_as_english() -> None:
    assert [word.text for word in espeak.say("Hello there", "xx", Voice(), Delivery()).words] == ["Hello", "there"]


def test_the_worker_dies_with_its_parent_even_when_it_cannot_read() -> None:
    program = (
        "import time; from film.sound import espeak\n"
        "espeak.ask({'text': 'a', 'voice': 'es', 'rate': 150, 'pitch': 50, 'range': 50})\n"
        "print(espeak.running_worker().process.pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    worker = int(parent.stdout.readline())
    os.kill(worker, signal.SIGSTOP)  # the end of its input does not reach it
    parent.kill()
    parent.communicate()
    assert gone(worker)


def gone(pid: int) -> bool:
    for _ in range(100):
        state = Path(f"/proc/{pid}/stat")
        if not state.exists() or state.read_text().rsplit(")", 1)[1].split()[0] == "Z":
            return True
        time.sleep(0.05)
    return False
