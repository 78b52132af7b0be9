"""Speaking a beat: every language says something, times are true, and no text is too odd to speak."""

import builtins
import hashlib
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from film.model import Emotion, Speech
from film.sound import neural_english
from film.sound.speaking import speak
from film.sound.voices import Voice
from film.sound.wav import RATE, decode
from tests.film.sound.crew import beat

LANGUAGES = {
    "ar": "مرحبا بالعالم، كيف حالك؟",
    "bn": "লক্ষ্মী মন্দিরে যায়।",
    "de": "Guten Morgen, wie geht's?",
    "el": "Καλημέρα, πώς είσαι σήμερα;",
    "en": "Hello, how are you?",
    "es": "¿Cómo estás, amigo?",
    "fa": "سلام، حال شما چطور است؟",
    "fr": "Bonjour, comment ça va?",
    "gu": "લક્ષ્મી મંદિરે જાય છે.",
    "he": "שלום לכולם, אני גר בתל אביב.",
    "hi": "लक्ष्मी मंदिर पहुँचती है।",
    "it": "Buongiorno, come stai?",
    "ja": "こんにちは、いいてんきですね。",
    "kn": "ಲಕ್ಷ್ಮಿ ದೇವಸ್ಥಾನಕ್ಕೆ ಬರುತ್ತಾಳೆ.",
    "ko": "안녕하세요, 오늘은 좋은 날이에요.",
    "ml": "ലക്ഷ്മി ക്ഷേത്രത്തിൽ എത്തുന്നു.",
    "mr": "लक्ष्मी मंदिरात जाते.",
    "pa": "ਲਕਸ਼ਮੀ ਮੰਦਰ ਜਾਂਦੀ ਹੈ।",
    "pl": "Dzień dobry, jak się masz?",
    "pt": "Bom dia, como vai?",
    "ru": "Здравствуйте, как дела?",
    "sa": "लक्ष्मीः मन्दिरं गच्छति।",
    "sw": "Habari yako, rafiki?",
    "ta": "லட்சுமி கோவிலுக்கு வருகிறாள்.",
    "te": "లక్ష్మి గుడికి వస్తుంది.",
    "th": "สวัสดีครับ วันนี้อากาศดี",
    "tr": "Günaydın, nasılsın?",
    "uk": "Добрий день, друже.",
    "ur": "لکشمی مندر جاتی ہے۔",
    "zh": "你好，世界。今天很好。",
}


def times_are_true(text: str, wav: bytes, speech: Speech) -> None:
    """Words are pieces of the text in its order, one after the other, inside the sound; so are phones."""
    assert speech.length_ms == round(len(decode(wav)) * 1000 / RATE)
    cursor = 0
    for word in speech.words:
        cursor = text.index(word.text, cursor) + len(word.text)
    for timed in ([(one.start_ms, one.end_ms) for one in speech.words], [(one.start_ms, one.end_ms) for one in speech.phones]):
        assert all(0 <= start < end <= speech.length_ms for start, end in timed)
        assert all(end <= start for (_, end), (start, _) in pairwise(timed))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_all_its_words(language: str) -> None:
    text = LANGUAGES[language]
    wav, speech = speak(beat(text, language=language), Voice())
    times_are_true(text, wav, speech)
    assert sum(len(word.text) for word in speech.words) >= 0.8 * sum(letter.isalpha() for letter in text)
    assert np.sqrt(np.mean(decode(wav) ** 2)) > 0.05
    assert (speech.engine, speech.note == "") == (("hibari-tts", True) if language == "en" else ("espeak-ng", False))


@pytest.mark.parametrize("text", ["", "🙂🙂", "...!?", "—", "\x00\x07", "   \n "])
def test_what_cannot_be_said_is_a_short_silence(text: str) -> None:
    wav, speech = speak(beat(text), Voice())
    assert (speech.length_ms, speech.words, speech.engine) == (400, (), "silence")
    assert not decode(wav).any()


@pytest.mark.parametrize("text", ["Well, then. " * 83, "no punctuation at all " * 45, "a" * 1000])
def test_a_thousand_characters_are_spoken(text: str) -> None:
    wav, speech = speak(beat(text), Voice())
    times_are_true(text, wav, speech)
    assert len(speech.words) == len(text.split())


@pytest.mark.parametrize(
    "text", ["\N{LEFT DOUBLE QUOTATION MARK}Dr. O'Brien paid $9.99 at 7:30 pm — 3 km away!”", "hmm… uh-huh & more/less 50%", "<b>{hi}</b>"]
)
def test_odd_english_keeps_its_words_in_order(text: str) -> None:
    wav, speech = speak(beat(text), Voice())
    times_are_true(text, wav, speech)
    assert speech.words


def test_the_same_line_is_the_same_bytes_in_another_process() -> None:
    program = (
        "import hashlib; from tests.film.sound.crew import beat; from film.sound.speaking import speak; from film.sound.voices import Voice\n"
        f"for text, language in (({LANGUAGES['en']!r}, 'en'), ({LANGUAGES['ta']!r}, 'ta')):\n"
        "    wav, speech = speak(beat(text, language=language), Voice()); print(hashlib.sha256(wav + repr(speech).encode()).hexdigest())"
    )
    there = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    here = [speak(beat(LANGUAGES[language], language=language), Voice()) for language in ("en", "ta")]
    assert there == [hashlib.sha256(wav + repr(speech).encode()).hexdigest() for wav, speech in here]


def test_emotion_changes_pace_pitch_range_and_strength() -> None:
    def rms(wav: bytes) -> float:
        return float(np.sqrt(np.mean(decode(wav) ** 2)))

    spoken = {emotion: speak(beat("I never thought that you would come back.", emotion=emotion), Voice()) for emotion in Emotion}
    length = {emotion: speech.length_ms for emotion, (_, speech) in spoken.items()}
    assert length[Emotion.SAD] > length[Emotion.NEUTRAL] > length[Emotion.ANGRY]
    assert rms(spoken[Emotion.ANGRY][0]) > 1.2 * rms(spoken[Emotion.NEUTRAL][0]) > 1.4 * rms(spoken[Emotion.TENDER][0])
    assert len({wav for wav, _ in spoken.values()}) == len(Emotion)


def test_a_whisper_has_no_pitch() -> None:
    text = "Nobody knows where we are."
    aloud, whispered = (voiced_share(speak(beat(text, manner=manner), Voice())[0]) for manner in ("", "whispering"))
    assert aloud > 0.4
    assert whispered < 0.1


def voiced_share(wav: bytes) -> float:
    """The share of moments at which the sound repeats itself 150 to 300 times a second."""
    samples, voiced, moments = decode(wav), 0, range(0, len(decode(wav)) - 4096, 2400)
    for start in moments:
        likeness = np.fft.irfft(np.abs(np.fft.rfft(samples[start : start + 4096] * np.hanning(4096), 8192)) ** 2)
        voiced += bool(likeness[160:320].max() > 0.75 * likeness[0] > 0)
    return voiced / len(moments)


@pytest.fixture
def without_hibari(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    importing = builtins.__import__

    def refusing(name: str, *args: Any, **kwargs: Any) -> Any:
        if name.split(".")[0] == "hibari":
            raise ImportError("No module named 'hibari'")
        return importing(name, *args, **kwargs)

    neural_english.loaded.cache_clear()
    monkeypatch.setattr(builtins, "__import__", refusing)
    yield
    monkeypatch.undo()
    neural_english.loaded.cache_clear()


@pytest.mark.usefixtures("without_hibari")
def test_english_is_spoken_without_the_neural_voice_and_says_so() -> None:
    wav, speech = speak(beat(LANGUAGES["en"]), Voice())
    assert speech.engine == "espeak-ng"
    assert "hibari" in speech.note
    times_are_true(LANGUAGES["en"], wav, speech)


def test_a_line_in_another_script_marked_english_is_not_swallowed() -> None:
    mostly_tamil = f"Amma, {LANGUAGES['ta']}"
    wav, speech = speak(beat(mostly_tamil, language="en"), Voice())
    times_are_true(mostly_tamil, wav, speech)
    assert len(speech.words) == len(mostly_tamil.split())


def test_a_latin_line_that_the_analysis_took_for_english_is_read_in_its_own_language() -> None:
    _, polish = speak(beat(LANGUAGES["pl"], language="en"), Voice())
    assert (polish.engine, polish.phones) == ("espeak-ng", speak(beat(LANGUAGES["pl"], language="pl"), Voice())[1].phones)
    assert "'pl'" in polish.note


def test_greek_is_not_spelled() -> None:
    _, greek = speak(beat("Καλημέρα", language="el"), Voice())
    assert "".join(phone.ipa for phone in greek.phones).translate({ord("ˈ"): None, ord("ˌ"): None}) == "kalimera"


def test_a_writing_without_a_voice_says_so() -> None:
    _, khmer = speak(beat("សួស្តី", language="en"), Voice())
    assert "there is no voice for this writing" in khmer.note


def test_a_latin_line_that_no_voice_is_known_for_says_that_the_english_voice_read_it() -> None:
    _, yoruba = speak(beat("Ẹ káàárọ̀, ṣé dáadáa ni?", language="en"), Voice())
    assert yoruba.engine == "hibari-tts"
    assert "does not look English" in yoruba.note


def test_speech_is_level_and_clean() -> None:
    samples = decode(speak(beat("Come in from the rain and tell me everything."), Voice())[0])
    assert 0.4 < np.abs(samples).max() < 0.9
    assert abs(samples.mean()) < 1e-4
    assert not samples[: RATE // 50].any(), "a margin of silence before the words"
