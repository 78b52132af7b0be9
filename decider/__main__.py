"""python -m decider: takes commands, and writes what becomes of them.

python -m decider snapshot PARTITION: writes one snapshot, and ends.
python -m decider heads: signs what has come since heads were signed last, and ends.
python -m decider shadow [--accept]: tells what this version would decide otherwise than was decided yesterday; 1 while nobody has accepted it.
"""

import sys

from decider.settings import Settings
from decider.wiring import heads, shadow, snapshot, wiring
from infra.process import run

if __name__ == "__main__":
    match sys.argv[1:]:
        case []:
            run("decider", Settings, wiring)
        case ["snapshot", partition] if partition.isdecimal():
            snapshot(Settings.read(), int(partition))
        case ["heads"]:
            heads(Settings.read())
        case ["shadow"] | ["shadow", "--accept"]:
            sys.exit(not shadow(Settings.read(), accept="--accept" in sys.argv))
        case _:
            sys.exit(__doc__)
