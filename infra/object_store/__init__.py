"""Bytes by the hash of what they are, each under the account that owns them, and small named pointers beside them."""
