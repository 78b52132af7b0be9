"""Signed heads in a folder, beside the blobs: `<partition>/<seq>-<key>.head` and `keys/<time>-<key>.key`, written once and read-only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from infra.files import replacing
from infra.heads.signed import KeyStatement, SignedHead
from schemas.errors import Undecodable


class FolderHeads:
    """Satisfies infra.heads.port.HeadStore."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def newest_first(self, partition: int) -> Iterator[tuple[str, bytes]]:
        for path in sorted((self.folder / str(partition)).glob("*.head"), reverse=True):
            yield str(path), path.read_bytes()

    def put(self, head: SignedHead) -> None:
        _written_once(self.folder / str(head.partition) / f"{head.seq:020d}-{head.key[:16]}.head", head.text)

    def statements(self) -> Sequence[KeyStatement]:
        found = []
        for path in sorted((self.folder / "keys").glob("*.key")):
            with suppress(Undecodable):
                found.append(KeyStatement.parse(path.read_bytes()))
        return found

    def publish(self, statement: KeyStatement) -> None:
        _written_once(self.folder / "keys" / f"{statement.time:020d}-{statement.key[:16]}.key", statement.text)


def _written_once(path: Path, text: str) -> None:
    if not path.exists():
        with replacing(path, mode=0o444) as file:
            file.write(text.encode("ascii"))
