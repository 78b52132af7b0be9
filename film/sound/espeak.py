"""espeak-ng: the voice of every language but English, and of English without the neural voice. Talks to espeak_worker.py, a process apart."""

from __future__ import annotations

import atexit
import json
import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NotRequired, TypedDict

import numpy as np

from film.model import Phone, Word
from film.sound.delivery import Delivery
from film.sound.spoken import Spoken, Token, tokens
from film.sound.tongues import UNKNOWN
from film.sound.voices import Voice
from schemas.errors import EngineFailed

NAME: Final = "espeak-ng"
WORKER: Final = Path(__file__).with_name("espeak_worker.py")
ANSWER_S_MAX: Final = 30.0  # a line of 1,000 characters takes 0.1 s; more is a process that hangs
WORDS_PER_MINUTE: Final = 150
PITCH_RANGE: Final = 55

# ISO 639-1: the languages whose voice files in espeak-ng 1.52 have their name, and speak (Faroese has a file and no dictionary).
_OF_ITS_NAME: Final = (
    "af am an ar as az ba be bg bn bs ca cs cv cy da de el eo es et eu fa fi fr ga gd gn gu he hi hr ht hu hy ia id io is it ja ka kk kl kn ko ku "
    "ky la lb lt lv mi mk ml mr ms mt my nb ne nl om or pa pl qu ro ru sd si sk sl sq sr sv sw ta te th ti tk tn tr tt ug uk ur uz vi"
)
VOICES: Final[Mapping[str, str]] = {language: language for language in _OF_ITS_NAME.split()} | {
    "en": "en-us",
    "nn": "nb",
    "no": "nb",
    "pt": "pt-br",
    "sa": "hi",
    "zh": "cmn",
}
NEURAL_HZ: Final = 200  # of Voice.pitch 1.0
VARIANT_HZ: Final[Mapping[str, tuple[int, int, int]]] = {  # heard at the settings 30, 50 and 80
    "f1": (150, 180, 246),
    "f2": (165, 195, 267),
    "f3": (182, 211, 278),
    "f4": (148, 180, 246),
    "f5": (170, 208, 281),
    "m1": (82, 94, 128),
    "m3": (89, 106, 142),
    "m5": (86, 103, 139),
    "m7": (94, 106, 143),
}
UNSPACED: Final = frozenset({"ja", "my", "th", "zh"})  # written without spaces between words
STAND_INS: Final[Mapping[str, str]] = {
    "sa": "Sanskrit was read by the Hindi voice.",
    "ja": "espeak-ng reads kana; it does not know how kanji are read.",
    "he": "espeak-ng spoke: it says the consonants of Hebrew and few of the vowels that are not written.",
    "nn": "Nynorsk was read by the voice of Bokmål.",
}


class Answer(TypedDict):
    rate: int
    bytes: int
    words: list[tuple[int, int, int]]  # character, length, ms
    phones: list[tuple[str, int]]  # IPA, ms
    end: int
    error: NotRequired[str]


def say(text: str, language: str, voice: Voice, delivery: Delivery) -> Spoken:
    """`text` in `language` (an unknown one is read as English). Raises EngineFailed when the process dies, or hangs, twice in a row."""
    request = {
        "text": text,
        "voice": f"{VOICES.get(language, VOICES['en'])}+{'whisper' if delivery.whisper else voice.variant}",
        "rate": round(min(300, max(80, WORDS_PER_MINUTE * voice.speed * delivery.speed))),
        "pitch": pitch(voice.variant, NEURAL_HZ * voice.pitch * delivery.pitch),
        "range": round(min(99, max(0, PITCH_RANGE * delivery.range))),
    }
    answer, pcm = ask(request)
    samples = np.frombuffer(pcm, "<i2").astype(np.float32) / np.float32(32768)
    phones = timed_phones(answer)
    return Spoken(samples=samples, rate=answer["rate"], words=timed_words(text, language, answer, phones), phones=phones)


def pitch(variant: str, hertz: float) -> int:
    """The setting, 0..99, with which a variant speaks at a pitch."""
    low, middle, high = VARIANT_HZ.get(variant, VARIANT_HZ["f2"])
    setting = 50 + 20 * (hertz - middle) / (middle - low) if hertz < middle else 50 + 30 * (hertz - middle) / (high - middle)
    return round(min(99, max(0, setting)))


def note(language: str) -> str:
    """What a person should know about a line in this language."""
    if language not in VOICES:
        return f"espeak-ng spoke it with its English voice, which cannot read it well: there is no voice for {_named(language)}."
    return STAND_INS.get(language, f"espeak-ng spoke: there is no neural voice for {language!r} here.")


def _named(language: str) -> str:
    return "this writing" if language == UNKNOWN else repr(language)


def timed_phones(answer: Answer) -> list[Phone]:
    """Each sound lasts until the next event; silences and language switches are no sounds."""
    ends = [at for _, at in answer["phones"][1:]] + [max(answer["end"], answer["phones"][-1][1])] if answer["phones"] else []
    return [
        Phone(ipa=ipa, start_ms=start, end_ms=end)
        for (ipa, start), end in zip(answer["phones"], ends, strict=True)
        if ipa and not ipa.startswith("(") and end > start
    ]


def timed_words(text: str, language: str, answer: Answer, phones: Sequence[Phone]) -> list[Word]:
    """A word begins with its first event and ends with its last sound; words that the library says in one breath share its time by their letters."""
    words: list[Word] = []
    groups = breath_groups(text, language, answer)
    for (start, group), (limit, _) in zip(groups, [*groups[1:], (answer["end"], [])], strict=True):
        last = max((phone.end_ms for phone in phones if start <= phone.start_ms < limit), default=limit)
        words += shared(group, start, min(last, limit))
    return [word for word in words if word.end_ms > word.start_ms]


def breath_groups(text: str, language: str, answer: Answer) -> list[tuple[int, list[Token]]]:
    """(start in ms, words said from there on): most often one word each."""
    pieces, slack = (pieces_between_events(text, answer), 0) if language in UNSPACED else (tokens(text), 1)
    groups: list[tuple[int, list[Token]]] = []
    for token in pieces:
        start = first_event(answer, token.start - slack, token.end)
        if start is not None:
            groups.append((start, [token]))
        elif groups:
            groups[-1][1].append(token)
    return groups


def shared(group: Sequence[Token], start_ms: int, end_ms: int) -> Iterator[Word]:
    letters, told = sum(len(token.text) for token in group), 0
    for token in group:
        first, told = told, told + len(token.text)
        span = end_ms - start_ms
        yield Word(text=token.text, start_ms=start_ms + span * first // letters, end_ms=start_ms + span * told // letters)


def first_event(answer: Answer, start: int, end: int) -> int | None:
    """The library may count a quotation mark or bracket before a word as its first letter: hence the slack of one where spaces part the words."""
    return min((ms for at, _, ms in answer["words"] if start <= at < end), default=None)


def pieces_between_events(text: str, answer: Answer) -> list[Token]:
    starts = sorted({at for at, _, _ in answer["words"] if 0 <= at < len(text)})
    slices = zip(starts, [*starts[1:], len(text)], strict=True)
    return [Token(text=token.text, start=start, end=end) for start, end in slices for token in tokens(text[start:end])[:1]]


class Worker:
    """One espeak-ng process and its pipes."""

    def __init__(self) -> None:
        self.owner = os.getpid()
        self.process = subprocess.Popen(
            [sys.executable, "-I", str(WORKER)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0
        )
        self.unread = b""

    def ask(self, request: Mapping[str, object], deadline: float) -> tuple[Answer, bytes]:
        """Raises OSError or TimeoutError when the process is gone or hangs, EngineFailed when it refuses the request."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(request).encode() + b"\n")
        while b"\n" not in self.unread:
            self.read_more(deadline)
        line, self.unread = self.unread.split(b"\n", 1)
        answer: Answer = json.loads(line)
        if "error" in answer:
            raise EngineFailed(f"espeak-ng refused a line: {answer['error']}.")
        while len(self.unread) < answer["bytes"]:
            self.read_more(deadline)
        pcm, self.unread = self.unread[: answer["bytes"]], self.unread[answer["bytes"] :]
        return answer, pcm

    def read_more(self, deadline: float) -> None:
        assert self.process.stdout is not None
        ready, _, _ = select.select([self.process.stdout], [], [], max(0.0, deadline - time.monotonic()))
        if not ready:
            raise TimeoutError("no answer")
        data = self.process.stdout.read(1 << 20)
        if not data:
            raise BrokenPipeError("the process ended")
        self.unread += data

    def close(self) -> None:
        """A worker that was inherited through fork is its owner's to end."""
        if self.owner == os.getpid():
            self.process.kill()
            self.process.communicate()


_lock = threading.Lock()
_worker: Worker | None = None


def ask(request: Mapping[str, object]) -> tuple[Answer, bytes]:
    """One request at a time; a process that died or hung is replaced once."""
    with _lock:
        for last_try in (False, True):
            try:
                return running_worker().ask(request, time.monotonic() + ANSWER_S_MAX)
            except (OSError, ValueError) as error:  # ValueError: half an answer
                drop_worker()
                if last_try:
                    raise EngineFailed(f"The espeak-ng process ended in the middle of a line, twice ({error}).") from error
    raise AssertionError("unreachable")


def running_worker() -> Worker:
    global _worker
    if _worker is None or _worker.owner != os.getpid():
        _worker = Worker()
    return _worker


def drop_worker() -> None:
    global _worker
    if _worker is not None:
        _worker.close()
    _worker = None


atexit.register(drop_worker)
