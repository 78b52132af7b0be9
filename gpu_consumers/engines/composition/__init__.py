"""Each scene is laid out in time, from the lengths of its voices."""
