"""Which shots tell a scene, in what order: film grammar as rules over beats. Planned before any sound exists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from film.direction import framing
from film.direction.framing import Picture
from film.direction.holding import hands
from film.direction.staging import stagings
from film.model import Analysis, Beat, BeatKind, Character, Emotion, Gesture, Scene, ScenePlan, Shot, ShotKind
from film.script.lexicon.events import CROWD
from film.script.lexicon.hours import TIME_PASSES
from film.script.matching import Lexicon
from film.script.tokens import word_count

_TIME_PASSES: Lexicon[str] = Lexicon()
_TIME_PASSES.add(TIME_PASSES, "passes")

_CROWD: Lexicon[bool] = Lexicon()
_CROWD.add(CROWD, True)

# Things the sets have a place for: the first few that a scene names.
_PROPS_SHOWN = 4
_LONG_LINE, _LONG_TELLING = 18, 16  # words after which one picture is too long
_SHARED_SHOT = 20  # words that one two-shot may hold
_REACTION_EVERY = 4  # shots
_MASTER_EVERY = 6  # close shots
_CLOSE = (ShotKind.SINGLE, ShotKind.OVER_SHOULDER, ShotKind.REACTION)


def direct(analysis: Analysis) -> tuple[ScenePlan, ...]:
    """The shots of every scene, in order. Each beat is covered by one shot or by several in a row; the title stands over the first shot."""
    people = {character.id: character for character in analysis.characters}
    last = analysis.scenes[-1].id
    plans = [_Scene(scene, people, is_last=scene.id == last).plan() for scene in analysis.scenes]
    opening = plans[0].shots[0]
    plans[0] = replace(plans[0], shots=(replace(opening, title=analysis.title), *plans[0].shots[1:]))
    return tuple(plans)


@dataclass(slots=True)
class _Setup:
    """What the last shots were, so that the next differs."""

    kind: ShotKind = ShotKind.ESTABLISHING
    focus: str = ""
    words: int = 0  # spoken in it so far
    since_master: int = 0  # close shots since both were last seen together
    since_reaction: int = 0
    inserted: set[str] = field(default_factory=set)
    seated: frozenset[str] = frozenset()
    met: set[str] = field(default_factory=set)  # seen nearer than in the establishing shot
    hands: Mapping[str, str] = field(default_factory=dict)  # who holds what


class _Scene:
    def __init__(self, scene: Scene, people: Mapping[str, Character], *, is_last: bool) -> None:
        self._scene = scene
        self._stages = stagings(scene, people)
        self._stage = self._stages[0]
        self._is_last = is_last
        self._shots: list[Shot] = []
        self._now = _Setup()

    def plan(self) -> ScenePlan:
        held = hands(self._scene)
        for index, beat in enumerate(self._scene.beats):
            self._now.hands = held[index]
            self._regroup(index)
            if index > 0 or not self._opens_over(beat):
                self._cover(index, beat)
        self._close()
        return ScenePlan(scene=self._scene.id, shots=tuple(self._shots))

    def _regroup(self, index: int) -> None:
        """Another company is seen together as soon as it talks."""
        if self._stages[index] is not self._stage:
            self._stage = self._stages[index]
            self._now.since_master = _MASTER_EVERY

    def _opens_over(self, beat: Beat) -> bool:
        """The establishing shot carries the first beat when that only sets the scene; else it stands alone before it."""
        arriving = set(self._stage.arriving(beat))
        here = [id for id in self._stage.present(0) if id not in arriving]
        alone = beat.kind is not BeatKind.DIALOGUE and not beat.subjects and not arriving
        self._add(ShotKind.ESTABLISHING, framing.establishing(self._stage, here, {}, self._scene.number), (beat,) if alone else ())
        return alone

    def _cover(self, index: int, beat: Beat) -> None:
        """Who sits down is seen doing it, unless this is the first that is seen of them: then they sat there already."""
        after = self._seated_by(beat)
        if not self._now.met & set(beat.subjects):
            self._now.seated = after
        self._shoot(index, beat)
        self._now.seated = after

    def _shoot(self, index: int, beat: Beat) -> None:
        if self._stage.is_arrival(beat):
            self._wide(index, beat)
        elif self._shows_thing(beat):
            self._insert(index, beat)
        elif beat.kind is BeatKind.DIALOGUE and beat.speaker in self._stage.visible:
            self._line(index, beat)
        else:
            self._deed(index, beat)

    # -- what is said

    def _line(self, index: int, beat: Beat) -> None:
        partner = self._stage.partner(index)
        if not partner:
            self._monologue(index, beat)
            return
        if self._extends(beat, partner):
            return
        if word_count(beat.text) > _LONG_LINE:
            self._single(beat, partner)
            self._reaction((beat,), partner, beat.speaker)
            return
        self._exchange(index, beat, partner)
        self._answer(index, beat, partner)

    def _monologue(self, index: int, beat: Beat) -> None:
        if self._now.kind is ShotKind.ESTABLISHING:
            self._wide(index, beat)
        elif self._now.kind is ShotKind.SINGLE and not self._passes_time(beat):
            if self._now.words + word_count(beat.text) <= _SHARED_SHOT:
                self._extend(beat)
            else:
                self._wide(index, beat)
        else:
            self._single(beat, "")

    def _extends(self, beat: Beat, partner: str) -> bool:
        """A short line stays in the picture that already shows its speaker."""
        shot = self._shots[-1]
        short = self._now.words + word_count(beat.text) <= _SHARED_SHOT
        both = self._now.kind is ShotKind.TWO and {one.character for one in shot.placings} == {beat.speaker, partner} and len(shot.beats) < 2
        same = self._now.kind in _CLOSE and self._now.focus == beat.speaker
        if not (short and (both or same)) or self._passes_time(beat) or beat.gesture is Gesture.EMBRACE:
            return False
        self._extend(beat)
        return True

    def _exchange(self, index: int, beat: Beat, partner: str) -> None:
        """Together first, then over shoulders, then alone; a strong feeling is seen alone at once; now and then together again."""
        since, feeling = self._now.since_master, beat.emotion is not Emotion.NEUTRAL
        unseen = not any(shot.kind in (ShotKind.TWO, ShotKind.WIDE) for shot in self._shots)
        if beat.gesture is Gesture.EMBRACE:
            self._two(beat, partner)
        elif unseen or since >= _MASTER_EVERY:
            self._wide(index, beat) if len(self._stage.present(index)) > 2 and self._now.kind is not ShotKind.WIDE else self._two(beat, partner)
        elif self._now.focus == beat.speaker and self._now.kind in _CLOSE:
            self._two(beat, partner) if self._now.kind is ShotKind.SINGLE else self._single(beat, partner)
        elif (since < 2 and not feeling) or (since >= 4 and since % 2 == 0 and not feeling):
            self._over_shoulder(beat, partner)
        else:
            self._single(beat, partner)

    def _answer(self, index: int, beat: Beat, partner: str) -> None:
        """A moment on the listener after a line that must have hurt or touched, unless the listener speaks next anyway."""
        beats = self._scene.beats
        follows = beats[index + 1] if index + 1 < len(beats) else None
        if beat.emotion is Emotion.NEUTRAL or self._now.since_reaction < _REACTION_EVERY or (follows and follows.kind is BeatKind.DIALOGUE):
            return
        self._reaction((), partner, beat.speaker)

    # -- what is done or told

    def _deed(self, index: int, beat: Beat) -> None:
        doers = [id for id in beat.subjects if id in self._stage.visible]
        present = self._stage.present(index)
        if not present:
            self._add(ShotKind.WIDE, framing.empty(len(self._shots)), (beat,))
        elif beat.gesture is Gesture.SIT:
            self._wide(index, beat)
        elif len(doers) == 2 and (beat.gesture is Gesture.EMBRACE or self._now.kind is not ShotKind.TWO):
            self._two(beat, doers[1], doers[0])
        elif len(doers) == 1 and beat.gesture is Gesture.EMBRACE and len(present) > 1:
            self._two(beat, self._other(index, doers[0], present), doers[0])
        elif len(doers) == 1 and (self._now.kind is ShotKind.WIDE or self._is_felt(beat)) and not self._is_same(ShotKind.SINGLE, doers[0]):
            self._told_of(index, beat, doers[0])
        elif not doers and not self._scene.crowd and self._now.kind not in (ShotKind.ESTABLISHING, ShotKind.INSERT):
            self._add(ShotKind.WIDE, framing.detail(len(self._shots)), (beat,))
        else:
            self._told_of(index, beat, "") if self._is_long(beat) and doers else self._wide(index, beat)

    def _told_of(self, index: int, beat: Beat, doer: str) -> None:
        """One person's deed; a long telling has a second picture."""
        if not doer:
            self._wide(index, beat)
            self._single(beat, "", next(id for id in beat.subjects if id in self._stage.visible))
            return
        self._single(beat, "", doer)
        if self._is_long(beat):
            self._wide(index, beat)

    def _insert(self, index: int, beat: Beat) -> None:
        if self._is_long(beat) and self._stage.present(index):
            self._wide(index, beat)
        self._now.inserted.add(beat.prop)
        self._add(ShotKind.INSERT, framing.insert(len(self._shots)), (beat,), prop=beat.prop)

    def _shows_thing(self, beat: Beat) -> bool:
        """A thing has its picture once, and never instead of the first sight of a person or of what two do together."""
        doers = set(beat.subjects) & set(self._stage.visible)
        if len(doers) > 1 or not doers <= self._now.met or (self._scene.crowd and _CROWD.has(beat.text)):
            return False
        shown = [thing for thing in self._scene.props if thing not in self._scene.carried][:_PROPS_SHOWN]
        bodily = beat.gesture in (Gesture.WALK, Gesture.EMBRACE, Gesture.WEEP)
        return beat.kind is not BeatKind.DIALOGUE and beat.prop in shown and beat.prop not in self._now.inserted and not bodily

    def _close(self) -> None:
        """A short scene ends on a face; the film ends on the whole set."""
        doer = next((id for beat in reversed(self._scene.beats) for id in (beat.speaker, *beat.subjects) if id in self._stage.visible), "")
        end = len(self._scene.beats) - 1
        if doer and len(self._scene.beats) <= 2 and self._now.kind not in _CLOSE:
            self._add(ShotKind.SINGLE, framing.single(self._stage, doer, "", {}), (), focus=doer)
        if self._is_last and doer:
            self._add(ShotKind.WIDE, framing.pull_back(self._stage, self._stage.present(end), self._still()), ())

    # -- the kinds of shots

    def _wide(self, index: int, beat: Beat) -> None:
        present = self._stage.present(index)
        if not present:
            self._add(ShotKind.WIDE, framing.empty(len(self._shots)), (beat,))
            return
        focus = beat.speaker or next((id for id in beat.subjects if id in present), "")
        gestures = self._gestures(beat)
        self._add(
            ShotKind.WIDE,
            framing.wide(self._stage, present, focus if focus in present else "", gestures, self._stage.arriving(beat), len(self._shots)),
            (beat,),
        )

    def _two(self, beat: Beat, other: str, one: str = "") -> None:
        first = one or beat.speaker
        picture = framing.two(self._stage, first, other, self._gestures(beat), embracing=beat.gesture is Gesture.EMBRACE)
        self._add(ShotKind.TWO, picture, (beat,), focus=first)

    def _single(self, beat: Beat, towards: str, focus: str = "") -> None:
        id = focus or beat.speaker
        self._add(ShotKind.SINGLE, framing.single(self._stage, id, towards, self._gestures(beat), felt=self._is_felt(beat)), (beat,), focus=id)

    def _over_shoulder(self, beat: Beat, partner: str) -> None:
        picture = framing.over_shoulder(self._stage, beat.speaker, partner, self._gestures(beat))
        self._add(ShotKind.OVER_SHOULDER, picture, (beat,), focus=beat.speaker)

    def _reaction(self, beats: tuple[Beat, ...], id: str, towards: str) -> None:
        self._add(ShotKind.REACTION, framing.single(self._stage, id, towards, {}, reaction=True), beats, focus=id)

    def _add(self, kind: ShotKind, picture: Picture, beats: tuple[Beat, ...], *, focus: str = "", prop: str = "") -> None:
        shared = bool(beats and self._shots and beats[0].id in self._shots[-1].beats)
        passes = bool(beats) and not shared and self._passes_time(beats[0])
        self._shots.append(
            Shot(
                id=f"{self._scene.id}.{len(self._shots) + 1}",
                scene=self._scene.id,
                kind=kind,
                beats=tuple(beat.id for beat in beats),
                camera_from=picture.camera_from,
                camera_to=picture.camera_to,
                placings=tuple(replace(one, holds=self._now.hands.get(one.character, "")) for one in picture.placings),
                prop=prop,
                transition="dip" if not self._shots else "dissolve" if passes else "cut",
            )
        )
        now = self._now
        now.met |= set() if kind is ShotKind.ESTABLISHING else {placing.character for placing in picture.placings}
        now.since_master = 0 if kind in (ShotKind.TWO, ShotKind.WIDE, ShotKind.ESTABLISHING) else now.since_master + 1
        now.since_reaction = 0 if kind is ShotKind.REACTION else now.since_reaction + 1
        now.kind, now.focus, now.words = kind, focus, sum(word_count(beat.text) for beat in beats)

    def _extend(self, beat: Beat) -> None:
        """Who was listening may answer in the same picture: the reaction becomes a single."""
        last = self._shots[-1]
        kind = ShotKind.SINGLE if last.kind is ShotKind.REACTION else last.kind
        gesture = Gesture.TALK if beat.gesture in (Gesture.REST, Gesture.WALK, Gesture.SIT) else beat.gesture
        placings = tuple(
            replace(one, gesture=gesture) if one.character == beat.speaker and one.gesture is Gesture.REST else one for one in last.placings
        )
        self._shots[-1] = replace(last, kind=kind, beats=(*last.beats, beat.id), placings=placings)
        self._now.kind = kind
        self._now.words += word_count(beat.text)

    # -- small questions

    def _gestures(self, beat: Beat) -> dict[str, Gesture]:
        """Of a telling, those it tells of move; of a line, its speaker. Who sat down stays seated."""
        doers = (beat.speaker,) if beat.speaker else beat.subjects
        gesture = Gesture.REST if beat.gesture is Gesture.WALK else beat.gesture
        own = {id: gesture for id in doers if id and gesture not in (Gesture.REST, Gesture.SIT)}
        return self._still() | own

    def _still(self) -> dict[str, Gesture]:
        return dict.fromkeys(sorted(self._now.seated), Gesture.SIT)

    def _seated_by(self, beat: Beat) -> frozenset[str]:
        """Who sits once the beat is over: sitting down lasts until another gesture."""
        if beat.gesture is Gesture.SIT:
            return self._now.seated | frozenset(beat.subjects)
        return self._now.seated if beat.gesture in (Gesture.REST, Gesture.TALK) else self._now.seated - frozenset(beat.subjects)

    def _other(self, index: int, id: str, present: Sequence[str]) -> str:
        """Who else was in it last, for a deed that needs two: the last speaker, else whoever is there."""
        spoke = (beat.speaker for beat in reversed(self._scene.beats[:index]))
        return next((one for one in (*spoke, *present) if one != id and one in present), "")

    def _is_same(self, kind: ShotKind, focus: str) -> bool:
        return self._now.kind is kind and self._now.focus == focus

    @staticmethod
    def _is_felt(beat: Beat) -> bool:
        return beat.emotion is not Emotion.NEUTRAL or beat.gesture is Gesture.WEEP

    @staticmethod
    def _is_long(beat: Beat) -> bool:
        return word_count(beat.text) > _LONG_TELLING

    @staticmethod
    def _passes_time(beat: Beat) -> bool:
        hits = _TIME_PASSES.find(beat.text)
        return beat.kind is not BeatKind.DIALOGUE and bool(hits) and hits[0].first == 0
