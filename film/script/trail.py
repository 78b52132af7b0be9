"""Follows who a text is about from sentence to sentence, so that "she" means somebody."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from film.model import Sex
from film.script.cast import Cast, Member
from film.script.lexicon.people import THEY
from film.script.lexicons import PRONOUN_WORDS
from film.script.matching import Lexicon

_THEY: Lexicon[str] = Lexicon()
_THEY.add(THEY, "they")

# Where in a sentence a pronoun is still its subject: "she" after "The next morning,"; "her" only at the very beginning.
_SUBJECT_WITHIN = 6
_POSSESSIVE_WITHIN = 2
_NEVER_SUBJECTS = frozenset({"her", "hers", "herself", "him", "his", "himself"})


class Trail:
    """One scene's memory. Of whom no sex is in `sexes`, and of whom it is only `guessed`, any pronoun may be meant."""

    def __init__(self, cast: Cast, sexes: Mapping[str, Sex], guessed: Collection[str] = ()) -> None:
        self._cast = cast
        self._sexes = sexes
        self._guessed = guessed
        self._recent: list[Member] = []  # latest first

    def follow(self, text: str) -> list[Member]:
        """Who does it, and who else is in it: by name, or by pronoun when the sentence begins with one."""
        named: list[Member] = []
        for mention in self._cast.mentions(text):
            if mention.member not in named:
                named.append(mention.member)
        meant = self.pronoun(text)
        found = ([meant] if meant and meant not in named else []) + named
        if not found and _THEY.find(text)[:1] and _THEY.find(text)[0].first < _SUBJECT_WITHIN:
            found = list(self._recent)
        self.note(found)
        return found

    def pronoun(self, text: str, within: int = _SUBJECT_WITHIN, without: Collection[Member] = ()) -> Member | None:
        """Who is meant, latest first, and before those of whom the sex is only guessed to be another; never one of `without`."""
        hits = PRONOUN_WORDS.find(text)
        hit = next((hit for hit in hits if hit.first < (_POSSESSIVE_WITHIN if hit.text.casefold() in _NEVER_SUBJECTS else within)), None)
        if hit is None:
            return None
        fitting = [one for one in self._recent if one not in without and self.may_be(one, hit.label)]
        return next((one for one in fitting if self._sexes.get(one.id, hit.label) is hit.label), next(iter(fitting), None))

    def may_be(self, member: Member, sex: Sex | None) -> bool:
        return sex is None or member.id in self._guessed or self._sexes.get(member.id, sex) is sex

    def note(self, members: list[Member]) -> None:
        if members:
            self._recent = members + [one for one in self._recent if one not in members]

    @property
    def last(self) -> Member | None:
        return self._recent[0] if self._recent else None
