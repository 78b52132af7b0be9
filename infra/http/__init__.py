"""HTTP as both APIs speak it: problems, callers, request ids, metrics, limits."""
