"""Lips: closed in silence and for m, b and p, open with the loudness of vowels, round and spread as the sounds are."""

import numpy as np
import pytest

from film.model import Mouth, Phone, Speech
from film.sound.mouth import KEYS_PER_S, lip_sync
from film.sound.speaking import speak
from film.sound.voices import Voice
from film.sound.wav import RATE, Samples, decode, encode
from tests.film.sound.crew import beat

SECOND = 1000


def tone(length_ms: int, strength: float = 0.3) -> Samples:
    return np.asarray(strength * np.sin(np.arange(length_ms * RATE // 1000) * 0.03), np.float32)


def spoken(*phones: tuple[str, int, int], sound: Samples | None = None) -> Speech:
    """The mouth of a second in which these phones are heard."""
    speech = Speech(beat="b1", engine="test", length_ms=SECOND, words=(), phones=tuple(Phone(ipa=ipa, start_ms=a, end_ms=b) for ipa, a, b in phones))
    return lip_sync(speech, encode(tone(SECOND) if sound is None else sound))


def at(speech: Speech, ms: int) -> Mouth:
    return [key for key in speech.mouth if key.at_ms <= ms][-1]


def test_the_mouth_is_shut_while_nothing_is_heard() -> None:
    silent_half = np.concatenate([tone(500), np.zeros(RATE // 2, np.float32)])
    speech = spoken(("ɑ", 0, 1000), sound=silent_half)
    assert at(speech, 250).open > 60
    assert at(speech, 700).open == 0


@pytest.mark.parametrize("ipa", ["m", "b", "p"])
def test_lips_meet_for_a_short_bilabial_between_vowels(ipa: str) -> None:
    speech = spoken(("ɑ", 0, 470), (ipa, 470, 510), ("ɑ", 510, 1000))
    pressed = [key for key in speech.mouth if key.closed > 80]
    assert pressed
    assert all(key.open == 0 and 400 <= key.at_ms <= 540 for key in pressed)


def test_oo_is_round_and_ee_is_spread_and_f_shows_teeth() -> None:
    speech = spoken(("uː", 0, 330), ("iː", 330, 660), ("f", 660, 1000))
    assert at(speech, 150).wide < 15
    assert at(speech, 500).wide > 80
    assert at(speech, 850).teeth > 70


def test_louder_is_wider_open() -> None:
    louder_half = np.concatenate([tone(500, 0.08), tone(500, 0.5)])
    speech = spoken(("ɑ", 0, 1000), sound=louder_half)
    assert at(speech, 750).open > at(speech, 250).open + 20


def test_a_speech_without_phones_still_moves_its_mouth() -> None:
    assert at(spoken(), 500).open > 15


@pytest.mark.parametrize(("text", "language"), [("Mama, the bells are ringing for our big day!", "en"), ("அம்மா, மணி அடிக்கிறது.", "ta")])
def test_a_real_line_has_no_more_keys_than_frames_and_follows_the_sound(text: str, language: str) -> None:
    wav, plain = speak(beat(text, language=language), Voice())
    speech = lip_sync(plain, wav)
    times = [key.at_ms for key in speech.mouth]
    assert times[0] == 0
    assert times == sorted(set(times))
    assert len(times) <= KEYS_PER_S * speech.length_ms / 1000 + 1
    assert speech.mouth[-1].open == 0
    assert all(0 <= value <= 100 for key in speech.mouth for value in (key.open, key.wide, key.teeth, key.closed))
    assert correlation(speech, decode(wav)) > 0.35


def correlation(speech: Speech, samples: Samples) -> float:
    """Of the jaw with the loudness of the sound, frame by frame."""
    frames = range(speech.length_ms * KEYS_PER_S // 1000 - 1)
    opening = [at(speech, index * 1000 // KEYS_PER_S).open for index in frames]
    loud = [float(np.sqrt(np.mean(samples[index * RATE // KEYS_PER_S : (index + 1) * RATE // KEYS_PER_S] ** 2))) for index in frames]
    return float(np.corrcoef(opening, loud)[0, 1])
