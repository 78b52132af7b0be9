"""A script becomes an Analysis: the one function that puts the rules of this folder together. Deterministic; reads nothing but its arguments."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from film.model import Analysis, Beat, BeatKind, Character, Culture, Diagnostic, Scene
from film.script.beats import beats_of, unlit_in
from film.script.casting import cast_of
from film.script.doubts import doubts
from film.script.draft import Draft, SceneDraft, Unit, drafted
from film.script.ids import Ordinals, slug
from film.script.languages import language_of
from film.script.lexicon.cultures import FALLBACK, LANGUAGES
from film.script.lines import lines_of
from film.script.places import Place, mood_of, place_of
from film.script.reading import DROPPED, clean, refuse_empty
from film.script.tokens import is_cased
from film.script.trail import Trail
from film.script.traits import CULTURE_WORDS, Traits

CAST_MAX = 100
VISIBLE_MAX = 6
_TITLE_MAX = 255
_BY_LANGUAGE = 2.0


def analyse(text: str, *, title: str = "", culture: Culture | None = None, language: str | None = None, cast_max: int = CAST_MAX) -> Analysis:
    """What a film of this script needs to know. Any text with a word or a sign in it gives at least one scene with one beat.

    title, culture, language: a person's word, which overrules the script's. Ids are stable: a scene's comes from its heading and its place among
    equal headings, a beat's from its speaker and words and its place among equals in its scene.
    Raises ScriptRefused for an empty text and for more than `cast_max` characters.
    """
    text = clean(text)
    refuse_empty(text)
    dropped = [number for number, row in enumerate(text.split("\n"), start=1) if DROPPED in row]
    text = text.replace(DROPPED, "")
    lines = list(lines_of(text))
    draft = _never_empty(drafted(lines, text), text)
    cast = cast_of(draft, is_cased(text), cast_max)
    spoken = language or language_of(_words_of(draft), names=cast.name_words)
    traits = Traits(cast, draft)
    film = culture or _culture_of(draft, traits, spoken)
    ids = Ordinals()
    scene_ids = [ids.name(slug(scene.key)) for scene in draft.scenes]
    traits.name_roles()
    trail = Trail(cast, traits.sexes(), traits.guessed())
    all_beats = [beats_of(id, scene, draft, cast, trail, spoken) for id, scene in zip(scene_ids, draft.scenes, strict=True)]
    places = _places(draft, film)
    said = Counter(beat.speaker for beats in all_beats for beat in beats if beat.kind is BeatKind.DIALOGUE)
    people = list(traits.characters(film, culture is not None, said))
    characters = tuple(character for character, _ in people)
    scenes = tuple(
        _scene(number, id, scene, place, beats, characters, film)
        for number, (id, scene, place, beats) in enumerate(zip(scene_ids, draft.scenes, places, all_beats, strict=True), start=1)
    )
    # A train in which ten scenes play is told of once, at the first of them.
    drawn = {guess.message: guess for place in reversed(places) for guess in place.diagnostics}
    guesses = [*(guess for _, found in people for guess in found), *drawn.values()]
    return Analysis(
        title=(title or draft.title).strip()[:_TITLE_MAX],
        language=spoken,
        culture=film,
        characters=characters,
        scenes=scenes,
        diagnostics=tuple(
            sorted([*_dropped(dropped), *_crowded(scenes), *doubts(lines), *guesses], key=lambda one: (one.line, one.code, one.message))
        ),
    )


def _never_empty(draft: Draft, text: str) -> Draft:
    """A script of headings or of a title only still tells something: its own words."""
    if any(scene.units for scene in draft.scenes):
        kept = tuple(scene for scene in draft.scenes if scene.units) if draft.screenplay else draft.scenes
        return Draft(title=draft.title, screenplay=draft.screenplay, scenes=kept)
    if draft.scenes:
        scenes = tuple(
            SceneDraft(key=one.key, heading=one.heading, line=one.line, units=(Unit(line=one.line, text=one.heading),)) for one in draft.scenes
        )
        return Draft(title=draft.title, screenplay=False, scenes=scenes)
    line, words = next((number, row.strip()) for number, row in enumerate(text.split("\n"), start=1) if row.strip())
    return Draft(
        title=draft.title, screenplay=False, scenes=(SceneDraft(key="opening", line=line, units=(Unit(line=line, text=draft.title or words),)),)
    )


def _words_of(draft: Draft) -> str:
    """All that is told and said: names over speeches and headings are in no language."""
    return "\n".join(f"{unit.text} {unit.speaker if unit.quoted else ''}" for scene in draft.scenes for unit in scene.units)


def _culture_of(draft: Draft, traits: Traits, language: str) -> Culture:
    scores: dict[Culture, float] = defaultdict(float, traits.culture_scores())
    if language in LANGUAGES:
        scores[LANGUAGES[language]] += _BY_LANGUAGE
    for scene in draft.scenes:
        for hit in CULTURE_WORDS.find(scene.heading):
            scores[hit.label] += 1.5
        for unit in scene.units:
            for hit in CULTURE_WORDS.find(unit.text):
                scores[hit.label] += 0.5 if unit.said else 1.0
    for hit in CULTURE_WORDS.find(draft.title):
        scores[hit.label] += 1.0
    return max(scores, key=lambda one: scores[one], default=LANGUAGES.get(language, FALLBACK))


def _places(draft: Draft, culture: Culture) -> list[Place]:
    places: list[Place] = []
    for scene in draft.scenes:
        places.append(place_of(scene, places[-1] if places else None, draft.title, culture))
    return places


def _scene(
    number: int, id: str, scene: SceneDraft, place: Place, beats: tuple[Beat, ...], characters: Sequence[Character], culture: Culture
) -> Scene:
    present = tuple(dict.fromkeys(one for beat in beats for one in (*beat.subjects, beat.speaker) if one))
    known: Mapping[str, Character] = {one.id: one for one in characters}
    assert all(one in known for one in present)
    return Scene(
        id=id,
        number=number,
        heading=scene.heading,
        setting=place.setting,
        interior=place.interior,
        hour=place.hour,
        weather=place.weather,
        culture=culture,
        mood=mood_of(scene, place, beats),
        event=place.event,
        place=place.place,
        props=tuple(dict.fromkeys(beat.prop for beat in beats if beat.prop)),
        carried=tuple(dict.fromkeys(beat.prop for beat in beats if beat.carried)),
        unlit=tuple(dict.fromkeys(thing for beat in beats for thing in unlit_in(beat.text))),
        characters=present,
        crowd=place.crowd,
        beats=beats,
        evidence=place.evidence,
    )


def _dropped(lines: Sequence[int]) -> Iterator[Diagnostic]:
    if lines:
        message = f"Characters that cannot be read were left out on {len(lines)} line(s), the first of them line {lines[0]}. Type those words again."
        yield Diagnostic(severity="warning", code="unreadable_characters", message=message, line=lines[0])


def _crowded(scenes: Sequence[Scene]) -> Iterator[Diagnostic]:
    for scene in scenes:
        if len(scene.characters) > VISIBLE_MAX:
            people = len(scene.characters)
            message = f"Scene {scene.number} has {people} characters; {VISIBLE_MAX} are seen at a time. Split the scene if that matters."
            yield Diagnostic(severity="info", code="many_in_scene", message=message, line=scene.beats[0].line)
