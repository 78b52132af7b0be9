"""Who is in a script and what they are like, from its words alone."""

from __future__ import annotations

import pytest

from film.model import Age, Character, Culture, Sex
from film.script import analyse


def person(text: str) -> Character:
    return analyse(text).characters[0]


F, M = Sex.FEMALE, Sex.MALE
SEXES = {
    "a name": ("Rajan waits.", M),
    "a pronoun": ("Zorblat opened the door. She smiled.", F),
    "a role": ("Her father Zorblat waits.", M),
    "an apposition": ("Zorblat, a young queen, waits.", F),
    "a garment": ("Zorblat waits in a red silk saree.", F),
    "an honorific": ("Mr. Zorblat waits.", M),
    "an honorific in capitals": ("MRS. ZORBLAT: Dinner is ready.", F),
    "a number behind a word": ("WOMAN #3: Hi.", F),
    "a letter": ("Zorblat (f, 8): Hi.", F),
    "a letter in prose": ("ZORBLAT (40, M) waits.", M),
    "an apposition with an age": ("DR. ZORBLAT, a woman of 78, waits.\n\nDR. ZORBLAT\nWell?", F),
    "a role instead of a name": ("The old fisherman waits.", M),
    "what others call them": ("Mira: Father, wait!\nZorblat: I am waiting.", F),
    "a Tamil name": ("முருகன்: வா.", M),
    "a Tamil role": ("பாட்டி: வா.", F),
    "a Tamil verb": ("சோர்பன் வருகிறாள்.\nசோர்பன்: நில்.", F),
    "a Telugu name": ("లక్ష్మి: రండి.", F),
    "a Telugu verb": ("జోర్బ వస్తాడు.\nజోర్బ: ఆగు.", M),
    "a Russian ending": ("МАША: Привет.", F),
    "an Arabic ending": ("فاطمة: مرحبا.", F),
    "Omar in Arabic": ("عمر: مرحبا.", M),
    "Mustafa in Arabic": ("مصطفى: مرحبا.", M),
    "Hamza in Arabic": ("حمزة: مرحبا.", M),
    "Abdullah in Arabic": ("عبد الله: مرحبا.", M),
    "Hind in Arabic": ("هند: مرحبا.", F),
    "Maryam in Arabic": ("مريم: مرحبا.", F),
    "no Arabic ending": ("زربلط: مرحبا.", M),
    "David in Hebrew": ("דוד: שלום.", M),
    "Moshe in Hebrew": ("משה: שלום.", M),
    "Judah in Hebrew": ("יהודה: שלום.", M),
    "Rachel in Hebrew": ("רחל: שלום.", F),
    "a Hebrew ending": ("זרבלה: שלום.", F),
    "a Hindi name": ("मोहन: आओ।", M),
    "a Hindi verb": ("ज़ोर्ब आती है।\nज़ोर्ब: रुको।", F),
}


@pytest.mark.parametrize(("text", "sex"), SEXES.values(), ids=SEXES.keys())
def test_words_tell_the_sex(text: str, sex: Sex) -> None:
    assert person(text).sex is sex


def test_the_father_who_is_called_so_is_a_man() -> None:
    zorblat = next(one for one in analyse("Mira: Father, wait!\nZorblat: I am waiting.").characters if one.id == "zorblat")
    assert (zorblat.sex, zorblat.role, zorblat.age) == (M, "father", Age.ADULT)


@pytest.mark.parametrize("text", ["عمر: مرحبا.", "דוד: שלום."])
def test_a_known_name_in_any_writing_is_no_guess(text: str) -> None:
    assert "sex_guessed" not in [one.code for one in analyse(text).diagnostics]


def test_a_sex_that_nothing_tells_is_a_guess_that_says_so() -> None:
    analysis = analyse("Zorblat waits at home.")
    (guess,) = [one for one in analysis.diagnostics if one.code == "sex_guessed"]
    assert "Zorblat" in guess.message
    assert analyse("Zorblat waits at home.") == analysis


AGES = {
    "RAJAN (62) waits.\n\nRAJAN\nWell?": Age.ELDER,
    "Mira, an eight-year-old girl, waits.": Age.CHILD,
    "Mira, 24, waits.": Age.YOUNG,
    "Mira, forty-five years old, waits.": Age.ADULT,
    "Little Mira waits.": Age.CHILD,
    "Old Rajan waits.": Age.ELDER,
    "Grandmother waits.": Age.ELDER,
    "Mira, the bride, waits.": Age.YOUNG,
    "The boy waits.": Age.CHILD,
    "Mira waits.": Age.ADULT,
    "சிறுவன் கதிர் வருகிறான்.": Age.CHILD,
    "வயதான முருகன் வருகிறான்.": Age.ELDER,
    "చిన్నారి లక్ష్మి వస్తుంది.": Age.CHILD,
    "తాతయ్య: రా.": Age.ELDER,
    "नन्ही मीरा आती है।": Age.CHILD,
    "बूढ़े मोहन बैठे हैं।": Age.ELDER,
    "MR. ABDULLAH (80) waits.\n\nMR. ABDULLAH\nWell?": Age.ELDER,
    "MR. ABDULLAH, 80, waits.\n\nMR. ABDULLAH\nWell?": Age.ELDER,
    "DR. CHEN, a woman of 78, waits.\n\nDR. CHEN\nWell?": Age.ELDER,
    "Abdullah, a fisherman of 80, waits.": Age.ELDER,
    "MARIE (late 60s) waits.": Age.ELDER,
    "Mira, aged 8, waits.": Age.CHILD,
    "Robin (f, 8): Well?": Age.CHILD,
    "MAN #1: Hi.": Age.ADULT,
    "WOMAN #3\nHi.": Age.ADULT,
    "GUARD 1: Hi.": Age.ADULT,
    "SOLDIER 12: Hi.": Age.ADULT,
    "Nurse 5: Oh.": Age.ADULT,
    "GUARD 1 (70): Hi.": Age.ELDER,
    "Rosa walks in. She was seventy now.": Age.ELDER,
    "Rosa walks in. She had grown old.": Age.ELDER,
    "Rosa was sixty-five.": Age.ELDER,
    "Rosa is in her late sixties.": Age.ELDER,
    "Rosa, a woman of seventy, waits.": Age.ELDER,
    "Rosa, a girl of six, waits.": Age.CHILD,
    "Rosa, a mother of three, waits.": Age.ADULT,
    "Rosa: I am seventy.": Age.ELDER,
    "Rosa: I am ten minutes late.": Age.ADULT,
    "Rosa was old friends with the sea.": Age.ADULT,
    "When she was ten, Rosa saw the sea.": Age.ADULT,
    "Rosa (70) waits. She was young.": Age.ELDER,
}


@pytest.mark.parametrize(("text", "age"), AGES.items())
def test_words_tell_the_age(text: str, age: Age) -> None:
    assert person(text).age is age


def test_an_age_belongs_to_whom_it_is_told_of() -> None:
    people = analyse("Rosa was old and Ines was young. Tom and Rosa walked home. She was eighty now.").characters
    assert {one.id: one.age for one in people} == {"rosa": Age.ELDER, "ines": Age.YOUNG, "tom": Age.ADULT}


@pytest.mark.parametrize(
    ("text", "culture"),
    [
        ("Meenakshi drew a kolam before the house.", Culture.SOUTH_INDIAN),
        ("Rohit bought samosas in Delhi.", Culture.NORTH_INDIAN),
        ("Hiroshi bowed in the tatami room.", Culture.EAST_ASIAN),
        ("Emily drank tea in London.", Culture.WESTERN),
        ("Layla crossed the souk of Damascus.", Culture.MIDDLE_EASTERN),
        ("Kofi played the djembe in Accra.", Culture.AFRICAN),
        ("அவள் வந்தாள்.", Culture.SOUTH_INDIAN),
        ("वह आई।", Culture.NORTH_INDIAN),
    ],
)
def test_names_places_garments_and_languages_tell_the_culture(text: str, culture: Culture) -> None:
    assert analyse(text).culture is culture


def test_each_keeps_the_dress_of_their_own_name() -> None:
    people = analyse("INT. OFFICE - DAY\n\nAmara: Hello.\nKenji: Hello.\nEmily: Hello.").characters
    assert [one.culture for one in people] == [Culture.AFRICAN, Culture.EAST_ASIAN, Culture.WESTERN]


def test_names_in_every_spelling_are_one_person() -> None:
    analysis = analyse("INT. HOME - DAY\n\nCaptain Flint walks in.\n\nCAPTAIN FLINT\nLand!\n\nFlint points at the map.\n\nFLINT (CONT'D)\nThere!")
    assert [(one.id, one.name, one.lines) for one in analysis.characters] == [("captain-flint", "Captain Flint", 2)]


def test_a_role_and_a_name_are_one_person() -> None:
    analysis = analyse("RAJAN (60), her father, waits.\n\nRAJAN\nCome.\n\nThe father smiles.")
    assert [one.id for one in analysis.characters] == ["rajan"]
    assert analysis.scenes[0].beats[-1].subjects == ("rajan",)


def test_mr_and_mrs_chen_are_two() -> None:
    people = analyse("MRS. CHEN: Dinner is ready.\nMR. CHEN: I come.").characters
    assert [(one.name, one.sex, one.lines) for one in people] == [("Mrs. Chen", F, 1), ("Mr. Chen", M, 1)]


def test_a_name_that_two_share_is_no_third() -> None:
    analysis = analyse("MRS. CHEN: Dinner is ready.\nMR. CHEN: I come.\n\nChen sits down.\n\nMira Chen, her daughter, waits.")
    assert [one.id for one in analysis.characters] == ["mrs-chen", "mr-chen", "mira-chen"]


@pytest.mark.parametrize("text", ["BOB, 80, a retired teacher, eats.", "BOB, 35, a doctor, eats.", "BOB (35), a police officer, eats."])
def test_name_age_and_role_are_one_person(text: str) -> None:
    assert [one.id for one in analyse(f"{text}\n\nBOB\nHi.").characters] == ["bob"]


@pytest.mark.parametrize(
    "text", ["They met at the Lakshmi temple.", "The train left Victoria Station.", "Music plays. Rain falls. Dinner was cold.", "Guests dance."]
)
def test_places_and_things_are_nobody(text: str) -> None:
    assert analyse(text).characters == ()


def test_wardrobe_keeps_the_words_that_describe_it() -> None:
    people = analyse("LAKSHMI enters in a red silk saree. RAJAN wears a white veshti and an old brown shawl.\n\nLAKSHMI\nAppa!").characters
    assert [one.wardrobe for one in people] == [("red silk saree",), ("white veshti", "old brown shawl")]


def test_who_tells_a_story_as_i_is_seen() -> None:
    assert [one.id for one in analyse("I walked along the beach. I was cold.").characters] == ["i"]


def test_no_claim_is_ever_made_of_religion_or_caste() -> None:
    analysis = analyse("Father Thomas prays in the church. Ahmed prays in the mosque. A Brahmin priest prays in the temple.")
    claims = {
        one.claim.partition("=")[0] for one in [e for c in analysis.characters for e in c.evidence] + [e for s in analysis.scenes for e in s.evidence]
    }
    assert claims <= {"sex", "age", "culture", "role", "wardrobe", "setting", "hour", "weather", "event"}
