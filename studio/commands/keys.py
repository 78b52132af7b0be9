"""`studio keys`: the accounts' keys and the tokens, which lie in a database and not in the log, move house."""

from __future__ import annotations

from pathlib import Path

from infra.database.moving import copy_identity
from schemas.errors import Invalid, NotFound
from studio.folder import Folder
from studio.places import read_models
from studio.terminal import Exit, Terminal


async def copy(terminal: Terminal, source: str, target: str) -> int:
    urls = _url(source), _url(target)
    if urls[0] == urls[1]:
        raise Invalid(f"{source} cannot be copied into itself.")
    if "://" not in source and not Folder(Path(source)).keys.exists():
        raise NotFound(f"There are no keys in {source}: it is no folder of an embedded studio.")
    async with read_models(urls[0]) as one, read_models(urls[1]) as other:
        counted = await copy_identity(one, other)
    told = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in counted.items())
    terminal.result(dict(counted), text=f"[bold green]Copied[/]: {told}. They open nothing without the master key: copy its file too.")
    return Exit.OK


def _url(text: str) -> str:
    return text if "://" in text else f"sqlite:///{Folder(Path(text)).keys}"
