"""What is said, to be read."""
