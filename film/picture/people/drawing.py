"""A person, drawn: puts the parts in their order and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from film.picture.people.canvas import Stage, pixels_to_a_unit
from film.picture.people.drapes import paint_drape, paint_drape_behind
from film.picture.people.face import paint_ear, paint_face
from film.picture.people.forms import LEFT, RIGHT, View, cornered, lerp, smooth
from film.picture.people.hairdo import paint_hair, paint_hair_before, paint_hair_behind, paint_hair_beyond, shows_ears
from film.picture.people.head import head_view, neck_path, neck_sides
from film.picture.people.headwear import paint_headwear, paint_headwear_behind
from film.picture.people.jewels import paint_earrings, paint_garland, paint_necklaces, paint_tikka
from film.picture.people.limbs import paint_forearm, paint_leg, paint_seat, paint_stick, paint_upper_arm
from film.picture.people.look import Look
from film.picture.people.outfits import OUTFITS
from film.picture.people.paints import faded, fill, line
from film.picture.people.pose import Pose
from film.picture.people.rig import Arm, rig
from film.picture.people.sashes import paint_sash
from film.picture.people.things import paint_thing
from film.picture.people.tops import paint_garment


def draw(canvas: Any, look: Look, pose: Pose) -> None:
    """Draws one person on a skia canvas, feet at (0, 0), y downwards; an adult woman is about 620 units tall. The canvas's
    transformation is left as it was. How much detail is drawn follows from its scale."""
    stage = Stage(
        canvas=canvas, look=look, pose=pose, rig=rig(look, pose), scale=pixels_to_a_unit(canvas), light=1 if pose.light >= 0 else -1
    )  # fmt: skip
    far, near = _by_depth(stage)
    canvas.save()
    _on_head(stage, _paint_behind_head)
    paint_drape_behind(stage)
    for arm in far:
        paint_upper_arm(stage, arm)
        _paint_hand_and_stick(stage, arm)
    paint_seat(stage)
    _paint_legs(stage)
    _paint_trunk(stage)
    for arm in near:
        paint_upper_arm(stage, arm)
    paint_drape(stage)
    paint_necklaces(stage)
    _on_head(stage, _paint_head)
    paint_garland(stage)
    for arm in near:
        _paint_hand_and_stick(stage, arm)
    canvas.restore()


def _by_depth(stage: Stage) -> tuple[list[Arm], list[Arm]]:
    """Arms behind the body, and arms before it with the nearest last."""
    arms = sorted(stage.rig.arms, key=lambda arm: arm.depth)
    behind = [arm for arm in arms if arm.depth < -0.02 * stage.body.tall]
    return behind, [arm for arm in arms if arm not in behind]


def _paint_hand_and_stick(stage: Stage, arm: Arm) -> None:
    if stage.look.figure.stick and arm.side == RIGHT and arm.hand == "fist":
        paint_stick(stage, arm)
    paint_thing(stage, arm)
    paint_forearm(stage, arm)


def _paint_legs(stage: Stage) -> None:
    """Behind a long hem only the feet are seen."""
    covered = min(garment.hem for garment in OUTFITS[stage.look.dress.outfit].garments) < 0.10 and not stage.rig.seated
    for leg in sorted(stage.rig.legs, key=lambda leg: leg.depth):
        paint_leg(stage, leg, shoe_only=covered)


def _paint_trunk(stage: Stage) -> None:
    canvas, skin = stage.canvas, stage.skin
    torso = stage.view(stage.body.torso)
    top, bottom = torso.top, stage.level(0.58)
    trunk = cornered(torso.edges(LEFT, top, bottom), list(reversed(torso.edges(RIGHT, top, bottom))))
    canvas.drawPath(trunk, fill(skin.base))
    neck = neck_path(stage)
    canvas.drawPath(neck, fill(skin.shade))
    canvas.drawPath(_lit_neck(stage, torso), fill(skin.base))
    if stage.outfit.drape == "sash_cloth":
        _paint_chest(stage, torso)
    if not stage.coarse:
        _stroke_neck(stage)
    for garment in stage.outfit.garments:
        paint_garment(stage, garment)
    paint_sash(stage)


def _stroke_neck(stage: Stage) -> None:
    for side in neck_sides(stage):
        stage.canvas.drawPath(smooth(side, closed=False), line(faded(stage.skin.edge, 0.35), 1.2))


def _lit_neck(stage: Stage, torso: View) -> Any:
    """The chest below the shadow of the chin."""
    low = stage.level(0.945)
    (lx, ly), (rx, ry) = torso.edge(LEFT, low), torso.edge(RIGHT, low)
    middle = (lx + rx) / 2
    dip = stage.rig.head[1] + 62 * stage.body.head
    return cornered(
        [(lx, ly), (lx, ly + 30), (rx, ry + 30), (rx, ry)], [(lerp(middle, rx, 0.55), dip), (middle, dip + 6), (lerp(middle, lx, 0.55), dip)]
    )


def _paint_chest(stage: Stage, torso: View) -> None:
    """Bare: collar-bones and the line between the ribs."""
    edge = line(faded(stage.skin.edge, 0.35), 1.6)
    for side in (LEFT, RIGHT):
        points = [torso.at(side * a, stage.level(y)) for a, y in ((8, 0.935), (40, 0.93))]
        stage.canvas.drawLine(*points[0], *points[1], edge)
        points = [torso.at(side * a, stage.level(y)) for a, y in ((12, 0.825), (50, 0.835))]
        stage.canvas.drawLine(*points[0], *points[1], edge)


def _on_head(stage: Stage, paint: Callable[[Stage, View], None]) -> None:
    """Runs a painter in head units around the centre of the head."""
    canvas = stage.canvas
    canvas.save()
    canvas.translate(*stage.rig.head)
    canvas.rotate(stage.rig.head_tilt)
    canvas.scale(stage.body.head, stage.body.head)
    paint(stage, head_view(stage))
    canvas.restore()


def _paint_behind_head(stage: Stage, view: View) -> None:
    paint_headwear_behind(stage, view)
    paint_hair_behind(stage, view)


def _paint_head(stage: Stage, view: View) -> None:
    ears = shows_ears(stage.look)
    paint_hair_beyond(stage, view)
    paint_face(stage, view)
    paint_hair(stage, view)
    if ears:
        for side in (LEFT, RIGHT):
            paint_ear(stage, view, side)
    if stage.scale >= 0.16:
        paint_tikka(stage, view)
    paint_hair_before(stage, view)
    paint_headwear(stage, view)
    if stage.look.dress.jewels and stage.look.dress.headwear not in {"hijab", "keffiyeh"} and stage.scale >= 0.16:
        paint_earrings(stage, view)
