"""Each line gets a voice."""
