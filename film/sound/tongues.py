"""Which language's voice reads a line: the one that the script was analysed to be in, unless writing, letters or small words say otherwise.

The analysis knows the languages that it can read; what it does not know it takes for the language around it, mostly English. Voices know more.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from film.script.languages import language_of
from film.script.lexicon.languages import SMALL_WORDS
from film.script.tokens import tokenise, writing

UNKNOWN: Final = "und"  # ISO 639-2, undetermined
_ENOUGH: Final = 2

# Writings of which one language alone has a voice, and the analysis does not know it.
WRITINGS: Final[Mapping[str, str]] = {"GEORGIAN": "ka", "ARMENIAN": "hy", "ETHIOPIC": "am", "SINHALA": "si", "ORIYA": "or", "MYANMAR": "my"}

# Letters that Russian does not have.
CYRILLIC: Final[Mapping[str, str]] = {"uk": "їєґ", "be": "ў", "sr": "ђћ", "mk": "ѓќѕ", "kk": "қңұ"}

# The letters beyond a to z, and small words that are no English ones.
LATIN: Final[Mapping[str, tuple[str, str]]] = {
    "pl": ("ąćęłńóśźż", "się jest nie jak że czy gdzie mój moja jestem dzień dobry dziękuję proszę tak co już mnie bardzo będzie jesteś"),
    "cs": ("áčďéěíňóřšťúůýž", "je není jsem jsi že jak co proč kde dobrý dobré ráno děkuji prosím můj moje už také který jsme"),
    "sk": ("áäčďéíĺľňóôŕšťúýž", "je nie som si že ako čo prečo kde dobrý dobré ráno ďakujem prosím môj moja už sme"),
    "nl": ("éëïóöü", "het een niet ik jij je zijn maar voor dat wat waar mijn goede goedemorgen dank naar ook wij hebben bent hoe gaat"),
    "sv": ("åäöé", "och är inte jag det att hur mår du som vad morgon nej för har mig dig"),
    "da": ("æøå", "og er ikke jeg det hvordan hvad hvor godmorgen tak mig dig nej du har"),
    "nb": ("æøå", "og er ikke jeg det hvordan hva hvor morn takk meg deg nei du har"),
    "fi": ("äö", "ja ei minä sinä hän mitä missä kiitos hyvää huomenta päivää olen olet mutta tämä kuka"),
    "hu": ("áéíóöőúüű", "és nem egy hogy az vagyok mit hol köszönöm jó reggelt napot igen kérem hogyan"),
    "ro": ("ăâîșțşţ", "și este nu sunt ești unde bună dimineața ziua mulțumesc pentru care frate"),
    "hr": ("čćđšž", "je nije što gdje kako dobar jutro hvala moj moja jesi sve nisam"),
    "sl": ("čšž", "je ni sem kako kje dobro jutro hvala moj moja kaj zakaj danes nisem"),
    "lt": ("ąčęėįšųūž", "ir yra aš kaip kur labas rytas ačiū mano taip"),
    "lv": ("āčēģīķļņšūž", "un ir kā kur labrīt paldies mans jā nē esmu"),
    "et": ("äõöüšž", "ja ei kus kuidas tere hommikust aitäh minu olen"),
    "is": ("áðéíóúýþæö", "og er ekki ég það hvernig hvar góðan daginn takk minn já"),
    "sq": ("çë", "dhe është nuk një unë jeni mirëmëngjes faleminderit"),
    "vi": ("àáâãèéêìíòóôõùúýăđĩũơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ", "tôi bạn là không chào và của"),
    "id": ("", "yang ini itu tidak saya anda adalah selamat terima kasih apa dengan untuk"),
    "ca": ("àçéèíïóòúü", "és amb què gràcies sóc això però molt"),
    "az": ("çəğıöşü", "və salam mən sən deyil necəsən"),
    "ga": ("áéíóú", "agus tá níl mé tú conas maith raibh"),
}
_WORDS: Final = {language: frozenset(words.split()) for language, (_, words) in LATIN.items()}


def tongue(text: str, language: str) -> str:
    """ISO 639-1 of the voice that should read the text, which the analysis takes for `language`; UNKNOWN when no voice knows the writing."""
    script = writing(text)
    if script in WRITINGS:
        return WRITINGS[script]
    if script == "CYRILLIC" and language in ("en", "ru"):
        return next((one for one, letters in CYRILLIC.items() if set(letters) & set(text.lower())), "ru")
    if language != "en" or not script:
        return language
    return _latin(text) if script == "LATIN" else language_of(text, UNKNOWN)


def is_doubtful(text: str) -> bool:
    """Of a line that is read as English: does hardly a word look English?"""
    words = [token.norm for token in tokenise(text)]
    strange = sum(not word.isascii() for word in words)
    return strange > 1 and strange * 3 >= len(words) and not any(word in SMALL_WORDS["LATIN"]["en"] for word in words)


def _latin(text: str) -> str:
    """English, unless the words of another language are more."""
    words = [token.norm for token in tokenise(text)]
    scores = {language: _score(words, language) for language in LATIN}
    best = max(scores, key=lambda language: scores[language])
    return best if scores[best] >= _ENOUGH and scores[best] > sum(word in SMALL_WORDS["LATIN"]["en"] for word in words) else "en"


def _score(words: list[str], language: str) -> int:
    """Letters alone prove nothing: a name may have them. A small word with one proves as much as two."""
    letters, small = LATIN[language][0], _WORDS[language]
    known = [word for word in words if word in small]
    lettered = [word for word in words if not word.isascii() and all(letter.isascii() or letter in letters for letter in word)]
    return len(known) + len(lettered) if known else 0
