"""Decides which short form of a full name means whom: a first name, a surname, a surname behind a title. Knows names and cues, no members."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from film.model import Sex
from film.script.fullnames import FullName, Key, spellings_of
from film.script.lexicon.people import TITLES
from film.script.lexicons import GIVEN, HONORIFIC_WORDS
from film.script.tokens import tokenise


class Cues:
    """The names over speeches, with the line where each is first: single words, and surnames behind a title."""

    def __init__(self, spoken: Sequence[tuple[str, int]]) -> None:
        self.first: dict[Key, int] = {}
        self.written: dict[Key, str] = {}
        self.titled: dict[str, dict[str, int]] = defaultdict(dict)  # surname -> title -> line
        for name, line in spoken:
            words = tuple(token.norm for token in tokenise(name) if token.norm != "the")
            self.first.setdefault(words, line)
            self.written.setdefault(words, name)
            if len(words) == 2 and words[0] in TITLES:
                self.titled[words[1]].setdefault(words[0], line)
        self.alone = frozenset(words[0] for words in self.first if len(words) == 1)


def short_forms(names: Mapping[FullName, int], cues: Cues) -> Mapping[FullName, Sequence[Key]]:
    """What else each is called. `names`: with the line of each. A form that may be another's as well is nobody's."""
    forms: dict[FullName, list[Key]] = {name: [] for name in names}
    given = Counter(name.given for name in names)
    ranks = Counter(spelling for name in names for title in name.titles for spelling in spellings_of(title))
    for name in names:
        if given[name.given] == 1:
            forms[name].append(name.given)
        forms[name] += [(rank,) for title in name.titles for rank in sorted(spellings_of(title)) if ranks[rank] == 1 and (rank,) in cues.first]
    for surname, family in _families(names).items():
        titled = _titled(surname, family, names, cues)
        for title, name in titled.items():
            forms[name].append((title, surname))
        head = _head(surname, family, cues)
        if head and all(titled.get(title) in (head, None) for title in cues.titled.get(surname, ())):
            forms[head].append((surname,))
    return forms


def strangers(names: Mapping[FullName, int], cues: Cues) -> Iterator[Key]:
    """The titles with a surname under which somebody speaks who is none of those of that surname: Mr. and Mrs. Chen beside Mira Chen."""
    for surname, family in _families(names).items():
        known = _titled(surname, family, names, cues)
        own = {spelling for name in family for title in name.titles for spelling in spellings_of(title)}
        yield from ((title, surname) for title in cues.titled.get(surname, ()) if title not in known and title not in own)


def _families(names: Iterable[FullName]) -> Mapping[str, Sequence[FullName]]:
    families: dict[str, list[FullName]] = defaultdict(list)
    for name in names:
        families[name.surname].append(name)
    return families


def _titled(surname: str, family: Sequence[FullName], lines: Mapping[FullName, int], cues: Cues) -> Mapping[str, FullName]:
    """Who of a family is meant by a title that nobody of it was introduced with: the only one, introduced before, whose sex it fits."""
    own = {spelling for name in family for title in name.titles for spelling in spellings_of(title)}
    found: dict[str, FullName] = {}
    for title, line in cues.titled.get(surname, {}).items():
        fitting = [name for name in family if not name.titles and lines[name] < line and _fits(title, name)]
        if title not in own and len(fitting) == 1:
            found[title] = fitting[0]
    sexes = {name: {_sex(title) for title, one in found.items() if one is name} - {None} for name in family}
    return {title: name for title, name in found.items() if len(sexes[name]) < 2}


def _head(surname: str, family: Sequence[FullName], cues: Cues) -> FullName | None:
    """Who is called by the surname alone: the only one who has it, else whoever never speaks by a first name."""
    if len(family) == 1:
        return family[0]
    if (surname,) not in cues.first:
        return None
    silent = [name for name in family if name.given not in cues.first and (*name.given, surname) not in cues.first]
    return (silent or list(family))[0]


def _fits(title: str, name: FullName) -> bool:
    told = next(iter(GIVEN.find(" ".join(name.given))), None)
    return told is None or _sex(title) in (None, told.label)


def _sex(title: str) -> Sex | None:
    return next((hit.label for hit in HONORIFIC_WORDS.find(title)), None)
