"""Feelings, gestures, things and languages of single beats."""

from __future__ import annotations

import pytest

from film.model import Beat, Emotion, Gesture
from film.script import analyse


def beat(text: str) -> Beat:
    return analyse(text).scenes[0].beats[-1]


@pytest.mark.parametrize(
    ("text", "emotion"),
    [
        ("Mira (angrily): Come here.", Emotion.ANGRY),
        ("Mira (laughing): I lost everything.", Emotion.JOYFUL),
        ("Mira: I am so happy today!", Emotion.JOYFUL),
        ("Mira: I miss you. I am sorry.", Emotion.SAD),
        ("Mira: Get out, you liar!", Emotion.ANGRY),
        ("Mira: Thank you, my child.", Emotion.TENDER),
        ("Mira: What was that? I am scared.", Emotion.AFRAID),
        ("Mira: The train leaves at six.", Emotion.NEUTRAL),
        ("Mira: I am not afraid.", Emotion.NEUTRAL),
        ('Mira waited. "Come here," she whispered.', Emotion.TENDER),
        ("லட்சுமி (கோபமாக): வா.", Emotion.ANGRY),
        ("లక్ష్మి (నవ్వుతూ): రా.", Emotion.JOYFUL),
        ("मीरा (रोते हुए): आओ।", Emotion.SAD),
    ],
)
def test_manner_and_words_tell_the_feeling(text: str, emotion: Emotion) -> None:
    assert beat(text).emotion is emotion


@pytest.mark.parametrize(
    ("text", "gesture"),
    [
        ("Mira walks into the room.", Gesture.WALK),
        ("Mira leaves.", Gesture.REST),
        ("Mira bows to the guests.", Gesture.GREET),
        ("Mira points at the sea.", Gesture.POINT),
        ("Mira hugs Tom.", Gesture.EMBRACE),
        ("Mira sobs.", Gesture.WEEP),
        ("Mira sits down.", Gesture.SIT),
        ("Mira gives Tom the letter.", Gesture.GIVE),
        ("Mira sits on the top step.", Gesture.SIT),
        ("Waves crash on the beach.", Gesture.REST),
        ("Mira: Good morning, everybody.", Gesture.GREET),
        ("Mira: It is late.", Gesture.TALK),
        ("Mira (pointing): There.", Gesture.POINT),
        ("முருகன் நடந்து வருகிறான்.", Gesture.WALK),
        ("లక్ష్మి ఏడుస్తుంది.", Gesture.WEEP),
        ("मीरा बैठ जाती है।", Gesture.SIT),
    ],
)
def test_verbs_tell_the_gesture(text: str, gesture: Gesture) -> None:
    assert beat(text).gesture is gesture


def test_things_are_named_and_gathered_in_the_scene() -> None:
    scene = analyse("Mira lights the lamp. A letter lies beside it. The lamp flickers.").scenes[0]
    assert [one.prop for one in scene.beats] == ["lamp", "letter", "lamp"]
    assert scene.props == ("lamp", "letter")


def test_she_and_they_mean_those_who_were_named() -> None:
    beats = analyse("Mira and Tom walk home. She sings. He listens. They laugh.").scenes[0].beats
    assert [one.subjects for one in beats[1:3]] == [("mira",), ("tom",)]
    assert set(beats[3].subjects) == {"mira", "tom"}


def test_her_roof_is_not_she() -> None:
    assert analyse("Mira walks home. Rain falls on her roof.").scenes[0].beats[1].subjects == ()


def test_each_beat_knows_its_language() -> None:
    scene = analyse("Mira: Hello, how are you?\nமுருகன்: வணக்கம்.\nRavi: नमस्ते जी।\nలక్ష్మి: నమస్కారం.").scenes[0]
    assert [one.language for one in scene.beats] == ["en", "ta", "hi", "te"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The cat is on the roof and it does not want to come down.", "en"),
        ("Le chat est sur le toit et il ne veut pas descendre.", "fr"),
        ("Die Katze ist auf dem Dach und will nicht herunter.", "de"),
        ("El gato está en el tejado y no quiere bajar.", "es"),
        ("வீட்டில் யாரும் இல்லை.", "ta"),
        ("ఇంట్లో ఎవరూ లేరు.", "te"),
        ("घर में कोई नहीं है।", "hi"),
        ("घरात कोणी नाही आणि दार उघडे आहे.", "mr"),
        ("البيت في المدينة.", "ar"),
        ("گھر میں کوئی نہیں ہے۔", "ur"),
        ("家には誰もいない。", "ja"),
        ("家里没有人。", "zh"),
        ("집에 아무도 없다.", "ko"),
        ("Дома никого нет.", "ru"),
    ],
)
def test_the_language_is_told_by_writing_and_small_words(text: str, language: str) -> None:
    assert analyse(text).language == language


@pytest.mark.parametrize("name", ["BEN", "DIE", "DU", "EL", "UN", "NA"])
@pytest.mark.parametrize("lines", ["{0}: Hello there.\n\nANNA: Stop it, {1}!\n\n{0}: Sorry.", "{0}: Hello.\n\nANNA: {1}! {1}!\n\n{0}: Hi."])
def test_what_somebody_is_called_is_in_no_language(name: str, lines: str) -> None:
    analysis = analyse(f"INT. LIVING ROOM - DAY\n\n{lines.format(name, name.title())}\n")
    assert {analysis.language, *(one.language for scene in analysis.scenes for one in scene.beats)} == {"en"}


@pytest.mark.parametrize(
    ("lines", "language"),
    [
        ("Marie : Bonjour, tu viens ?\nPaul : Oui, j'arrive.", "fr"),
        ("ANNA: Guten Morgen, wie geht es dir?\nDIE: Danke, gut.", "de"),
        ("ANA: No me digas.\nLUIS: Hola, ¿qué tal?\nANA: Bien, gracias.", "es"),
        ("ANA: Olá, tudo bem?\nLUIS: Sim, e você?", "pt"),
        ("ANNA: Ciao, come stai?\nMARCO: Bene, grazie.", "it"),
        ("BEN: Merhaba, nasılsın?\nANNA: Ben iyiyim, teşekkür ederim.", "tr"),
        ("JUMA: Habari yako?\nNEEMA: Nzuri sana, asante.", "sw"),
        ("BEN: No, do as I say.\nANNA: Come on, do it so.", "en"),
        ("INT. LA PAZ - DAY\n\nZORA: Fire!\n\nEXT. EL DORADO - DAY\n\nZORA: Water!", "en"),
        ("BEN: Fire!\nVAR: Water!\nZORA: Ben! Var! Ben!", "en"),
        ("ZORA: Apples, pears, plums, figs, dates, limes, nuts, seeds, beans, peas, corn, oats, rice, wheat chez Pierre avec Marie.", "en"),
    ],
)
def test_two_short_lines_tell_their_language(lines: str, language: str) -> None:
    analysis = analyse(lines)
    assert {analysis.language, *(one.language for scene in analysis.scenes for one in scene.beats)} == {language}


def test_a_person_may_overrule_the_language() -> None:
    assert analyse("Hakuna matata.", language="sw").scenes[0].beats[0].language == "sw"


@pytest.mark.parametrize(
    ("line", "listener"),
    [("Tom, wait!", "tom"), ("Wait, Tom.", "tom"), ("Tom?", "tom"), ("I saw Tom at the well.", ""), ("Mira, think!", ""), ("Father, wait!", "tom")],
)
def test_a_line_knows_whom_it_calls(line: str, listener: str) -> None:
    assert beat(f"Tom, her father, sits.\n\nTom: Well?\n\nMira: {line}").listener == listener
