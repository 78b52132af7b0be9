"""Who has which thing in hand at each beat of a scene."""

from __future__ import annotations

from collections.abc import Mapping

from film.model import Beat, Gesture, Scene

Hands = Mapping[str, str]  # character id -> thing


def hands(scene: Scene) -> tuple[Hands, ...]:
    """For each beat who holds what while it lasts. What was taken is kept until it is handed on: "put the lantern into her hands"."""
    held: dict[str, str] = {}
    found = []
    for beat in scene.beats:
        if beat.carried:
            _take(held, beat)
        found.append(dict(held))
        if beat.carried and beat.gesture is Gesture.GIVE and len(beat.subjects) == 2:
            _hand_on(held, beat)
    return tuple(found)


def _take(held: dict[str, str], beat: Beat) -> None:
    if beat.prop not in held.values():  # "she looked at the lantern in his hand" takes nothing from him
        held[beat.subjects[0]] = beat.prop


def _hand_on(held: dict[str, str], beat: Beat) -> None:
    giver, taker = beat.subjects
    if held.get(giver) == beat.prop:
        held[taker] = held.pop(giver)
