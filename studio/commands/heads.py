"""`studio heads`: what was signed of the log, under which keys, and whether the log still agrees."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from infra.clock import wall_clock
from infra.heads.signed import SignedHead, SigningKey, Trust, replace_key, rotated
from infra.heads.signing import publish
from schemas.codec import rfc3339
from schemas.envelope import Position
from schemas.errors import Invalid, NotFound, Undecodable
from schemas.partitions import PARTITIONS
from studio.heads import Heads, heads_of
from studio.places import log_of, opened
from studio.terminal import Exit, Terminal, table
from studio.verify.heads import against_heads

KEY_DIGITS = 64


async def list_heads(terminal: Terminal, *, kafka: bool = False) -> int:
    """The newest of each partition. Raises NotFound where none was signed."""
    place = heads_of(terminal.folder, kafka=kafka)
    found = [_newest(place, number) for number in range(PARTITIONS)]
    told = [
        {"position": str(Position(one.partition, one.seq)), "hash": one.hash, "time": rfc3339(one.time), "key": one.key, "count": count}
        for one, count in filter(None, found)
    ]
    if not told:
        raise _none_signed(place, kafka)
    rows = [(one["position"], one["time"], str(one["hash"])[:16], str(one["key"])[:16], one["count"]) for one in told]
    terminal.result(told, text=table(("position", "signed", "hash", "key", "signed in all"), rows))
    return Exit.OK


def _newest(place: Heads, partition: int) -> tuple[SignedHead, int] | None:
    texts = [text for _, text in place.store.newest_first(partition)]
    for text in texts:
        try:
            return SignedHead.parse(text), len(texts)
        except Undecodable:
            continue
    return None


async def list_keys(terminal: Terminal, *, kafka: bool = False) -> int:
    """Raises NotFound where none has signed yet."""
    place = heads_of(terminal.folder, kafka=kafka)
    if not (statements := place.store.statements()):
        raise _none_signed(place, kafka)
    trusted = Trust(statements, place.anchors).keys
    told = [{"key": one.key, "since": rfc3339(one.time), "after": one.after, "trusted": one.key in trusted} for one in statements]
    rows = [(one["key"], one["since"], "yes" if one["trusted"] else "no") for one in told]
    terminal.result(told, text=table(("public key (Ed25519)", "signs since", "trusted"), rows))
    return Exit.OK


async def check(terminal: Terminal, keys: Sequence[str], *, kafka: bool) -> int:
    if wrong := [one for one in keys if len(one) != KEY_DIGITS or not set(one) <= set("0123456789abcdef")]:
        raise Invalid(f"{wrong[0]!r} is not a public key: 64 hex digits, as `studio heads keys` prints them.")
    place = heads_of(terminal.folder, kafka=kafka, anchors=keys)
    async with opened(log_of(terminal.folder, kafka=kafka)) as log:
        found = await against_heads(log, place.store, place.anchors)
    wrongs = [one for seen in found for one in seen.violations]
    agree = sum(seen.agree for seen in found)
    if not agree and not wrongs:
        raise _none_signed(place, kafka)
    up_to = [{"agree": seen.agree, "up_to": str(Position(seen.partition, seen.seq))} for seen in found if seen.agree]
    facts: dict[str, Any] = {
        "ok": not wrongs, "agree": agree, "pinned": bool(place.anchors), "partitions": up_to,
        "violations": [{"position": str(one.position), "message": one.message} for one in wrongs],
    }  # fmt: skip
    lines = [f"[bold red]{one.invariant}[/] {one.position} {one.message}" for one in wrongs]
    verdict = f"The log agrees with all {agree} signed heads." if not wrongs else f"The log agrees with {agree} signed heads, and not with all."
    pinned = "" if place.anchors else " The first key of the store was believed: --key names the one that you know."
    terminal.result(facts, text="\n".join([*lines, verdict + pinned]))
    return Exit.FAILED if wrongs else Exit.OK


def _none_signed(place: Heads, kafka: bool) -> NotFound:
    other = "" if kafka else " --kafka looks at those of the studio on Kafka."
    return NotFound(
        f"No head has been signed yet in {place.store.folder}. A studio signs after its first minute, each hour, and when it stops.{other}"
    )


async def rotate(terminal: Terminal, *, kafka: bool = False) -> int:
    """The old key vouches for the new one and the new one for the old, and then the old one is gone."""
    place, now = heads_of(terminal.folder, kafka=kafka), wall_clock()
    if not place.key_file.exists():
        raise NotFound(f"There is no signing key {place.key_file} yet: the studio makes one when it first signs.")
    publish(place.store, SigningKey.kept(place.key_file), now)
    statement, secret = rotated(place.key_file, now)
    place.store.publish(statement)
    replace_key(place.key_file, secret)
    facts = {"key": statement.key, "after": statement.after}
    terminal.result(facts, text=f"Heads are signed with {statement.key} from now on; what {statement.after[:16]} signed stays signed.")
    return Exit.OK
