"""What a keyring does: seal and open an account's text, sign its bodies, and forget it for ever."""

from __future__ import annotations

from typing import Protocol

from schemas.envelope import Sealed

ERASED = "[erased]"
"""What is shown in place of text whose key was destroyed."""


class Keyring(Protocol):
    async def seal(self, account_id: str, text: str) -> Sealed[str]:
        """The text under the account's key (AES-256-GCM, the account's id as associated data); makes the key at the first call.

        Raises NotAllowed when the key was destroyed, Unavailable when it cannot be read.
        """
        ...

    async def open(self, account_id: str, sealed: Sealed[str]) -> str:
        """What was sealed, or ERASED when the key is gone. Raises Undecodable when the box was not sealed for this account, or was changed."""
        ...

    async def hmac(self, account_id: str, body: bytes) -> str:
        """HMAC-SHA256, 64 hex digits, under a key of its own derived from the account's. Raises like seal."""
        ...

    async def verifies(self, account_id: str, body: bytes, signature: str) -> bool:
        """Whether `hmac` gives this signature for this body. Never makes a key: without one nothing is right. Raises Unavailable."""
        ...

    async def label_key(self, account_id: str) -> bytes:
        """32 bytes, always the same for the account, under which its names become labels (schemas/labels.py). Raises like seal."""
        ...

    async def destroy(self, account_id: str) -> None:
        """From now on nothing sealed for this account can be read (other processes forget within `FORGET_S`), and no new key is ever made for it."""
        ...
