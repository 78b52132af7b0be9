"""The command by which a person starts and stops a server of this folder: `up` prints its address for a shell, `down` stops it."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable
from pathlib import Path

from schemas.errors import StudioError


def by_hand(words: list[str], usage: str | None, default: str, variable: str, up: Callable[[Path], str], down: Callable[[Path], bool]) -> None:
    """`words`: up or down, and the folder unless it is `default`. Ends the process: with `usage` for anything else, with what went wrong in words."""
    folder = Path(words[1] if len(words) > 1 else default).absolute()
    try:
        match words[:1]:
            case ["up"]:
                sys.stdout.write(f"export {variable}={shlex.quote(up(folder))}\n")
            case ["down"]:
                sys.stdout.write(f"{'Stopped; its data stays in' if down(folder) else 'None was running in'} {folder}.\n")
            case _:
                sys.exit(usage)
    except PermissionError as error:
        sys.exit(f"{error}. It is another user's: do it as that user, or name another folder.")
    except (StudioError, OSError) as error:
        sys.exit(f"{error}")
