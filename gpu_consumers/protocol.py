"""What a worker and its child process say to each other: one line of JSON each time; data only."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from gpu_consumers.engines.port import Output, Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    engine: str  # "package.module:Class"
    work: Work


class Progressed(msgspec.Struct, frozen=True, tag="progressed", kw_only=True):
    done: float  # 0 to 1


class Rendered(msgspec.Struct, frozen=True, tag="rendered", kw_only=True):
    output: Output


class Broken(msgspec.Struct, frozen=True, tag="broken", kw_only=True):
    code: str
    message: str  # ours, never a person's words: it becomes part of history
    transient: bool
    trace: str = ""  # for the operator's log only


Reply = Progressed | Rendered | Broken

REQUESTS = msgspec.json.Decoder(Request)
REPLIES = msgspec.json.Decoder(Reply)
_encoder = msgspec.json.Encoder()


def line(message: Request | Reply) -> bytes:
    return _encoder.encode(message) + b"\n"
