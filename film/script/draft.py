"""Lines become scenes of units: something said by a name, or one sentence told. Cuts scenes; does not yet know who and where."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from operator import itemgetter

from film.model import Setting
from film.script.lexicon.hours import NEW_SCENE
from film.script.lexicon.markup import PLACE_KEYS
from film.script.lexicons import MOVING, PLACES, VERBS
from film.script.lines import MANNER_LENGTH_MAX, Line, LineKind
from film.script.matching import Lexicon
from film.script.quotes import pieces
from film.script.tokens import bites, has_words, is_cased, is_indic, sentences, tokenise, word_count, word_set

TITLE_LENGTH_MAX = 60
_TITLE_WORDS_MAX = 8
_ENDS_SENTENCE = re.compile(r"[.…:;,।॥。]$")
_OPENING = "opening"
_WRAPPED_LENGTH = 55
_OPENERS = '(["“«「'
_TOWARDS = word_set("at in into to inside through on onto toward towards outside from reach reaches reached across by near along beside under")
_STOPPED = re.compile(r"[.!?…:;।॥。！？؟][\"'”’»)\]]*$")

# In a speech: "I will go. (She leaves.)", "Bye. (pause) Come back."
_DIRECTION = re.compile(r"[(\[（][^()\[\]（）]{1,300}[)\]）]")
_BEFORE_STOP = re.compile(r" (?=[,.;:!?…])")

_NEW_SCENE: Lexicon[str] = Lexicon()
_NEW_SCENE.add(NEW_SCENE, "new")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    line: int
    text: str
    said: bool = False
    speaker: str = ""  # said: a name, or (quoted) the words around the quote that tell who it was
    quoted: bool = False
    manner: str = ""
    paragraph: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneDraft:
    key: str  # what its id is made of
    heading: str = ""
    line: int = 1
    units: tuple[Unit, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    title: str
    screenplay: bool  # somebody speaks by name, or headings say where: what is told is seen, not read out
    scenes: tuple[SceneDraft, ...]


@dataclass(slots=True)
class _Open:
    key: str
    heading: str = ""
    line: int = 1
    units: list[Unit] = field(default_factory=list)
    places: set[Setting] = field(default_factory=set)

    def closed(self) -> SceneDraft:
        return SceneDraft(key=self.key, heading=self.heading, line=self.line, units=tuple(self.units))


def drafted(lines: Iterable[Line], text: str) -> Draft:
    """Every word of the lines stands in exactly one unit, heading or title; directions within a speech are its manner."""
    rows = list(lines)
    return _Drafting(rows, is_cased(text)).draft()


class _Drafting:
    def __init__(self, lines: list[Line], cased: bool) -> None:
        self._lines = _with_setext(lines)
        self._cased = cased
        self._headed = any(line.kind is LineKind.HEADING for line in self._lines)
        self._title = ""
        self._scenes: list[_Open] = [_Open(_OPENING)]
        self._paragraph: list[Line] = []
        self._paragraphs = 0
        self._speech: list[Line] = []

    def draft(self) -> Draft:
        for index, line in enumerate(self._lines):
            self._take(index, line)
        self._flush()
        scenes = [scene for scene in self._scenes if scene.units or (scene.heading and scene is not self._scenes[0])]
        named = any(line.kind is LineKind.SAID for line in self._lines)
        return Draft(title=self._title, screenplay=named or self._headed, scenes=tuple(scene.closed() for scene in scenes))

    @property
    def _scene(self) -> _Open:
        return self._scenes[-1]

    def _take(self, index: int, line: Line) -> None:
        if line.kind is LineKind.TOLD:
            self._flush_speech()
            self._told(index, line)
            return
        if line.kind is LineKind.SAID:
            self._flush_paragraph()
            self._said(line)
            return
        self._flush()
        if line.kind is LineKind.TITLE:
            self._title = self._title or line.text
        elif line.kind is LineKind.HEADING:
            self._head(line)
        elif line.kind is LineKind.SCENE_BREAK and self._scene.units:
            self._scenes.append(_Open(_OPENING, line=line.number))

    def _head(self, line: Line) -> None:
        scene = self._scene
        if line.chapter and not self._title and not scene.units and not scene.heading and _is_title_heading(line, self._lines):
            self._title = line.text
        elif scene.units:
            self._scenes.append(_Open(line.text, heading=line.text, line=line.number))
        else:
            scene.heading = f"{scene.heading} - {line.text}" if scene.heading else line.text
            scene.key, scene.line = scene.heading, line.number

    def _told(self, index: int, line: Line) -> None:
        scene = self._scene
        key = line.text.partition(":")[0].strip().casefold()
        if scene.heading and not scene.units and not self._paragraph and key in PLACE_KEYS:
            scene.heading = f"{scene.heading} - {line.text.partition(':')[2].strip()}"
        elif self._is_title(index, line):
            self._title = line.text.strip("*_ ")
        else:
            self._paragraph.append(line)

    def _is_title(self, index: int, line: Line) -> bool:
        """A first line that stands alone: in capitals or Title Case without a verb, or any few words before a heading or a speech."""
        if self._title or self._paragraph or self._paragraphs or self._scene.units or self._scene.heading or len(line.text) > TITLE_LENGTH_MAX:
            return False
        rest = self._lines[index + 1 :]
        alone = bool(rest) and rest[0].kind is not LineKind.TOLD and any(one.kind in (LineKind.TOLD, LineKind.SAID, LineKind.HEADING) for one in rest)
        if not alone or not has_words(line.text) or line.text.startswith(("(", "[", '"', "“")) or rest[0].kind is not LineKind.BREAK:
            return False
        if next(one.kind for one in rest if one.kind is not LineKind.BREAK) in (LineKind.HEADING, LineKind.SAID):
            return _is_short_title(line.text)
        if _STOPPED.search(line.text):
            return False
        return _is_title_case(line.text) if self._cased and line.text.upper() != line.text.lower() else word_count(line.text) <= 5

    def _said(self, line: Line) -> None:
        last = self._speech[-1] if self._speech else None
        if (last and (last.speaker, last.manner) != (line.speaker, line.manner)) or (last and line.number > last.number + 1):
            self._flush_speech()
        if not line.text:
            self._flush_speech()
        else:
            self._speech.append(line)

    def _flush(self) -> None:
        self._flush_paragraph()
        self._flush_speech()

    def _flush_speech(self) -> None:
        if not self._speech:
            return
        first = self._speech[0]
        for number, sentence, directions in _said_pieces(self._speech):
            manner = ", ".join(filter(None, (first.manner, directions)))[:MANNER_LENGTH_MAX]
            unit = Unit(line=number, text=sentence, said=True, speaker=first.speaker, manner=manner, paragraph=self._paragraphs)
            self._scene.units.append(unit)
        self._paragraphs += 1
        self._speech = []

    def _flush_paragraph(self) -> None:
        for group in _groups(self._paragraph):
            self._paragraphs += 1
            self._tell(group)
        self._paragraph = []

    def _tell(self, group: Sequence[Line]) -> None:
        text, starts = _joined(group)
        first = True
        for piece in pieces(text):
            number = _line_at(starts, piece.offset)
            if not piece.speech:
                self._cut_scene(piece.text, number, first)
            first = False
            for offset, bite in bites(piece.text):
                unit = Unit(
                    line=_line_at(starts, piece.offset + offset), text=bite, said=piece.speech, quoted=piece.speech, paragraph=self._paragraphs
                )
                self._scene.units.append(replace(unit, speaker=piece.said_by, manner=piece.manner) if piece.speech else unit)

    def _cut_scene(self, sentence: str, number: int, first: bool) -> None:
        """In prose a new time or a new place is a new scene; where headings tell the scenes, only they do."""
        if self._headed:
            return
        scene = self._scene
        new_time = next((hit for hit in _NEW_SCENE.find(sentence) if hit.first == 0), None)
        place = _place_reached(sentence, first)
        key = new_time.text if new_time else place[1] if place and scene.places and place[0] not in scene.places else ""
        if key and scene.units:
            self._scenes.append(_Open(key, line=number))
        if place:
            self._scene.places.add(place[0])
        elif not self._scene.places:
            self._scene.places |= {hit.label for hit in PLACES.find(sentence)}


def _place_reached(sentence: str, first: bool) -> tuple[Setting, str] | None:
    """A place that the sentence is at (when it opens a paragraph) or moves to."""
    if not (first or MOVING.has(sentence)):
        return None
    tokens = tokenise(sentence)
    for hit in PLACES.find(sentence):
        before = {token.norm for token in tokens[max(0, hit.first - 4) : hit.first]}
        if before & _TOWARDS or hit.text.casefold() == "home" or (is_indic(hit.text) and not hit.exact):
            return hit.label, hit.text
    return None


def _with_setext(lines: list[Line]) -> list[Line]:
    """Markdown's underlined headings: a line of prose right above a rule."""
    out: list[Line] = []
    for line in lines:
        above = out[-1] if out else None
        alone = len(out) < 2 or out[-2].kind is not LineKind.TOLD
        if (
            line.kind is LineKind.SCENE_BREAK
            and above
            and above.kind is LineKind.TOLD
            and above.number == line.number - 1
            and alone
            and len(above.text) < 80
        ):
            out[-1] = Line(kind=LineKind.HEADING, number=above.number, text=above.text, chapter=True)
        else:
            out.append(line)
    return out


def _is_title_heading(line: Line, lines: list[Line]) -> bool:
    """The first Markdown heading names the film unless it is the only one or names a scene by number or place."""
    others = sum(one.kind is LineKind.HEADING for one in lines)
    return others > 1 and not re.match(r"(?i)(scene|act|chapter|part)\s|காட்சி|దృశ్యం|दृश्य", line.text)


def _is_title_case(text: str) -> bool:
    words = [token for token in tokenise(text) if len(token.text) > 3 or token.text[0].isupper()]
    if not words or not all(token.text[0].isupper() or token.text[0].isdigit() for token in words):
        return False
    return text == text.upper() or (word_count(text) <= 8 and not VERBS.has(text))


def _is_short_title(text: str) -> bool:
    """ "Family dinner", "What Is Love?"; not "Mira walks in" nor "It rains.", which tell something."""
    if word_count(text) > _TITLE_WORDS_MAX or _ENDS_SENTENCE.search(text) or text[0].islower():
        return False
    return not any(token.text[0].islower() and VERBS.has(token.text) for token in tokenise(text)[1:])


def _groups(lines: list[Line]) -> Iterator[list[Line]]:
    """Lines that wrap belong together; a line that stops short of the margin ends its paragraph, and a quote begins one."""
    group: list[Line] = []
    for line in lines:
        if group and (line.text[0] in _OPENERS or _is_short(group[-1].text, line.text)):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _is_short(row: str, follower: str) -> bool:
    return len(row) < _WRAPPED_LENGTH and (_STOPPED.search(row) is not None or not follower[0].islower())


def _joined(lines: Sequence[Line]) -> tuple[str, list[tuple[int, int]]]:
    text = ""
    starts: list[tuple[int, int]] = []
    for line in lines:
        text += " " if text else ""
        starts.append((len(text), line.number))
        text += line.text
    stripped = re.fullmatch(r"[(\[](.*)[)\]]\.?", text, re.DOTALL)
    if stripped and not re.search(r"[()\[\]]", stripped.group(1)):
        return " " + stripped.group(1), starts
    return text, starts


def _line_at(starts: list[tuple[int, int]], offset: int) -> int:
    return starts[max(0, bisect_right(starts, offset, key=itemgetter(0)) - 1)][1]


def _said_pieces(lines: Sequence[Line]) -> Iterator[tuple[int, str, str]]:
    """A speech in breaths, with the directions in each: whole while it is short, by its sentences where it is long, so that an edit changes one."""
    text, starts = _joined(lines)
    if word_count(_DIRECTION.sub(" ", text)) <= 25:
        yield from _undirected(starts[0][1], text, text)
        return
    # Blanks as long as the direction keep every place where it was.
    said = _DIRECTION.sub(lambda found: " " * len(found.group()), text)
    breaths = [(offset + inner, bite) for offset, sentence in sentences(said) for inner, bite in bites(sentence)]
    since = 0
    for at, bite in breaths:
        end = len(text) if (at, bite) == breaths[-1] else at + len(bite)
        yield from _undirected(_line_at(starts, at), bite, text[since:end])
        since = end


def _undirected(line: int, said: str, written: str) -> Iterator[tuple[int, str, str]]:
    """What is said of it, and the directions, which are not; nothing where nothing is said."""
    directions = ", ".join(found.strip("()[]（） ") for found in _DIRECTION.findall(written))
    spoken = _BEFORE_STOP.sub("", " ".join(_DIRECTION.sub(" ", said).split())) if directions else said.strip()
    if spoken:
        yield line, spoken, directions
