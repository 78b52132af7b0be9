"""python -m integrations: whatever follows the events and acts beyond the studio, or carries a decision to every partition."""

from infra.process import run
from integrations.settings import Settings
from integrations.wiring import wiring

if __name__ == "__main__":
    run("integrations", Settings, wiring)
