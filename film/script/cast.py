"""The people of a script and the words that mean each of them: resolves a name, and finds names in a text. Decides nobody into it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from film.script.ids import Ordinals, slug
from film.script.lexicon.names import ALSO_WORDS
from film.script.lexicon.people import TITLES, Role
from film.script.tokens import Token, is_indic, tokenise, word_set
from schemas.errors import ScriptRefused

DETERMINERS = word_set("the a an her his my our their your this that")

Key = tuple[str, ...]


@dataclass(slots=True, eq=False)
class Member:
    name: str
    id: str = ""
    role: Role | None = None  # when known only by a role ("the keeper")
    surname: str = ""  # its last word, where that is a surname: Jane Cook is no cook
    keys: set[Key] = field(default_factory=set)  # the word sequences that mean this person


@dataclass(frozen=True, slots=True)
class Mention:
    member: Member
    first: int  # token indices within the text
    last: int
    exact: bool = True


class Cast:
    """The people of a script in order of appearance, and the only place that resolves a name to one of them.

    Raises ScriptRefused as soon as there are more than `members_max`, so that nobody pays for the rest of a telephone directory.
    """

    def __init__(self, members_max: int) -> None:
        self.members: list[Member] = []
        self.name_words: frozenset[str] = frozenset()  # of everybody's name, in small letters; known once it is finished
        self._members_max = members_max
        self._by_key: dict[Key, Member] = {}
        self._by_first: dict[str, list[tuple[Key, Member]]] = {}
        self._by_word: dict[str, list[tuple[Key, Member]]] = {}
        self._surnames: set[str] = set()  # of these a small first letter makes a plain word: "Jane Cook" and "the cook"
        self._near: dict[Key, Sequence[Member]] = {}  # of names that are no key
        self._mentions: dict[str, Sequence[Mention]] = {}  # by text; what is found here and above is forgotten when a key is added

    def add(self, name: str, role: Role | None = None) -> Member:
        """The member called so, made if there is none. "Flint" is "Captain Flint" where only one is called so."""
        words = _name_words(name)
        known = self._known(words)
        if known is None:
            self._refuse_a_crowd()
            known = Member(name=_spelling(name), role=role)
            self.members.append(known)
            self._key(known, words)
        elif known.name.isupper() or (not known.name[:1].isupper() and name[:1].isupper()):
            known.name = _spelling(name)
        return known

    def _refuse_a_crowd(self) -> None:
        if len(self.members) >= self._members_max:
            raise ScriptRefused(
                f"The script has more than {self._members_max} characters, and at most so many are taken. Split it into parts, or let fewer people "
                "have a name.",
                characters_max=self._members_max,
            )

    def _known(self, words: Key) -> Member | None:
        if words in self._by_key:
            return self._by_key[words]
        near = self._called(words)
        return near[0] if len(near) == 1 else None

    def _called(self, words: Key) -> Sequence[Member]:
        if words not in self._near:
            near = {member: None for word in words for key, member in self._by_word.get(word, ()) if _overlaps(words, key)}
            self._near[words] = tuple(near)
        return self._near[words]

    def _key(self, member: Member, words: Key) -> None:
        if words and words not in member.keys:
            member.keys.add(words)
            self._by_key.setdefault(words, member)
            self._by_first.setdefault(words[0], []).append((words, member))
            for word in dict.fromkeys(words):
                self._by_word.setdefault(word, []).append((words, member))
            self._near.clear()
            self._mentions.clear()

    def alias(self, member: Member, words: Key) -> None:
        if self._known(words) in (None, member):
            self._key(member, words)

    def introduce(self, name: str, surname: str, keys: Iterable[Key]) -> Member:
        """Somebody by their full name, and by the shorter forms of it that are nobody else's."""
        member = self.add(name)
        member.surname = surname
        self._surnames.add(surname)
        for words in keys:
            self.alias(member, words)
        return member

    def shared(self, name: str) -> bool:
        """Is it the name of several, so that it tells nobody apart? "Chen" beside Mr. and Mrs. Chen is no third one."""
        words = _name_words(name)
        return words not in self._by_key and len(self._called(words)) > 1

    def named(self, name: str) -> Member | None:
        words = _name_words(name)
        return self._known(words) if words else None

    def mentions(self, text: str) -> Sequence[Mention]:
        """Who is named in the text, left to right; the longest name wins."""
        if text not in self._mentions:
            self._mentions[text] = self._found_in(text)
        return self._mentions[text]

    def _found_in(self, text: str) -> Sequence[Mention]:
        tokens = tokenise(text)
        found: list[Mention] = []
        at = 0
        while at < len(tokens):
            hit = self._mention_at(tokens, at)
            if hit:
                found.append(hit)
            at = hit.last + 1 if hit else at + 1
        return found

    def _mention_at(self, tokens: tuple[Token, ...], at: int) -> Mention | None:
        best: Mention | None = None
        for key in _prefixes(tokens[at]):
            for words, member in self._by_first.get(key, ()):
                last = at + len(words) - 1
                longer = last < len(tokens) and (best is None or last > best.last)
                if longer and all(_same(word, tokens[at + index]) for index, word in enumerate(words)):
                    best = Mention(member, at, last, tokens[last].norm == words[-1])
        return best if best is None or self._is_person_here(best, tokens) else None

    def _is_person_here(self, mention: Mention, tokens: tuple[Token, ...]) -> bool:
        """ "Rose" is; "rose" is not, where the name is also a word and the writing has capitals."""
        word = tokens[mention.first]
        if word.text.isascii() and mention.first == mention.last and (word.norm in ALSO_WORDS or word.norm in self._surnames):
            return word.text[0].isupper()
        return True

    def finish(self) -> None:
        """Gives the ids, in order of appearance."""
        ordinals = Ordinals()
        for member in self.members:
            member.id = ordinals.name(slug(member.name))
        self.name_words = frozenset(token.norm for member in self.members for token in tokenise(member.name))


def _prefixes(token: Token) -> Iterator[str]:
    word = token.norm
    yield word
    if token.owns:
        yield _owning(token)
    if is_indic(word):
        for size in range(len(word) - 1, max(1, len(word) - 8), -1):
            yield word[:size]


def _same(word: str, said: Token) -> bool:
    token = said.norm
    if word == token or (word.endswith("'s") and said.owns and word == _owning(said)):
        return True
    stem = word.rstrip("\u0bcd\u0c4d\u094d") if is_indic(word) else ""
    return len(stem) >= 3 and token.startswith(stem) and len(token) - len(stem) <= 6


def _owning(token: Token) -> str:
    """ "Anna's mother" is not Anna."""
    return f"{token.norm}'s"


@lru_cache(maxsize=4096)
def _name_words(name: str) -> Key:
    tokens = tokenise(re.sub(r"\([^)]*\)", " ", name))
    words = tuple(_owning(token) if token.owns and token is not tokens[-1] else token.norm for token in tokens)
    bare = tuple(word for word in words if word not in DETERMINERS)
    return bare or words


def _overlaps(words: Key, key: Key) -> bool:
    """Is one the other with a title or a second name? "mira" and "mira devi", "flint" and "captain flint", never "old man" and "old woman"."""
    shorter, longer = sorted((set(words), set(key)), key=len)
    rest = longer - shorter
    return bool(shorter) and shorter < longer and not shorter <= TITLES and not (rest & {"young", "little"} and shorter & TITLES)


def _spelling(name: str) -> str:
    name = re.sub(r"\s+", " ", re.sub(r"\([^)]*\)|\^", " ", name)).strip(" @*_.,\"'“”")
    words = name.split(" ")
    if words and words[0].casefold() in {"the", "a", "an"} and len(words) > 1:
        name = " ".join(words[1:])
    if name.isupper() and name.isascii():
        return re.sub(
            r"[A-Z]+(?:'S\b)?", lambda found: found.group().capitalize() if len(found.group()) > 2 or len(name) < 4 else found.group().title(), name
        )
    return name[:1].upper() + name[1:]
