"""python -m query_api: the read side over HTTP."""

from infra.process import run
from query_api.settings import Settings
from query_api.wiring import wiring

if __name__ == "__main__":
    run("query_api", Settings, wiring)
