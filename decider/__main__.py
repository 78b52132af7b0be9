"""python -m decider: takes commands, and writes what becomes of them.

python -m decider snapshot PARTITION: writes one snapshot (partitions are 0 to 15), and ends.
python -m decider heads: signs what has come since heads were signed last, and ends.
python -m decider shadow [--accept]: tells what this version would decide otherwise than was decided yesterday.

Exit codes of what ends: 0 done; 1 a person must see to it, as while nobody has accepted what would be decided otherwise; 2 a word, a setting or a
topic is not as it must be; 4 the brokers do not answer now.
"""

import sys
from collections.abc import Sequence

from decider.settings import Settings
from decider.wiring import heads, shadow, snapshot, wiring
from infra.process import ending, run
from schemas.partitions import PARTITIONS


def command(words: Sequence[str]) -> bool:
    """Done? Raises what the world does, SystemExit for what is no command."""
    match words:
        case ["snapshot", partition] if partition in map(str, range(PARTITIONS)):
            snapshot(Settings.read(), int(partition))
        case ["heads"]:
            heads(Settings.read())
        case ["shadow"] | ["shadow", "--accept"]:
            return shadow(Settings.read(), accept="--accept" in words)
        case _:
            sys.stderr.write(f"{__doc__}")
            sys.exit(2)
    return True


if __name__ == "__main__":
    if len(sys.argv) == 1:
        run("decider", Settings, wiring)
    ending("decider", lambda: command(sys.argv[1:]))
