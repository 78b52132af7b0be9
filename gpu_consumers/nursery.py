"""A process that has imported the engines once and forks children from itself: each is ready at once and shares what it does not change.

Run as `python -m gpu_consumers.nursery PARENT MODULE...` with a socket on its stdin. Each message asks for a child that has the named modules, and
carries the two sockets that the child will talk and print on. It answers with the child's pid, and tells when one has ended, and how. One thread
and no event loop, because what it forks must find nothing half done. Linux only. Dies with its parent, and its children with it.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import selectors
import signal
import socket
import sys
from collections.abc import Sequence

import msgspec

from gpu_consumers.child import die_with, serve

FDS = 2
MESSAGE_MAX = 64 << 10


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    modules: tuple[str, ...]


class Born(msgspec.Struct, frozen=True, tag="born", kw_only=True):
    pid: int


class Ended(msgspec.Struct, frozen=True, tag="ended", kw_only=True):
    pid: int
    code: int  # exit status, or minus the signal that killed it


Told = Born | Ended
TOLD = msgspec.json.Decoder(Told)
WANTED = msgspec.json.Decoder(Wanted)
_encoder = msgspec.json.Encoder()


def line(message: Wanted | Told) -> bytes:
    return _encoder.encode(message) + b"\n"


def main(arguments: list[str]) -> None:
    parent, *modules = arguments
    die_with(int(parent))
    os.nice(5)  # as its children: who watches or pays goes before who renders
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the worker, which ends its children in order
    with socket.socket(fileno=os.dup(0)) as asked:
        _Nursery(asked).live(modules)


class _Nursery:
    def __init__(self, asked: socket.socket) -> None:
        self._asked = asked
        self._watched = selectors.DefaultSelector()
        self._watched.register(asked, selectors.EVENT_READ)
        self._imported: set[str] = set()
        self._births: dict[int, int] = {}  # what tells that a child has ended -> its pid

    def live(self, modules: Sequence[str]) -> None:
        """Imports one module after the other, and between them and for ever after does what it is asked."""
        gc.disable()  # what it imports is never garbage, and besides that it makes next to nothing
        for module in modules:
            self._look(wait_s=0)
            self._import(module)
        while True:
            self._look(wait_s=None)

    def _look(self, wait_s: float | None) -> None:
        for key, _ in self._watched.select(wait_s):
            if key.fileobj is self._asked:
                self._fork()
            else:
                self._bury(key.fd)

    def _import(self, module: str) -> None:
        if module not in self._imported:
            self._imported.add(module)
            with contextlib.suppress(Exception):  # the request that needs it will say so, in words
                importlib.import_module(module)

    def _fork(self) -> None:
        message, fds, _, _ = socket.recv_fds(self._asked, MESSAGE_MAX, FDS)
        if not message:
            sys.exit(0)
        for module in WANTED.decode(message).modules:
            self._import(module)
        gc.freeze()  # a collection in the child would touch, and so copy, every object of ours
        mother = os.getpid()
        settled, settling = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.setsid()
            os.close(settled)
            os.close(settling)
            self._become_a_child(mother, *fds)
        for fd in (*fds, settling):
            os.close(fd)
        os.read(settled, 1)  # ends when it leads a session: who hears of it may kill all of that at once
        os.close(settled)
        watch = os.pidfd_open(pid)
        self._births[watch] = pid
        self._watched.register(watch, selectors.EVENT_READ)
        self._tell(Born(pid=pid))

    def _become_a_child(self, mother: int, talk: int, printed: int) -> None:
        """Never returns."""
        status = 1
        try:
            for fd, number in ((talk, 0), (printed, 1), (printed, 2)):
                os.dup2(fd, number)
            for fd in (talk, printed, *self._births):
                os.close(fd)
            self._asked.close()
            self._watched.close()
            die_with(mother)
            signal.signal(signal.SIGINT, signal.default_int_handler)
            gc.enable()
            with os.fdopen(os.dup(0), "rb") as requests, os.fdopen(os.dup(0), "wb", buffering=0) as replies:
                serve(requests, replies)
            status = 0
        except SystemExit as exit:
            status = exit.code if isinstance(exit.code, int) else 1
        except BaseException:
            sys.excepthook(*sys.exc_info())
        finally:
            with contextlib.suppress(OSError, ValueError):
                sys.stderr.flush()
            os._exit(status)

    def _bury(self, watch: int) -> None:
        pid = self._births.pop(watch)
        self._watched.unregister(watch)
        os.close(watch)
        self._tell(Ended(pid=pid, code=os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])))

    def _tell(self, told: Told) -> None:
        with contextlib.suppress(ConnectionError):  # nobody is there any more: the next look will say so
            self._asked.sendall(line(told))


if __name__ == "__main__":
    main(sys.argv[1:])
