"""Units become beats: who says or does it, with what feeling, gesture and thing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from film.model import Beat, BeatKind, Emotion, Gesture
from film.script.attribution import Attribution, attributed
from film.script.cast import Cast, Member
from film.script.draft import Draft, SceneDraft, Unit
from film.script.ids import Ordinals, digest
from film.script.languages import language_of
from film.script.lexicon.emotions import MANNERS, NEGATIONS, WORDS
from film.script.lexicon.props import GIVES_NO_LIGHT, HELD, HOLDING_AFTER, HOLDING_BEFORE, HOLDING_ENDINGS, PROPS
from film.script.lexicon.verbs import GESTURE_WORDS, GESTURES, GREETINGS, LEAVING
from film.script.lexicons import EVERYONE, NARRATOR
from film.script.matching import Hit, Lexicon
from film.script.tokens import has_words, tokenise
from film.script.trail import Trail

_EMOTIONS: Lexicon[Emotion] = Lexicon()
for _emotion, _words in WORDS.items():
    _EMOTIONS.add(_words, _emotion)
_MANNERS: Lexicon[Emotion] = Lexicon()
for _emotion, _words in MANNERS.items():
    _MANNERS.add(_words, _emotion)
_GESTURES: Lexicon[Gesture] = Lexicon()
for _gesture, _words in GESTURES.items():
    _GESTURES.add(_words, _gesture, verbs=True)
for _gesture, _words in GESTURE_WORDS.items():
    _GESTURES.add(_words, _gesture)
_GREETINGS: Lexicon[str] = Lexicon()
_GREETINGS.add(GREETINGS, "greeting")
_LEAVING: Lexicon[str] = Lexicon()
_LEAVING.add(LEAVING, "leaving")
_PROPS: Lexicon[str] = Lexicon()
for _prop, _words in PROPS.items():
    _PROPS.add(_words, _prop)

# A body cannot weep and walk in at once: the first of these that a beat has wins.
_GESTURE_RANK = (Gesture.EMBRACE, Gesture.WEEP, Gesture.WALK, Gesture.GREET, Gesture.GIVE, Gesture.POINT, Gesture.SIT)
_GREETING_WITHIN = 3
_STOPS = ("", ",", ".", "!", "?", "…", "।", "،", ";", ":", "—", "–", "-")


@dataclass(slots=True)
class _Paragraph:
    """What its quotes ask of it, gathered once."""

    named: list[tuple[Unit, Member]] = field(default_factory=list)  # the first two units that name somebody, each with whom it names first
    told: bool = False  # not all of it is said


def beats_of(scene_id: str, scene: SceneDraft, draft: Draft, cast: Cast, trail: Trail, language: str) -> tuple[Beat, ...]:
    """The scene's beats in order. `trail` remembers the scenes before, so that "they" may still mean who was in them."""
    return _Beats(scene_id, scene, draft, cast, trail, language).all()


class _Beats:
    def __init__(self, scene_id: str, scene: SceneDraft, draft: Draft, cast: Cast, trail: Trail, language: str) -> None:
        self._id = scene_id
        self._scene = scene
        self._cast = cast
        self._language = language
        self._trail = trail
        self._seen = draft.screenplay and any(unit.said and not _is_narrator(unit.speaker) for unit in scene.units)
        self._ordinals = Ordinals()
        self._talking: list[Member] = []  # who spoke last, latest first
        self._spoke_in = -1  # the paragraph of the last speech

    def all(self) -> tuple[Beat, ...]:
        return tuple(self._beat(unit) for unit in self._scene.units)

    def _beat(self, unit: Unit) -> Beat:
        if not unit.said:
            return self._told(unit)
        if not unit.quoted and _is_narrator(unit.speaker):
            return self._make(unit, BeatKind.NARRATION, "", self._trail.follow(unit.text))
        if not unit.quoted and _is_everybody(unit.speaker):
            present = self._present
            return self._make(unit, BeatKind.DIALOGUE if present else BeatKind.NARRATION, present[0].id if present else "", present)
        told = attributed(unit.speaker if unit.quoted else "", self._cast)
        speaker = self._speaker(unit, told)
        if speaker is None:
            return self._make(unit, BeatKind.NARRATION, "", [])
        talking = [speaker, *told.addressed]
        self._talking = [*talking, *(one for one in self._talking if one not in talking)]
        self._spoke_in = unit.paragraph
        self._trail.note(talking)
        return self._make(unit, BeatKind.DIALOGUE, speaker.id, [speaker])

    def _told(self, unit: Unit) -> Beat:
        kind = BeatKind.ACTION if self._seen or not has_words(unit.text) else BeatKind.NARRATION
        return self._make(unit, kind, "", self._trail.follow(unit.text))

    def _make(self, unit: Unit, kind: BeatKind, speaker: str, subjects: Sequence[Member]) -> Beat:
        spoken = kind is BeatKind.DIALOGUE
        thing = next(iter(_PROPS.find(unit.text)), None)
        return Beat(
            id=self._ordinals.name(f"{self._id}.{digest(speaker, ' '.join(unit.text.casefold().split()))}"),
            kind=kind if has_words(unit.text) else BeatKind.ACTION,
            text=unit.text,
            line=unit.line,
            speaker=speaker if has_words(unit.text) else "",
            listener=self._called(unit.text, speaker) if spoken else "",
            subjects=tuple(dict.fromkeys(member.id for member in subjects)),
            emotion=emotion_of(unit.text, unit.manner, told=unit.quoted),
            manner=unit.manner if unit.said else "",
            language=language_of(unit.text, self._language, self._cast.name_words),
            gesture=_spoken_gesture(unit) if spoken else gesture_of(unit.text) if subjects else Gesture.REST,
            prop=thing.label if thing else "",
            carried=bool(thing and subjects and not spoken and _is_carried(unit.text, thing)),
        )

    def _called(self, speech: str, speaker: str) -> str:
        """Whom a line calls: "Father, wait!", "Wait, Mira."; not "I saw Mira at the well"."""
        tokens = tokenise(speech)
        for mention in self._cast.mentions(speech):
            before, after = speech[: tokens[mention.first].start].rstrip(), speech[tokens[mention.last].end :].lstrip()
            if mention.member.id != speaker and before[-1:] in _STOPS and after[:1] in _STOPS:
                return mention.member.id
        return ""

    def _speaker(self, unit: Unit, told: Attribution) -> Member | None:
        """A cue names its speaker. A quote is by whom its sentence names, else by whom its paragraph is about, else by the other of two.

        Never by whom it is said to, nor by somebody of another sex than the pronoun in its sentence.
        """
        if not unit.quoted:
            return self._cast.named(unit.speaker)
        if told.speaker:
            return told.speaker
        answered = self._talking[:1] if told.answers else []
        meant = self._trail.pronoun(unit.speaker, without=[*told.addressed, *answered])
        meant = meant or self._trail.pronoun(unit.speaker, without=told.addressed)
        likely = [meant] if meant else self._likely(unit)
        return next((one for one in likely if one not in told.addressed and self._trail.may_be(one, told.sex)), None)

    def _likely(self, unit: Unit) -> Iterator[Member]:
        if self._talking and self._spoke_in == unit.paragraph and not unit.speaker:
            yield self._talking[0]
        paragraph = self._paragraphs[unit.paragraph]
        yield from (member for one, member in paragraph.named if one is not unit)
        if paragraph.told and self._trail.last:
            yield self._trail.last
        yield from self._other_of_two()

    @cached_property
    def _paragraphs(self) -> Mapping[int, _Paragraph]:
        found: dict[int, _Paragraph] = defaultdict(_Paragraph)
        for unit in self._scene.units:
            paragraph = found[unit.paragraph]
            paragraph.told = paragraph.told or not unit.said
            if len(paragraph.named) < 2 and (member := self._first_named(unit)):
                paragraph.named.append((unit, member))
        return found

    def _first_named(self, unit: Unit) -> Member | None:
        if unit.quoted:
            return attributed(unit.speaker, self._cast).speaker
        names = self._cast.mentions(unit.speaker if unit.said else unit.text)
        return names[0].member if names else None

    def _other_of_two(self) -> Iterator[Member]:
        yield from self._talking[1:2]
        yield from (one for one in self._present if one not in self._talking[:1])
        yield from self._talking

    @cached_property
    def _present(self) -> Sequence[Member]:
        """Whoever the scene names, in order."""
        texts = (unit.speaker if unit.said else unit.text for unit in self._scene.units)
        return tuple(dict.fromkeys(mention.member for text in texts for mention in self._cast.mentions(text)))


def _is_narrator(name: str) -> bool:
    words = tokenise(name)
    return any(hit.last - hit.first + 1 == len(words) for hit in NARRATOR.find(name))


def _is_everybody(name: str) -> bool:
    words = tokenise(name)
    return any(hit.last - hit.first + 1 == len(words) for hit in EVERYONE.find(name))


def emotion_of(text: str, manner: str = "", told: bool = False) -> Emotion:
    """The manner says it outright; else the feeling that most words of the text have; "!" alone does not tell joy from anger.

    A manner that is `told` holds a verb of saying, and who "cried" may just have called.
    """
    for hit in _MANNERS.find(manner) or ([] if told else _EMOTIONS.find(manner)):
        return hit.label
    scores: dict[Emotion, float] = defaultdict(float)
    tokens = tokenise(text)
    for hit in _EMOTIONS.find(text):
        if not NEGATIONS & {token.norm for token in tokens[max(0, hit.first - 2) : hit.first]}:
            scores[hit.label] += 1.0
    if scores and "!" in text:
        for loud in (Emotion.JOYFUL, Emotion.ANGRY, Emotion.AFRAID):
            scores[loud] += 0.4 if loud in scores else 0.0
    if not scores and _is_shouted(text):
        return Emotion.ANGRY
    return max(scores, key=lambda emotion: scores[emotion], default=Emotion.NEUTRAL)


def _is_shouted(text: str) -> bool:
    return text.rstrip().endswith("!") and text.isupper() and len(tokenise(text)) >= 2


def gesture_of(text: str) -> Gesture:
    found = {hit.label for hit in _GESTURES.find(text)}
    if _LEAVING.has(text):
        found.discard(Gesture.WALK)
    return next((gesture for gesture in _GESTURE_RANK if gesture in found), Gesture.REST)


def _spoken_gesture(unit: Unit) -> Gesture:
    by_manner = gesture_of(unit.manner) if " " in unit.manner or not unit.quoted else Gesture.REST
    if by_manner not in (Gesture.REST, Gesture.WALK, Gesture.SIT):
        return by_manner
    greeting = _GREETINGS.find(unit.text)
    return Gesture.GREET if greeting and greeting[0].first < _GREETING_WITHIN else Gesture.TALK


def _is_carried(text: str, thing: Hit[str]) -> bool:
    before, own, after = _around(text, thing, 4)
    return thing.label in HELD and (bool(HOLDING_BEFORE & before or HOLDING_AFTER & after) or own.endswith(HOLDING_ENDINGS))


def unlit_in(text: str) -> list[str]:
    """The things that the text calls broken, empty or out."""
    found = []
    for thing in _PROPS.find(text):
        before, _own, after = _around(text, thing, 2)
        if GIVES_NO_LIGHT & (before | after) and not NEGATIONS & (before | after):
            found.append(thing.label)
    return found


def _around(text: str, thing: Hit[str], reach: int) -> tuple[set[str], str, set[str]]:
    """The words before a thing's name, the last word of the name itself, and the words after it."""
    words = [token.norm for token in tokenise(text)]
    return set(words[max(0, thing.first - reach) : thing.first]), words[thing.last], set(words[thing.last + 1 : thing.last + 1 + reach])
