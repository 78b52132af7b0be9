"""Where, when, in what weather and at what occasion a scene plays, with the words that say so."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from film.model import Beat, BeatKind, Culture, Diagnostic, Emotion, Evidence, Hour, Mood, Setting, Weather
from film.script.clock import clock
from film.script.draft import SceneDraft
from film.script.lexicon.events import (
    ALONE,
    CROWD,
    CROWDED_EVENTS,
    EMOTION_MOODS,
    EVENT_MOODS,
    EVENT_PEOPLE,
    EVENT_RANK,
    EVENTS,
    MOODS,
    SETTING_MOODS,
)
from film.script.lexicon.hours import HOURS, SAME, WEATHERS
from film.script.lexicon.markup import HEADING_WORDS, INSIDE_FIRST, INTERIOR_WORDS, OUTSIDE_FIRST
from film.script.lexicon.settings import HINTS, INDOORS, INSIDE, INTERIORS, NAMES, NEAR_INDOORS, OUTSIDE
from film.script.matching import Hit, Lexicon
from film.script.substitutes import has_no_set, is_own
from film.script.tokens import tokenise, word_set

L = TypeVar("L")

PLACES: Lexicon[Setting] = Lexicon()
for _setting, _words in NAMES.items():
    PLACES.add(_words, _setting, weight=3, plurals=True)
for _setting, _words in HINTS.items():
    PLACES.add(_words, _setting, weight=1)
_NEAR_INDOORS: Lexicon[Setting] = Lexicon()
for _setting, _words in NEAR_INDOORS.items():
    _NEAR_INDOORS.add(_words, _setting)
_HOURS: Lexicon[Hour] = Lexicon()
for _hour, _words in HOURS.items():
    _HOURS.add(_words, _hour)
_WEATHERS: Lexicon[Weather] = Lexicon()
for _weather, _words in WEATHERS.items():
    _WEATHERS.add(_words, _weather)
_EVENTS: Lexicon[str] = Lexicon()
for _event, _words in EVENTS.items():
    _EVENTS.add(_words, _event)
for _event, _words in EVENT_PEOPLE.items():
    _EVENTS.add(_words, _event, weight=0.5)
_MOODS: Lexicon[Mood] = Lexicon()
for _mood, _words in MOODS.items():
    _MOODS.add(_words, _mood)
_CROWD: Lexicon[bool] = Lexicon()
_CROWD.add(CROWD, True).add(ALONE, False)
_INSIDE: Lexicon[bool] = Lexicon()
_INSIDE.add(INSIDE, True).add(OUTSIDE, False)
_SAME: Lexicon[str] = Lexicon()
_SAME.add(SAME, "same")

_IN_HEADING, _IN_TITLE, _TOLD, _SPOKEN = 8.0, 1.5, 1.0, 0.3
_BY_CLOCK = 4.0  # "3 in the morning" is no morning
_NAMED = 3.0  # a name of a place outweighs a hint
_AT = word_set("at in into to inside through on onto toward towards outside reach reaches reached near")
_NUMBER = re.compile(rf"^(?:{'|'.join(HEADING_WORDS)})(?:\s+[\w.]+)?\s*[-–—:.,]\s*", re.IGNORECASE)
_SCENE = ("مشهد",)  # stands before the word for inside
_WHERE = re.compile(rf"^\.?(?:INT|EXT|EST|I/E|{'|'.join(INTERIOR_WORDS)})[-–—./\s]+(?:(?:INT|EXT)[. ]+)?", re.IGNORECASE)
_TIME_IN_HEADING = re.compile(r"\s+[-–—,]\s+([^-–—]+)$")
_FALLBACK_INSIDE = Setting.HOME
_FALLBACK_OUTSIDE = {Culture.WESTERN: Setting.CITY_STREET, Culture.EAST_ASIAN: Setting.CITY_STREET, Culture.MIDDLE_EASTERN: Setting.CITY_STREET}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    setting: Setting
    interior: bool
    hour: Hour
    weather: Weather
    event: str
    place: str
    crowd: bool
    evidence: tuple[Evidence, ...]
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class _Said:
    text: str
    line: int
    weight: float
    heading: bool = False


@dataclass(slots=True)
class _Tally:
    scores: dict[object, float] = field(default_factory=lambda: defaultdict(float))
    words: dict[object, tuple[str, int]] = field(default_factory=dict)

    def count(self, label: object, weight: float, text: str, line: int) -> None:
        self.scores[label] += weight
        self.words.setdefault(label, (text, line))


@dataclass(frozen=True, slots=True)
class _Located:
    setting: Setting
    tally: _Tally
    diagnostics: tuple[Diagnostic, ...] = ()


def place_of(scene: SceneDraft, before: Place | None, title: str, culture: Culture) -> Place:
    """Reads one scene; what it leaves open is taken from the scene before, or from the culture's usual."""
    texts = list(_texts(scene, "" if before else title))
    inside = _inside(scene.heading, texts)
    found = _located(scene, texts, before, culture)
    hour_tally = _hours(texts)
    event_tally = _tally(_EVENTS, texts)
    weather_tally = _tally(_WEATHERS, texts)
    event = next((name for name in EVENT_RANK if event_tally.scores.get(name, 0) >= _TOLD), "")
    return Place(
        setting=found.setting,
        interior=inside if inside is not None else found.setting in INTERIORS,
        hour=_best(hour_tally, before.hour if before else Hour.DAY),
        weather=_best(weather_tally, before.weather if before and not found.tally.scores and not hour_tally.scores else Weather.CLEAR),
        event=event,
        place=_place_name(scene.heading, texts, found.setting),
        crowd=_is_crowded(texts, event, found.setting),
        evidence=tuple(_evidence(("setting", found.tally), ("hour", hour_tally), ("weather", weather_tally), ("event", event_tally))),
        diagnostics=found.diagnostics,
    )


def _located(scene: SceneDraft, texts: Sequence[_Said], before: Place | None, culture: Culture) -> _Located:
    """The set that is drawn. INT. is never drawn outdoors; a place that no set is made for gets the nearest one, and that is told."""
    tally = _settings(texts, before)
    if _first_of(scene.heading, INSIDE_FIRST):
        return _indoors(scene, texts, tally, before)
    named = _place_named(scene.heading)
    if named:
        setting = _outdoors(scene, named, tally, before, culture)
        own = is_own(named, setting, inside=False) if _names_a_set(named) else _is_told(setting, texts) and not has_no_set(named)
        return _Located(setting, tally, () if own else (_substituted(scene, named, setting, frozenset(Setting)),))
    if tally.scores or before:
        return _Located(_best(tally, before.setting if before else Setting.VILLAGE), tally)
    return _Located(_fallback(_inside(scene.heading, texts), culture), tally, (_guessed_setting(scene),))


def _outdoors(scene: SceneDraft, named: str, tally: _Tally, before: Place | None, culture: Culture) -> Setting:
    if not _names_a_set(named) and max(tally.scores.values(), default=0.0) < _NAMED:
        near = None if _first_of(scene.heading, OUTSIDE_FIRST) else _near(named)
        if near:
            return near.label
    return _best(tally, before.setting if before and not before.interior else _fallback(False, culture))


def _is_told(setting: Setting, texts: Sequence[_Said]) -> bool:
    """Does the scene itself name a place of that set? Rocks alone make no mountain of the moon."""
    told = (said.text for said in texts if not said.heading and said.weight > _SPOKEN)
    return any(hit.label is setting and hit.weight >= _NAMED for text in told for hit in PLACES.find(text))


def _indoors(scene: SceneDraft, texts: Sequence[_Said], tally: _Tally, before: Place | None) -> _Located:
    inside = _Tally(
        scores=defaultdict(float, {label: score for label, score in tally.scores.items() if label in INDOORS}),
        words={label: words for label, words in tally.words.items() if label in INDOORS},
    )
    named = _place_named(scene.heading)
    if any(hit.label in INDOORS for hit in PLACES.find(scene.heading)):
        setting = _best(inside, Setting.HOME)
        own = not named or is_own(named, setting, inside=True)
        return _Located(setting, inside, () if own else (_substituted(scene, named, setting, INDOORS),))
    if not named:
        same = before.setting if before and before.setting in INDOORS else Setting.HOME
        return _Located(_best(inside, same), inside, () if inside.scores or before else (_guessed_setting(scene),))
    near = _near(named)
    if near:
        inside = _Tally()
        inside.count(near.label, _IN_HEADING, near.text, scene.line)
    setting = _best(inside, _FALLBACK_INSIDE)
    told = not near and _is_told(setting, texts) and not has_no_set(named)
    return _Located(setting, inside, () if told else (_substituted(scene, named, setting, INDOORS),))


def _near(named: str) -> Hit[Setting] | None:
    """The last word of an English place says what it is: "the lighthouse hospital"."""
    return next(reversed(_NEAR_INDOORS.find(named)), None)


def _names_a_set(heading: str) -> bool:
    return any(hit.weight >= _NAMED for hit in PLACES.find(heading))


def _place_named(heading: str) -> str:
    """The place of "INT. HOSPITAL - NIGHT" or "HOSPITAL - NIGHT"; "" of a chapter, and of a scene that goes on where the last one stopped."""
    timed = _TIME_IN_HEADING.search(heading)
    says_where = _first_of(heading, INSIDE_FIRST + OUTSIDE_FIRST) or (timed and _is_time(timed.group(1)) and not _NUMBER.match(heading))
    bare = _bare_place(heading) if says_where or _NEAR_INDOORS.has(heading) or has_no_set(heading) else ""
    return bare if has_no_set(bare) or not _is_time(bare) else ""  # the moon is an hour too


def _texts(scene: SceneDraft, title: str) -> Iterator[_Said]:
    if scene.heading:
        yield _Said(scene.heading, scene.line, _IN_HEADING, True)
    if title:
        yield _Said(title, 1, _IN_TITLE)
    if not scene.heading and scene.key != "opening":
        yield _Said(scene.key, scene.line, _TOLD)
    for unit in scene.units:
        yield _Said(unit.text, unit.line, _SPOKEN if unit.said else _TOLD)


def _settings(texts: Sequence[_Said], before: Place | None) -> _Tally:
    """What people say of places counts when nothing else says where they are."""
    told = _settings_in(said for said in texts if said.weight > _SPOKEN)
    return told if told.scores or before else _settings_in(texts)


def _settings_in(texts: Iterable[_Said]) -> _Tally:
    tally = _Tally()
    for said in texts:
        tokens = tokenise(said.text)
        for hit in PLACES.find(said.text):
            before = {token.norm for token in tokens[max(0, hit.first - 4) : hit.first]}
            there = 1.6 if before & _AT or not hit.exact else 1.0
            # In a heading the first place is where it is; what follows says more about it ("HOME, BY THE SEA").
            rank = 1.0 if not said.heading or not tally.scores else 0.5
            tally.count(hit.label, hit.weight * said.weight * there * rank, hit.text, said.line)
    return tally


def _hours(texts: Sequence[_Said]) -> _Tally:
    tally = _tally(_HOURS, texts, heading_first=True)
    for said in texts:
        told = clock(said.text) if said.weight in (_IN_HEADING, _TOLD) else None
        if told:
            tally.count(told[0], said.weight * _BY_CLOCK, told[1], said.line)
    return tally


def _tally(lexicon: Lexicon[L], texts: Iterable[_Said], heading_first: bool = False) -> _Tally:
    tally = _Tally()
    for said in texts:
        hits: list[Hit[L]] = lexicon.find(said.text)
        for place, hit in enumerate(hits):
            last_in_heading = said.heading and heading_first and place == len(hits) - 1
            early = 1.0 if not tally.scores else 0.8
            tally.count(hit.label, said.weight * hit.weight * (2 if last_in_heading else early), hit.text, said.line)
    return tally


def _best(tally: _Tally, otherwise: L) -> L:
    if not tally.scores:
        return otherwise
    return max(tally.scores, key=lambda label: tally.scores[label])  # type: ignore[return-value]


def _first_of(heading: str, words: Sequence[str]) -> bool:
    """Does the heading begin so, with or without a number before it?"""
    for row in (heading, _NUMBER.sub("", heading)):
        first = re.split(r"[\s./:–—-]+", row.strip().lstrip("."), maxsplit=2)[:2]
        if first[0].casefold() in words or (first[0] in _SCENE and len(first) > 1 and first[1] in words):
            return True
    return False


def _inside(heading: str, texts: Sequence[_Said]) -> bool | None:
    if _first_of(heading, INSIDE_FIRST):
        return True
    if _first_of(heading, OUTSIDE_FIRST):
        return False
    for said in texts:
        hits = _INSIDE.find(said.text) if said.weight >= _TOLD else []
        if hits:
            return hits[0].label
    return None


def _fallback(inside: bool | None, culture: Culture) -> Setting:
    return _FALLBACK_INSIDE if inside else _FALLBACK_OUTSIDE.get(culture, Setting.VILLAGE)


def _guessed_setting(scene: SceneDraft) -> Diagnostic:
    message = 'Nothing says where this plays. Name the place in the text or above it, for example "INT. KITCHEN - NIGHT".'
    return Diagnostic(severity="info", code="setting_guessed", message=message, line=scene.line)


def _substituted(scene: SceneDraft, named: str, setting: Setting, sets: frozenset[Setting]) -> Diagnostic:
    there = ", ".join(_spelled(one) for one in Setting if one in sets)
    where = "indoor set" if sets is INDOORS else "set"
    message = f'There is no {where} for "{named}": "{_spelled(setting)}" is drawn. There are: {there}.'
    return Diagnostic(severity="info", code="setting_substituted", message=message, line=scene.line)


def _spelled(setting: Setting) -> str:
    return setting.value.replace("_", " ")


def _is_time(words: str) -> bool:
    return _HOURS.has(words) or _SAME.has(words) or clock(words) is not None


def _bare_place(heading: str) -> str:
    """A heading without its number, INT. and the hour."""
    bare = _WHERE.sub("", _NUMBER.sub("", heading))
    time = _TIME_IN_HEADING.search(bare)
    return (bare[: time.start()] if time and _is_time(time.group(1)) else bare).strip(" .-–—")


def _place_name(heading: str, texts: Sequence[_Said], setting: Setting) -> str:
    """As told: the heading without INT. and the hour, else the words that named the setting with those that describe it."""
    if heading:
        return _bare_place(heading)
    for said in texts:
        for hit in PLACES.find(said.text):
            if hit.label is setting and hit.weight > 1:
                found = re.search(rf"(?:\b(?:the|an?|his|her|their)\s+(?:[\w'’]+\s+){{0,2}})?{re.escape(hit.text)}", said.text, re.IGNORECASE)
                return found.group() if found else hit.text
    return ""


def _is_crowded(texts: Sequence[_Said], event: str, setting: Setting) -> bool:
    for said in texts:
        hits = _CROWD.find(said.text) if said.weight >= _TOLD else []
        if hits:
            return hits[0].label
    return event in CROWDED_EVENTS or setting is Setting.MARKET


def _evidence(*tallies: tuple[str, _Tally]) -> Iterator[Evidence]:
    for name, tally in tallies:
        if tally.scores:
            label = max(tally.scores, key=lambda one: tally.scores[one])
            text, line = tally.words[label]
            yield Evidence(claim=f"{name}={label}", text=text, line=line)


def mood_of(scene: SceneDraft, place: Place, beats: Sequence[Beat]) -> Mood:
    """What the scene feels like: its occasion, the feelings of its lines (how it ends counts more), and the words that tell it."""
    scores: dict[Mood, float] = defaultdict(float)
    if place.event:
        scores[EVENT_MOODS[place.event]] += 3.0
    for place_in_scene, beat in enumerate(beats):
        if beat.emotion is not Emotion.NEUTRAL:
            scores[EMOTION_MOODS[beat.emotion]] += 0.8 + 0.5 * place_in_scene / len(beats)
    told = [scene.heading, *(beat.text for beat in beats if beat.kind is not BeatKind.DIALOGUE)]
    for hit in (hit for text in told for hit in _MOODS.find(text)):
        scores[hit.label] += 0.6
    if place.setting in SETTING_MOODS:
        scores[SETTING_MOODS[place.setting]] += 0.9
    if place.hour is Hour.NIGHT and place.weather is not Weather.CLEAR:
        scores[Mood.TENSE] += 0.9
    scores[Mood.CALM] += 0.5
    return max(scores, key=lambda mood: scores[mood])
