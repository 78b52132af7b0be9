"""Servers of others, started on this machine as they are: no root, no Docker. For development, tests and a studio on one machine."""
