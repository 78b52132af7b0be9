"""Makes a beat heard: chooses the engine for its language, polishes the sound, and tells when each word and sound is spoken."""

from __future__ import annotations

from typing import Final

import numpy as np

from film.model import Beat, Speech, Word
from film.sound import espeak, neural_english
from film.sound.delivery import Delivery, delivery
from film.sound.filters import equalised, level, per_sample
from film.sound.resampling import resampled
from film.sound.spoken import Spoken, speakable
from film.sound.tongues import is_doubtful, tongue
from film.sound.voices import Engine, Voice
from film.sound.wav import RATE, Samples, encode, length_ms
from schemas.errors import EngineFailed, ToolMissing

SILENCE_MS: Final = 400  # what a line lasts in which nothing can be said
DOUBT: Final = "The English voice read it: it does not look English, and no other voice is known to be right."
MARGIN_MS: Final = 60  # of silence before and after the words
SPEECH_RMS: Final = 0.10  # -20 dBFS while somebody speaks
PEAK_MAX: Final = 0.84

NEURAL_TONE: Final = ((0, -40), (60, -24), (95, 0), (250, 0), (380, -1), (1000, 0), (3000, 2.5), (6000, 1), (10000, 1.5), (24000, 0))
# Formant synthesis is harsh around 3 kHz and hisses above 7; this takes the edge off.
ESPEAK_TONE: Final = ((0, -60), (70, -24), (110, 0), (220, 2.5), (900, 0), (2600, -3.5), (4200, -2), (7000, -5), (12000, -14), (24000, -40))


def speak(beat: Beat, voice: Voice) -> tuple[bytes, Speech]:
    """The beat as WAV (48 kHz, mono) and the times of its words and sounds; the same for the same beat and voice.

    English is spoken by the neural voice, every other language by espeak-ng, and so is English where the neural voice is not there: `note` says so.
    A text in which nothing can be said is a short silence. Raises EngineFailed when the espeak-ng process dies twice.
    """
    text, way = speakable(beat.text), delivery(beat)
    if not text:
        return silence(beat)
    language = tongue(text, beat.language)
    if language != "en":
        return by_espeak(beat, text, language, voice, way, espeak.note(language))
    if voice.engine is Engine.ESPEAK:
        return by_espeak(beat, text, language, voice, way, "")
    try:
        spoken = neural_english.say(text, voice, way)
    except (ToolMissing, EngineFailed) as error:
        return by_espeak(beat, text, language, voice, way, f"espeak-ng spoke. {error}")
    return finished(beat, neural_english.NAME, spoken, NEURAL_TONE, way, DOUBT if is_doubtful(text) else "")


def by_espeak(beat: Beat, text: str, language: str, voice: Voice, way: Delivery, note: str) -> tuple[bytes, Speech]:
    return finished(beat, espeak.NAME, espeak.say(text, language, voice, way), ESPEAK_TONE, way, note)


def silence(beat: Beat) -> tuple[bytes, Speech]:
    sound = encode(np.zeros(RATE * SILENCE_MS // 1000, np.float32))
    return sound, Speech(beat=beat.id, engine="silence", length_ms=SILENCE_MS, words=(), note="There is nothing in this line that can be said.")


def finished(beat: Beat, engine: str, spoken: Spoken, tone: tuple[tuple[float, float], ...], way: Delivery, note: str) -> tuple[bytes, Speech]:
    """The polished sound with a little silence around it, its times moved accordingly."""
    margin = np.zeros(RATE * MARGIN_MS // 1000, np.float32)
    samples = np.concatenate([margin, polished(resampled(spoken.samples, spoken.rate), tone, way.gain_db), margin])
    length = length_ms(samples)
    words = tuple(Word(text=one.text, start_ms=one.start_ms + MARGIN_MS, end_ms=min(one.end_ms + MARGIN_MS, length)) for one in spoken.words)
    phones = tuple(type(one)(ipa=one.ipa, start_ms=one.start_ms + MARGIN_MS, end_ms=min(one.end_ms + MARGIN_MS, length)) for one in spoken.phones)
    return encode(samples), Speech(beat=beat.id, engine=engine, length_ms=length, words=words, phones=phones, note=note)


def polished(samples: Samples, tone: tuple[tuple[float, float], ...], gain_db: float) -> Samples:
    """Equalised, its loud and soft syllables brought closer, at one level for all voices, with soft edges and no sample above PEAK_MAX."""
    sound = equalised(samples, tone)
    sound = at_speech_level(sound * compression(sound))
    sound = limited(sound * np.float32(10 ** (gain_db / 20)))
    edge = min(len(sound) // 2, RATE // 200)
    sound[:edge] *= np.linspace(0, 1, edge, dtype=np.float32)
    sound[len(sound) - edge :] *= np.linspace(1, 0, edge, dtype=np.float32)
    return sound


def compression(samples: Samples) -> Samples:
    """About 2:1 above a tenth of the peak; quieter than that is left alone, so that breath and room are not pulled up."""
    followed = level(samples, 0.004, 0.12)
    threshold = max(1e-4, 0.12 * float(followed.max(initial=0.0)))
    return per_sample((threshold / np.maximum(followed, threshold)) ** np.float32(0.5), len(samples))


def at_speech_level(samples: Samples) -> Samples:
    """By the root mean square of what is spoken: steps within 26 dB of the loudest."""
    followed = per_sample(level(samples, 0.005, 0.06), len(samples))
    active = samples[followed > 0.05 * followed.max(initial=0.0)]
    rms = float(np.sqrt(np.mean(active**2))) if len(active) else 0.0
    return samples * np.float32(SPEECH_RMS / rms) if rms > 1e-6 else samples


def limited(samples: Samples) -> Samples:
    """Peaks pressed smoothly under PEAK_MAX; what is below two thirds of it stays as it is."""
    knee = PEAK_MAX * 2 / 3
    over = np.maximum(np.abs(samples) - knee, 0)
    room = PEAK_MAX - knee
    pressed = np.sign(samples) * (np.minimum(np.abs(samples), knee) + room * np.tanh(over / room))
    return pressed.astype(np.float32)
