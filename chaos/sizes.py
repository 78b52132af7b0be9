"""How large a run is: QUALITY's T3 by day, by night, and its short form among the tests."""

from __future__ import annotations

from chaos.faults import Size
from chaos.world import MODULES

CHAOS = Size(
    commands=8_000, kills=80, pauses=20, brokers=3, databases=3, clients=160, accounts=48, processes=tuple(MODULES), gap_s=2.5, limit_s=370.0,
    films=0.06, displaced=20, zombies=20, takeovers=10, unknown=5,
)  # fmt: skip
SOAK = Size(
    commands=100_000, kills=3_000, pauses=750, brokers=60, databases=60, clients=160, accounts=48, processes=tuple(MODULES), gap_s=3.0,
    limit_s=12 * 3_600.0, films=0.06, displaced=500, zombies=500, takeovers=200, unknown=100,
)  # fmt: skip
MINUTE = Size(
    commands=40, kills=5, pauses=1, brokers=0, databases=1, clients=16, accounts=8, gap_s=1.0, limit_s=15.0, films=0.3,
    processes=("decider-1", "decider-2", "command_api-1", "query_api", "projections", "router-1", "workers-1"),
)  # fmt: skip
NETWORK = Size(
    commands=500, kills=4, pauses=0, brokers=0, databases=0, clients=32, accounts=16, processes=tuple(MODULES), gap_s=5.0, limit_s=180.0, films=0.2,
    cells=12,
)  # fmt: skip
SIZES = {"chaos": CHAOS, "soak": SOAK, "minute": MINUTE, "network": NETWORK}
