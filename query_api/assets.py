"""Routes that show assets and hand out their bytes."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel

from infra.http.callers import Caller
from infra.http.ranges import content
from projections.assets import ASSETS
from projections.assets import Asset as Row
from query_api.links import check, content_path, signed
from query_api.queries import Ask, Page, Pages, Queries, linked, page
from schemas.codec import rfc3339


class Asset(BaseModel):
    asset_id: str
    project_id: str
    job_id: str
    type: str
    name: str
    media_type: str
    size: int
    content_hash: str
    content_url: str
    created_at: str


class OneAsset(Asset):
    """With a link that works without a token for 15 minutes."""

    signed_url: str
    signed_url_expires_at: str


def asset_of(row: Row) -> Asset:
    return Asset(
        asset_id=row.asset_id, project_id=row.project_id, job_id=row.job_id, type=row.type, name=row.name, media_type=row.media_type, size=row.size,
        content_hash=row.hash, content_url=content_path(row.asset_id), created_at=rfc3339(row.created_at),
    )  # fmt: skip


def routes(queries: Queries, caller: Callable[..., Any]) -> APIRouter:
    router = APIRouter(prefix="/api/v1/assets", tags=["assets"])
    Me = Annotated[Caller, Depends(caller)]  # noqa: N806  # a type; FastAPI finds it only because this file does not postpone its annotations

    async def holder(
        request: Request,
        asset_id: str,
        account: Annotated[str | None, Query(max_length=128, description="Of a signed link.")] = None,
        expires: Annotated[int | None, Query(ge=0, lt=2**53, description="Of a signed link.")] = None,
        signature: Annotated[str | None, Query(max_length=64, description="Of a signed link, instead of a token.")] = None,
    ) -> Caller:
        """Who sends a token, or holds a signed link to this asset."""
        if account is None or expires is None or signature is None:
            return await caller(request)  # type: ignore[no-any-return]
        await check(queries.keyring, account, asset_id, expires, signature, queries.now())
        return Caller(account_id=account, role="link")

    @router.get("")
    async def list_assets(
        ask: Ask, me: Me, pages: Pages, project_id: str | None = None, job_id: str | None = None, type: str | None = None
    ) -> Page[Asset]:
        """Newest first."""
        async with queries.seen(ask, me, ASSETS) as snapshot:
            rows, below = await page(snapshot, ASSETS, {"project_id": project_id, "job_id": job_id, "type": type}, by="created_seq", pages=pages)
        return linked(ask, [asset_of(row) for row in rows], below)

    @router.get("/{asset_id}")
    async def get_asset(asset_id: str, ask: Ask, me: Me) -> OneAsset:
        """One file that was made, and a link to it that needs no token, for a while."""
        async with queries.seen(ask, me, ASSETS) as snapshot:
            row = await snapshot.the(ASSETS, asset_id)
        link = await signed(queries.keyring, me.account_id, asset_id, queries.now())
        return OneAsset(**asset_of(row).model_dump(), signed_url=link.url, signed_url_expires_at=rfc3339(link.expires_at))

    @router.head("/{asset_id}/content", include_in_schema=False)
    @router.get(
        "/{asset_id}/content",
        response_class=Response,
        responses={
            200: {"content": {"application/octet-stream": {}}, "description": "The bytes, under the asset's own media type."},
            206: {"content": {"application/octet-stream": {}}, "description": "The bytes of the Range."},
            304: {"description": "You have them: the ETag is the hash of the bytes."},
            416: {"description": "The Range begins beyond the end."},
        },
    )
    async def get_content(asset_id: str, ask: Ask, me: Annotated[Caller, Depends(holder)]) -> Response:
        """Its bytes, whole or a Range of them (RFC 9110)."""
        async with queries.seen(ask, me, ASSETS) as snapshot:
            row = await snapshot.the(ASSETS, asset_id)
        stored = await queries.objects.stat(me.account_id, row.hash)
        return await content(ask.request, queries.objects, me.account_id, stored, row.media_type, row.name)

    return router
