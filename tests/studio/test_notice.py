"""NOTICE names every distribution that a film is made with, under the licence that it itself declares."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

ROOT = Path(__file__).parents[2]
LOCKED = re.findall(r"^([A-Za-z0-9_.-]+)==", (ROOT / "requirements" / "core.lock").read_text(), re.MULTILINE)
NAMED = dict(re.findall(r"^  ([A-Za-z0-9_.-]+): (.+)$", (ROOT / "NOTICE").read_text(), re.MULTILINE))
FAMILIES = re.compile(r"\b(0BSD|MIT-0|MIT|BSD|3-Clause BSD|Apache|PSF|ISC|Zlib|CC0|GPL|LGPL|MPL)")


def families(text: str) -> set[str]:
    return {family.removeprefix("3-Clause ") for family in FAMILIES.findall(text)}


def declared(name: str) -> str:
    """What the installed distribution says of itself; "" where it is for other machines, or says nothing."""
    try:
        own = metadata(name)
    except PackageNotFoundError:
        return ""
    classifiers = [one for one in own.get_all("Classifier") or [] if one.startswith("License ::")]
    return " ".join(own.get_all("License-Expression") or classifiers or own.get_all("License") or [])


def test_every_distribution_of_the_lock_is_named() -> None:
    assert len(LOCKED) > 40
    assert [name for name in LOCKED if name not in NAMED] == []
    assert sorted(set(NAMED) - set(LOCKED)) == []


def test_each_under_the_licence_that_it_declares() -> None:
    silent = [name for name in LOCKED if not declared(name)]
    assert set(silent) <= {"colorama", "espeakng-loader", "httpx2-jsfetch"}
    wrong = {
        name: (NAMED.get(name), declared(name)) for name in LOCKED if declared(name) and families(NAMED.get(name, "")) != families(declared(name))
    }
    assert wrong == {}
