"""Each scene gets a set."""
