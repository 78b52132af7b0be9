"""The script is read: what it tells, what a picture model would be told, and which part of it each later task reads."""
