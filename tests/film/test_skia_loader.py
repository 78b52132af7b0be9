"""Skia paints the same picture whether the machine has graphics libraries or our stubs stand in for them."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from film import skia_loader

ROOT = Path(__file__).parents[2]
PAINT = """
import hashlib
from film.skia_loader import skia
surface = skia.Surface(160, 90)
paint = skia.Paint(AntiAlias=True, Shader=skia.GradientShader.MakeLinear([(0, 0), (160, 90)], [0xFFCC2244, 0xFF2244CC]))
with surface as canvas:
    canvas.drawCircle(70, 45, 33, paint)
    canvas.drawPath(skia.Path.Circle(90, 40, 20), skia.Paint(AntiAlias=True, MaskFilter=skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, 3)))
provider = skia.textlayout.TypefaceFontProvider()
print(hashlib.sha256(surface.toarray().tobytes()).hexdigest())
maps = open("/proc/self/maps").read()
print(*sorted({line.split()[-1].rsplit("/", 1)[-1] for line in maps.splitlines() if "libGL.so" in line or "libEGL.so" in line}))
print("memfd" if "memfd:libGL.so.1" in maps else "real")
"""
pytestmark = pytest.mark.skipif(platform.system() != "Linux", reason="only on Linux does skia link libraries that may be missing")


def painted(*, stubs: bool) -> tuple[str, str, str]:
    """The hash of a picture painted in a fresh process, where GL came from, and what was said on stderr."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), skia_loader.FORCE_STUBS: "1" if stubs else "0"}
    environment.pop("FONTCONFIG_FILE", None)
    done = subprocess.run([sys.executable, "-c", PAINT], env=environment, capture_output=True, text=True, check=True, timeout=60)
    lines = done.stdout.splitlines()
    return lines[0], lines[-1], done.stderr


def test_the_picture_is_the_same_with_stubs_and_without_noise() -> None:
    plain, stubbed = painted(stubs=False), painted(stubs=True)
    assert stubbed[0] == plain[0]
    assert stubbed[1] == "memfd"
    assert plain[2] == stubbed[2] == ""


def test_a_stub_names_exactly_the_symbols_it_was_asked_for() -> None:
    wanted = ["eglGetError", "eglInitialize"]
    for machine in ("x86_64", "aarch64"):
        image = skia_loader.stub("libEGL.so.1", wanted, machine)
        assert image.startswith(b"\x7fELF")
        assert all(name.encode() in image for name in wanted)
        assert image == skia_loader.stub("libEGL.so.1", wanted, machine)


def test_skia_itself_says_which_symbols_it_misses() -> None:
    module = Path(skia_loader.skia.__file__).read_bytes()
    assert "glDrawArrays" in skia_loader.undefined_symbols(module, "gl")
    assert skia_loader.undefined_symbols(module, "no_such_prefix") == set()
