"""Figures, not tests: `make bench` prints them as a table and writes build/bench.json."""
