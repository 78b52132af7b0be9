"""What the labels of a job stand for (schemas/labels.py), read from the blob of its analysis and kept for the last few films."""

from __future__ import annotations

from collections import OrderedDict

from infra.object_store.port import ObjectStore
from schemas.errors import NotFound
from schemas.labels import Labels

KEPT = 64
NAMELESS = Labels()


class Names:
    def __init__(self, objects: ObjectStore) -> None:
        self._objects = objects
        self._known: OrderedDict[tuple[str, str], Labels] = OrderedDict()

    async def of(self, account_id: str, analysis: str | None) -> Labels:
        """`analysis`: hash of the blob. Where it is gone, or not planned yet, labels stay what they are. Raises Undecodable."""
        if analysis is None:
            return NAMELESS
        key = (account_id, analysis)
        if key not in self._known:
            try:
                blob = b"".join([piece async for piece in self._objects.open(account_id, analysis)])
            except NotFound:
                return NAMELESS
            self._known[key] = Labels.read(blob)
            if len(self._known) > KEPT:
                self._known.popitem(last=False)
        self._known.move_to_end(key)
        return self._known[key]
