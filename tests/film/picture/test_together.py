"""Two processes draw the frames that one draws, in their order; and when the second is lost, nothing is."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from film.picture.together import RUN, drawn_together

SHAPE = (4, 6, 3)
Picture = NDArray[np.uint8]


class Drawing:
    """Frames that say which they are; the folder tells who drew what."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.first = folder, os.getpid()

    def __call__(self, i: int) -> Picture:
        (self.folder / f"{i}.{'first' if os.getpid() == self.first else 'second'}").touch()
        return np.full(SHAPE, i, np.uint8)

    def drawn_by(self, who: str) -> set[int]:
        return {int(path.stem) for path in self.folder.glob(f"*.{who}")}


@contextmanager
def open_files_stay_closed() -> Iterator[None]:
    before = len(list(Path("/proc/self/fd").iterdir()))
    yield
    assert len(list(Path("/proc/self/fd").iterdir())) == before


@pytest.mark.parametrize("count", [1, RUN, RUN + 1, 7 * RUN + 3])
def test_frames_come_in_order_each_drawn_once_by_one_of_two(count: int, tmp_path: Path) -> None:
    drawing = Drawing(tmp_path)
    with open_files_stay_closed(), drawn_together(drawing, count, SHAPE) as frames:
        assert [int(frame.max()) for frame in frames] == list(range(count))
    first, second = drawing.drawn_by("first"), drawing.drawn_by("second")
    assert first | second == set(range(count))
    assert not first & second
    assert bool(second) == (count > RUN)


def test_when_the_second_is_killed_the_first_draws_the_rest(tmp_path: Path) -> None:
    first = os.getpid()

    def draw(i: int) -> Picture:
        if os.getpid() != first and i == RUN + 1:
            os.kill(os.getpid(), signal.SIGKILL)
        return np.full(SHAPE, i, np.uint8)

    with drawn_together(draw, 5 * RUN, SHAPE) as frames:
        assert [int(frame.max()) for frame in frames] == list(range(5 * RUN))


def test_what_fails_in_the_second_is_raised_by_the_first() -> None:
    def draw(i: int) -> Picture:
        if i == RUN:
            raise MemoryError
        return np.zeros(SHAPE, np.uint8)

    with pytest.raises(MemoryError), drawn_together(draw, 3 * RUN, SHAPE) as frames:
        list(frames)


def test_the_second_ends_when_nobody_wants_more(tmp_path: Path) -> None:
    """It may draw what there is room for, and waits; then its pipe ends."""
    drawing = Drawing(tmp_path)
    with drawn_together(drawing, 100 * RUN, SHAPE) as frames:
        next(frames)
    assert len(drawing.drawn_by("second")) <= 2 * RUN + 1
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)
