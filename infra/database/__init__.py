"""Rows: one way to SQLite and PostgreSQL. Read models and identity live here; nothing in them is truth that the log does not also hold, but keys and tokens."""
