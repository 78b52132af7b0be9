"""A script is read, analysed, and put into words for pictures: rules and word lists, the same answer in every process."""

from film.script.analysis import CAST_MAX, analyse
from film.script.prompts import PersonPrompt, Prompt, prompts
from film.script.reading import LINE_LENGTH_MAX, SCRIPT_BYTES_MAX, read

__all__ = ["CAST_MAX", "LINE_LENGTH_MAX", "SCRIPT_BYTES_MAX", "PersonPrompt", "Prompt", "analyse", "prompts", "read"]
