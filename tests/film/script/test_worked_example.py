"""The worked example of the product: one sentence, and all that must come of it."""

from __future__ import annotations

from film.model import BeatKind, Culture, Gesture, Mood, Setting, Sex
from film.script import analyse, prompts

SENTENCE = "Lakshmi arrives at temple in silk saree for wedding"


def test_one_sentence_is_one_scene_with_all_it_says() -> None:
    analysis = analyse(SENTENCE)
    (scene,) = analysis.scenes
    (lakshmi,) = analysis.characters
    assert (scene.setting, scene.event, scene.culture, scene.mood) == (Setting.TEMPLE, "wedding", Culture.SOUTH_INDIAN, Mood.FESTIVE)
    assert scene.crowd
    assert (lakshmi.name, lakshmi.sex, lakshmi.culture) == ("Lakshmi", Sex.FEMALE, Culture.SOUTH_INDIAN)
    assert lakshmi.wardrobe == ("silk saree",)


def test_the_evidence_is_the_name_and_the_saree() -> None:
    (lakshmi,) = analyse(SENTENCE).characters
    assert [one.text for one in lakshmi.evidence if one.claim == "sex=female"] == ["Lakshmi", "silk saree"]
    assert all(one.text in SENTENCE and one.line == 1 for one in lakshmi.evidence)


def test_nobody_speaks_so_the_action_is_narrated() -> None:
    (beat,) = analyse(SENTENCE).scenes[0].beats
    assert (beat.kind, beat.text, beat.speaker) == (BeatKind.NARRATION, SENTENCE, "")
    assert (beat.subjects, beat.gesture) == (("lakshmi",), Gesture.WALK)


def test_small_letters_say_the_same() -> None:
    assert analyse(SENTENCE.lower()).characters[0].sex is Sex.FEMALE
    assert analyse(SENTENCE.upper()).scenes[0].setting is Setting.TEMPLE


def test_the_prompts_hold_the_dress_and_the_place() -> None:
    (prompt,) = prompts(analyse(SENTENCE))
    (person,) = prompt.people
    for words in ("bright traditional silk saree", "jasmine in the hair", "gold temple jewellery", "joyful face", "bindi", "kumkum"):
        assert words in person.positive
    for words in ("Dravidian temple", "wedding mandap", "marigold garlands", "oil lamps (diyas)", "guests in traditional dress"):
        assert words in prompt.positive
    assert prompt.negative
    assert prompt.style


def test_a_person_may_overrule_the_culture() -> None:
    analysis = analyse(SENTENCE, culture=Culture.AFRICAN)
    assert analysis.culture is analysis.scenes[0].culture is analysis.characters[0].culture is Culture.AFRICAN
