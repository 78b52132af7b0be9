"""`studio bench`: the repository's benchmarks, from the command line."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from schemas.errors import ToolMissing
from studio.terminal import Exit, Terminal


async def measure(terminal: Terminal, only: str | None) -> int:
    root = Path(__file__).parent.parent.parent
    if not (root / "bench" / "__main__.py").exists():
        raise ToolMissing("The benchmarks are part of the repository, not of the installed package: clone it and run `make bench`.")
    arguments = [*([only] if only else []), *(["--json"] if terminal.json else [])]
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "bench", *arguments, cwd=root)
    return {0: Exit.OK, 2: Exit.USAGE}.get(await process.wait(), Exit.FAILED)
