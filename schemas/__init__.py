"""Facts: what is written down for ever. Imports nothing of ours."""
