"""Clips, sound and words become the film."""
