"""python -m router: gives open tasks to idle workers, and turns what they report into commands."""

from infra.process import run
from router.settings import Settings
from router.wiring import wiring

if __name__ == "__main__":
    run("router", Settings, wiring)
