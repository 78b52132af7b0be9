"""Reads the words around a quote: who is said to speak, and to whom. Decides nothing where they name nobody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from film.model import Sex
from film.script.cast import Cast, Member, Mention
from film.script.lexicons import PRONOUN_WORDS, SAYING, VERBS
from film.script.tokens import Token, tokenise, word_set

_TOWARDS = word_set("to at with toward towards")
_ANSWERING = word_set("answer answers answered answering reply replies replied replying respond responds responded responding")
_SUBJECTS = word_set("she he")  # of the English pronouns; "said her father" is about him
_REACH = 4  # words between a preposition or a verb and the name that it goes with: "to the kind old monk"


@dataclass(frozen=True, slots=True)
class Attribution:
    speaker: Member | None
    addressed: tuple[Member, ...]
    sex: Sex | None  # of a pronoun that speaks
    answers: bool  # whoever it is answers somebody else


def attributed(clause: str, cast: Cast) -> Attribution:
    """ "said the king to the boy", "he told Mira": a name behind "to", or behind a verb that has its subject, is whom it is said to."""
    tokens = tokenise(clause)
    verb = next((hit.first for hit in SAYING.find(clause)), len(tokens))
    pronoun = next((hit for hit in PRONOUN_WORDS.find(clause) if hit.text.casefold() in _SUBJECTS or not hit.text.isascii()), None)
    mentions = cast.mentions(clause)
    listening = [one for one in mentions if _is_led_to(tokens, one, clause)]
    before = [one for one in mentions if one.last < verb and one not in listening]
    has_subject = bool(before) or (pronoun is not None and pronoun.first <= verb + 1)
    speaking = before if has_subject else [one for one in mentions if one not in listening]
    if has_subject:
        listening += [one for one in mentions if one.first > verb and one not in listening and _is_object(tokens, verb, one, clause)]
    speaker = speaking[0].member if speaking else None
    addressed = dict.fromkeys(one.member for one in listening if one.member is not speaker)
    return Attribution(
        speaker=speaker,
        addressed=tuple(addressed),
        sex=pronoun.label if pronoun and speaker is None else None,
        answers=any(token.norm in _ANSWERING for token in tokens),
    )


def _is_led_to(tokens: Sequence[Token], mention: Mention, clause: str) -> bool:
    """Does a preposition lead to the name, over no other verb and no comma?"""
    for at in range(mention.first - 1, max(-1, mention.first - 1 - _REACH), -1):
        if "," in clause[tokens[at].end : tokens[at + 1].start] or VERBS.has(tokens[at].text):
            return False
        if tokens[at].norm in _TOWARDS:
            return True
    return False


def _is_object(tokens: Sequence[Token], verb: int, mention: Mention, clause: str) -> bool:
    return mention.first - verb <= _REACH and "," not in clause[tokens[verb].end : tokens[mention.first].start]
