"""Children are begun again when they end, end with us however we end, and one that cannot run says so."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from schemas.errors import Invalid
from studio.supervisor import Child, supervised

ROOT = Path(__file__).parents[2]


def child(folder: Path, program: str) -> Child:
    (folder / "a_child.py").write_text(program)
    return Child(module="a_child", port=0, environment={"PYTHONPATH": f"{folder}{os.pathsep}{ROOT}"}, told=folder / "told")


async def test_one_that_ends_is_begun_again(tmp_path: Path) -> None:
    one = child(tmp_path, "import time; print('here', flush=True); time.sleep(60)")
    async with supervised([one]):
        first = one.process
        assert first is not None
        first.kill()
        while one.process is first:
            await asyncio.sleep(0.02)
    assert one.status is not None


async def test_one_that_says_it_cannot_be_used_ends_the_studio_in_its_words(tmp_path: Path) -> None:
    async with supervised([child(tmp_path, "import sys; print('STUDIO_X is wrong'); sys.exit(2)")]) as failed:
        with pytest.raises(Invalid, match="STUDIO_X is wrong"):
            await asyncio.wait_for(asyncio.shield(failed), 20)


def test_children_end_with_a_supervisor_that_is_killed(tmp_path: Path) -> None:
    (tmp_path / "a_child.py").write_text(
        "from infra.process import _end_with_our_supervisor\nimport time\n_end_with_our_supervisor()\ntime.sleep(60)\n"
    )
    program = f"""
import asyncio
from pathlib import Path
from studio.supervisor import Child, supervised
async def main():
    child = Child(module="a_child", port=0, environment={{"PYTHONPATH": "{tmp_path}:{ROOT}"}}, told=Path("{tmp_path}/told"))
    async with supervised([child]):
        await asyncio.sleep(2)
        print(child.process.pid, flush=True)
        await asyncio.sleep(60)
asyncio.run(main())
"""
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    parent.send_signal(signal.SIGKILL)
    parent.communicate()
    deadline = time.monotonic() + 10
    while Path(f"/proc/{pid}/stat").exists() and Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z":
        assert time.monotonic() < deadline
        time.sleep(0.05)
