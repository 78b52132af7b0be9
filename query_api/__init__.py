"""The read side over HTTP: rows of read models, never a decision."""
