"""Finds who is in a script and where they are named; what they are like is told by traits.py."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from film.model import Sex
from film.script.draft import Draft, Unit
from film.script.ids import Ordinals, slug
from film.script.lexicon.names import ALSO_WORDS
from film.script.lexicon.people import NOT_A_NAME, TITLES, Role
from film.script.lexicons import DEEDS, EVERYONE, GIVEN, NARRATOR, PLACES, ROLE_WORDS, THINGS, VERBS
from film.script.matching import Hit
from film.script.tokens import Token, is_indic, tokenise, word_set
from schemas.errors import ScriptRefused

_DETERMINERS = word_set("the a an her his my our their your this that")
_PLACE_BEFORE = frozenset(["in", "at", "to", "from", "of", "near", "into", "through"])
_INTRODUCTION = re.compile(r"\b(?:[Mm]y name is|I am called|[Cc]all me|[Tt]hey call me|I am|I'm|I’m)\s+([A-Z][a-z]{2,})\b(?!\s+[a-z])")
# An age between a name and what the person is: "BOB, 80, a retired teacher", "BOB (35), a doctor".
_AGED = re.compile(r"^\s*(?:,\s*\d{1,3}|\([^()]{1,20}\))(?=\s*,)")
# Words for anybody: with "the" before them they point back at somebody.
_GENERAL = frozenset({"old woman", "old man", "young woman", "young man", "woman", "man"})
_HONORIFICS = word_set("mr mrs ms miss dr captain capt king queen prince princess uncle aunt auntie sir lady lord")


Key = tuple[str, ...]


@dataclass(slots=True, eq=False)
class Member:
    name: str
    id: str = ""
    role: Role | None = None  # when known only by a role ("the keeper")
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
        self._members_max = members_max
        self._by_key: dict[Key, Member] = {}
        self._by_first: dict[str, list[tuple[Key, Member]]] = {}
        self._by_word: dict[str, list[tuple[Key, Member]]] = {}
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
        for key in _prefixes(tokens[at].norm):
            for words, member in self._by_first.get(key, ()):
                last = at + len(words) - 1
                longer = last < len(tokens) and (best is None or last > best.last)
                if longer and all(_same(word, tokens[at + index].norm) for index, word in enumerate(words)):
                    best = Mention(member, at, last, tokens[last].norm == words[-1])
        return best if best is None or _is_person_here(best, tokens) else None

    def finish(self) -> None:
        """Gives the ids, in order of appearance."""
        ordinals = Ordinals()
        for member in self.members:
            member.id = ordinals.name(slug(member.name))


def _is_person_here(mention: Mention, tokens: tuple[Token, ...]) -> bool:
    """ "Rose" is; "rose" is not, where the name is also a word and the writing has capitals."""
    word = tokens[mention.first]
    if word.text.isascii() and word.norm in ALSO_WORDS and mention.first == mention.last:
        return word.text[0].isupper()
    return True


def _prefixes(word: str) -> Iterator[str]:
    yield word
    if is_indic(word):
        for size in range(len(word) - 1, max(1, len(word) - 8), -1):
            yield word[:size]


def _same(word: str, token: str) -> bool:
    if word == token:
        return True
    stem = word.rstrip("\u0bcd\u0c4d\u094d") if is_indic(word) else ""
    return len(stem) >= 3 and token.startswith(stem) and len(token) - len(stem) <= 6


@lru_cache(maxsize=4096)
def _name_words(name: str) -> Key:
    words = tuple(token.norm for token in tokenise(re.sub(r"\([^)]*\)", " ", name)))
    bare = tuple(word for word in words if word not in _DETERMINERS)
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
            r"[A-Z][A-Z']*", lambda found: found.group().capitalize() if len(found.group()) > 2 or len(name) < 4 else found.group().title(), name
        )
    return name[:1].upper() + name[1:]


def cast_of(draft: Draft, cased: bool, members_max: int) -> Cast:
    """Everybody who speaks, is named, or does something under a role, in that order of trust; ids by first appearance. Raises ScriptRefused."""
    cast = Cast(members_max)
    units = [unit for scene in draft.scenes for unit in scene.units]
    for unit in units:
        if unit.said and not unit.quoted and not _is_voice(unit.speaker):
            cast.add(unit.speaker)
    told = [unit for unit in units if not unit.said]
    spoken_by = [unit for unit in units if unit.quoted and unit.speaker]
    _add_given(cast, told + spoken_by, cased)
    if cased:
        _add_capitalised(cast, told, spoken_by)
    _add_roles(cast, told, spoken_by)
    _add_introductions(cast, spoken_by)
    if not cast.members:
        _add_anybody(cast, told)
    _sort(cast, units)
    cast.finish()
    return cast


def _is_voice(name: str) -> bool:
    """A narrator or a chorus is heard; nobody of that name is seen."""
    words = tokenise(name)
    return any(hit.last - hit.first + 1 == len(words) for lexicon in (NARRATOR, EVERYONE) for hit in lexicon.find(name))


def _text(unit: Unit) -> str:
    return unit.speaker if unit.said else unit.text


def _add_given(cast: Cast, units: Iterable[Unit], cased: bool) -> None:
    for unit in units:
        text = _text(unit)
        tokens = tokenise(text)
        for hit in GIVEN.find(text):
            if _is_given(hit, tokens, cased) and not _in_place_name(hit, tokens, text):
                _add_told(cast, _full_name(hit, tokens, text))


def _add_told(cast: Cast, name: str) -> None:
    if not cast.shared(name):
        cast.add(name)


def _is_given(hit: Hit[Sex], tokens: tuple[Token, ...], cased: bool) -> bool:
    word = tokens[hit.first]
    if not word.text.isascii():
        return hit.exact and word.norm not in ALSO_WORDS
    if cased:
        return word.text[0].isupper() and (word.norm not in ALSO_WORDS or _does_something(tokens, hit.last) or hit.first > 0)
    return word.norm not in ALSO_WORDS


def _in_place_name(hit: Hit[Sex] | Hit[str], tokens: tuple[Token, ...], text: str) -> bool:
    """ "the Lakshmi temple", "Victoria Station": the name of a place."""
    follower = tokens[hit.last + 1] if hit.last + 1 < len(tokens) else None
    if follower is None or not follower.text.isascii() or "'" in tokens[hit.last].text or "’" in tokens[hit.last].text:
        return False
    gap = text[tokens[hit.last].end : follower.start]
    before = tokens[hit.first - 1].norm if hit.first else ""
    return gap == " " and (before in _DETERMINERS | _PLACE_BEFORE or follower.text[0].isupper()) and PLACES.has(follower.text)


def _full_name(hit: Hit[Sex] | Hit[str], tokens: tuple[Token, ...], text: str) -> str:
    first, last = hit.first, hit.last
    if first and tokens[first - 1].norm in _HONORIFICS and tokens[first - 1].text[0].isupper():
        first -= 1
    after = tokens[last + 1] if last + 1 < len(tokens) else None
    if after and after.text.isascii() and after.text[0].isupper() and text[tokens[last].end : after.start] == " " and after.norm not in NOT_A_NAME:
        last += 1
    return " ".join(token.text if token.norm == token.text.casefold() else token.text[: len(token.norm)] for token in tokens[first : last + 1])


def _does_something(tokens: tuple[Token, ...], last: int) -> bool:
    following = tokens[last + 1 : last + 3]
    return any(VERBS.has(token.text) for token in following)


def _add_capitalised(cast: Cast, told: list[Unit], spoken_by: list[Unit]) -> None:
    """Names that no list knows: capitalised and doing or saying something, or introduced in capitals."""
    seen = Counter(token.text for unit in told for token in tokenise(unit.text))
    lower = {token.text for unit in told for token in tokenise(unit.text) if token.text.islower()}
    for unit in told + spoken_by:
        tokens = tokenise(_text(unit))
        for at, token in enumerate(tokens):
            if _may_be_name(token, lower) and not cast.named(token.text) and _acts_as_name(tokens, at, _text(unit), seen[token.text], unit.said):
                hit: Hit[str] = Hit("name", 1, at, at, token.text)
                if not _in_place_name(hit, tokens, _text(unit)):
                    _add_told(cast, _full_name(hit, tokens, _text(unit)))


def _may_be_name(token: Token, lower: set[str]) -> bool:
    word = token.text.removesuffix("'s").removesuffix("’s")
    plain = word.casefold()
    if len(word) < 3 or not word[0].isupper() or not (word[1:].islower() or word.isupper()):
        return False
    if plain in NOT_A_NAME or plain in lower or plain in TITLES:
        return False
    return not any(lexicon.has(word) for lexicon in (VERBS, PLACES, ROLE_WORDS, THINGS))


def _acts_as_name(tokens: tuple[Token, ...], at: int, text: str, count: int, attribution: bool) -> bool:
    """A capital proves nothing at the beginning of a sentence, so more is asked of a word there."""
    before = tokens[at - 1].norm if at else ""
    if before in _PLACE_BEFORE or before == "the":
        return False
    if tokens[at].text.isupper():
        after = text[tokens[at].end : tokens[at].end + 2].lstrip()[:1]
        return after in ("(", ",") or _does_something(tokens, at)
    if attribution:
        return True
    if at == 0:
        alive = len(tokens) > 1 and DEEDS.has(tokens[1].text) and not tokens[0].norm.endswith("s")
        return alive or (count >= 2 and _does_something(tokens, at))
    return _does_something(tokens, at) or count >= 2 or any(ROLE_WORDS.has(token.text) for token in tokens[max(0, at - 2) : at])


def _add_roles(cast: Cast, told: list[Unit], spoken_by: list[Unit]) -> None:
    """ "The old keeper climbs": somebody known by what they are. A role of somebody named is a word for that person."""
    for unit in told + spoken_by:
        text = _text(unit)
        tokens = tokenise(text)
        for hit in ROLE_WORDS.find(text):
            owner = _named_beside(cast, tokens, hit, text)
            if owner is not None:
                cast.alias(owner, (tokens[hit.last].norm,))
                continue
            known = _pointed_at(cast, tokens, hit)
            if known is not None:
                cast.alias(known, tuple(token.norm for token in tokens[hit.first : hit.last + 1]))
            elif _acts(hit, tokens, unit.said):
                cast.add(hit.text, hit.label)


def _pointed_at(cast: Cast, tokens: tuple[Token, ...], hit: Hit[Role]) -> Member | None:
    """ "The old man", of whom nothing new is said, is the one man whom we know already."""
    definite = any(token.norm == "the" for token in tokens[max(0, hit.first - 2) : hit.first])
    known = [one for one in cast.members if definite and _may_be(one, hit.label)]
    return known[0] if len(known) == 1 else None


def _may_be(member: Member, role: Role) -> bool:
    if member.role is not None and member.role.name == role.name:
        return True
    if role.name not in _GENERAL:
        return False
    sex = _given_sex(member.name) or (member.role.sex if member.role else None)
    age = member.role.age if member.role else None
    return sex in (None, role.sex) and (age is None or role.age in (None, age))


@lru_cache(maxsize=1024)
def _given_sex(name: str) -> Sex | None:
    given = GIVEN.find(name)
    return given[0].label if given else None


def _named_beside(cast: Cast, tokens: tuple[Token, ...], hit: Hit[Role], text: str) -> Member | None:
    """ "her father Rajan", "Rajan, her father", "Tom the baker": the person that the role is said of."""
    for mention in cast.mentions(text):
        if mention.first <= hit.first <= mention.last:
            return mention.member
        if 0 < mention.first - hit.last <= 2 and _is_title_of(tokens, hit, mention, text):
            return mention.member
        if mention.last + 1 == hit.first and is_indic(tokens[hit.first].text) and is_indic(tokens[mention.last].text):
            return mention.member
        between = [token.norm for token in tokens[mention.last + 1 : hit.first]]
        joint = _AGED.sub("", text[tokens[mention.last].end : tokens[hit.first].start]) if hit.first > mention.last else "."
        if (
            hit.first > mention.last
            and len(between) <= 4
            and re.match(r"\s*[,(]\s*(?:a|an|the|her|his|their|my|an?)?\b", joint)
            and joint.count(",") <= 1
            and not VERBS.has(joint)
        ):
            return mention.member
        if between and between[0] in {"is", "was", "the"} and len(between) <= 4 and hit.first > mention.last and not re.search(r"[,.;]", joint):
            return mention.member
    return None


def _is_title_of(tokens: tuple[Token, ...], hit: Hit[Role], mention: Mention, text: str) -> bool:
    """ "father Rajan", "old grandfather Hari": role words right before the name."""
    gap = text[tokens[hit.last].end : tokens[mention.first].start]
    return not re.search(r"[.,;!?]", gap) and (not gap.strip() or ROLE_WORDS.has(gap))


def _acts(hit: Hit[Role], tokens: tuple[Token, ...], attribution: bool) -> bool:
    word = tokens[hit.first]
    if is_indic(word.text):
        return hit.exact
    determined = any(token.norm in _DETERMINERS for token in tokens[max(0, hit.first - 3) : hit.first]) or word.text[0].isupper()
    return determined and (attribution or _does_something(tokens, hit.last)) and "'" not in tokens[hit.last].text


def _add_introductions(cast: Cast, spoken_by: list[Unit]) -> None:
    """ "My name is Wren," said the girl: a person known by a role has a name from now on."""
    for unit in spoken_by:
        found = _INTRODUCTION.search(unit.text)
        speakers = cast.mentions(unit.speaker)
        if found and speakers and speakers[0].member.role and not cast.named(found.group(1)) and found.group(1).casefold() not in NOT_A_NAME:
            speakers[0].member.name = found.group(1)
            cast.alias(speakers[0].member, (found.group(1).casefold(),))


def _add_anybody(cast: Cast, told: list[Unit]) -> None:
    """Better one person by a vague word than an empty stage: a role in any place of a sentence, or the teller."""
    for unit in told:
        for hit in ROLE_WORDS.find(unit.text):
            cast.add(hit.text, hit.label)
    first_person = sum(token.text == "I" for unit in told for token in tokenise(unit.text))
    if not cast.members and first_person:
        cast.alias(cast.add("I"), ("me",))


def _sort(cast: Cast, units: list[Unit]) -> None:
    order: dict[int, int] = {}
    for place, unit in enumerate(units):
        named = [mention.member for mention in cast.mentions(unit.text if not unit.said else unit.speaker)]
        for member in named:
            order.setdefault(id(member), place)
    cast.members.sort(key=lambda member: order.get(id(member), len(units)))
