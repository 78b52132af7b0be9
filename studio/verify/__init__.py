"""What must always hold, stated once: used by every tier of tests, shipped as `studio verify`."""
