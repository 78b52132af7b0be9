"""python -m command_api: the write side over HTTP."""

from command_api.settings import Settings
from command_api.wiring import wiring
from infra.process import run

if __name__ == "__main__":
    run("command_api", Settings, wiring)
