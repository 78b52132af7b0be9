"""The stage that reads the script. Gets script and planned analysis; gives analysis, prompts, and the part of it that each other task reads."""

from __future__ import annotations

MAKES = ("analysis.json", "prompts.json", "parts.json")
SETTINGS = ("culture", "language")
