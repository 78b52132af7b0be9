"""Signed heads: what a partition's last event was at an hour, under a key, so that a log that was cut or written anew is found out."""
