"""The espeak-ng process: reads requests as JSON lines, answers with a JSON line and raw PCM. Run as a file of its own, never imported by the studio.

espeak-ng is GPL, keeps one global voice and may crash in native code: here it can take nothing down but this process.
Request: {"text", "voice", "rate", "pitch", "range"}. Answer: {"rate", "bytes", "words": [[char, length, ms]], "phones": [[ipa, ms]], "end"}, then the
samples (16 bits, mono); or {"error"}. Only the standard library and espeakng_loader are needed.
"""

import contextlib
import ctypes
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

import espeakng_loader

RETRIEVAL, UTF8 = 1, 1
PHONEME_EVENTS, PHONEME_IPA, DONT_EXIT = 1, 2, 0x8000
RATE, PITCH, RANGE = 1, 3, 4  # espeak_PARAMETER
END_OF_LIST, WORD, END, PHONEME = 0, 1, 5, 7  # espeak_EVENT_TYPE
PR_SET_PDEATHSIG = 1


class EventId(ctypes.Union):
    _fields_ = [("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8)]


class Event(ctypes.Structure):
    """espeak_EVENT of speak_lib.h, version 1.52."""

    _fields_ = [
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", EventId),
    ]


CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(Event))


class Espeak:
    """The library, fresh, for one line. (It starts a thread when it is loaded, so it is loaded after the fork.)"""

    pcm: bytes
    words: list[list[int]]
    phones: list[tuple[str, int]]
    end: int

    def __init__(self) -> None:
        self.library = ctypes.CDLL(str(espeakng_loader.get_library_path()))
        # The library keeps paths in 160 bytes and cuts longer ones without a word, so it gets the shortest path that there is.
        os.chdir(Path(espeakng_loader.get_data_path()).parent)
        self.sample_rate = self.library.espeak_Initialize(RETRIEVAL, 0, b".", PHONEME_EVENTS | PHONEME_IPA | DONT_EXIT)
        if self.sample_rate <= 0:
            raise OSError("espeak_Initialize failed: are its voices there?")
        self.library.espeak_ng_SetRandSeed(ctypes.c_long(1))  # breath noise comes from rand(), seeded by the clock
        self.callback = CALLBACK(self.heard)  # kept: the library holds only the pointer
        self.library.espeak_SetSynthCallback(self.callback)

    def heard(self, samples: Any, count: int, events: Any) -> int:
        """The library's call with a piece of sound and what happens in it; 0 asks it to go on."""
        if samples and count > 0:
            self.pcm += ctypes.string_at(samples, count * 2)
        index = 0
        while events and events[index].type != END_OF_LIST:
            event = events[index]
            if event.type == WORD:
                self.words.append([event.text_position - 1, event.length, event.audio_position])
            elif event.type == PHONEME:
                self.phones.append((bytes(event.id.string).split(b"\0")[0].decode("utf-8", "replace"), event.audio_position))
            elif event.type == END:
                self.end = event.audio_position
            index += 1
        return 0

    def say(self, text: str, voice: str, rate: int, pitch: int, range: int) -> tuple[dict[str, object], bytes]:
        self.pcm, self.words, self.phones, self.end = b"", [], [], 0
        if self.library.espeak_SetVoiceByName(voice.encode()) != 0:
            raise ValueError(f"espeak-ng has no voice {voice}")
        for parameter, value in ((RATE, rate), (PITCH, pitch), (RANGE, range)):
            self.library.espeak_SetParameter(parameter, value, 0)
        data = text.replace("\0", " ").encode()
        if self.library.espeak_Synth(data, len(data) + 1, 0, 1, 0, UTF8, None, None) != 0:
            raise OSError("espeak_Synth failed")
        self.library.espeak_Synchronize()
        answer = {"rate": self.sample_rate, "bytes": len(self.pcm), "words": self.words, "phones": self.phones, "end": self.end}
        return answer, self.pcm


def die_with_parent() -> None:
    """Also when the parent is killed and this process hangs in native code; end of input covers the rest."""
    with contextlib.suppress(OSError, AttributeError):  # not Linux
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def main() -> None:
    """Each line gets a fork with the library fresh in it: espeak-ng remembers what it said before, and would say the next line otherwise."""
    die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the studio's to handle; it closes our input
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what the library may print must not stand between our answers
    for line in sys.stdin.buffer:
        child = os.fork()
        if child == 0:
            speak_and_exit(line, answers)
        if os.waitpid(child, 0)[1] != 0:
            sys.exit("espeak-ng crashed")


def speak_and_exit(line: bytes, answers: BinaryIO) -> NoReturn:
    try:
        die_with_parent()
        told, pcm = answer(line)
        answers.write(json.dumps(told).encode() + b"\n" + pcm)
        answers.flush()
    except BaseException:  # whatever it is, this child must not go on as a second worker
        os._exit(1)
    os._exit(0)


def answer(line: bytes) -> tuple[dict[str, object], bytes]:
    try:
        return Espeak().say(**json.loads(line))
    except (ValueError, TypeError) as error:
        return {"error": str(error)}, b""


if __name__ == "__main__":
    main()
