"""python -m studio.gateway: both APIs behind one address."""

from infra.process import run
from studio.gateway.settings import Settings
from studio.gateway.wiring import wiring

if __name__ == "__main__":
    run("gateway", Settings, wiring)
