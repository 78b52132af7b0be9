"""Where signed heads and public keys are kept: put once, never changed, never taken away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from infra.heads.signed import KeyStatement, SignedHead


class HeadStore(Protocol):
    def newest_first(self, partition: int) -> Iterator[tuple[str, bytes]]:
        """Names and texts, by seq."""
        ...

    def put(self, head: SignedHead) -> None:
        """Lasting when it returns; what lies there under that name stays."""
        ...

    def statements(self) -> Sequence[KeyStatement]:
        """Those that can be read, oldest first."""
        ...

    def publish(self, statement: KeyStatement) -> None:
        """As `put`."""
        ...
