"""Event subscribers: what the studio tells the world, and itself."""
