"""Every embedded engine on one line: what it makes, its name and version, where it is, and the settings that it reads. Imports no engine."""

from __future__ import annotations

from gpu_consumers.engines.port import EngineType

ENGINES: tuple[EngineType, ...] = ()
