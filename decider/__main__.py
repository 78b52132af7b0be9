"""python -m decider: takes commands, and writes what becomes of them. python -m decider snapshot PARTITION: writes one snapshot, and ends.

python -m decider heads: signs what has come since heads were signed last, and ends.
"""

import sys

from decider.settings import Settings
from decider.wiring import heads, snapshot, wiring
from infra.process import run

if __name__ == "__main__":
    if sys.argv[1:2] == ["snapshot"]:
        snapshot(Settings.read(), int(sys.argv[2]))
    elif sys.argv[1:] == ["heads"]:
        heads(Settings.read())
    else:
        run("decider", Settings, wiring)
