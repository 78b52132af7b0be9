"""python -m gpu_consumers: a crew of workers, each with its engines in a child process."""

from gpu_consumers.settings import Settings
from gpu_consumers.wiring import wiring
from infra.process import run

if __name__ == "__main__":
    run("gpu_consumers", Settings, wiring)
