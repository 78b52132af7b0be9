"""Each scene gets its music and the sound of its place."""
