"""Links to content: plain ones for who sends a token, signed ones for 15 minutes for players and download managers, which cannot."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from infra.keyring.port import Keyring
from schemas.envelope import Instant
from schemas.errors import Unauthenticated

VALID_MS = 15 * 60_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    url: str
    expires_at: Instant


def content_path(asset_id: str) -> str:
    return f"/api/v1/assets/{asset_id}/content"


def content_url(asset_id: str | None) -> str | None:
    return None if asset_id is None else content_path(asset_id)


async def signed(keyring: Keyring, account_id: str, asset_id: str, now: Instant) -> Signed:
    """A link that opens this one asset without a token until it expires."""
    expires = now + VALID_MS
    query = {"account": account_id, "expires": expires, "signature": await keyring.hmac(account_id, _what(asset_id, expires))}
    return Signed(url=f"{content_path(asset_id)}?{urlencode(query)}", expires_at=expires)


async def check(keyring: Keyring, account_id: str, asset_id: str, expires: int, signature: str, now: Instant) -> None:
    """Raises Unauthenticated, with the same words whatever is wrong."""
    if not await keyring.verifies(account_id, _what(asset_id, expires), signature) or now >= expires:
        raise Unauthenticated("The link has expired, or was changed: ask for a fresh one.")


def _what(asset_id: str, expires: int) -> bytes:
    """What is signed."""
    return f"content\n{asset_id}\n{expires}".encode()
