"""compose.yaml and the Dockerfile as Docker reads them, as far as tests need: services with their commands and environment, instructions by stage."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

ROOT = Path(__file__).parents[2]
COMPOSE, DOCKERFILE = ROOT / "compose.yaml", ROOT / "Dockerfile"
OURS = "ai-film-studio/"  # images that are built here


@cache
def services() -> Mapping[str, Any]:
    return dict(YAML(typ="safe").load(COMPOSE)["services"])


@cache
def ours() -> Mapping[str, Any]:
    """Those of our images."""
    return {name: service for name, service in services().items() if service["image"].startswith(OURS)}


@dataclass(frozen=True, slots=True)
class Instruction:
    stage: str
    word: str  # FROM, COPY, ...
    rest: str

    @property
    def list(self) -> Sequence[str] | None:
        """Of the exec form; None of the form that a shell reads."""
        try:
            words = json.loads(self.rest[self.rest.index("[") :])
        except ValueError:
            return None
        return [str(word) for word in words]


def instructions(text: str | None = None) -> Sequence[Instruction]:
    """Of the Dockerfile, or of one like it; continued lines are joined."""
    joined = re.sub(r"\\\n\s*", "", DOCKERFILE.read_text() if text is None else text)
    found: list[Instruction] = []
    stage = ""
    for line in joined.splitlines():
        if line and not line.startswith("#"):
            word, _, rest = line.partition(" ")
            stage = rest.split()[-1] if word == "FROM" else stage
            found.append(Instruction(stage, word, rest.strip()))
    return found


def whole(target: str, every: Sequence[Instruction]) -> Sequence[Instruction]:
    """What makes the image of a stage: its own instructions after those of the stages that it stands on."""
    own = [one for one in every if one.stage == target]
    below = own[0].rest.split()[0] if own else ""
    return [*(whole(below, every) if any(one.stage == below for one in every) else []), *own]


def image_environment(target: str) -> Mapping[str, str]:
    settings: dict[str, str] = {}
    for one in whole(target, instructions()):
        if one.word == "ENV":
            settings |= dict(pair.partition("=")[::2] for pair in shlex.split(one.rest))
    return settings
