"""A frame is a pure function of scene and number, and shows what the timeline says at that moment."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from film.picture.frames import DISSOLVE_MS
from tests.support.little_scene import LENGTH_MS, SCENE, SMALL, TIMELINE, frame_at, painting, renderer

SOME = (40, 120, 150, 195, 250)
IN_ANOTHER_PROCESS = """
import hashlib
from tests.support.little_scene import renderer
scene = renderer()
print(hashlib.sha256(b"".join(scene.frame(i).tobytes() for i in {numbers})).hexdigest())
"""


def apart(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    return float(np.abs(one.astype(np.int16) - other.astype(np.int16)).mean())


def test_frames_have_the_shape_of_the_format_and_the_number_of_the_timeline() -> None:
    scene = renderer()
    assert scene.frames == LENGTH_MS * SMALL.fps // 1000
    assert scene.frame(0).shape == (SMALL.height, SMALL.width, 3)
    assert scene.frame(0).dtype == np.uint8
    with pytest.raises(IndexError):
        scene.frame(scene.frames)


def test_a_frame_does_not_depend_on_the_frames_before_it() -> None:
    forwards, backwards = renderer(), renderer()
    ahead = [forwards.frame(i) for i in SOME]
    back = [backwards.frame(i) for i in reversed(SOME)][::-1]
    for one, other in zip(ahead, back, strict=True):
        assert np.array_equal(one, other)


def test_another_process_renders_the_same_bytes() -> None:
    scene = renderer()
    here = hashlib.sha256(b"".join(scene.frame(i).tobytes() for i in SOME)).hexdigest()
    ran = subprocess.run([sys.executable, "-c", IN_ANOTHER_PROCESS.format(numbers=SOME)], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == here


def test_a_scene_comes_from_black_and_goes_to_black() -> None:
    scene = renderer()
    assert scene.frame(0).max() == 0
    assert scene.frame(scene.frames - 1).max() == 0
    assert scene.frame(frame_at(1500)).mean() > 60
    assert scene.frame(frame_at(LENGTH_MS - 900)).mean() > 60


def test_a_dissolve_begins_as_the_old_shot_and_ends_as_the_new_one() -> None:
    *before, last = TIMELINE.shots[:3]
    longer = replace(TIMELINE, shots=(*before, replace(last, end_ms=last.end_ms + 2000), *TIMELINE.shots[4:]))
    cut = replace(TIMELINE, shots=tuple(replace(timed, shot=replace(timed.shot, transition="cut")) for timed in TIMELINE.shots))
    mixed, old, new = renderer(crowd=()), renderer(timeline=longer, crowd=()), renderer(timeline=cut, crowd=())
    start, middle, end = (frame_at(TIMELINE.shots[3].start_ms + share * DISSOLVE_MS) for share in (0.0, 0.5, 1.1))
    assert apart(mixed.frame(start), new.frame(start)) > 10
    assert np.array_equal(mixed.frame(end), new.frame(end))
    whole = apart(old.frame(middle), new.frame(middle))
    assert 0.2 * whole < apart(mixed.frame(middle), new.frame(middle)) < 0.8 * whole
    assert 0.2 * whole < apart(mixed.frame(middle), old.frame(middle)) < 0.8 * whole


def test_the_picture_does_not_jump_when_a_dissolve_begins() -> None:
    """The old shot goes on as if nothing were, and the new one comes out of it; both keep their clocks."""
    scene, begins = renderer(), frame_at(TIMELINE.shots[3].start_ms)
    steps = [apart(scene.frame(i), scene.frame(i - 1)) for i in range(begins - 6, begins + 3)]
    assert max(steps[6:]) < 1.5 * max(steps[:6])


def test_a_shot_looks_the_same_when_those_before_it_get_longer() -> None:
    later = tuple(replace(timed, start_ms=timed.start_ms + 375, end_ms=timed.end_ms + 375) for timed in TIMELINE.shots[1:])
    beats = tuple(replace(beat, start_ms=beat.start_ms + 375, end_ms=beat.end_ms + 375) for beat in TIMELINE.beats)
    longer = replace(TIMELINE, shots=(replace(TIMELINE.shots[0], end_ms=3375), *later), beats=beats, length_ms=LENGTH_MS + 375)
    here, there = renderer(), renderer(timeline=longer)
    for i in SOME[1:]:
        assert np.array_equal(here.frame(i), there.frame(i + 9))


def test_a_shot_begins_on_its_own_frame() -> None:
    scene = renderer()
    cut = frame_at(TIMELINE.shots[2].start_ms)
    assert apart(scene.frame(cut), scene.frame(cut - 1)) > 4 * apart(scene.frame(cut), scene.frame(cut + 1))


def test_the_title_comes_and_goes() -> None:
    untitled = replace(TIMELINE, shots=(replace(TIMELINE.shots[0], shot=replace(TIMELINE.shots[0].shot, title="")), *TIMELINE.shots[1:]))
    with_title, without = renderer(crowd=()), renderer(timeline=untitled, crowd=())
    seen = [ms for ms in range(0, 3000, 250) if not np.array_equal(with_title.frame(frame_at(ms)), without.frame(frame_at(ms)))]
    assert seen == list(range(seen[0], seen[-1] + 1, 250))
    assert seen[0] >= 250
    assert seen[-1] - seen[0] >= 1500
    assert seen[-1] < 3000


def test_the_mark_is_in_its_corner_and_only_when_asked_for() -> None:
    plain, marked = renderer(crowd=()).frame(60), renderer(replace(SMALL, watermark=True), crowd=()).frame(60)
    changed = np.argwhere((plain != marked).any(axis=2))
    assert len(changed) > 20
    assert changed[:, 0].max() < SMALL.height * 0.12
    assert changed[:, 1].min() > SMALL.width * 0.7


def test_lips_move_with_the_speech_and_only_the_speakers_face_with_them() -> None:
    speaking, silent = renderer(), renderer(speeches={})
    moment = frame_at(7000)
    changed = np.argwhere(np.abs(speaking.frame(moment).astype(int) - silent.frame(moment)).max(axis=2) > 24)
    assert 8 < len(changed) < 0.2 * SMALL.width * SMALL.height


def test_no_edge_of_the_set_is_ever_seen() -> None:
    """With everything painted in one light grey, whatever is dark at the border of a frame would be the end of a layer."""
    bare = replace(painting(200), flames=(), particles="")
    cut = tuple(replace(timed, shot=replace(timed.shot, placings=(), title="")) for timed in TIMELINE.shots)
    scene = renderer(timeline=replace(TIMELINE, shots=cut), set_=bare, crowd=())
    for i in range(24, scene.frames - 24, 12):
        frame = scene.frame(i)
        border = np.concatenate([frame[0], frame[-1], frame[:, 0], frame[:, -1]])
        assert border.min() > 110, f"frame {i}"


def test_an_insert_goes_to_where_the_set_has_put_the_thing() -> None:
    there = painting()
    layer = there.layers[2]
    pixels = layer.pixels.copy()
    pixels[750:790, 1180:1220] = (0, 0, 255, 255)
    marked = replace(there, layers=(*there.layers[:2], replace(layer, pixels=pixels), there.layers[3]), flames=(), particles="")
    frame = renderer(set_=marked).frame(frame_at(11000)).astype(int)
    red = np.argwhere((frame[..., 2] > 170) & (frame[..., 1] < 60))
    assert abs(red[:, 0].mean() / SMALL.height - 0.5) < 0.08
    assert abs(red[:, 1].mean() / SMALL.width - 0.5) < 0.08


def test_a_lamp_in_a_hand_gives_light_unless_it_is_out() -> None:
    single = TIMELINE.shots[2]
    held = replace(single.shot, camera_from=replace(single.shot.camera_from, zoom=1.2), camera_to=replace(single.shot.camera_to, zoom=1.2))
    held = replace(held, placings=(replace(held.placings[0], y=806.0, holds="lamp"),))
    timeline = replace(TIMELINE, shots=(*TIMELINE.shots[:2], replace(single, shot=held), *TIMELINE.shots[3:]))
    number = frame_at(single.start_ms + 300)
    lit, out = (renderer(timeline=timeline, scene=replace(SCENE, unlit=unlit)).frame(number).astype(np.int16) for unlit in ((), ("lamp",)))
    brighter = (lit - out).max(axis=2)
    assert brighter.max() > 60
    assert (brighter < -20).sum() == 0
