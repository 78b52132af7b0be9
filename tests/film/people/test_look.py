"""A character looks the same all film long, unlike the others, and wears what the script says."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, product

import msgspec
import pytest

from film.model import Age, Character, Culture, Evidence, Sex
from film.picture.people import Look, crowd, look
from film.picture.people.cloth import MOTIFS
from film.picture.people.hairdo import STYLES
from film.picture.people.headwear import HEADWEAR
from film.picture.people.outfits import OUTFITS
from film.picture.people.wardrobe import TRADITIONS
from film.picture.people.words import COLOUR_WORDS, GARMENT_WORDS, HEADWEAR_WORDS, MOTIF_WORDS, ROLE_TOUCHES
from tests.film.people.paper import someone

LAKSHMI = Character(id="lakshmi", name="Lakshmi", sex=Sex.FEMALE, age=Age.YOUNG, culture=Culture.SOUTH_INDIAN)
NAMES = (
    "Lakshmi", "Meera", "Anjali", "Kavya", "Priya", "Sita", "Radha", "Divya", "Nila", "Uma", "Asha", "Devi", "Gita", "Hema", "Indu", "Jaya",
    "Kala", "Lata", "Mala", "Nandini",
)  # fmt: skip


def test_the_same_character_looks_the_same_in_two_scenes() -> None:
    later = replace(LAKSHMI, lines=12, evidence=(Evidence(claim="sex=female", text="she smiles", line=40),))
    assert look(LAKSHMI) == look(later)


def test_an_event_changes_clothes_and_never_the_face() -> None:
    everyday, wedding, funeral = look(LAKSHMI), look(LAKSHMI, "wedding"), look(LAKSHMI, "funeral")
    assert everyday.face == wedding.face == funeral.face
    assert everyday.hair == wedding.hair == funeral.hair
    assert everyday.figure == wedding.figure == funeral.figure
    assert wedding.dress.outfit == "silk_saree"
    assert funeral.dress.main != everyday.dress.main


def test_twenty_names_make_twenty_faces() -> None:
    looks = [look(replace(LAKSHMI, id=name.lower(), name=name)) for name in NAMES]
    for one, other in combinations(looks, 2):
        assert one.face != other.face
    as_seen = [(one.face.skin, one.hair.style, one.hair.parting, one.dress.outfit, one.dress.main, one.dress.motif) for one in looks]
    assert len(set(as_seen)) == len(NAMES)


def test_a_look_survives_json_and_holds_only_whole_numbers_and_words() -> None:
    for sex, age, culture in product(Sex, Age, Culture):
        one = someone("Kim", sex, age, culture)
        sent = msgspec.json.encode(one)
        assert msgspec.json.decode(sent, type=Look) == one
        assert all(isinstance(value, str | int) for value in _leaves(msgspec.json.decode(sent)))


def _leaves(value: object) -> list[object]:
    if isinstance(value, dict):
        return [leaf for part in value.values() for leaf in _leaves(part)]
    if isinstance(value, list):
        return [leaf for part in value for leaf in _leaves(part)]
    return [value]


@pytest.mark.parametrize(
    ("words", "sex", "culture", "outfit", "colour"),
    [
        (("silk saree",), Sex.FEMALE, Culture.SOUTH_INDIAN, "silk_saree", None),
        (("red dress",), Sex.FEMALE, Culture.WESTERN, "dress", "red"),
        (("a long green coat",), Sex.MALE, Culture.WESTERN, "coat", "green"),
        (("blue uniform",), Sex.MALE, Culture.WESTERN, "uniform", "blue"),
        (("grey suit",), Sex.MALE, Culture.NORTH_INDIAN, "suit", "grey"),
        (("white kimono",), Sex.FEMALE, Culture.EAST_ASIAN, "kimono", "white"),
    ],
)
def test_the_words_of_the_script_are_worn(words: tuple[str, ...], sex: Sex, culture: Culture, outfit: str, colour: str | None) -> None:
    dress = someone("Robin", sex, Age.ADULT, culture, wardrobe=words).dress
    assert dress.outfit == outfit
    assert colour is None or dress.main == COLOUR_WORDS[colour]


def test_accessories_and_roles_are_worn_too() -> None:
    assert someone(wardrobe=("crown",)).dress.headwear == "crown"
    assert someone(wardrobe=("spectacles",)).face.glasses
    assert someone("Tom", Sex.MALE, wardrobe=("a grey beard",)).hair.beard
    assert someone(role="bride").dress.garland
    assert someone("Arjun", Sex.MALE, Age.YOUNG, Culture.NORTH_INDIAN, role="groom").dress.headwear == "turban"
    assert someone("Ann", Sex.FEMALE, Age.ADULT, Culture.WESTERN, role="doctor").dress.outfit == "doctor_woman"
    assert someone("Eli", Sex.MALE, Age.ELDER, Culture.WESTERN, role="keeper").dress.outfit == "keeper"


def test_trim_and_accent_can_be_told_from_the_main_colour() -> None:
    for name, word in product(NAMES[:8], COLOUR_WORDS):
        dress = someone(name, wardrobe=(f"{word} saree",)).dress
        for other in (dress.trim, dress.accent):
            assert sum(abs(int(dress.main[i : i + 2], 16) - int(other[i : i + 2], 16)) for i in (1, 3, 5)) >= 100


def test_age_shows_in_the_figure() -> None:
    heights = {age: someone("Lakshmi", age=age).figure for age in Age}
    child, adult, elder = heights[Age.CHILD], heights[Age.ADULT], heights[Age.ELDER]
    assert child.height < 0.72 * adult.height
    assert child.head / child.height > 1.25 * adult.head / adult.height
    assert elder.height < adult.height
    assert elder.stoop > adult.stoop + 30
    assert int(someone("Lakshmi", age=Age.ELDER).hair.colour[1:3], 16) > 0x90


def test_a_crowd_is_not_made_of_clones() -> None:
    for culture in Culture:
        people = crowd(7, culture, 24)
        assert len({one.seed for one in people}) == 24
        assert len({(one.face, one.dress.main) for one in people}) == 24
        for k in range(1, len(people)):
            clothes = (people[k].dress.outfit, people[k].dress.main)
            assert clothes != (people[k - 1].dress.outfit, people[k - 1].dress.main)
        assert {one.sex for one in people} == set(Sex)
    assert crowd(7, Culture.WESTERN, 5) == crowd(7, Culture.WESTERN, 5) == crowd(7, Culture.WESTERN, 9)[:5]
    assert crowd(7, Culture.WESTERN, 5) != crowd(8, Culture.WESTERN, 5)


def test_every_name_in_the_tables_is_something_that_can_be_drawn() -> None:
    for tradition in TRADITIONS.values():
        occasions = (*tradition.women.values(), *tradition.men.values(), tradition.girls, tradition.boys)
        assert {outfit for outfits in occasions for outfit in outfits} <= set(OUTFITS)
        hair = (
            tradition.women_hair,
            tradition.men_hair,
            tradition.girls_hair,
            tradition.boys_hair,
            tradition.elder_women_hair,
            tradition.elder_men_hair,
        )
        assert {style for styles in hair for style in styles} <= set(STYLES)
        assert set(tradition.motifs) <= set(MOTIFS)
        hats = (*tradition.women_headwear.values(), *tradition.men_headwear.values())
        assert {hat for some in hats for hat in some} <= HEADWEAR | {""}
    assert {outfit for by_sex in GARMENT_WORDS.values() for outfit in by_sex.values()} <= set(OUTFITS)
    assert {outfit for touch in ROLE_TOUCHES.values() for outfit in touch.outfits.values()} <= set(OUTFITS)
    assert {hat for touch in ROLE_TOUCHES.values() for hat in touch.headwear.values()} | set(HEADWEAR_WORDS.values()) <= HEADWEAR
    assert set(MOTIF_WORDS.values()) <= set(MOTIFS)


@pytest.mark.parametrize(
    ("worn", "outfit", "main"),
    [("பச்சைப் புடவையில்", "saree", "#2f7a48"), ("ఎర్రని చీర", "saree", "#b3222f"), ("नीली साड़ी", "saree", "#27569b")],
)
def test_garments_and_colours_are_known_in_other_languages(worn: str, outfit: str, main: str) -> None:
    dress = someone("Malathi", wardrobe=(worn,)).dress
    assert (dress.outfit, dress.main) == (outfit, main)
