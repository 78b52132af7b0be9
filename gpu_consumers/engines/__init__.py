"""Engines: a folder per stage, a port that says what the stage gets and gives, and one file for each engine that does it."""
