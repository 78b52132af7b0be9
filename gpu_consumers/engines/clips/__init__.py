"""Each shot becomes a clip."""
