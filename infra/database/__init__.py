"""Rows: one way to SQLite and PostgreSQL. Read models, which the log can rebuild, and keys and tokens, which nothing can."""
