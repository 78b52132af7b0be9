"""Decisions: pure functions of state, command and time. No async, clock, random, I/O, logging or third-party import."""
