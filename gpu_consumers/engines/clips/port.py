"""The stage that films shots."""

from __future__ import annotations

from gpu_consumers.engines import formats

READS = ("scene.json", "timeline.json", "lips.json", "look.json", "set.pack")
MAKES = ("clip.mp4",)
SETTINGS = ("seed", *formats.SETTINGS)
