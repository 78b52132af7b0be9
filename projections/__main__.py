"""python -m projections: feeds every read model from the log."""

from infra.process import run
from projections.settings import Settings
from projections.wiring import wiring

if __name__ == "__main__":
    run("projections", Settings, wiring)
