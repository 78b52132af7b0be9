"""Lets a failing assert of a contract show its values, as those of test files do."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.register_assert_rewrite(*[f"tests.contracts.{path.stem}" for path in Path(__file__).parent.glob("[a-z]*.py")])
