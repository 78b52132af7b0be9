"""The world: a folder for each port; port.py says what, one file for each adapter says how."""
