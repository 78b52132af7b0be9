"""What is done to a studio is drawn from a seed; and a proxy can keep what a process wrote until that process is gone."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import suppress
from itertools import islice

from chaos.faults import Fault, Kind, Trouble, plan
from chaos.proxy import PRODUCE, between, tcp
from chaos.sizes import CHAOS, NETWORK
from chaos.world import DECIDERS, MODULES, servers_of
from infra.embedded.kafka import free_ports

PLANNED = CHAOS.kills + CHAOS.pauses + CHAOS.brokers + CHAOS.databases


def planned(seed: int) -> list[Fault]:
    return list(islice(plan(seed, CHAOS), PLANNED))


def test_a_seed_says_what_is_done() -> None:
    assert planned(1) == planned(1)
    assert planned(1) != planned(2)


def test_a_plan_holds_what_its_size_asks_for() -> None:
    count = Counter(fault.kind for fault in planned(1))
    assert count[Kind.KILL] + count[Kind.KILL_WRITING] == CHAOS.kills
    assert count[Kind.FREEZE] + count[Kind.FREEZE_WRITING] == CHAOS.pauses
    assert (count[Kind.BROKER], count[Kind.DATABASE]) == (CHAOS.brokers, CHAOS.databases)


def test_whoever_has_not_asked_enough_by_then_is_disturbed_seldom() -> None:
    more = list(islice(plan(1, CHAOS), PLANNED, PLANNED + 50))
    assert {fault.kind for fault in more} == {Kind.KILL}
    assert min(fault.gap_s for fault in more) > max(fault.gap_s for fault in planned(1))


def test_only_who_writes_is_caught_writing() -> None:
    assert {fault.target for fault in planned(1) if fault.kind in (Kind.KILL_WRITING, Kind.FREEZE_WRITING)} == set(DECIDERS)


def test_the_network_is_troubled_on_twelve_ways_in_every_manner() -> None:
    cells = [fault for fault in islice(plan(1, NETWORK), NETWORK.cells + NETWORK.kills) if fault.kind is Kind.NETWORK]
    assert Counter(cell.trouble for cell in cells) == dict.fromkeys(Trouble, 3)
    assert len({(cell.target, cell.server) for cell in cells}) == 12
    assert all(cell.server in servers_of(cell.target) for cell in cells)
    assert {cell.target for cell in cells} <= set(MODULES)


# --- the proxy


def framed(body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + body


class Server:
    """Keeps what it hears."""

    def __init__(self) -> None:
        self.heard = b""

    async def hear(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while piece := await reader.read(1_000):
            self.heard += piece
        writer.close()

    async def until(self, wanted: bytes) -> None:
        async with asyncio.timeout(20):
            while self.heard != wanted:
                await asyncio.sleep(0.01)


async def test_what_was_held_comes_after_its_writer_has_gone() -> None:
    server, (port, proxied) = Server(), free_ports(2)
    question, write = framed(b"\x00\x03 metadata"), framed(PRODUCE + b" a batch")
    listening = await asyncio.start_server(server.hear, "127.0.0.1", port)
    async with between(proxied, tcp(port), frames=True) as proxy:
        proxy.hold_writes()
        _, writer = await asyncio.open_connection("127.0.0.1", proxied)
        writer.write(question + write)
        await server.until(question)
        writer.transport.abort()
        assert server.heard == question
        async with asyncio.timeout(20):
            while proxy.let_writes_go() == 0:
                await asyncio.sleep(0.01)
        await server.until(question + write)
    listening.close()


async def test_a_message_breaks_off_in_its_middle() -> None:
    server, (port, proxied) = Server(), free_ports(2)
    listening = await asyncio.start_server(server.hear, "127.0.0.1", port)
    async with between(proxied, tcp(port), frames=False) as proxy:
        proxy.reset_in_middle = 1
        reader, writer = await asyncio.open_connection("127.0.0.1", proxied)
        writer.write(b"0123456789")
        assert await reader.read() == b""
        writer.close()
        await asyncio.sleep(0)
        assert server.heard in (b"", b"01234")
    listening.close()


async def test_who_comes_while_it_is_cut_is_turned_away() -> None:
    [proxied] = free_ports(1)
    async with between(proxied, tcp(proxied), frames=False) as proxy:
        proxy.cut()
        reader, writer = await asyncio.open_connection("127.0.0.1", proxied)
        with suppress(ConnectionError):
            assert await reader.read() == b""
        writer.close()
        assert proxy.broken == 1
