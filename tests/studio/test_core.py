"""A film on a laptop needs what requirements/core.lock brings, and nothing of what only developers and production have."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROGRAM = """
import importlib, sys
closed = set(sys.argv[1].split(","))

class Closed:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in closed:
            raise ModuleNotFoundError(f"{name} is not in core.lock", name=name)

sys.meta_path.insert(0, Closed())
for name in sys.argv[2:]:
    importlib.import_module(name)
"""


def locked(name: str) -> set[str]:
    """Names of the packages of a lock, as PyPI normalises them."""
    return {_normal(found) for found in re.findall(r"^([A-Za-z0-9._-]+)==", (ROOT / "requirements" / name).read_text(), re.MULTILINE)}


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_all_of_the_embedded_studio_can_be_imported_without_them() -> None:
    more = locked("dev.lock") - locked("core.lock")
    assert {"aiokafka", "faststream", "asyncpg", "pytest"} <= more
    closed = sorted(module for module, owners in packages_distributions().items() if {_normal(owner) for owner in owners} <= more)
    commands = [f"studio.commands.{path.stem}" for path in (ROOT / "studio" / "commands").glob("*.py") if path.stem != "__init__"]
    engines = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in (ROOT / "gpu_consumers" / "engines").rglob("*.py")]
    names = ["studio.cli", "studio.embedded", "studio.serving", "studio.snapshots", "gpu_consumers.nursery", *commands, *engines]
    done = subprocess.run([sys.executable, "-c", PROGRAM, ",".join(closed), *names], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
