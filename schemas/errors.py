"""Every error that the studio raises on purpose; anything else is a bug.

    StudioError
    +-- Refused                       the answer is no, and the same request will get the same answer
    |   +-- Invalid                   the request makes no sense as it stands
    |   |   +-- Malformed             it cannot even be read: it names what nobody knows
    |   |   +-- ScriptRefused         the script cannot become a film; says what to mend
    |   |   +-- IdempotencyMismatch   a key was used again with another body
    |   |   +-- TooLarge              more than one record, decision or upload may hold
    |   +-- NotFound                  it does not exist, or is somebody else's
    |   +-- Conflict                  not in the state that it is in
    |   |   +-- AlreadyExists         the id is taken
    |   |   +-- NotAllowed            this job, task or project cannot do that now
    |   |   +-- StaleLease            the task is no longer leased to this worker
    |   |   +-- StaleVersion          somebody changed it since it was read
    |   |   +-- LimitReached          more than the plan allows
    |   +-- InsufficientCredits       says what is needed and what is there
    |   +-- Forbidden                 this issuer or actor may not do that
    |   +-- Unauthenticated           no valid token
    |   +-- PreconditionRequired      the request must say which version it changes
    |   +-- KeyRequired               the request spends or starts work, and must carry an Idempotency-Key
    |   +-- PositionGone              the position lies beyond what this log holds
    +-- Unavailable                   the world is not ready; try again later
    |   +-- Overloaded                too many commands are undecided
    |   +-- PositionPending           the read model has not reached the position yet
    |   +-- OutcomePending            appended, but not decided in time; ask again with the same key, without one look first
    |   +-- StorageFull               the disk is full
    |   +-- AlreadyRunning            another studio holds this folder
    |   +-- Starting                  a process that is needed is being started; nothing was done
    |   +-- ToolMissing               a program or package is not on this machine; names the cure
    +-- EngineFailed                  a render did not come to its end; counts as an attempt
    +-- Corrupt                       what is stored is not what was written: stop and call a person
        +-- BrokenLink                a true record does not continue the history
        +-- UnknownVersion            written by a newer studio than this one
        +-- Undecodable               bytes that no version of ours wrote

Errors carry no HTTP status: infra/http/problems.py maps each class to problem+json.
"""

from __future__ import annotations


class StudioError(Exception):
    """`code` is stable and part of the API; the message is for people and names the cure."""

    code = "error"

    def __init__(self, message: str, **details: object) -> None:
        super().__init__(message)
        self.details = details


class Refused(StudioError):
    code = "refused"


class Invalid(Refused):
    code = "invalid"


class Malformed(Invalid):
    """Details: `errors`, a list of {pointer, message}, where single faults can be told."""

    code = "malformed"


class ScriptRefused(Invalid):
    code = "script_refused"


class IdempotencyMismatch(Invalid):
    code = "idempotency_mismatch"

    def __init__(self, message: str = "", **details: object) -> None:
        super().__init__(message or "This Idempotency-Key was used with another body: take a new key for a new request.", **details)


class TooLarge(Invalid):
    code = "too_large"


class NotFound(Refused):
    code = "not_found"


class Conflict(Refused):
    code = "conflict"


class AlreadyExists(Conflict):
    code = "already_exists"


class NotAllowed(Conflict):
    code = "not_allowed"


class StaleLease(Conflict):
    code = "stale_lease"


class StaleVersion(Conflict):
    code = "stale_version"


class LimitReached(Conflict):
    code = "limit_reached"


class InsufficientCredits(Refused):
    """Details: `needed` and `available`, in 1/100 credit."""

    code = "insufficient_credits"


class Forbidden(Refused):
    code = "forbidden"


class Unauthenticated(Refused):
    code = "unauthenticated"


class PreconditionRequired(Refused):
    code = "precondition_required"


class KeyRequired(Refused):
    code = "idempotency_key_required"


class PositionGone(Refused):
    code = "gone_position"


class Unavailable(StudioError):
    code = "unavailable"


class Overloaded(Unavailable):
    code = "overloaded"


class PositionPending(Unavailable):
    code = "position_pending"


class OutcomePending(Unavailable):
    code = "outcome_pending"


class StorageFull(Unavailable):
    code = "storage_full"


class AlreadyRunning(Unavailable):
    code = "already_running"


class Starting(Unavailable):
    code = "starting"


class ToolMissing(Unavailable):
    code = "tool_missing"


class EngineFailed(StudioError):
    code = "engine_failed"


class Corrupt(StudioError):
    code = "corrupt"


class BrokenLink(Corrupt):
    code = "broken_link"


class UnknownVersion(Corrupt):
    code = "unknown_version"


class Undecodable(Corrupt):
    code = "undecodable"


def of_code(code: str, otherwise: type[StudioError]) -> type[StudioError]:
    """The error that a log, a problem or another process names; `otherwise` for a code that this version does not know."""
    return _BY_CODE.get(code, otherwise)


def _tree(kind: type[StudioError]) -> list[type[StudioError]]:
    return [kind, *(below for child in kind.__subclasses__() for below in _tree(child))]


_BY_CODE = {kind.code: kind for kind in _tree(StudioError)}  # made here and now: what an adapter adds below a class never takes its code
