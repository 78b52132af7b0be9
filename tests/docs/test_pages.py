"""What the pages tell a reader to type, to open and to watch is there."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from studio.cli import app

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    [ROOT / "README.md", *(ROOT / "docs").glob("*.md"), *(ROOT / "docs" / "runbook").glob("*.md"), *(ROOT / "docs" / "decisions").glob("*.md")]
)
SOURCES = [path.parent.name for path in ROOT.glob("*/__init__.py")]


def code(page: Path) -> Iterator[str]:
    """Lines of blocks, and what stands between backquotes."""
    text = page.read_text()
    blocks = re.findall(r"^```\w*\n(.*?)^```", text, re.M | re.S)
    yield from (line.partition(" #")[0].strip() for block in blocks for line in block.splitlines())
    yield from re.findall(r"`([^`\n]+)`", re.sub(r"^```\w*\n.*?^```", "", text, flags=re.M | re.S))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    targets = [target.partition("#")[0] for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text())]
    missing = [target for target in targets if target and "://" not in target and not (page.parent / target).exists()]
    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_of_ours_is_one(page: Path) -> None:
    unknown = [line for line in code(page) for words in re.findall(r"(?:^|&& |; )studio((?: [\w./$<>-]+)*)", line) if not known(words.split())]
    assert unknown == []


def known(words: list[str]) -> bool:
    """`words` begin with the names of a command and, where it has some, of one below it; options may come before."""
    command: Any = typer.main.get_command(app)
    while words and words[0].startswith("-"):
        words = words[2 if words[0] == "--folder" else 1 :]
    while (below := getattr(command, "commands", None)) and words:
        if words[0] not in below:
            return False
        command, words = below[words[0]], words[1:]
    options = {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)} | {"--help", "--version"}
    return all(word in options for word in words if word.startswith("--"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_module_that_is_run_can_be(page: Path) -> None:
    modules = {module for line in code(page) for module in re.findall(r"python -m ([\w.]+)", line) if module.partition(".")[0] in [*SOURCES, "tests"]}
    assert [module for module in sorted(modules) if importlib.util.find_spec(module) is None] == []


def test_every_metric_of_the_runbook_is_counted_somewhere() -> None:
    sources = "\n".join(path.read_text() for name in SOURCES for path in (ROOT / name).rglob("*.py"))
    named = {name for page in PAGES if page.parent.name == "runbook" for line in code(page) for name in re.findall(r"\bstudio_[a-z_]+", line)}
    stems = {name.removesuffix("_total") for name in named}
    assert len(stems) > 8
    unknown = [name for name in sorted(stems) if not any(spelling in sources for spelling in spellings(name))]
    assert unknown == []


def spellings(name: str) -> list[str]:
    """As a source may say it: whole, or with the process or the count filled in."""
    return [f'"{name}"', name.replace("command_api", "{service}").replace("query_api", "{service}"), f'"{name.removeprefix("studio_decider_")}"']
