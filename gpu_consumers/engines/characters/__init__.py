"""Each character gets a look that stays the same all film long."""
