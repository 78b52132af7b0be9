"""Assets: what a person may look at, by name, type, project and job."""

from __future__ import annotations

from msgspec import Struct

from projections.projection import Projection
from schemas.envelope import Instant, Recorded
from schemas.events.film import AssetGenerated


class Asset(Struct, frozen=True, kw_only=True):
    account_id: str
    asset_id: str
    project_id: str
    job_id: str
    type: str  # P-5.1
    name: str
    hash: str
    size: int
    media_type: str
    created_seq: int
    created_at: Instant


def generated(_: Asset | None, recorded: Recorded[AssetGenerated]) -> Asset:
    event = recorded.event
    return Asset(
        account_id=recorded.account_id, asset_id=event.asset_id, project_id=event.project_id, job_id=event.job_id, type=event.type, name=event.name,
        hash=event.blob.hash, size=event.blob.size, media_type=event.blob.media_type, created_seq=recorded.seq, created_at=recorded.time,
    )  # fmt: skip


ASSETS = Projection(
    name="assets",
    version=1,
    row=Asset,
    key=("asset_id",),
    on={AssetGenerated: generated},
    indexes=(("account_id", "created_seq"), ("account_id", "job_id"), ("account_id", "project_id", "created_seq")),
)
