"""The word lists that several rules share, compiled once. Lists that one rule alone reads are compiled beside it."""

from __future__ import annotations

from film.model import Age, Culture, Gesture, Setting, Sex
from film.script.lexicon.cultures import NATIONALITIES, OTHER_NATIONALITIES
from film.script.lexicon.events import CROWD, EVENTS
from film.script.lexicon.hours import HOURS, WEATHERS
from film.script.lexicon.names import NAMES
from film.script.lexicon.people import AGES, EVERYBODY, HONORIFICS, NARRATORS, PRONOUNS, ROLES, Role
from film.script.lexicon.props import PROPS
from film.script.lexicon.settings import HINTS, NEAR_INDOORS, NO_SET
from film.script.lexicon.settings import NAMES as PLACE_NAMES
from film.script.lexicon.verbs import GESTURE_WORDS, GESTURES, LIVING, LIVING_FORMS, SAYING_FORMS
from film.script.lexicon.verbs import SAYING as SAYING_VERBS
from film.script.lexicon.wardrobe import GARMENTS
from film.script.matching import Lexicon

# Given names, with the sex they tell.
GIVEN: Lexicon[Sex] = Lexicon()
for _sex, _cultures, _given in NAMES:
    GIVEN.add(_given, _sex)

ROLE_WORDS: Lexicon[Role] = Lexicon()
for _role in ROLES:
    ROLE_WORDS.add(_role.words, _role)

# Titles that only a woman or only a man has.
HONORIFIC_WORDS: Lexicon[Sex] = Lexicon()
for _sex, _words in HONORIFICS.items():
    HONORIFIC_WORDS.add(_words, _sex)

PRONOUN_WORDS: Lexicon[Sex] = Lexicon()
for _sex, _words in PRONOUNS.items():
    PRONOUN_WORDS.add(_words, _sex)

AGE_WORDS: Lexicon[Age] = Lexicon()
for _age, _words in AGES.items():
    AGE_WORDS.add(_words, _age)

# Where somebody or something is from; None where no pack of data tells anything of it.
FROM: Lexicon[Culture | None] = Lexicon[Culture | None]().add(OTHER_NATIONALITIES, None)
for _culture, _nationality in NATIONALITIES.items():
    FROM.add(_nationality, _culture)

NARRATOR: Lexicon[str] = Lexicon[str]().add(NARRATORS, "narrator")
EVERYONE: Lexicon[str] = Lexicon[str]().add(EVERYBODY, "everybody")
SAYING: Lexicon[str] = Lexicon[str]().add(SAYING_VERBS, "say", verbs=True).add(SAYING_FORMS, "say")
MOVING: Lexicon[str] = Lexicon[str]().add(GESTURES[Gesture.WALK], "walk", verbs=True).add(GESTURE_WORDS[Gesture.WALK], "walk")

# Places by name, without the words that only hint at one.
PLACES: Lexicon[Setting] = Lexicon()
for _setting, _place in PLACE_NAMES.items():
    PLACES.add(_place, _setting, plurals=True)

# Places that have no set, or none from inside.
NO_PLACES: Lexicon[str] = Lexicon[str]().add(NO_SET, "place", plurals=True)
for _near in NEAR_INDOORS.values():
    NO_PLACES.add(_near, "place", plurals=True)

# Verbs of what only the living do, and verbs of what anything may do.
DEEDS: Lexicon[str] = Lexicon()
VERBS: Lexicon[str] = Lexicon()
for _regular in (LIVING, SAYING_VERBS, *GESTURES.values()):
    DEEDS.add(_regular, "verb", verbs=True)
    VERBS.add(_regular, "verb", verbs=True)
for _irregular in (SAYING_FORMS, *GESTURE_WORDS.values()):
    DEEDS.add(_irregular, "verb")
    VERBS.add(_irregular, "verb")
VERBS.add(LIVING_FORMS, "verb")

# Words that are a thing, an hour, an occasion: never a name, however they are written.
THINGS: Lexicon[str] = Lexicon()
for _thing in (*EVENTS.values(), *PROPS.values(), *HOURS.values(), *WEATHERS.values(), *HINTS.values(), *GARMENTS.values(), CROWD):
    THINGS.add({"en": _thing.get("en", "")}, "thing", plurals=True)
