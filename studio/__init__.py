"""The command line, and the one place that composes all processes into one for a laptop."""
