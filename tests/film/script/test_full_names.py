"""Who is introduced by a full name is one person under every part of it; surnames and nationalities are nobody of their own."""

from __future__ import annotations

import pytest

from film.model import Age, Character, Culture, Sex
from film.script import analyse

F, M = Sex.FEMALE, Sex.MALE


def people(text: str) -> tuple[Character, ...]:
    analysis = analyse(f"INT. OFFICE - DAY\n\n{text}\n")
    assert {one for scene in analysis.scenes for one in scene.characters} <= {one.id for one in analysis.characters}
    return analysis.characters


INTRODUCED = {
    "KYLE REESE, a man of 30, comes in.\n\nKYLE\nHi.": [("kyle-reese", M, Age.ADULT, 1)],
    "MARGARET WELLS (60s), stern, waits.\n\nMARGARET\nHi.": [("margaret-wells", F, Age.ELDER, 1)],
    "SARAH CONNOR, 29, waits.\n\nSARAH\nHi.": [("sarah-connor", F, Age.YOUNG, 1)],
    "MARK JOHNSON, an old man, and HELEN CARTER, a little girl, come in.\n\nMARK\nHi.\n\nHELEN\nHi.": [
        ("mark-johnson", M, Age.ELDER, 1),
        ("helen-carter", F, Age.CHILD, 1),
    ],
    "Sergeant Anna Petrova, a woman of thirty, waits.\n\nSERGEANT PETROVA\nHi.": [("sergeant-anna-petrova", F, Age.ADULT, 1)],
    "Sergeant Anna Petrova, a woman of sixty, waits.\n\nSGT. PETROVA\nHi.\n\nANNA\nHi.": [("sergeant-anna-petrova", F, Age.ELDER, 2)],
    "Doctor Maria Lopez (55, F) waits.\n\nDR. LOPEZ\nHi.": [("doctor-maria-lopez", F, Age.ADULT, 1)],
    "Enter DR. ELENA VASQUEZ, 65.\n\nDR. VASQUEZ\nHi.\n\nELENA\nHi.\n\nVASQUEZ\nHi.": [("dr-elena-vasquez", F, Age.ELDER, 3)],
    "Captain Adaeze Okafor, a woman of forty in a Nigerian gown, waits.\n\nCAPTAIN OKAFOR\nHi.": [("captain-adaeze-okafor", F, Age.ADULT, 1)],
    "MARK JOHNSON (70s) enters.\n\nDETECTIVE JOHNSON\nHi.\n\nMark sits.": [("mark-johnson", M, Age.ELDER, 1)],
    "Kyle Reese walks in.\n\nKYLE\nHi.\n\nSARAH\nHi.\n\nReese smiles at Sarah Connor.": [
        ("kyle-reese", M, Age.ADULT, 1),
        ("sarah-connor", F, Age.ADULT, 1),
    ],
    "SARAH CONNOR\nHi.\n\nTOM\nHi.\n\nTom looks at Connor.": [("sarah-connor", F, Age.ADULT, 1), ("tom", M, Age.ADULT, 1)],
}


@pytest.mark.parametrize(("text", "meant"), INTRODUCED.items())
def test_a_full_name_is_one_person(text: str, meant: list[tuple[str, Sex, Age, int]]) -> None:
    assert [(one.id, one.sex, one.age, one.lines) for one in people(text)] == meant


FAMILIES = {
    "who never speaks by a first name": (
        "CAPTAIN ELIAS THORNE (68) and LILY THORNE (9) wait.\n\nLILY\nHi.\n\nTHORNE\nHi.\n\nCAPTAIN THORNE\nHi.",
        [("captain-elias-thorne", 2), ("lily-thorne", 1)],
    ),
    "the only woman before": (
        "TOM WELLS (40) and MARY WELLS (38) sit.\n\nTOM\nHi.\n\nMARY\nHi.\n\nMRS. WELLS\nHi.",
        [("tom-wells", 1), ("mary-wells", 2)],
    ),
    "one of several women": (
        "ANNA WELLS (40) and MARY WELLS (38) sit.\n\nANNA\nHi.\n\nMARY\nHi.\n\nMRS. WELLS\nHi.",
        [("anna-wells", 1), ("mary-wells", 1), ("mrs-wells", 1)],
    ),
    "the only captain": (
        "Captain Elias Thorne waits for DR. ANNA REED and Dr. Tom Lee.\n\nTHE CAPTAIN\nHi.\n\nANNA\nHi.\n\nTOM\nHi.\n\nDOCTOR\nHi.",
        [("captain-elias-thorne", 1), ("dr-anna-reed", 1), ("dr-tom-lee", 1), ("doctor", 1)],
    ),
    "her and him": (
        "KIM WELLS (40) sits.\n\nMR. WELLS\nHi.\n\nMRS. WELLS\nHi.\n\nKIM\nHi.",
        [("kim-wells", 1), ("mr-wells", 1), ("mrs-wells", 1)],
    ),
}


@pytest.mark.parametrize(("text", "meant"), FAMILIES.values(), ids=FAMILIES.keys())
def test_a_surname_means_whom_it_can_mean(text: str, meant: list[tuple[str, int]]) -> None:
    assert [(one.id, one.lines) for one in people(text)] == meant


def test_who_is_named_behind_a_role_is_that() -> None:
    (haruto,) = people("There lives an old weaver named Haruto Tanaka.\n\nHARUTO\nHi.")
    assert (haruto.role, haruto.age) == ("weaver", Age.ELDER)


def test_a_surname_that_two_have_is_neither_of_them() -> None:
    family = "SARAH CONNOR, 35, and JOHN CONNOR, 10, come in.\n\nSARAH\nHi.\n\nJOHN\nHi.\n\nConnor smiles."
    assert [(one.id, one.age) for one in people(family)] == [("sarah-connor", Age.ADULT), ("john-connor", Age.CHILD)]


def test_the_mother_of_somebody_is_another_person() -> None:
    text = "ANNA’S MOTHER (65) enters.\n\nANNA\nHi.\n\nANNA'S MOTHER\nHi.\n\nAnna's mother smiles at Anna."
    assert [(one.id, one.age, one.lines) for one in people(text)] == [("anna-s-mother", Age.ELDER, 1), ("anna", Age.ADULT, 1)]


def test_a_role_before_the_next_name_is_that_ones() -> None:
    family = "JACK TORRANCE (40), his wife WENDY TORRANCE (35) and their son DANNY TORRANCE (5).\n\nJACK\nHi.\n\nWENDY\nHi.\n\nDANNY\nHi."
    assert [(one.sex, one.age, one.role) for one in people(family)] == [(M, Age.ADULT, ""), (F, Age.ADULT, "wife"), (M, Age.CHILD, "son")]


@pytest.mark.parametrize("direction", ["ENTER KYLE REESE.", "Kyle Reese enters.", "EXIT KYLE REESE."])
def test_a_stage_direction_is_no_part_of_a_name(direction: str) -> None:
    assert [one.id for one in people(f"{direction}\n\nKYLE\nHi.\n\nEXIT KYLE.")] == ["kyle-reese"]


def test_what_is_called_like_somebody_is_not_that_person() -> None:
    found = people("BEN looks out. Big Ben strikes ten.\n\nBEN\nHi.")
    assert [one.name for one in found] == ["Ben"]


@pytest.mark.parametrize("title", ["MR.", "KING"])
def test_a_title_of_the_other_sex_is_another_person(title: str) -> None:
    found = people(f"MARGARET WELLS (60s) enters.\n\n{title} WELLS\nHi.\n\nMARGARET\nHi.")
    assert [(one.sex, one.lines) for one in found] == [(F, 1), (M, 1)]


def test_a_surname_that_is_a_word_is_no_role() -> None:
    (jane,) = people("JANE COOK, 30, comes in.\n\nJANE\nWho will cook?")
    assert (jane.name, jane.role) == ("Jane Cook", "")
    told = analyse("INT. OFFICE - DAY\n\nJANE COOK, 30, comes in.\n\nThe guests cook.\n\nCook smiles.").scenes[0].beats
    assert [beat.subjects for beat in told] == [("jane-cook",), (), ("jane-cook",)]


@pytest.mark.parametrize("place", ["Victoria Station is grey.", "They sit in Buenos Aires, a city of 3 million.", "They see Kestrel Point."])
def test_two_capitals_are_not_always_a_name(place: str) -> None:
    assert "mary" in [one.id for one in people(f"{place}\n\nMARY\nHi.")]
    assert not {"victoria-station", "buenos-aires", "kestrel-point"} & {one.id for one in people(f"{place}\n\nMARY\nHi.")}


def test_a_nationality_is_nobody_and_colours_who_wears_it() -> None:
    (adaeze,) = people("ADAEZE, a woman of forty in a Nigerian gown, waits.\n\nADAEZE\nHi.")
    assert (adaeze.sex, adaeze.culture, adaeze.wardrobe) == (F, Culture.AFRICAN, ("Nigerian gown",))
    (zorblat,) = people("ZORBLAT, a woman in a Nigerian gown, waits.\n\nZORBLAT\nHi.")
    assert zorblat.culture is Culture.AFRICAN


def test_each_wears_their_own_dress() -> None:
    priya, kenji = people("PRIYA (a young woman in a sari) and KENJI (old man, kimono) wait.\n\nPRIYA\nHi.\n\nKENJI\nHi.")
    assert priya.culture in (Culture.SOUTH_INDIAN, Culture.NORTH_INDIAN)
    assert (priya.age, kenji.age, kenji.culture) == (Age.YOUNG, Age.ELDER, Culture.EAST_ASIAN)


def test_a_rank_tells_no_sex() -> None:
    analysis = analyse("INT. OFFICE - DAY\n\nCAPTAIN OKAFOR\nHi.\n")
    assert [one.code for one in analysis.diagnostics] == ["sex_guessed"]


def test_who_is_spoken_to_is_not_what_the_speaker_is() -> None:
    king, boy = analyse('A king sat on his throne. A boy came in.\n\n"Sit," said the king to the boy.').characters
    assert [(one.role, one.age, one.sex) for one in (king, boy)] == [("king", Age.ADULT, M), ("boy", Age.CHILD, M)]
