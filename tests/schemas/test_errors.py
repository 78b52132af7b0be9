"""Errors travel by their codes: in the log, in problems, from one process to the next."""

from __future__ import annotations

from schemas import errors
from schemas.errors import Refused, StudioError, Unavailable, of_code

ALL = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, StudioError)]


def test_every_error_has_a_code_of_its_own_and_is_found_by_it() -> None:
    assert len(ALL) > 20
    assert all(of_code(kind.code, Refused) is kind for kind in ALL)
    assert len({kind.code for kind in ALL}) == len(ALL)


def test_a_code_of_another_version_is_what_the_caller_makes_of_it() -> None:
    assert of_code("of another version", Unavailable) is Unavailable


def test_what_an_adapter_adds_does_not_take_the_code_above_it() -> None:
    class Away(Unavailable):
        pass

    assert of_code(Away.code, Refused) is Unavailable
