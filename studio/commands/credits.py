"""`studio credits`: the balance, and a statement that explains each movement."""

from __future__ import annotations

from studio.client import studio
from studio.folder import LOCAL_REASON
from studio.terminal import Exit, Terminal, credits, table

WORDS = {"grant": "granted", "adjust": "granted", "reserve": "held", "debit": "charged", "release": "given back", "expire": "lapsed"}
"""Of movements. What is held is taken from what can be spent; what is charged is taken from what was held."""


async def statement(terminal: Terminal, limit: int) -> int:
    async with studio(terminal.folder) as client:
        balance = await client.get("/api/v1/credits")
        lines = (await client.get("/api/v1/credits/transactions", limit=limit))["items"]
        terminal.warn(read_only=client.read_only)
    if terminal.json:
        terminal.result({"balance": balance, "transactions": lines}, text="")
        return Exit.OK
    rows = [
        (
            line["created_at"],
            WORDS.get(line["type"], line["type"]),
            credits(abs(line["amount"])),
            credits(line["balance_after"]),
            credits(line["held_after"]),
            line["note"] or line["description"],
            line["job_id"] or "",
        )
        for line in lines
    ]
    head = f"{credits(balance['available'])} credits to spend, and {credits(balance['reserved'])} held for films under way\n{LOCAL_REASON}"
    terminal.print(head, table(("when", "what", "credits", "to spend", "held", "why", "job"), rows))
    return Exit.OK
