"""`studio credits`: the balance, and a statement that explains each movement."""

from __future__ import annotations

from studio.client import studio
from studio.terminal import Exit, Terminal, credits, table


async def statement(terminal: Terminal, limit: int) -> int:
    async with studio(terminal.folder) as client:
        balance = await client.get("/api/v1/credits")
        lines = (await client.get("/api/v1/credits/transactions", limit=limit))["items"]
    if terminal.json:
        terminal.result({"balance": balance, "transactions": lines}, text="")
        return Exit.OK
    rows = [
        (
            line["created_at"],
            line["type"],
            credits(line["amount"]),
            credits(line["balance_after"]),
            line.get("note") or line["reason"],
            line["job_id"] or "",
        )
        for line in lines
    ]
    head = f"{credits(balance['available'])} credits, {credits(balance['reserved'])} of others held for jobs under way"
    terminal.print(head, table(("when", "what", "amount", "balance", "why", "job"), rows))
    return Exit.OK
