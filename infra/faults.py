"""Named points where a test lets the process die; each is a no-op unless the environment names it.

STUDIO_FAULT_POINT="worker.after_put" kills the process, as a power cut would, the first time it comes there; "worker.after_put:3" the third time.
STUDIO_FAULT_TRACE=<file> notes every point that is passed, one line each, so that a test can count what was done.
"""

from __future__ import annotations

import os
import signal

POINTS = (
    "cli.after_project",
    "cli.after_request",
    "cli.before_deliver",
    "decider.elected",
    "decider.before_append",
    "decider.after_append",
    "decider.after_snapshot",
    "event_log.begun",
    "event_log.inserted",
    "event_log.committed",
    "event_log.acknowledged",
    "projector.after_rows",
    "projector.before_commit",
    "projector.after_commit",
    "router.before_send",
    "router.after_send",
    "router.after_give",
    "router.before_result",
    "router.after_result",
    "worker.taken",
    "worker.after_render",
    "worker.after_put",
    "worker.kept",
    "worker.after_result",
    "child.begun",
    "child.rendered",
)
"""Every point that there is. A child process that dies is a fault that its worker survives; at all others the whole process ends."""

_named, _, _nth = os.environ.get("STUDIO_FAULT_POINT", "").partition(":")
_trace = os.environ.get("STUDIO_FAULT_TRACE", "")
_left = int(_nth or 1)


def fault_point(name: str, about: str = "") -> None:
    """Say that the program has come to `name`; `about` is what it does there, for the trace."""
    if _named or _trace:
        _pass(name, about)


def _pass(name: str, about: str) -> None:
    assert name in POINTS, name
    if _trace:
        with open(_trace, "ab", buffering=0) as file:  # noqa: PTH123 - one write of one line, so that lines of several processes stay whole
            file.write(f"{name} {about}\n".encode())
    if name == _named:
        _count_down()


def _count_down() -> None:
    global _left
    _left -= 1
    if _left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
