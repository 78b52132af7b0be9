"""The film itself, pure: script text in, analysis, shots, pictures and sound out. Knows nothing of logs, accounts or HTTP."""
