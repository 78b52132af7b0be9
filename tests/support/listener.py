"""An independent listener (pocketsphinx, US English, adults): writes down what it hears, aligns a known text, counts the errors."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import scipy.signal
from pocketsphinx import Decoder

from film.sound.wav import RATE, decode

LISTENER_RATE = 16_000
FRAME_MS = 10
CONTRACTIONS = ((r"\bi'm\b", "i am"), (r"n't\b", " not"), (r"'re\b", " are"), (r"'ll\b", " will"), (r"'ve\b", " have"))  # those with one reading


def heard(wav: bytes) -> list[str]:
    """The words that the listener makes out."""
    found = listened(wav, writer()).hyp()
    return plain(re.sub(r"\(\d+\)", "", found.hypstr)) if found else []


def word_starts(wav: bytes, text: str) -> list[tuple[str, int]]:
    """(word, start in ms) of a known text, to 10 ms. Raises RuntimeError when a word is not in the listener's dictionary."""
    decoder = aligner()
    decoder.set_align_text(" ".join(plain(text)))
    listened(wav, decoder)
    segments = [(segment.word, segment.start_frame * FRAME_MS) for segment in decoder.seg()]  # read while the decoder lives
    return [(re.sub(r"\(\d+\)", "", word), start) for word, start in segments if not word.startswith(("<", "("))]


def word_error_rate(said: str, understood: Sequence[str]) -> float:
    """Least number of words to insert, drop or change, as a share of the words said."""
    words = written_out(plain(said))
    return errors(words, written_out(understood), frozenset()) / len(words)


def knows(word: str) -> bool:
    """Is the word in the listener's dictionary? One that is not, it can never write down: most names of India, and words of other languages."""
    return writer().lookup_word(word) is not None


def errors(said: Sequence[str], understood: Sequence[str], free: frozenset[str]) -> int:
    """Least number of words to insert, drop or change; a `free` word that was said may be dropped or heard as any one word, and does not count."""
    row = list(range(len(understood) + 1))
    for word in said:
        missed = word not in free
        previous, row[0] = row.copy(), row[0] + missed
        for column, other in enumerate(understood, 1):
            row[column] = min(previous[column] + missed, row[column - 1] + 1, previous[column - 1] + (missed and word != other))
    return row[-1]


def plain(text: str) -> list[str]:
    """The words in small letters, without marks."""
    return re.sub(r"[^a-z' ]", " ", text.lower().replace("’", "'")).split()


def written_out(words: Sequence[str]) -> list[str]:
    """Contractions as two words: who hears "I'm" for "I am" has heard the same."""
    text = " ".join(words)
    for short, long in CONTRACTIONS:
        text = re.sub(short, long, text)
    return text.split()


@cache
def aligner() -> Any:
    return Decoder(samprate=LISTENER_RATE, loglevel="FATAL")


@cache
def writer() -> Any:
    """A decoder that writes down; what it has heard before changes nothing of what it hears next, for it measures each sound as a whole."""
    return Decoder(samprate=LISTENER_RATE, loglevel="FATAL")


def listened(wav: bytes, decoder: Any) -> Any:
    """The decoder, when it has heard the sound; its segments point into it, so keep it while they are read."""
    samples = decode(wav)
    mono = samples if samples.ndim == 1 else samples.mean(axis=1)
    audio = scipy.signal.resample_poly(mono, LISTENER_RATE, RATE)
    decoder.start_utt()
    pcm = (audio / max(float(np.abs(audio).max()), 1e-6) * 0.8 * 32767).astype(np.int16)
    decoder.process_raw(pcm.tobytes(), full_utt=True)
    decoder.end_utt()
    return decoder


def pitch_hz(wav: bytes) -> float:
    """The middle pitch of a voice, by autocorrelation of what is voiced."""
    samples = scipy.signal.resample_poly(decode(wav), LISTENER_RATE, RATE)
    found, window = [], np.hanning(1024)
    for start in range(0, len(samples) - 1024, 512):
        spectrum = np.abs(np.fft.rfft(samples[start : start + 1024] * window, 2048)) ** 2
        likeness = np.fft.irfft(spectrum)
        low, high = LISTENER_RATE // 500, LISTENER_RATE // 60
        lag = low + int(likeness[low:high].argmax())
        if likeness[0] > 1 and likeness[lag] > 0.4 * likeness[0]:
            found.append(LISTENER_RATE / lag)
    return float(np.median(found))
