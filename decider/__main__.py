"""python -m decider: takes commands, and writes what becomes of them. python -m decider snapshot PARTITION: writes one snapshot, and ends."""

import sys

from decider.settings import Settings
from decider.wiring import snapshot, wiring
from infra.process import run

if __name__ == "__main__":
    if sys.argv[1:2] == ["snapshot"]:
        snapshot(Settings.read(), int(sys.argv[2]))
    else:
        run("decider", Settings, wiring)
