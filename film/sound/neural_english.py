"""The neural voice of English lines: hibari-tts (Apache-2.0), whose weights lie in its wheel; one model bent into a family of people.

The model describes speech as source and filter, a frame each 12.5 ms: pitch, and spectra of 601 bins (harmonic, its phase, noise, residue, phase).
Pitch is scaled and the bins are stretched (the vocal tract) before anything is heard, so no voice sounds resampled. The model's own durations
are made an output, so each sound's time is known rather than guessed.
"""

from __future__ import annotations

import importlib.metadata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from film.model import Phone, Word
from film.sound.delivery import Delivery
from film.sound.english_reader import reader
from film.sound.filters import float32
from film.sound.seeds import generator
from film.sound.spoken import Spoken, tokens
from film.sound.voices import Voice
from schemas.errors import EngineFailed, ToolMissing

NAME: Final = "hibari-tts"
RATE: Final = 24_000
FRAMES_PER_S: Final = 80
FRAMES_PER_DURATION: Final = 2  # the model counts 25 ms, its spectra 12.5 ms
BINS: Final = 601
BIN_HZ: Final = RATE / 2 / (BINS - 1)
LEAD_FRAMES: Final = 4  # what is heard comes 50 ms before what the durations say: measured at the bursts of plosives, and against an aligner
DURATIONS: Final = "/Cast_32_output_0"  # the inner tensor of hibari.onnx 0.2.1 that holds them
PHONEMES_MAX: Final = 380  # in one pass of the model
MARGIN_FRAMES: Final = 4  # kept of the silence around a sentence
VOICED_HZ: Final = 40.0
SILENT: Final = -14.0  # log amplitude

PAUSE_MS: Final = {",": 60, ";": 160, ":": 140, "—": 180, "…": 260}  # beyond what the model leaves
SENTENCE_PAUSE_MS: Final = {".": 260, "!": 280, "?": 320, "…": 420}
PUNCTUATION: Final = frozenset(';:,.!?—…"“”() ')


@dataclass(frozen=True, slots=True, kw_only=True)
class Utterance:
    """What the model says in one pass: its symbols, and for each the word (an index, or -1) that it belongs to."""

    symbols: str
    words: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frames:
    """The model's description: five spectra (601, n), pitch (n,) in Hz, and where each symbol begins, n_symbols + 1 frames."""

    spectra: tuple[NDArray[np.float32], ...]
    f0: NDArray[np.float32]
    bounds: NDArray[np.int64]


def say(text: str, voice: Voice, delivery: Delivery) -> Spoken:
    """Mono at 24 kHz, the same for the same arguments. Raises ToolMissing without the package, EngineFailed when there is nothing that it can say."""
    model = loaded()
    parts: list[NDArray[np.float32]] = []
    marks: list[tuple[str, int, float, float]] = []  # symbol, word, start and end in s
    clock, rng, pieces = 0.0, generator(NAME, text), tokens(text)
    for utterance in utterances(model, text, [piece.text for piece in pieces]):
        frames = with_pauses(described(model, utterance, voice.speed * delivery.speed), utterance, delivery.pause)
        frames, silence_s = trimmed(frames), sentence_pause_s(utterance) * delivery.pause
        parts += [sounded(frames, voice, delivery, rng), np.zeros(round(silence_s * RATE), np.float32)]
        marks += timed_symbols(frames, utterance, clock)
        clock += len(frames.f0) / FRAMES_PER_S + round(silence_s * RATE) / RATE
    if not any(word >= 0 for _, word, _, _ in marks):
        raise EngineFailed("The neural voice found nothing to say in this line.")
    return Spoken(samples=np.concatenate(parts[:-1]), rate=RATE, words=timed_words(marks, [one.text for one in pieces]), phones=timed_phones(marks))


@cache
def loaded() -> Any:
    """The model, once per process; its durations become a seventh output. Raises ToolMissing."""
    try:
        import hibari

        version = importlib.metadata.version("hibari-tts")
        assets = Path(hibari.__file__).with_name("assets")
        weights = assets.joinpath("hibari.onnx").read_bytes()
        return hibari.Hibari(model=weights + with_output(DURATIONS), g2p=reader(assets))
    except (ImportError, OSError, RuntimeError) as error:
        raise ToolMissing(f"The neural voice cannot be used: {error}. Install hibari-tts 0.2.1.") from error
    except Exception as error:  # onnxruntime raises classes of its own, straight under Exception
        raise ToolMissing(f"The neural voice of hibari-tts {version} does not load: {error}. Install hibari-tts 0.2.1.") from error


def with_output(tensor: str) -> bytes:
    """An ONNX fragment that, appended to a model, adds an output: Protocol Buffers merge what is concatenated (ModelProto.graph.output.name)."""
    return field(7, field(12, field(1, tensor.encode())))


def field(number: int, content: bytes) -> bytes:
    assert len(content) < 128, "one byte of length"
    return bytes([number << 3 | 2, len(content)]) + content


def utterances(model: Any, text: str, words: Sequence[str]) -> Iterator[Utterance]:
    """The sentences of the text as symbols; one too long for the model is cut between words."""
    begun = 0
    for sentence in model.split_sentences(text):
        said = spelled(model, sentence)
        count = len(tokens(sentence))
        owners = owners_of([word for word, _ in said], words[begun : begun + count])
        symbols = ""
        owned: list[int] = []
        for (_, phonemes), owner in zip(said, owners, strict=True):
            if symbols and len(symbols) + len(phonemes) > PHONEMES_MAX:
                yield Utterance(symbols=symbols, words=tuple(owned))
                symbols, owned = "", []
            known = "".join(one for one in phonemes[:PHONEMES_MAX] if one in model.vocab)
            symbols += known
            owned += [begun + owner if owner >= 0 and one not in PUNCTUATION else -1 for one in known]
        if symbols.strip():
            yield Utterance(symbols=symbols, words=tuple(owned))
        begun += count


def spelled(model: Any, sentence: str) -> list[tuple[str, str]]:
    """(word, phonemes with what follows it) for each word of the sentence as the model's reader rewrites it ("3 km" -> "3", "kilometers")."""
    from hibari.g2p import normalize

    groups, word, phonemes = [], "", ""
    for token in model.g2p.phonemize_tokens(model.g2p.tokenize(normalize(sentence))):
        word, phonemes = word + token.text, phonemes + (token.phonemes or "")
        if token.whitespace:
            groups.append((word, phonemes.replace("...", "…") + " "))
            word, phonemes = "", ""
    return [*groups, (word, phonemes.replace("...", "…"))] if word else groups


def owners_of(rewritten: Sequence[str], words: Sequence[str]) -> list[int]:
    """For each rewritten word the index of the word of the text that it stands for, -1 for none; by place where the spelling does not tell."""
    real = [index for index, word in enumerate(rewritten) if any(letter.isalnum() for letter in word)]
    owners = [-1] * len(rewritten)
    if not words:
        return owners
    heads = anchors([bare(rewritten[index]) for index in real], [bare(word) for word in words])
    for place, index in enumerate(real):
        owners[index] = heads[place]
    return owners


def bare(word: str) -> str:
    return "".join(letter for letter in word.lower() if letter.isalnum())


def anchors(rewritten: Sequence[str], words: Sequence[str]) -> list[int]:
    """Equal words are matched; those between two matches are spread evenly over the words between them."""
    from difflib import SequenceMatcher

    owners: list[int] = []
    for _, left, right, begin, end in SequenceMatcher(None, rewritten, words, autojunk=False).get_opcodes():
        many, few = right - left, end - begin
        owners += [begin + step * few // many if few else max(0, begin - 1) for step in range(many)]
    return owners


def described(model: Any, utterance: Utterance, speed: float) -> Frames:
    inputs = {"ids": np.array([model.ids(utterance.symbols)], np.int64), "speed": np.array([speed], np.float32)}
    spectra: list[NDArray[np.float32]]
    *spectra, f0, durations = model.sess.run(None, inputs)
    bounds = np.concatenate([[0], np.cumsum(durations.reshape(-1))]) * FRAMES_PER_DURATION - LEAD_FRAMES
    return Frames(spectra=tuple(one[0] for one in spectra), f0=f0[0], bounds=np.maximum(bounds[1:-1], 0))  # without the symbols of begin and end


def with_pauses(frames: Frames, utterance: Utterance, scale: float) -> Frames:
    """More silence where a mark asks for it, put in at the quietest frame of the mark."""
    for index in range(len(utterance.symbols) - 1, -1, -1):  # from the end, so that earlier bounds stay true
        extra = round(PAUSE_MS.get(utterance.symbols[index], 0) * scale * FRAMES_PER_S / 1000)
        if extra and index < len(utterance.symbols) - 1:
            frames = lengthened(frames, index, extra)
    return frames


def lengthened(frames: Frames, symbol: int, extra: int) -> Frames:
    start, end = int(frames.bounds[symbol]), int(frames.bounds[min(symbol + 2, len(frames.bounds) - 1)])
    at = start + int(np.argmin(loudness(frames)[start : max(end, start + 1)]))
    quiet = tuple(
        np.insert(one, [at] * extra, SILENT if amplitude else 0.0, axis=1) for one, amplitude in zip(frames.spectra, AMPLITUDES, strict=True)
    )
    bounds = np.where(frames.bounds > start, frames.bounds + extra, frames.bounds)
    return Frames(spectra=quiet, f0=np.insert(frames.f0, [at] * extra, 0.0), bounds=bounds)


AMPLITUDES: Final = (True, False, True, True, False)  # which of the five spectra are log amplitudes; the others are phases


def loudness(frames: Frames) -> NDArray[np.float32]:
    """(n,) log energy of each frame."""
    harmonic, _, noise, residue, _ = frames.spectra
    voiced = np.where(frames.f0 > VOICED_HZ, np.exp(2 * np.minimum(harmonic, 7)).mean(axis=0), 0)
    power: NDArray[np.float32] = np.log(voiced + np.exp(2 * np.minimum(noise, 7)).mean(axis=0) + np.exp(2 * np.minimum(residue, 7)).mean(axis=0))
    return power


def trimmed(frames: Frames) -> Frames:
    """Without the third of a second of silence that the model puts before a sentence, and what it leaves after it."""
    first = max(0, int(frames.bounds[0]) - MARGIN_FRAMES)
    last = min(len(frames.f0), int(frames.bounds[-1]) + MARGIN_FRAMES)
    return Frames(spectra=tuple(one[:, first:last] for one in frames.spectra), f0=frames.f0[first:last], bounds=frames.bounds - first)


def sentence_pause_s(utterance: Utterance) -> float:
    last = utterance.symbols.rstrip(' "”)')[-1:]
    return SENTENCE_PAUSE_MS.get(last, 120) / 1000


def sounded(frames: Frames, voice: Voice, delivery: Delivery, rng: np.random.Generator) -> NDArray[np.float32]:
    from hibari import dsp

    harmonic, phase, noise, residue, free = (stretched(one, voice.tract) for one in frames.spectra)
    tilt = np.float32(np.log(10) / 20) * tilt_db(delivery)[:, None]
    breath = np.float32(delivery.breath_db * np.log(10) / 20)
    f0 = melody(frames.f0, voice, delivery)
    if delivery.whisper:
        f0, noise, residue = np.zeros_like(f0), np.maximum(noise, harmonic - np.float32(2.3)), residue - np.float32(1.5)
    sound: NDArray[np.float32] = dsp.synth(harmonic + tilt, phase, noise + tilt + breath, residue + tilt, free, f0, rng)
    return sound


def stretched(spectrum: NDArray[np.float32], tract: float) -> NDArray[np.float32]:
    """(601, n) as heard through a vocal tract `tract` times as long: bin k shows what was at bin k * tract."""
    position = np.arange(BINS, dtype=np.float32) * np.float32(tract)
    low = np.minimum(position.astype(np.int64), BINS - 2)
    weight = np.clip(position - low, 0, 1).astype(np.float32)[:, None]
    bent: NDArray[np.float32] = spectrum[low] * (1 - weight) + spectrum[low + 1] * weight
    return bent


def tilt_db(delivery: Delivery) -> NDArray[np.float32]:
    """(601,) straight over octaves from 500 Hz, `tilt_db` at 4 kHz, level beyond."""
    octaves = np.log2(np.clip(np.arange(BINS) * BIN_HZ, 500, 4000) / 500)
    return float32(octaves / 3 * delivery.tilt_db)


def melody(f0: NDArray[np.float32], voice: Voice, delivery: Delivery) -> NDArray[np.float32]:
    """(n,) Hz: range around the line's own middle, then pitch, then tremor. Unvoiced frames stay unvoiced."""
    voiced = f0 > VOICED_HZ
    if not voiced.any():
        return f0
    middle = float(np.exp(np.log(f0[voiced]).mean()))
    wobble = 1 + voice.tremor * np.sin(np.arange(len(f0)) / FRAMES_PER_S * 2 * np.pi * 5.5)
    bent = middle * (np.maximum(f0, 1.0) / middle) ** delivery.range * voice.pitch * delivery.pitch * wobble
    return float32(np.where(voiced, np.clip(bent, VOICED_HZ + 5, 600), 0))


def timed_symbols(frames: Frames, utterance: Utterance, clock: float) -> list[tuple[str, int, float, float]]:
    starts = clock + np.maximum(frames.bounds, 0) / FRAMES_PER_S
    times = zip(utterance.symbols, utterance.words, starts[:-1], starts[1:], strict=True)
    return [(symbol, word, float(start), float(end)) for symbol, word, start, end in times]


def timed_words(marks: Sequence[tuple[str, int, float, float]], words: Sequence[str]) -> list[Word]:
    """From the first to the last sound of each word; a word without a sound of its own is left out."""
    spans: dict[int, tuple[float, float]] = {}
    for _, word, start, end in marks:
        if word >= 0:
            spans[word] = (spans[word][0] if word in spans else start, end)
    return [
        Word(text=words[word], start_ms=round(start * 1000), end_ms=round(end * 1000)) for word, (start, end) in sorted(spans.items()) if end > start
    ]


def timed_phones(marks: Sequence[tuple[str, int, float, float]]) -> list[Phone]:
    """Stress marks lend their time to the sound that follows."""
    phones: list[Phone] = []
    held: float | None = None
    for symbol, word, start, end in marks:
        if symbol in "ˈˌ":
            held = start
        elif word >= 0 and end > start:
            phones.append(Phone(ipa=symbol, start_ms=round((start if held is None else held) * 1000), end_ms=round(end * 1000)))
            held = None
    return phones
