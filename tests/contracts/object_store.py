"""What every object store must do; inherited once for each adapter, which gives `store`."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from infra.object_store.port import ObjectStore
from schemas.errors import Invalid, NotFound, TooLarge

ACCOUNT, STRANGER = "acc_1", "acc_2"
ESCAPES = ("", ".", "..", "../acc_2", "a/b", "/etc", "acc\x00", ".hidden", "a" * 129, "acc_1\n")


async def collected(pieces: AsyncIterator[bytes]) -> bytes:
    return b"".join([piece async for piece in pieces])


class ObjectStoreContract:
    """Subclasses override `store`."""

    @pytest.fixture
    def store(self, tmp_path: Path) -> ObjectStore:
        raise NotImplementedError

    async def test_a_blob_is_known_by_the_hash_of_its_bytes(self, store: ObjectStore) -> None:
        stored = await store.put(ACCOUNT, b"a film", "video/mp4")
        assert (stored.hash, stored.size) == (hashlib.sha256(b"a film").hexdigest(), 6)
        assert await store.stat(ACCOUNT, stored.hash) == stored
        assert await collected(store.open(ACCOUNT, stored.hash)) == b"a film"
        assert (await store.path_of(ACCOUNT, stored.hash)).read_bytes() == b"a film"

    async def test_a_file_is_stored_like_its_bytes(self, store: ObjectStore, tmp_path: Path) -> None:
        data = bytes(range(256)) * 3000
        (tmp_path / "clip").write_bytes(data)
        assert await store.put(ACCOUNT, tmp_path / "clip", "video/mp4") == await store.put(ACCOUNT, data, "video/mp4")

    @pytest.mark.parametrize(
        ("start", "length", "expected"), [(0, 2, b"01"), (3, 4, b"3456"), (8, None, b"89"), (8, 100, b"89"), (10, None, b""), (4, 0, b"")]
    )
    async def test_any_range_can_be_read(self, store: ObjectStore, start: int, length: int | None, expected: bytes) -> None:
        stored = await store.put(ACCOUNT, b"0123456789", "text/plain")
        assert await collected(store.open(ACCOUNT, stored.hash, start, length)) == expected

    async def test_a_long_blob_comes_in_pieces(self, store: ObjectStore) -> None:
        data = bytes(700_000)
        stored = await store.put(ACCOUNT, data, "application/octet-stream")
        pieces = [piece async for piece in store.open(ACCOUNT, stored.hash, 100, 600_000)]
        assert b"".join(pieces) == data[100:600_100]
        assert max(map(len, pieces)) <= 256 * 1024

    async def test_what_is_not_there_is_not_found(self, store: ObjectStore) -> None:
        nothing = hashlib.sha256(b"never stored").hexdigest()
        for attempt in (store.stat(ACCOUNT, nothing), store.path_of(ACCOUNT, nothing), collected(store.open(ACCOUNT, nothing))):
            with pytest.raises(NotFound):
                await attempt

    async def test_accounts_do_not_see_each_other(self, store: ObjectStore) -> None:
        stored = await store.put(ACCOUNT, b"mine", "text/plain")
        await store.put_name(ACCOUNT, "steps/one", b"mine")
        with pytest.raises(NotFound):
            await store.stat(STRANGER, stored.hash)
        assert await store.get_name(STRANGER, "steps/one") is None

    async def test_deleting_is_for_good_and_may_be_repeated(self, store: ObjectStore) -> None:
        stored = await store.put(ACCOUNT, b"draft", "text/plain")
        await store.delete(ACCOUNT, stored.hash)
        await store.delete(ACCOUNT, stored.hash)
        with pytest.raises(NotFound):
            await store.stat(ACCOUNT, stored.hash)

    async def test_a_name_stands_for_what_was_put_last(self, store: ObjectStore) -> None:
        assert await store.get_name(ACCOUNT, "steps/abc") is None
        await store.put_name(ACCOUNT, "steps/abc", b"one")
        await store.put_name(ACCOUNT, "steps/abc", b"two")
        assert await store.get_name(ACCOUNT, "steps/abc") == b"two"

    async def test_a_reader_sees_the_old_or_the_new_name_never_a_part(self, store: ObjectStore) -> None:
        values = [bytes([letter]) * 50_000 for letter in b"abcd"]
        await store.put_name(ACCOUNT, "steps/abc", values[0])

        async def write() -> None:
            for value in values * 5:
                await store.put_name(ACCOUNT, "steps/abc", value)

        writing = asyncio.create_task(write())
        seen = []
        while not writing.done():
            seen.append(await store.get_name(ACCOUNT, "steps/abc"))
        await writing
        assert seen
        assert all(value in values for value in seen)

    async def test_a_name_holds_at_most_a_mebibyte(self, store: ObjectStore) -> None:
        with pytest.raises(TooLarge):
            await store.put_name(ACCOUNT, "steps/abc", bytes((1 << 20) + 1))

    async def test_many_may_store_the_same_bytes_at_once(self, store: ObjectStore) -> None:
        stored = await asyncio.gather(*[store.put(ACCOUNT, b"same" * 1000, "text/plain") for _ in range(16)])
        assert len(set(stored)) == 1
        assert await collected(store.open(ACCOUNT, stored[0].hash)) == b"same" * 1000

    async def test_an_erased_account_has_nothing_and_others_keep_theirs(self, store: ObjectStore) -> None:
        mine, theirs = [await store.put(account, b"words", "text/plain") for account in (ACCOUNT, STRANGER)]
        await store.put_name(ACCOUNT, "steps/abc", b"x")
        await store.erase(ACCOUNT)
        with pytest.raises(NotFound):
            await store.stat(ACCOUNT, mine.hash)
        assert await store.get_name(ACCOUNT, "steps/abc") is None
        assert await store.stat(STRANGER, theirs.hash) == theirs

    @pytest.mark.parametrize("account", ESCAPES)
    async def test_no_account_id_leads_elsewhere(self, store: ObjectStore, account: str) -> None:
        with pytest.raises(Invalid):
            await store.put(account, b"x", "text/plain")

    @pytest.mark.parametrize("name", [*(e for e in ESCAPES if e not in ("a/b",)), "steps/../../acc_2/steps/x", "steps//x", "steps/.x", "steps/"])
    async def test_no_name_leads_elsewhere(self, store: ObjectStore, name: str) -> None:
        with pytest.raises(Invalid):
            await store.put_name(ACCOUNT, name, b"x")
        with pytest.raises(Invalid):
            await store.get_name(ACCOUNT, name)

    @pytest.mark.parametrize("hash", ["", "..", "A" * 64, "0" * 63, "../" + "0" * 61, "0" * 64 + "\n"])
    async def test_no_hash_leads_elsewhere(self, store: ObjectStore, hash: str) -> None:
        with pytest.raises(Invalid):
            await store.stat(ACCOUNT, hash)
        with pytest.raises(Invalid):
            await collected(store.open(ACCOUNT, hash))
