"""Where and when a scene plays, in what weather, at what occasion and in what mood."""

from __future__ import annotations

import pytest

from film.model import Hour, Mood, Scene, Setting, Weather
from film.picture.sets.paint import ROOFED
from film.script import analyse
from film.script.lexicon.settings import INDOORS


def scene(text: str) -> Scene:
    return analyse(text).scenes[0]


SETTINGS = {
    "The priest lit the lamps of the old temple.": Setting.TEMPLE,
    "The queen crossed the throne room of her palace.": Setting.PALACE,
    "Cows walked home to the village past the paddy fields.": Setting.VILLAGE,
    "She waited at the bus stop while cars passed on the avenue.": Setting.CITY_STREET,
    "Waves broke on the beach below the lighthouse.": Setting.SEASIDE,
    "They lost their way in the deep forest.": Setting.FOREST,
    "Grandmother cooked in the kitchen.": Setting.HOME,
    "The boss called a meeting in the boardroom.": Setting.OFFICE,
    "The teacher wrote on the blackboard of the classroom.": Setting.CLASSROOM,
    "Vendors shouted in the crowded bazaar.": Setting.MARKET,
    "The climbers reached the summit above the valley.": Setting.MOUNTAIN,
    "The caravan crossed the dunes towards the oasis.": Setting.DESERT,
    "கோவிலில் மணி அடித்தது.": Setting.TEMPLE,
    "அவன் காட்டில் நடந்தான்.": Setting.FOREST,
    "அவள் கடற்கரையில் நின்றாள்.": Setting.SEASIDE,
    "குழந்தைகள் பள்ளியில் விளையாடினர்.": Setting.CLASSROOM,
    "ఆమె గుడిలో దీపం వెలిగించింది.": Setting.TEMPLE,
    "రైతు పొలంలో పని చేస్తున్నాడు.": Setting.VILLAGE,
    "ఆఫీసులో ఎవరూ లేరు.": Setting.OFFICE,
    "वह मंदिर की सीढ़ियों पर बैठी थी।": Setting.TEMPLE,
    "रेगिस्तान में ऊँट चल रहे थे।": Setting.DESERT,
    "बच्चे स्कूल की कक्षा में थे।": Setting.CLASSROOM,
}


@pytest.mark.parametrize(("text", "setting"), SETTINGS.items())
def test_words_tell_the_setting(text: str, setting: Setting) -> None:
    assert scene(text).setting is setting


HOURS = {
    "At sunrise the village woke.": Hour.DAWN,
    "It was noon in the village.": Hour.DAY,
    "The sun set behind the village.": Hour.DUSK,
    "The moon stood over the village.": Hour.NIGHT,
    "காட்சி 1: கிராமம் - அதிகாலை\n\nசேவல் கூவுகிறது.": Hour.DAWN,
    "காட்சி 1: கிராமம் - இரவு\n\nஅமைதி.": Hour.NIGHT,
    "దృశ్యం 1: పల్లె - సాయంత్రం\n\nగాలి వీస్తోంది.": Hour.DUSK,
    "దృశ్యం 1: పల్లె - తెల్లవారుజాము\n\nకోడి కూసింది.": Hour.DAWN,
    "दृश्य 1: गाँव - रात\n\nसब सो रहे हैं।": Hour.NIGHT,
    "गाँव में दिनेश सोया। रात थी।": Hour.NIGHT,
    "दृश्य 1: गाँव - शाम\n\nहवा चलती है।": Hour.DUSK,
    "EXT. DESERT - 3 AM\n\nMira waits.": Hour.NIGHT,
    "EXT. DESERT - 5:40 a.m.\n\nMira waits.": Hour.DAWN,
    "EXT. DESERT - 12 PM\n\nMira waits.": Hour.DAY,
    "EXT. DESERT - 12 AM\n\nMira waits.": Hour.NIGHT,
    "EXT. DESERT - 18:30\n\nMira waits.": Hour.DUSK,
    "EXT. DESERT - 6.30 pm\n\nMira waits.": Hour.DUSK,
    "EXT. DESERT - 23:15\n\nMira waits.": Hour.NIGHT,
    "Scene 1: A kitchen at 3 in the morning\n\nMira waits.": Hour.NIGHT,
    "It was ten o'clock at night in the village.": Hour.NIGHT,
    "INT. KITCHEN - DAY\n\nMira: The train leaves at 11 pm.": Hour.DAY,
    "Night fell over the desert, and nobody spoke.": Hour.NIGHT,
    "ИНТ. КУХНЯ - НОЧЬ\n\nАнна ждёт.": Hour.NIGHT,
    "مشهد داخلي - مطبخ - صباح\n\nليلى تنتظر.": Hour.DAY,
}


@pytest.mark.parametrize(("text", "hour"), HOURS.items())
def test_words_tell_the_hour(text: str, hour: Hour) -> None:
    assert scene(text).hour is hour


@pytest.mark.parametrize(
    ("text", "weather"),
    [
        ("Thunder rolled, and rain beat on the street.", Weather.RAIN),
        ("Snow lay on the mountain pass.", Weather.SNOW),
        ("Fog hid the harbour.", Weather.FOG),
        ("The harbour lay in the sun.", Weather.CLEAR),
    ],
)
def test_words_tell_the_weather(text: str, weather: Weather) -> None:
    assert scene(text).weather is weather


def test_a_heading_outweighs_what_is_told_and_said() -> None:
    found = scene("EXT. MARKET - DUSK\n\nMira: I dreamt of the sea, the beach, and the ships at night.")
    assert (found.setting, found.hour, found.interior) == (Setting.MARKET, Hour.DUSK, False)


def test_inside_and_outside_are_believed() -> None:
    assert scene("INT. TEMPLE - DAY\n\nMira prays.").interior
    assert not scene("EXT. PALACE - DAY\n\nMira prays.").interior
    assert scene("Mira cooks in the kitchen.").interior


INDOOR_HEADINGS = {
    "INT. TRAIN": Setting.HOME,
    "INT. CAR": Setting.HOME,
    "INT./EXT. CAR": Setting.HOME,
    "INT. LIGHTHOUSE": Setting.HOME,
    "INT. SHIP": Setting.HOME,
    "INT. TENT": Setting.HOME,
    "INT. CAVE": Setting.HOME,
    "INT. RESTAURANT": Setting.HOME,
    "INT. MARKET": Setting.HOME,
    "INT. HOSPITAL": Setting.OFFICE,
    "INT. AIRPORT": Setting.OFFICE,
    "INT. MUSEUM": Setting.CLASSROOM,
    "INT. KESTREL": Setting.HOME,
    "Scene 2: INT. HOSPITAL": Setting.OFFICE,
    "ИНТ. БОЛЬНИЦА": Setting.OFFICE,
    "مشهد داخلي - مطعم": Setting.HOME,
}


@pytest.mark.parametrize(("heading", "setting"), INDOOR_HEADINGS.items())
def test_int_is_drawn_inside_and_says_what_it_lacks(heading: str, setting: Setting) -> None:
    analysis = analyse(f"EXT. BEACH - DAY\n\nAnna: Hi.\n\n{heading} - NIGHT\n\nAnna: Hi.\n")
    inside = analysis.scenes[1]
    assert (inside.setting, inside.interior, inside.setting in INDOORS) == (setting, True, True)
    (told,) = analysis.diagnostics
    assert (told.severity, told.code, told.line) == ("info", "setting_substituted", 5)
    assert f'for "{inside.place}": "{setting}" is drawn' in told.message
    assert "temple, palace, home, office, classroom" in told.message


@pytest.mark.parametrize(
    ("heading", "setting"),
    [("INT. BEACH HOUSE", Setting.HOME), ("INT. CHURCH", Setting.TEMPLE), ("INT. SCHOOL OFFICE", Setting.CLASSROOM)],
)
def test_int_of_a_set_that_there_is_needs_no_word(heading: str, setting: Setting) -> None:
    analysis = analyse(f"{heading} - NIGHT\n\nAnna: Hi.\n")
    assert (analysis.scenes[0].setting, analysis.diagnostics) == (setting, ())


OWN = (
    "INT. LIVING ROOM, INT. KITCHEN, INT. BEDROOM, INT. DINING ROOM, INT. HOUSE, INT. APARTMENT 4B, INT. HALLWAY, INT. ATTIC, INT. CABIN, INT. ROOM, "
    "INT. ROOM 12, INT. HER ROOM, INT. ANNA'S ROOM, INT. CHILDREN'S ROOM, INT. SMALL DARK ROOM, INT. BEDROOM - ANNA'S HOUSE, "
    "INT. HOUSE NEAR THE STATION, INT. OFFICE, INT. PRISON OFFICE, INT. MEETING ROOM, INT. BOARDROOM, INT. CLASSROOM, INT. LECTURE HALL, "
    "INT. TEMPLE, INT. THRONE ROOM, EXT. HOUSE, EXT. STREET, EXT. STATION ROAD, EXT. BUS STOP, EXT. OLD TOWN, EXT. VILLAGE, EXT. FARM, EXT. MARKET, "
    "EXT. BEACH, EXT. HARBOUR, EXT. LIGHTHOUSE, EXT. FOREST, EXT. HILL, EXT. DESERT, EXT. CASTLE"
)
LACKING = (
    "INT. ENGINE ROOM, INT. WAITING ROOM, INT. HOTEL ROOM, INT. HOSPITAL ROOM, INT. SHIP'S CABIN, INT. SHIP'S KITCHEN, INT. HOTEL BEDROOM, "
    "INT. BATHROOM, INT. CONTROL ROOM, INT. COURTROOM, INT. POLICE STATION, INT. BANK, INT. LABORATORY, INT. LIBRARY, "
    "INT. SCHOOL BUS STATION OFFICE, EXT. AIRPORT, EXT. GAS STATION, EXT. TRAIN STATION, EXT. ROOFTOP, EXT. PARK, EXT. BRIDGE, "
    "EXT. SPACESHIP BRIDGE, EXT. SHIP, EXT. RIVER, EXT. RESTAURANT, EXT. BALCONY, EXT. MOON SURFACE, EXT. MARS"
)


@pytest.mark.parametrize(("headings", "codes"), [(OWN, []), (LACKING, ["setting_substituted"])])
def test_a_heading_that_is_not_the_own_name_of_its_set_says_so(headings: str, codes: list[str]) -> None:
    read = {one: analyse(f"{one} - DAY\n\nAnna climbs over a rock.\n\nAnna: Hi.\n") for one in headings.split(", ")}
    assert {one: [guess.code for guess in analysis.diagnostics] for one, analysis in read.items()} == dict.fromkeys(read, codes)


def test_what_is_drawn_inside_is_what_has_an_inside() -> None:
    assert INDOORS == ROOFED


def test_an_unknown_place_outside_says_what_is_drawn_unless_the_scene_tells() -> None:
    (told,) = analyse("EXT. SPACE - NIGHT\n\nAnna: Hi.\n").diagnostics
    assert 'no set for "SPACE"' in told.message
    kestrel = analyse("EXT. KESTREL POINT - NIGHT\n\nWaves break on the beach.\n\nAnna: Hi.\n")
    assert (kestrel.scenes[0].setting, kestrel.diagnostics) == (Setting.SEASIDE, ())


def test_what_people_say_of_places_counts_when_nothing_else_does() -> None:
    assert scene("Maria sits in the garden.\n\nMaria: I bought it at the market.").setting is Setting.VILLAGE
    assert scene("Anna: I am at the market.").setting is Setting.MARKET
    assert analyse("EXT. FOREST\n\nAnna: Run!\n\n***\n\nAnna: Have you seen the desert?").scenes[1].setting is Setting.FOREST


def test_night_falls_and_a_scene_begins() -> None:
    scenes = analyse("The market was full at noon.\n\nNight fell over the desert, and nobody spoke.").scenes
    assert [(one.setting, one.hour) for one in scenes] == [(Setting.MARKET, Hour.DAY), (Setting.DESERT, Hour.NIGHT)]


def test_what_a_scene_leaves_open_it_has_from_the_scene_before() -> None:
    first, second = analyse("EXT. FOREST - NIGHT\n\nMira: Run!\n\nEXT. FOREST - CONTINUOUS\n\nTom: I am running!").scenes
    assert (second.setting, second.hour) == (first.setting, first.hour) == (Setting.FOREST, Hour.NIGHT)


def test_prose_opens_a_scene_with_a_new_time_or_place() -> None:
    story = "Mira woke at home. She packed her bag.\n\nThe next morning, she walked to the market.\n\nThey ran into the forest. It was dark."
    assert [one.setting for one in analyse(story).scenes] == [Setting.HOME, Setting.MARKET, Setting.FOREST]


def test_a_scene_without_a_place_says_that_it_was_guessed() -> None:
    assert [one.code for one in analyse("Hello").diagnostics] == ["setting_guessed"]
    assert analyse("Hello in the kitchen").diagnostics == ()


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("The whole village came to the wedding.", "wedding"),
        ("Diwali lamps shone in every house.", "festival"),
        ("They stood around the coffin.", "funeral"),
        ("The bride of the sea is a boat.", ""),
        ("Tom: Were you ever at a wedding?", ""),
    ],
)
def test_an_event_must_happen_and_not_only_be_spoken_of(text: str, event: str) -> None:
    assert scene(text).event == event


@pytest.mark.parametrize(
    ("text", "mood"),
    [
        ("Guests dance and cheer at the wedding in the village.", Mood.FESTIVE),
        ("She prays in the temple while incense rises.", Mood.DEVOTIONAL),
        ("He weeps alone at the grave of his brother.", Mood.SORROW),
        ("Suddenly a scream. She hides from the footsteps in the dark street.", Mood.TENSE),
        ("She kisses the baby gently and sings a lullaby at home.", Mood.TENDER),
        ("A breeze moves over the quiet field.", Mood.CALM),
    ],
)
def test_the_mood_follows_what_happens(text: str, mood: Mood) -> None:
    assert scene(text).mood is mood


def test_a_crowd_is_there_when_told_and_not_when_alone() -> None:
    assert scene("The guests wait in the temple.").crowd
    assert not scene("Mira stands alone in the market.").crowd


def test_evidence_quotes_the_script() -> None:
    text = "INT. HOME - NIGHT\n\nRain beats on the roof."
    found = {one.claim: (one.text, one.line) for one in scene(text).evidence}
    assert found == {"setting=home": ("HOME", 1), "hour=night": ("NIGHT", 1), "weather=rain": ("Rain", 3)}
