"""Which partition an account's stream lies in: 16 of them, on every adapter, for ever."""

from __future__ import annotations

from functools import lru_cache

PARTITIONS = 16
COMMANDS = "studio.commands"
EVENTS = "studio.events"
SYSTEM = "system"
"""The key under which configuration is decided once."""

_M, _MASK = 0x5BD1E995, 0xFFFFFFFF


def murmur2(data: bytes) -> int:
    """The 32-bit hash that Kafka's default partitioner uses (org.apache.kafka.common.utils.Utils.murmur2), as a non-negative number."""
    length = len(data)
    h = (0x9747B28C ^ length) & _MASK
    whole = length & ~3
    for i in range(0, whole, 4):
        k = int.from_bytes(data[i : i + 4], "little") * _M & _MASK
        k = (k ^ (k >> 24)) * _M & _MASK
        h = (h * _M & _MASK) ^ k
    if rest := data[whole:]:
        h = (h ^ int.from_bytes(rest, "little")) * _M & _MASK
    h = (h ^ (h >> 13)) * _M & _MASK
    return (h ^ (h >> 15)) & 0x7FFFFFFF


@lru_cache(maxsize=200_000)
def partition_of(key: str) -> int:
    """The partition of an account, or of `partition:<n>` itself (Tick and AdoptConfig go to a partition as a whole)."""
    if key.startswith("partition:"):
        return int(key.removeprefix("partition:"))
    return murmur2(key.encode()) % PARTITIONS
