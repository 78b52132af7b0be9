"""Where a studio keeps its signed heads and the key that signs; and the process that signs those of the embedded log, and ends.

python -m studio.heads FOLDER
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from decider.heads import sign_all
from infra.clock import wall_clock
from infra.event_log.sqlite import SqliteEventLog
from infra.heads.folder import FolderHeads
from infra.heads.signed import SigningKey
from infra.settings import HeadSettings
from studio.folder import Folder

STORAGE, KEY_FILE = "STUDIO_STORAGE__FOLDER", "STUDIO_HEADS__SIGNING_KEY_FILE"


@dataclass(frozen=True, slots=True)
class Heads:
    """`anchors`: public keys that need no other to be believed; with none the first that was published is."""

    store: FolderHeads
    anchors: Collection[str]
    key_file: Path


def heads_of(folder: Folder, *, kafka: bool = False, anchors: Collection[str] = ()) -> Heads:
    """Of a folder without a studio, and `kafka`: what the environment names, as it does for the processes. Our own key is believed."""
    shared = os.environ.get(STORAGE)
    home = Folder(Path(shared)) if shared and (kafka or not (folder.exists or folder.on_kafka)) else folder.beside() if kafka else folder
    key_file = Path(os.environ.get(KEY_FILE) or home.signing_key)
    own = [SigningKey.kept(key_file).id] if key_file.exists() else []
    return Heads(FolderHeads(home.heads), anchors or own, key_file)


async def _sign(folder: Folder) -> None:
    log = await SqliteEventLog.open(folder.log)
    try:
        await sign_all(log, FolderHeads(folder.heads), SigningKey.kept(folder.signing_key), wall_clock, again_s=HeadSettings().every_s / 2)
    finally:
        await log.close()


if __name__ == "__main__":
    asyncio.run(_sign(Folder(Path(sys.argv[1]))))
