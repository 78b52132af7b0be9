"""The command by which a person starts and stops a server of this folder: `up` prints its address for a shell, `down` stops it."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from schemas.errors import StudioError


def by_hand(
    words: list[str], usage: str | None, default: str, up: Callable[[Path], Mapping[str, str]], down: Callable[[Path], bool]
) -> None:  # fmt: skip
    """`words`: up or down, and the folder unless it is `default`. Ends the process: with `usage` for anything else, with what went wrong in words.

    `up` gives the variables by which whoever needs the server finds it; `exported` reads what is printed of them.
    """
    folder = Path(words[1] if len(words) > 1 else default).absolute()
    try:
        match words[:1]:
            case ["up"]:
                sys.stdout.write(f"export {' '.join(f'{name}={shlex.quote(value)}' for name, value in up(folder).items())}\n")
            case ["down"]:
                sys.stdout.write(f"{'Stopped; its data stays in' if down(folder) else 'None was running in'} {folder}.\n")
            case _:
                sys.exit(usage)
    except PermissionError as error:
        sys.exit(f"{error}. It is another user's: do it as that user, or name another folder.")
    except (StudioError, OSError) as error:
        sys.exit(f"{error}")


def exported(said: str) -> dict[str, str]:
    """The variables of a line that `up` has printed."""
    _, *words = shlex.split(said)
    return {name: value for name, _, value in (word.partition("=") for word in words)}
