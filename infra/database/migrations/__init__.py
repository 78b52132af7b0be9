"""The tables of identity, step by step, as Alembic applies them; a step that somebody has run is never edited.

A new step is a file in versions/ whose `down_revision` is the last one's `revision`; identity.py then names it in VERSION. A test compares where the
steps lead with what identity.py declares.
"""
