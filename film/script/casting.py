"""Decides who is in a script, and by which words each is known; names are resolved by cast.py, and what people are like is told by traits.py."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from operator import itemgetter

from film.model import Sex
from film.script.cast import DETERMINERS, Cast, Member, Mention
from film.script.draft import Draft, Unit
from film.script.fullnames import FullName, Key, full_name, full_names
from film.script.lexicon.names import ALSO_WORDS
from film.script.lexicon.people import NOT_A_NAME, PLACE_BEFORE, TITLES, Role
from film.script.lexicons import DEEDS, EVERYONE, FROM, GIVEN, NARRATOR, PLACES, ROLE_WORDS, THINGS, VERBS
from film.script.matching import Hit
from film.script.namesakes import Cues, short_forms, strangers
from film.script.tokens import Token, is_indic, tokenise, word_set

_INTRODUCTION = re.compile(r"\b(?:[Mm]y name is|I am called|[Cc]all me|[Tt]hey call me|I am|I'm|I’m)\s+([A-Z][a-z]{2,})\b(?!\s+[a-z])")
# An age between a name and what the person is: "BOB, 80, a retired teacher", "BOB (35), a doctor".
_AGED = re.compile(r"^\s*(?:,\s*\d{1,3}|\([^()]{1,20}\))(?=\s*,)")
_NAMED = ("named", "called")  # "an old weaver named Haruto"
# Words for anybody: with "the" before them they point back at somebody.
_GENERAL = frozenset({"old woman", "old man", "young woman", "young man", "woman", "man"})
_HONORIFICS = word_set("mr mrs ms miss dr captain capt king queen prince princess uncle aunt auntie sir lady lord")


def cast_of(draft: Draft, cased: bool, members_max: int) -> Cast:
    """Everybody who speaks, is named, or does something under a role, in that order of trust; ids by first appearance. Raises ScriptRefused."""
    cast = Cast(members_max)
    units = [unit for scene in draft.scenes for unit in scene.units]
    cues = [unit for unit in units if unit.said and not unit.quoted and not _is_voice(unit.speaker)]
    told = [unit for unit in units if not unit.said]
    spoken_by = [unit for unit in units if unit.quoted and unit.speaker]
    if cased:
        _add_full_names(cast, told + spoken_by, cues)
    for unit in cues:
        cast.add(unit.speaker)
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


def _add_full_names(cast: Cast, told: list[Unit], cues: list[Unit]) -> None:
    """ "KYLE REESE, a man of 30" is Kyle, Reese and Mr. Reese from now on, as far as nobody else is called so."""
    spoken = Cues([(unit.speaker, unit.line) for unit in cues])
    names = _full_names(told, cues, spoken)
    for words in strangers(names, spoken):
        cast.add(spoken.written[words])
    members = {name: cast.introduce(name.text, name.surname, name.keys()) for name in names}
    for name, forms in short_forms(names, spoken).items():
        for words in forms:
            cast.alias(members[name], words)


def _full_names(told: list[Unit], cues: list[Unit], spoken: Cues) -> Mapping[FullName, int]:
    """Each full name with the line where it is first; of several spellings the one with a title."""
    written = [(unit.line, name) for unit in told for name in full_names(_text(unit), spoken.alone)]
    written += [(unit.line, name) for unit in cues if (name := full_name(unit.speaker))]
    found: dict[tuple[Key, str], tuple[FullName, int]] = {}
    for line, name in sorted(written, key=itemgetter(0)):
        known, first = found.get((name.given, name.surname), (name, line))
        found[name.given, name.surname] = (name if name.titles and not known.titles else known), first
    return dict(found.values())


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
    return gap == " " and (before in DETERMINERS | PLACE_BEFORE or follower.text[0].isupper()) and PLACES.has(follower.text)


def _full_name(hit: Hit[Sex] | Hit[str], tokens: tuple[Token, ...], text: str) -> str:
    first, last = hit.first, hit.last
    if first and tokens[first - 1].norm in _HONORIFICS and tokens[first - 1].text[0].isupper():
        first -= 1
    after = tokens[last + 1] if last + 1 < len(tokens) else None
    if after and after.text.isascii() and after.text[0].isupper() and text[tokens[last].end : after.start] == " " and after.norm not in NOT_A_NAME:
        last += 1
    return " ".join(token.text if token.norm == token.text.casefold() else token.text[: len(token.norm)] for token in tokens[first : last + 1])


def _does_something(tokens: tuple[Token, ...], last: int) -> bool:
    """Is one of the next two words a verb? "Kestrel Point" is none that points."""
    following = tokens[last + 1 : last + 3]
    return any(VERBS.has(token.text) and not token.text.istitle() for token in following)


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
    return not any(lexicon.has(word) for lexicon in (VERBS, PLACES, ROLE_WORDS, THINGS, FROM))


def _acts_as_name(tokens: tuple[Token, ...], at: int, text: str, count: int, attribution: bool) -> bool:
    """A capital proves nothing at the beginning of a sentence, so more is asked of a word there."""
    before = tokens[at - 1].norm if at else ""
    if before in PLACE_BEFORE or before == "the":
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
    mentions = cast.mentions(text)
    for mention in mentions:
        if mention.first <= hit.first <= mention.last or (0 < mention.first - hit.last <= 2 and _is_title_of(tokens, hit, mention, text)):
            return mention.member
    for mention in mentions:
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
    return not re.search(r"[.,;!?]", gap) and (not gap.strip() or gap.strip() in _NAMED or ROLE_WORDS.has(gap))


def _acts(hit: Hit[Role], tokens: tuple[Token, ...], attribution: bool) -> bool:
    word = tokens[hit.first]
    if is_indic(word.text):
        return hit.exact
    determined = any(token.norm in DETERMINERS for token in tokens[max(0, hit.first - 3) : hit.first]) or word.text[0].isupper()
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
