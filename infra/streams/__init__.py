"""Streams: short-lived topics that carry work to the workers and news back. Nothing in them is history; the log alone is."""
