"""Everything that a film lets hear: voices.py casts, speaking.py speaks, mouth.py shapes lips, cue.py scores a scene, mixing.py joins it all."""
