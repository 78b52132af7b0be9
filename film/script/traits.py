"""What the people of a script are like: sex, age, culture, role, dress; each with the words that say so. Never religion, never caste."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from film.model import Age, Character, Culture, Diagnostic, Evidence, Sex
from film.script.ages import ToldAge, behind, described, of_pronoun, of_speaker
from film.script.attribution import attributed
from film.script.cast import Cast, Member
from film.script.draft import Draft, SceneDraft, Unit
from film.script.lexicon.cultures import CULTURES
from film.script.lexicon.names import NAMES
from film.script.lexicon.people import NUMBERS, ROLES, VERB_ENDINGS, Role
from film.script.lexicon.wardrobe import DESCRIBERS, DESCRIBERS_ELSEWHERE, GARMENTS
from film.script.lexicons import FROM, GIVEN, HONORIFIC_WORDS, PRONOUN_WORDS, ROLE_WORDS
from film.script.matching import Lexicon
from film.script.tokens import Token, tokenise
from film.script.trail import Trail

_NAME_CULTURE: Lexicon[tuple[Culture, ...]] = Lexicon()
for _, _cultures, _words in NAMES:
    _NAME_CULTURE.add(_words, _cultures)
CULTURE_WORDS: Lexicon[Culture] = Lexicon()
for _culture, _culture_words in CULTURES.items():
    CULTURE_WORDS.add(_culture_words, _culture, plurals=True)
_GARMENTS: Lexicon[Sex | None] = Lexicon()
for _wearer, _garment_words in GARMENTS.items():
    _GARMENTS.add(_garment_words, _wearer, plurals=True)

# "(f, 8)", "(M)", "(45, male)"
_SEX_IN_BRACKET = re.compile(r"\s*(?:\d{1,3}\s*[,/]?\s*)?(f|female|m|male)\b\s*[,/]?\s*(\d{1,3})?\s*", re.IGNORECASE)
_BEFORE_ENDS = re.compile(
    r"[.,;:!?()\"“”]|\b(?:and|with|to|at|of|by|for|from|sees|meets|toward|towards|beside|behind|und|et|y)\b|(?<=\s)(?:और|மற்றும்|మరియు)(?=\s)"
)
_BRACKET = re.compile(r"\s*[(\[]([^()\[\]]{1,80})[)\]]")
_APPOSITIVE = re.compile(r"\s*(?:,\s*|\s+(?:is|was)\s+(?=(?:an?|the|her|his)\b)|[-–—]\s*)([^.;!?()]{1,70})")
_LEADS_TO_NAME = re.compile(r"(?:her|his|their|my|the|an?)\s(?:[^\W\d_]+\s){0,2}$")  # "his wife Wendy", "their little son Danny"
_DESCRIBES = re.compile(r"(?:an?|the|her|his|their|my|now|only|about|aged|age|in|\d|old|young|little|wearing|dressed|tall|small)\b|\d", re.IGNORECASE)

# Where somebody is from, not what they teach: "a Japanese man", not "a Japanese teacher".
_GENERAL_NEXT = re.compile(r"\s+(?:\w+\s+)?(?:man|woman|boy|girl|child|lady|gentleman|couple|descent|origin)\b", re.IGNORECASE)

# How much one piece of evidence weighs.
_BY_NAME, _BY_ROLE, _BY_GARMENT, _BY_PRONOUN, _BY_VERB, _BY_CALL = 3.0, 4.0, 2.0, 1.5, 1.5, 3.0
_BY_SENTENCE = 3.0  # an age, and twice that in years
_SURE = 1.0
_OWN_CULTURE = 3.0

# Roles that stand for several callings: there the script's own word is the role.
_GROUPS = frozenset({"craftsman", "trader", "soldier", "boss", "doctor", "waiter", "waitress", "teacher", "traveller", "friend", "student"})
_GENERAL = frozenset({"man", "woman", "old man", "old woman", "young man", "young woman", "girl", "boy", "child", "daughter", "son"})
_PARENTS = frozenset({"mother", "father"})
_GRANDPARENTS = frozenset({"grandmother", "grandfather"})


@dataclass(slots=True)
class _File:
    """What was found about one person."""

    sex: dict[Sex, float] = field(default_factory=lambda: defaultdict(float))
    age: dict[Age, float] = field(default_factory=lambda: defaultdict(float))
    culture: dict[Culture, float] = field(default_factory=lambda: defaultdict(float))
    roles: list[str] = field(default_factory=list)
    wardrobe: dict[str, None] = field(default_factory=dict)  # a set that keeps its order
    evidence: dict[tuple[str, str], Evidence] = field(default_factory=dict)  # by what it says, in small letters
    lines: int = 0
    line: int = 1

    def note(self, claim: str, text: str, line: int) -> None:
        self.evidence.setdefault((claim, text.casefold()), Evidence(claim=claim, text=text, line=line))

    def is_sex(self, sex: Sex, weight: float, text: str, line: int) -> None:
        self.sex[sex] += weight
        self.note(f"sex={sex}", text, line)

    def is_age(self, age: Age, weight: float, text: str, line: int) -> None:
        self.age[age] += weight
        self.note(f"age={age}", text, line)

    def plays(self, role: Role, text: str, line: int, weight: float = _BY_ROLE) -> None:
        name = text.casefold() if role.name in _GROUPS and text.isascii() else role.name
        self.roles.append(name)
        self.note(f"role={name}", text, line)
        if role.sex:
            self.is_sex(role.sex, weight, text, line)
        if role.age:
            self.is_age(role.age, weight / 2, text, line)


class Traits:
    """Reads the draft once and then answers for each member."""

    def __init__(self, cast: Cast, draft: Draft) -> None:
        self._cast = cast
        self._files = {member.id: _File() for member in cast.members}
        first_lines = _first_lines(draft, cast)
        for member in cast.members:
            self._from_name(member, first_lines.get(member, 1))
        for scene in draft.scenes:
            self._read(scene)

    def culture_scores(self) -> dict[Culture, float]:
        total: dict[Culture, float] = defaultdict(float)
        for file in self._files.values():
            for culture, weight in file.culture.items():
                total[culture] += weight
        return total

    def sexes(self) -> dict[str, Sex]:
        return {member.id: _best_sex(member, self._files[member.id]) for member in self._cast.members}

    def guessed(self) -> frozenset[str]:
        """The ids of those of whom nothing told the sex."""
        return frozenset(member.id for member in self._cast.members if not _is_told(self._files[member.id]))

    def characters(self, film: Culture, forced: bool, spoken: Mapping[str, int]) -> Iterator[tuple[Character, list[Diagnostic]]]:
        """Each person, and what was only guessed. `spoken` counts lines; a forced culture dresses everybody."""
        for member in self._cast.members:
            file = self._files[member.id]
            own = max(file.culture, key=lambda one: file.culture[one], default=film)
            told = not forced and sum(file.culture.values()) >= _OWN_CULTURE
            culture = own if told and file.culture.get(film, 0) < file.culture[own] else film
            character = Character(
                id=member.id,
                name=member.name,
                sex=_best_sex(member, file),
                age=max(file.age, key=lambda one: file.age[one], default=Age.ADULT),
                culture=culture,
                role=_best_role(file),
                wardrobe=tuple(file.wardrobe),
                lines=spoken.get(member.id, 0),
                evidence=tuple(file.evidence.values()),
            )
            yield character, _guesses(member, file, character)

    def name_roles(self) -> None:
        """From now on "the bride" and "her father" mean the one person who is that."""
        by_role: dict[str, list[Member]] = defaultdict(list)
        for member in self._cast.members:
            by_role[_best_role(self._files[member.id])].append(member)
        for role in ROLES:
            if len(by_role[role.name]) == 1:
                for phrase in ",".join(role.words.values()).split(","):
                    self._cast.alias(by_role[role.name][0], tuple(token.norm for token in tokenise(phrase)))

    def _told_sexes(self) -> dict[str, Sex]:
        """Of those of whom something tells it so far."""
        return {member.id: _best_sex(member, file) for member in self._cast.members if _is_told(file := self._files[member.id])}

    def _from_name(self, member: Member, line: int) -> None:
        file = self._files[member.id]
        file.line = line
        if member.role and not ROLE_WORDS.has(member.name):
            file.plays(member.role, member.role.name, line)
        for sex_hit in GIVEN.find(member.name)[:1] if not member.role else []:
            file.is_sex(sex_hit.label, _BY_NAME, sex_hit.text, line)
        for culture_hit in _NAME_CULTURE.find(member.name)[:1] if not member.role else []:
            for culture in culture_hit.label:
                file.culture[culture] += _BY_NAME / len(culture_hit.label)
                file.note(f"culture={culture}", culture_hit.text, line)
        self._describe(member, member.name[: -len(member.surname)] if member.surname else member.name, line)
        for honorific in HONORIFIC_WORDS.find(member.name):
            if len(tokenise(member.name)) > 1:
                file.is_sex(honorific.label, _BY_ROLE, honorific.text, line)

    def _describe(self, member: Member, text: str, line: int) -> None:
        """Takes in words that stand for the person: "(55), a proud father in a white veshti"."""
        file = self._files[member.id]
        for role in ROLE_WORDS.find(text):
            if not re.match(r"['’]s?\b", text[text.find(role.text) + len(role.text) :]):
                file.plays(role.label, role.text, line)
        sex = _SEX_IN_BRACKET.fullmatch(text)
        if sex:
            file.is_sex(Sex.FEMALE if sex.group(1)[0] in "fF" else Sex.MALE, _BY_ROLE, text.strip(), line)
            text = re.sub(r"[^\d]", "", text)
        for origin in FROM.find(text):
            if origin.label and _GENERAL_NEXT.match(text[text.find(origin.text) + len(origin.text) :]):
                self._is_from(member, origin.label, origin.text, line)
        for told in described(text):
            file.is_age(told.age, 3 * _BY_ROLE if told.counted else _BY_ROLE, told.text, line)

    def _read(self, scene: SceneDraft) -> None:
        trail = Trail(self._cast, self._told_sexes())
        speakers = _speakers(scene, self._cast)
        for unit in scene.units:
            if unit.said:
                self._hear(trail, speakers, unit)
            else:
                self._see(trail, unit)

    def _hear(self, trail: Trail, speakers: Sequence[Member], unit: Unit) -> None:
        speaker = self._cast.named(unit.speaker) if unit.speaker and not unit.quoted else None
        if unit.quoted and unit.speaker:
            self._attributed(trail, unit)
        if speaker is None:
            return
        if unit.manner:
            self._describe_years(speaker, unit)
        self._is_now(speaker, of_speaker(unit.text), unit.line)
        others = [one for one in speakers if one is not speaker]
        called = _called(unit.text)
        if len(others) == 1 and called:
            role, words = called
            self._files[others[0].id].plays(role, words, unit.line, _BY_CALL)
            if role.name in _PARENTS | _GRANDPARENTS:
                young = Age.YOUNG if role.name in _PARENTS else Age.CHILD
                self._files[speaker.id].age[young] += 0.8

    def _attributed(self, trail: Trail, unit: Unit) -> None:
        """Of a clause that tells who spoke, only the words right before a name are about who has it."""
        tokens = tokenise(unit.speaker)
        since = 0
        for mention in self._cast.mentions(unit.speaker):
            start = tokens[mention.first].start
            self._describe(mention.member, _BEFORE_ENDS.split(unit.speaker[max(since, start - 24) : start])[-1], unit.line)
            since = tokens[mention.last].end
        told = attributed(unit.speaker, self._cast)
        busy = (*told.addressed, trail.last) if told.answers else told.addressed
        speaker = told.speaker or trail.pronoun(unit.speaker, without=[one for one in busy if one])
        if speaker and told.sex:
            self._files[speaker.id].is_sex(told.sex, _BY_PRONOUN, next(hit.text for hit in PRONOUN_WORDS.find(unit.speaker)), unit.line)
        trail.note([*([speaker] if speaker else []), *told.addressed])

    def _describe_years(self, speaker: Member, unit: Unit) -> None:
        if _SEX_IN_BRACKET.fullmatch(unit.manner) or re.fullmatch(r"\d{1,3}", unit.manner):
            self._describe(speaker, unit.manner, unit.line)

    def _see(self, trail: Trail, unit: Unit) -> None:
        mentions = self._cast.mentions(unit.text)
        tokens = tokenise(unit.text)
        for place, mention in enumerate(mentions):
            others = [one for one in mentions[:place] if one.member is not mention.member]
            since = tokens[others[-1].last].end if others else 0
            until = next((tokens[one.first].start for one in mentions[place + 1 :] if one.member is not mention.member), len(unit.text))
            for words in _descriptions(unit.text, since, tokens[mention.first].start, tokens[mention.last].end, until):
                self._describe(mention.member, words, unit.line)
            self._is_now(mention.member, behind(unit.text, tokens[mention.last].end), unit.line)
        about = trail.follow(unit.text)
        if len({mention.member.id for mention in mentions}) <= 1 and about:
            self._read_grammar(about[0], unit)
        self._read_wardrobe(about, unit)

    def _read_grammar(self, member: Member, unit: Unit) -> None:
        """Pronouns, and verbs that show the sex, in a sentence that is about one person."""
        file = self._files[member.id]
        self._is_now(member, of_pronoun(unit.text), unit.line)
        for hit in PRONOUN_WORDS.find(unit.text)[:1]:
            file.is_sex(hit.label, _BY_PRONOUN, hit.text, unit.line)
        ended = unit.text.rstrip(" .!?।…\"'”")
        for language in VERB_ENDINGS.values():
            for sex, endings in language.items():
                if ended.endswith(endings) and " ने " not in unit.text:
                    file.is_sex(sex, _BY_VERB, " ".join(token.text for token in tokenise(ended)[-2:]), unit.line)

    def _is_now(self, member: Member, told: ToldAge | None, line: int) -> None:
        """An age that a sentence tells; how somebody is introduced counts more."""
        if told:
            self._files[member.id].is_age(told.age, _BY_SENTENCE * (2 if told.counted else 1), told.text, line)

    def _read_wardrobe(self, about: list[Member], unit: Unit) -> None:
        mentions = self._cast.mentions(unit.text)
        tokens = tokenise(unit.text)
        for hit in _GARMENTS.find(unit.text):
            before = [one.member for one in mentions if one.last < hit.first]
            member = before[-1] if before else about[0] if about else None
            if member is None:
                continue
            first = hit.first
            while first and _describes_garment(tokens[first - 1]) and tokens[first].start - tokens[first - 1].end <= 2:
                first -= 1
            worn = unit.text[tokens[first].start : tokens[hit.last].end]
            self._wear(member, worn, hit.label, unit.line)

    def _wear(self, member: Member, worn: str, sex: Sex | None, line: int) -> None:
        file = self._files[member.id]
        file.wardrobe[worn] = None
        file.note(f"wardrobe={worn}", worn, line)
        if sex:
            file.is_sex(sex, _BY_GARMENT, worn, line)
        for culture in CULTURE_WORDS.find(worn):
            file.culture[culture.label] += 1
        for origin in FROM.find(worn):
            if origin.label:
                self._is_from(member, origin.label, origin.text, line)

    def _is_from(self, member: Member, culture: Culture, text: str, line: int) -> None:
        file = self._files[member.id]
        file.culture[culture] += _OWN_CULTURE
        file.note(f"culture={culture}", text, line)


def _describes_garment(token: Token) -> bool:
    return token.norm in DESCRIBERS | DESCRIBERS_ELSEWHERE or FROM.has(token.text)


def _descriptions(text: str, since: int, start: int, end: int, until: int) -> Iterator[str]:
    """The words right before a name ("her old father") and in apposition behind it (" (55), a proud man").

    since, until: where the name before ends and the next one begins; "his wife Wendy" behind Jack is about Wendy.
    """
    before = _BEFORE_ENDS.split(text[since:start])[-1]
    yield " ".join(before.split()[-4:])
    bracket = _BRACKET.match(text, end)
    if bracket:
        yield bracket.group(1)
        end = bracket.end()
    after = _APPOSITIVE.match(text, end)
    if after and not (until <= after.end() and _LEADS_TO_NAME.match(text, after.start(1), until)):
        roles = ROLE_WORDS.find(after.group(1))
        if _DESCRIBES.match(after.group(1)) or (roles and roles[0].first == 0):
            yield _until_verb(after.group(1))


def _until_verb(words: str) -> str:
    parts = words.split(",")
    kept = [parts[0]]
    for part in parts[1:]:
        if not _DESCRIBES.match(part.strip()):
            break
        kept.append(part)
    return re.split(rf"\s+(?:and|who|that|with|looks|stands|sits|waits|to|of(?!\s+(?:\d|{'|'.join(NUMBERS)}))|at|as)\s+", ",".join(kept))[0]


def _called(speech: str) -> tuple[Role, str] | None:
    """What the other is called: "Father, wait", "Wait, Amma."; not "my father was late"."""
    for hit in ROLE_WORDS.find(speech):
        tokens = tokenise(speech)
        before = speech[: tokens[hit.first].start].rstrip()
        after = speech[tokens[hit.last].end :].lstrip()
        if hit.exact and (not before or before[-1] in ",!.?") and (not after or after[0] in ",!.?…।"):
            return hit.label, hit.text
    return None


def _speakers(scene: SceneDraft, cast: Cast) -> Sequence[Member]:
    found = (cast.named(unit.speaker) for unit in scene.units if unit.said and not unit.quoted and unit.speaker)
    return tuple(dict.fromkeys(member for member in found if member is not None))


def _first_lines(draft: Draft, cast: Cast) -> dict[Member, int]:
    """Where each is named first."""
    lines: dict[Member, int] = {}
    for scene in draft.scenes:
        for unit in scene.units:
            for mention in cast.mentions(unit.speaker if unit.said else unit.text):
                lines.setdefault(mention.member, unit.line)
    return lines


def _best_sex(member: Member, file: _File) -> Sex:
    female, male = file.sex.get(Sex.FEMALE, 0.0), file.sex.get(Sex.MALE, 0.0)
    if female != male:
        return Sex.FEMALE if female > male else Sex.MALE
    name = member.name.casefold()
    if re.search(r"(?:[aiyéаяةىה]|اء|ית|ee|ie|elle|ette|ா|ி|ி|ਾ|ी|ि|ि)$", name):
        return Sex.FEMALE
    if re.search(r"(?:[nrosdkt]|[\u0590-\u06ff]|ன்|ர்|డు|య్య)$", name):
        return Sex.MALE
    return Sex.FEMALE if sha256(name.encode("utf-8", "surrogatepass")).digest()[0] % 2 else Sex.MALE


def _best_role(file: _File) -> str:
    telling = [name for name in file.roles if name not in _GENERAL]
    return (telling or file.roles or [""])[0]


def _is_told(file: _File) -> bool:
    return max(file.sex.values(), default=0.0) >= _SURE


def _guesses(member: Member, file: _File, character: Character) -> list[Diagnostic]:
    if _is_told(file):
        return []
    message = f'"{character.sex}" is a guess for {member.name}. Say it at the first mention, for example: "{member.name}, a young woman, ..."'
    return [Diagnostic(severity="info", code="sex_guessed", message=message, line=file.line)]
