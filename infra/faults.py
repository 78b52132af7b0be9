"""Named points where a test lets the process die; each is a no-op unless the environment names it.

STUDIO_FAULT_POINT="worker.after_put" kills the process, as a power cut would, the first time it comes there; "worker.after_put:3" the third time.
STUDIO_FAULT_TRACE=<file> notes every point that is passed, one line each, so that a test can count what was done. With a trace the passes of all
processes that write to it are counted together, and exactly one of them dies; without one each process counts its own.
STUDIO_FAULT_ARMED=<folder> kills whoever first comes to a point of which a file in it has the name, and takes the file away: for processes that are
begun again, so that they can be let die at one point after the other.
"""

from __future__ import annotations

import os
import signal
from pathlib import Path

POINTS = (
    "studio.local_kept",
    "studio.account_opened",
    "cli.after_project",
    "cli.order_kept",
    "cli.after_request",
    "cli.before_deliver",
    "cli.film_saved",
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

ON_KAFKA = ("event_log.built", "event_log.sent", "event_log.landed")
"""Passed by processes on Kafka alone: the steps of an append, in place of those of the embedded log."""

_named, _, _nth = os.environ.get("STUDIO_FAULT_POINT", "").partition(":")
_trace = os.environ.get("STUDIO_FAULT_TRACE", "")
_armed = os.environ.get("STUDIO_FAULT_ARMED", "")
_left = int(_nth or 1)


def fault_point(name: str, about: str = "") -> None:
    """Say that the program has come to `name`; `about` is what it does there, for the trace."""
    if _named or _trace or _armed:
        _pass(name, about)


def _pass(name: str, about: str) -> None:
    assert name in POINTS or name in ON_KAFKA, name
    before = _note(name, about) if _trace else None
    if (name == _named and _is_the_one(before)) or (_armed and _disarmed(name)):
        os.kill(os.getpid(), signal.SIGKILL)


def _note(name: str, about: str) -> bytes:
    """Add a line to the trace; what was in it before that line."""
    line = f"{name} {about}\n".encode()
    file = os.open(_trace, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(file, line)  # one write of one line, so that lines of several processes stay whole
        end = os.lseek(file, 0, os.SEEK_CUR)
        return os.pread(file, end - len(line), 0)
    finally:
        os.close(file)


def _is_the_one(before: bytes | None) -> bool:
    global _left
    if before is not None:
        return (b"\n" + before).count(f"\n{_named} ".encode()) + 1 == int(_nth or 1)
    _left -= 1
    return _left == 0


def _disarmed(name: str) -> bool:
    """True for exactly one of all who come there."""
    try:
        Path(_armed, name).unlink()
    except FileNotFoundError:
        return False
    return True
