"""The child process of a worker: imports its engines once, then renders request after request. Dies with its parent.

Run as `python -m gpu_consumers.child PARENT MODULE...`: requests on stdin, replies on stdout, whatever the engines print on stderr.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import importlib
import os
import signal
import sys
import time
import traceback
from typing import BinaryIO

import msgspec

from gpu_consumers.engines.port import Engine, load
from gpu_consumers.protocol import REQUESTS, Broken, Progressed, Rendered, Reply, Request, line
from infra.faults import fault_point
from schemas.errors import EngineFailed, StorageFull, StudioError, Unavailable

PR_SET_PDEATHSIG = 1
"""prctl(2): the signal that this process gets when the thread that made it ends."""

REPORT_S = 0.25
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
MESSAGE_MAX = 500


def main(arguments: list[str]) -> None:
    parent, *modules = arguments
    die_with(int(parent))
    os.nice(5)  # who watches or pays goes before who renders
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb", buffering=0)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # no engine, nor any library of its, can print into a reply
    for module in modules:
        with contextlib.suppress(Exception):  # the request that needs it will say so, in words
            importlib.import_module(module)
    serve(sys.stdin.buffer, replies)


def serve(requests: BinaryIO, replies: BinaryIO) -> None:
    """Until nobody asks any more."""
    engines: dict[str, Engine] = {}
    for request in requests:
        replies.write(line(answer(REQUESTS.decode(request), engines, replies)))


def die_with(parent: int) -> None:
    """Linux only; elsewhere the end of stdin ends an idle child, and a busy one after its task."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it went before we asked
        sys.exit(0)


def answer(request: Request, engines: dict[str, Engine], replies: BinaryIO) -> Reply:
    try:
        if request.engine not in engines:
            engines[request.engine] = load(request.engine)
        fault_point("child.begun", request.work.task_id)
        output = engines[request.engine].run(request.work, _Reporter(replies))
        fault_point("child.rendered", request.work.task_id)
        return Rendered(output=output)
    except Exception as error:
        return broken(error)


class _Reporter:
    """Passes progress on, not more often than a person can see."""

    def __init__(self, replies: BinaryIO) -> None:
        self._replies, self._told_at = replies, 0.0

    def __call__(self, done: float) -> None:
        now = time.monotonic()
        if now - self._told_at >= REPORT_S:
            self._told_at = now
            self._replies.write(line(Progressed(done=min(1.0, max(0.0, done)))))


def broken(error: Exception) -> Broken:
    """What went wrong, in words that may be kept for ever: of errors not our own only kind and place, for they may quote the script."""
    code, transient, message = "engine_bug", True, f"{type(error).__name__} at {_place(error)}"
    match error:
        case StorageFull():
            code, message = "storage_full", str(error)
        case OSError() if error.errno in FULL:
            code, message = "storage_full", "The disk is full: make some room."
        case MemoryError():
            code, message = "out_of_memory", "There is not enough memory for this task."
        case EngineFailed():
            code, transient, message = str(error.details.get("code", error.code)), error.details.get("transient", True) is True, str(error)
        case StudioError():
            code, transient, message = error.code, isinstance(error, Unavailable), str(error)
        case msgspec.MsgspecError():
            code, transient = "input_unreadable", False
            message = f"What another version of the studio made for this film cannot be read by this one ({message}). Ask for the film again."
    return Broken(code=code, message=message[:MESSAGE_MAX], transient=transient, trace="".join(traceback.format_exception(error)))


def _place(error: Exception) -> str:
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{'/'.join(last.filename.split('/')[-3:])}:{last.lineno}"


if __name__ == "__main__":
    main(sys.argv[1:])
