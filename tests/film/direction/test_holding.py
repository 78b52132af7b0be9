"""Who holds what: a thing goes from hand to hand, is seen where it is, and stands nowhere else."""

from __future__ import annotations

import pytest

from film.direction import direct
from film.direction.holding import hands
from film.model import Beat, Scene, ShotKind
from film.script import analyse


def scene(text: str) -> Scene:
    return analyse(text).scenes[0]


def last_beat(text: str) -> Beat:
    return scene(text).beats[-1]


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("Mira comes in with a cup of tea.", "cup"),
        ("Tom walks home alone, carrying the lamp.", "lamp"),
        ("Tom climbs the stairs with a lantern in his hand.", "lantern"),
        ("Mira holds the letter.", "letter"),
        ("చిన్నారి మల్లి ఒక పాత దీపంతో వస్తుంది.", "lamp"),
        ("मीरा हाथ में दीया लेकर आती है।", "lamp"),
    ],
)
def test_words_put_a_thing_into_a_hand(text: str, thing: str) -> None:
    told = last_beat(text)
    assert (told.prop, told.carried) == (thing, True)


@pytest.mark.parametrize(
    "text",
    ["Mira looks at the lamp on the table.", "Mira: I came with a lamp.", "A lamp burns.", "Tom sits with Mira in the boat.", "Mira reads a book."],
)
def test_a_thing_that_is_only_spoken_of_is_in_no_hand(text: str) -> None:
    assert not any(beat.carried for beat in scene(text).beats)


def test_what_was_taken_is_kept_and_a_look_at_it_takes_nothing() -> None:
    held = hands(scene("INT. HOME - NIGHT\n\nMira waits.\n\nTom comes in with a lantern.\n\nMira looks at the lantern in his hand.\n\nTOM\nCome."))
    assert held[0] == {}
    assert held[1:] == ({"tom": "lantern"},) * 3


def test_who_is_given_a_thing_has_it_after_the_giving() -> None:
    held = hands(scene("INT. HOME - NIGHT\n\nTom comes in with a lantern.\n\nTom passes the lantern into the hands of Mira.\n\nMIRA\nThank you."))
    assert held == ({"tom": "lantern"}, {"tom": "lantern"}, {"mira": "lantern"})


def test_the_shots_show_it_and_no_insert_shows_it_standing_somewhere() -> None:
    analysis = analyse(
        "INT. HOME - NIGHT\n\nMira waits.\n\nTom comes in with a lantern.\n\nThe lantern flickers.\n\nTOM\nCome, Mira.\n\nMIRA\nWhere to?"
    )
    shots = direct(analysis)[0].shots
    came = next(place for place, shot in enumerate(shots) if any(one.holds for one in shot.placings))
    after = [one for shot in shots[came:] for one in shot.placings]
    assert {(one.character, one.holds) for one in after} == {("tom", "lantern"), ("mira", "")}
    assert not [shot for shot in shots if shot.kind is ShotKind.INSERT]
    assert analysis.scenes[0].carried == ("lantern",)


@pytest.mark.parametrize("text", ["Mira: My lamp is broken.", "Tom finds an empty lamp.", "మల్లి: అది ఖాళీ దీపం.", "मीरा: दीया बुझा है।"])
def test_a_thing_that_is_called_broken_or_out_gives_no_light(text: str) -> None:
    assert scene(text).unlit == ("lamp",)


@pytest.mark.parametrize(
    "text",
    [
        "Mira: That lamp is not broken.",
        "Mira has no broken lamp.",
        "Mira lights the lamp.",
        "The lamp stands in the house, and the jar there is empty.",
    ],
)
def test_other_lamps_burn(text: str) -> None:
    assert scene(text).unlit == ()
