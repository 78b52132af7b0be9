"""The key under which names become labels, where a test has no keyring."""

from __future__ import annotations

import hashlib


async def label_key(account_id: str) -> bytes:
    return hashlib.sha256(account_id.encode()).digest()
