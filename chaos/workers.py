"""python -m chaos.workers: the process gpu_consumers as it is, but for its engines."""

from functools import partial

from chaos.engines import QUICK
from gpu_consumers.settings import Settings
from gpu_consumers.wiring import wiring
from infra.process import run

if __name__ == "__main__":
    run("gpu_consumers", Settings, partial(wiring, engines=QUICK))
