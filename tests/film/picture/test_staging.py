"""People are drawn on twos, but never with other lips than are heard."""

from __future__ import annotations

from typing import Any

import pytest

from film.model import Mouth
from film.picture.acting import Acting
from film.picture.figures import Figures
from tests.support.little_scene import renderer

SPEAKS = 3  # a single of Mira, who asks
SEEN = 8  # hundredths


def test_a_speaker_is_drawn_on_twos_but_for_lips_that_move(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[Mouth | None] = []
    drawn: list[Any] = []
    act, figure = Acting.act, Figures.figure

    def acting(self: Acting, timed: Any, placing: Any, ms: float) -> Any:
        heard.append((found := act(self, timed, placing, ms)).pose.mouth)
        return found

    def figures(self: Figures, who: str, pose: Any, *more: Any) -> Any:
        drawn.append(pose)
        return figure(self, who, pose, *more)

    monkeypatch.setattr(Acting, "act", acting)
    monkeypatch.setattr(Figures, "figure", figures)
    shot = renderer().shot(SPEAKS)
    seen: list[tuple[float, int]] = []  # the moment that is drawn, and how far its lips are from those that are heard
    spoken = 0
    for i in range(shot.frames):
        heard.clear()
        shot.frame(i)
        seen.append((drawn[-1].t, _apart(heard[0], drawn[-1].mouth)))
        spoken += heard[0] is not None
    assert spoken > shot.frames / 3
    assert max(apart for _, apart in seen) <= SEEN
    assert len({moment for moment, _ in seen}) < shot.frames - 5  # these lips hardly ever rest


def _apart(one: Mouth | None, other: Mouth | None) -> int:
    if one is None or other is None:
        return 0 if one is other else 100
    return max(abs(one.open - other.open), abs(one.wide - other.wide), abs(one.teeth - other.teeth), abs(one.closed - other.closed))
