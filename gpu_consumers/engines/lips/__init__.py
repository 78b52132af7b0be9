"""Each scene's lines get mouths."""
