"""Choices that a name makes for ever: the only source of variety among people, and it never draws from a random generator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Choice:
    """Each question has its own answer, so that a new question leaves the answers to the others alone."""

    key: str

    def number(self, question: str, low: int, high: int) -> int:
        """Evenly from low to high, both included."""
        digest = sha256(f"{self.key}\0{question}".encode()).digest()
        return low + int.from_bytes(digest[:8], "big") % (high - low + 1)

    def of(self, question: str, options: Sequence[T]) -> T:
        return options[self.number(question, 0, len(options) - 1)]

    def happens(self, question: str, percent: int) -> bool:
        return self.number(question, 0, 99) < percent
