"""Sends a command and turns its outcome into an answer: the one way from a route to the log."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any, TypeVar

from command_api.outcomes import Outcome, Outcomes
from domain.partition import ASK_AGAIN
from infra.commands import append_command
from infra.event_log.port import EventLog
from infra.keyring.port import Keyring
from schemas.envelope import Issued, Position
from schemas.errors import IdempotencyMismatch, Invalid, NotFound, Refused, StudioError, Unavailable, of_code
from schemas.events.system import CommandRejected, CommandRepeated
from schemas.partitions import partition_of

NAMESPACE = uuid.UUID("5d0f5c1e-6a1f-4f0e-9a53-2f6d4d7c8b11")
OUTCOME_S = 10.0
KEY_LENGTH_MAX = 255
F = TypeVar("F")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Who asks for what operation, as the HTTP request says it."""

    account_id: str
    actor: str
    operation: str  # method and path: one key may serve different operations, and different projects
    body: bytes
    key: str | None  # Idempotency-Key
    request_id: str
    ip: str

    @property
    def command_id(self) -> str:
        """uuid5 of (actor, account, operation, key), so that a repeat has the same; without a key a fresh uuid4."""
        if self.key is None:
            return str(uuid.uuid4())
        return str(uuid.uuid5(NAMESPACE, "\n".join((self.actor, self.account_id, self.operation, self.key))))


@dataclass(frozen=True, slots=True)
class Answer:
    outcome: Outcome
    replayed: bool

    @property
    def position(self) -> Position:
        return self.outcome[-1].position

    def event(self, kind: type[F]) -> F:
        """The first event of that class in the outcome. Raises NotFound."""
        for recorded in self.outcome:
            if isinstance(recorded.event, kind):
                return recorded.event
        raise NotFound(f"The outcome holds no {kind.__name__}.")


class Commands:
    def __init__(self, log: EventLog, outcomes: Outcomes, keyring: Keyring) -> None:
        self._log, self._outcomes, self._keyring = log, outcomes, keyring

    async def send(self, request: Request, command_id: str, command: Any) -> Answer:
        """Append and wait for the outcome. Raises what the decision refused, Overloaded, OutcomePending, StorageFull, Unavailable."""
        partition = partition_of(request.account_id)
        self._outcomes.check_load(partition)
        issued = Issued(
            command_id=command_id, account_id=request.account_id, actor=request.actor, issuer="command_api", command=command,
            correlation_id=request.request_id, body=await self._body(request),
            ip=(await self._keyring.seal(request.account_id, request.ip)).box if request.ip else "",
        )  # fmt: skip
        offset = await append_command(self._log, issued)
        outcome = await self._outcomes.of(partition, offset, OUTCOME_S)
        if (outcome[0].command_id, outcome[0].account_id) != (command_id, request.account_id):
            raise Unavailable("The log has lost commands and gives their places to others: what became of this one is not known. A person is needed.")
        repeated = outcome[0].event
        if isinstance(repeated, CommandRepeated):
            return _answer(await self._outcomes.first(partition, repeated.of), replayed=True)
        return _answer(outcome, replayed=False)

    async def replay(self, request: Request, first: Position) -> Answer | None:
        """The answer that this request had when it came first; None if it was one of ASK_AGAIN, which is none for ever.

        Raises what was refused then, and IdempotencyMismatch when it was another request.
        """
        outcome = await self._outcomes.first(first.partition, first.seq)
        if isinstance(rejected := outcome[0].event, CommandRejected) and rejected.code in ASK_AGAIN:
            return None
        if outcome[0].body != await self._body(request):
            raise IdempotencyMismatch
        return _answer(outcome, replayed=True)

    async def _body(self, request: Request) -> str:
        """What tells a repeat from a misuse of its key; nothing without a key."""
        if request.key is None:
            return ""
        if not request.key.isascii() or not 1 <= len(request.key) <= KEY_LENGTH_MAX:
            raise Invalid(f"An Idempotency-Key has 1 to {KEY_LENGTH_MAX} ASCII characters; a UUID will do.")
        return await self._keyring.hmac(request.account_id, request.operation.encode() + b"\n" + request.body)


def _answer(outcome: Outcome, *, replayed: bool) -> Answer:
    if isinstance(rejected := outcome[0].event, CommandRejected):
        raise refusal(rejected, outcome[0].position, replayed=replayed)
    return Answer(outcome, replayed)


def refusal(rejected: CommandRejected, position: Position, *, replayed: bool = False) -> StudioError:
    """The error that the decision raised, as it is written in the log."""
    details: dict[str, object] = {"position": str(position), "replayed": replayed}
    if rejected.needed is not None:
        details |= {"needed": rejected.needed, "available": rejected.available}
    if rejected.fingerprint is not None:
        return StudioError(rejected.reason, fingerprint=rejected.fingerprint, **details)
    return of_code(rejected.code, Refused)(rejected.reason, **details)
