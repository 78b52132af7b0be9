"""The vocabulary of a film: what a script tells (Analysis), how it is shot (ShotPlan) and when (Timeline). Data only, no behaviour.

Everything here is frozen, made of plain types, and survives JSON through msgspec, because each value is also an artifact
that is hashed, stored and handed from one stage to the next. Times are whole milliseconds, counts whole numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Setting(StrEnum):
    """Where a scene plays; each has a set of its own (film/picture/sets)."""

    TEMPLE = "temple"
    PALACE = "palace"
    VILLAGE = "village"
    CITY_STREET = "city_street"
    SEASIDE = "seaside"
    FOREST = "forest"
    HOME = "home"
    OFFICE = "office"
    CLASSROOM = "classroom"
    MARKET = "market"
    MOUNTAIN = "mountain"
    DESERT = "desert"


class Hour(StrEnum):
    DAWN = "dawn"
    DAY = "day"
    DUSK = "dusk"
    NIGHT = "night"


class Weather(StrEnum):
    CLEAR = "clear"
    RAIN = "rain"
    SNOW = "snow"
    FOG = "fog"


class Sex(StrEnum):
    FEMALE = "female"
    MALE = "male"


class Age(StrEnum):
    CHILD = "child"
    YOUNG = "young"
    ADULT = "adult"
    ELDER = "elder"


class Culture(StrEnum):
    """A pack of data: dress, architecture, decoration, palette, music."""

    SOUTH_INDIAN = "south_indian"
    NORTH_INDIAN = "north_indian"
    EAST_ASIAN = "east_asian"
    WESTERN = "western"
    MIDDLE_EASTERN = "middle_eastern"
    AFRICAN = "african"


class Emotion(StrEnum):
    NEUTRAL = "neutral"
    JOYFUL = "joyful"
    SAD = "sad"
    ANGRY = "angry"
    TENDER = "tender"
    AFRAID = "afraid"


class Mood(StrEnum):
    """What the music of a scene is after."""

    FESTIVE = "festive"
    DEVOTIONAL = "devotional"
    TENDER = "tender"
    CALM = "calm"
    SORROW = "sorrow"
    TENSE = "tense"
    HOPEFUL = "hopeful"


class BeatKind(StrEnum):
    DIALOGUE = "dialogue"  # somebody says it
    NARRATION = "narration"  # the narrator says it
    ACTION = "action"  # seen, not said


class ShotKind(StrEnum):
    ESTABLISHING = "establishing"  # the whole set, people small; slow move
    WIDE = "wide"  # all of the scene's people, head to foot
    TWO = "two"  # speaker and listener, from the knees up
    SINGLE = "single"  # one person, chest up
    OVER_SHOULDER = "over_shoulder"  # speaker's face, listener's shoulder in front
    REACTION = "reaction"  # the listener, chest up, silent
    INSERT = "insert"  # a thing: lamp, letter, bell


class Gesture(StrEnum):
    """What the body does in a beat, keyed to the verbs of the script."""

    REST = "rest"
    TALK = "talk"
    WALK = "walk"  # enters from the side and walks to the mark
    GREET = "greet"  # namaste, bow or wave, as the culture has it
    POINT = "point"
    EMBRACE = "embrace"
    WEEP = "weep"
    SIT = "sit"
    GIVE = "give"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Why the analysis believes something: the words of the script, where they stand."""

    claim: str  # "sex=female"
    text: str  # the words, verbatim
    line: int  # 1-based line of the script


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """Something in the script that a person may want to mend. Never stops a film unless `severity` is "error"."""

    severity: str  # "error" | "warning" | "info"
    code: str  # stable, snake_case
    message: str  # says what and names the cure
    line: int  # 1-based; 0 when it is the whole script


@dataclass(frozen=True, slots=True, kw_only=True)
class Character:
    id: str  # slug of the name, stable across edits: "lakshmi"
    name: str  # as the script spells it
    sex: Sex
    age: Age
    culture: Culture  # whose dress is worn
    role: str = ""  # "bride", "father", "teacher", ... or ""
    wardrobe: tuple[str, ...] = ()  # words of the script: "silk saree"
    lines: int = 0  # how many lines are spoken
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """The smallest thing that happens: a line said, a line told, an action seen."""

    id: str  # stable: survives edits elsewhere in the script
    kind: BeatKind
    text: str  # what is said, told or done
    line: int  # 1-based line of the script
    speaker: str = ""  # character id; "" for narration and action
    listener: str = ""  # character id of whom a line calls by name ("Father, wait!"); "" when it calls nobody
    subjects: tuple[str, ...] = ()  # character ids that are seen doing it
    emotion: Emotion = Emotion.NEUTRAL
    manner: str = ""  # the parenthetical, verbatim
    language: str = "en"  # ISO 639-1
    gesture: Gesture = Gesture.REST
    prop: str = ""  # thing to show: "lamp", "letter", ... or ""
    carried: bool = False  # is that thing in the hands of whoever does it?


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    id: str  # stable: survives edits of other scenes
    number: int  # 1-based
    heading: str
    setting: Setting
    interior: bool
    hour: Hour
    weather: Weather
    culture: Culture
    mood: Mood
    event: str = ""  # "wedding", "festival", "funeral", ... or ""
    place: str = ""  # as told: "the old lighthouse"
    props: tuple[str, ...] = ()
    carried: tuple[str, ...] = ()  # those of the props that somebody has in hand at some time: they stand nowhere
    unlit: tuple[str, ...] = ()  # those of the props that the script calls broken, empty, out: they give no light
    characters: tuple[str, ...] = ()  # ids, in order of appearance
    crowd: bool = False  # are there other people?
    beats: tuple[Beat, ...] = ()
    evidence: tuple[Evidence, ...] = ()

    @property
    def spoken(self) -> tuple[Beat, ...]:
        """What is heard of it: lines and narration."""
        return tuple(beat for beat in self.beats if beat.kind is not BeatKind.ACTION)


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    title: str
    language: str  # ISO 639-1 of most of the words
    culture: Culture
    characters: tuple[Character, ...]
    scenes: tuple[Scene, ...]
    diagnostics: tuple[Diagnostic, ...] = ()

    def character(self, id: str) -> Character:
        return next(one for one in self.characters if one.id == id)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedAnalysis:
    """As the plan of a film leaves it to the workers; `labels` as schemas/labels.py reads them."""

    analysis: Analysis
    labels: Mapping[str, str]  # what the log calls a character, a scene or a spoken beat -> its id here


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What the camera sees, in world units: the set is 1664 x 936, its centre (832, 468); zoom 1.0 shows 1280 x 720 of it."""

    x: float
    y: float
    zoom: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Placing:
    """One person in one shot. The feet stand at world (x, y); `facing` is -1 (looks left) to 1 (looks right), 0 to the camera."""

    character: str
    x: float
    y: float
    facing: float
    gesture: Gesture = Gesture.REST
    enters_from: float | None = None  # world x where the walk begins, when the gesture is WALK
    holds: str = ""  # the thing in a hand: "lamp", "cup", ... or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """Planned before any sound exists: what is seen and which beats it covers; its length comes from the voices."""

    id: str  # "<scene id>.<n>"
    scene: str
    kind: ShotKind
    beats: tuple[str, ...]  # beat ids that it covers, in order; () for an establishing pause
    camera_from: Frame
    camera_to: Frame
    placings: tuple[Placing, ...]
    prop: str = ""  # for INSERT
    transition: str = "cut"  # how it begins: "cut" | "dissolve" (within the scene) | "dip" (from black; first shot of a scene)
    title: str = ""  # drawn over the picture: the film's title over the first shot


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenePlan:
    scene: str
    shots: tuple[Shot, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedBeat:
    """When a beat is heard (or, silent, seen), relative to the start of its scene."""

    beat: str
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedShot:
    shot: Shot
    start_ms: int  # relative to the start of the scene, on a frame boundary
    end_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneTimeline:
    """A scene after its voices are known: no gap and no overlap between shots; length a whole number of frames."""

    scene: str
    shots: tuple[TimedShot, ...]
    beats: tuple[TimedBeat, ...]
    length_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    text: str
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """One sound of speech, as the engine that made it timed it; what the mouth is shaped by."""

    ipa: str
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Mouth:
    """One key of the mouth, held until the next: 0 to 100 each."""

    at_ms: int
    open: int  # jaw
    wide: int  # 0 round (oo) .. 100 spread (ee)
    teeth: int  # f, v, s
    closed: int  # m, b, p


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """What a voice engine made of one beat; the sound itself is a WAV beside it."""

    beat: str
    engine: str
    length_ms: int
    words: tuple[Word, ...]  # each a piece of the beat's text, in the order of the text
    phones: tuple[Phone, ...] = ()  # () when the engine does not tell
    mouth: tuple[Mouth, ...] = ()  # filled by the lip-sync stage
    note: str = ""  # what a person should know: "espeak-ng spoke, the neural voice is not there"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenery:
    """What all shots of a scene are filmed with. Nothing in it tells what is said or when."""

    scene: str
    culture: Culture
    hour: Hour
    mood: Mood
    event: str
    crowd: bool
    unlit: tuple[str, ...]
    characters: tuple[str, ...]
    homes: dict[str, float]  # character id -> world x of where they mostly stand; who is seen with most others first
    marks: tuple[float, ...]  # world x at which people stand in the wide pictures


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """A beat as players and camera know it: when, who and how, and what the mouth does; not in which words."""

    start_ms: int
    end_ms: int
    speaker: str = ""
    subjects: tuple[str, ...] = ()
    emotion: Emotion = Emotion.NEUTRAL
    gesture: Gesture = Gesture.REST
    mouth: tuple[Mouth, ...] = ()  # from start_ms on
    mouth_ms: int = 0  # how long the mouth moves


@dataclass(frozen=True, slots=True, kw_only=True)
class ShotExcerpt:
    """All that the pictures of one shot depend on beside the scenery, in a clock of the shot's own: what is edited before it does not move it."""

    timed: TimedShot  # without its beats, which are here as happenings
    happenings: tuple[Happening, ...]
    runs_before_ms: int  # how long the scene has been running when the shot begins, and goes on when it ends, as far as anybody can see:
    runs_after_ms: int  # film/direction/excerpt.py: EDGE_MS at most
    before: ShotExcerpt | None = None  # the shot that it dissolves from, which goes on beneath for a moment


@dataclass(frozen=True, slots=True, kw_only=True)
class FilmFormat:
    width: int = 1280
    height: int = 720
    fps: int = 24
    watermark: bool = False
    preset: str = "veryfast"  # x264's
    crf: int = 20
