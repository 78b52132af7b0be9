"""The only door through which we import skia; it alone may fake the graphics libraries that skia links and never calls.

The skia wheel asks the dynamic linker for libEGL, libGL and libexpat. Slim containers have none of them, and we paint on the CPU,
so a library in which every function returns 0 serves as well. We write such libraries ourselves, as ELF images in memory:
no compiler, no file on disk, no root. Linux on x86_64 and aarch64; elsewhere the wheel is complete and nothing is done.

The format: "Tool Interface Standard (TIS) Executable and Linking Format", version 1.2, and the ELF-64 object file format, version 1.5.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import platform
import struct
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

FORCE_STUBS = "STUDIO_SKIA_STUBS"  # set to 1, the stubs are used even where the real libraries exist: that is how they are tested

_LIBRARIES: Mapping[str, str] = MappingProxyType({"libEGL.so.1": "egl", "libGL.so.1": "gl", "libexpat.so.1": "XML_"})  # name -> prefix of its symbols
_RETURN_0: Mapping[str, tuple[int, bytes]] = MappingProxyType(  # machine -> ELF's number of it, "return 0" in its code
    {"x86_64": (62, b"\x31\xc0\xc3"), "aarch64": (183, b"\x00\x00\x80\xd2\xc0\x03\x5f\xd6")}
)
_PAGE = 0x10000  # the largest page that either machine uses
_DYNSYM, _SYMBOL_SIZE, _HEADERS = 11, 24, 64 + 4 * 56
_QUIET_FONTS = Path(__file__).with_name("fontconfig.conf")


def ensure_libraries() -> tuple[str, ...]:
    """Loads a stub for each library that is missing, and returns their names. Must run before skia is imported for the first time."""
    wheel = importlib.util.find_spec("skia")
    if platform.system() != "Linux" or platform.machine() not in _RETURN_0 or wheel is None or wheel.origin is None:
        return ()
    module = Path(wheel.origin)
    binaries = [module, *sorted((module.parent / "skia_python.libs").glob("*.so*"))]
    missing = [name for name in _LIBRARIES if os.environ.get(FORCE_STUBS) == "1" or not _loads(name)]
    open_files = []
    for name in missing:
        wanted = set().union(*(undefined_symbols(file.read_bytes(), _LIBRARIES[name]) for file in binaries))
        open_files.append(_load(name, stub(name, sorted(wanted), platform.machine())))
    for file in open_files:  # not sooner: the linker knows a library by its path, and a number used again would name the one before
        os.close(file)
    return tuple(missing)


def undefined_symbols(image: bytes, prefix: str) -> set[str]:
    """Names that a 64-bit little-endian ELF image expects from elsewhere and that begin with `prefix`."""
    (table,) = struct.unpack_from("<Q", image, 40)
    size, count = struct.unpack_from("<HH", image, 58)
    sections = [struct.unpack_from("<IIQQQQIIQQ", image, table + i * size) for i in range(count)]
    found = set()
    for section in sections:
        if section[1] == _DYNSYM:
            names_at = sections[section[6]][4]
            for at in range(section[4], section[4] + section[5], _SYMBOL_SIZE):
                name_offset, _info, _other, defined_in = struct.unpack_from("<IBBH", image, at)
                name = _text(image, names_at + name_offset)
                if defined_in == 0 and name.startswith(prefix):
                    found.add(name)
    return found


def stub(name: str, symbols: Iterable[str], machine: str) -> bytes:
    """A shared library called `name` in which each of `symbols` is a function that returns 0; `machine` as platform.machine() says it."""
    number, code = _RETURN_0[machine]
    names, offsets = _string_table([name, *symbols])
    count = len(offsets) - 1
    symbols_at = _aligned(_HEADERS + len(code), 8)
    hashes_at = symbols_at + _SYMBOL_SIZE * (count + 1)
    hashes = _one_bucket(count)
    names_at = hashes_at + len(hashes)
    end = names_at + len(names)
    dynamic_at = _aligned(end, _PAGE)
    dynamic = _pairs([(14, offsets[0]), (4, hashes_at), (5, names_at), (6, symbols_at), (10, len(names)), (11, _SYMBOL_SIZE), (0, 0)])
    headers = _file_header(number) + b"".join(
        (
            _segment(1, 5, 0, end, _PAGE),  # code and tables: read, execute
            _segment(1, 6, dynamic_at, len(dynamic), _PAGE),  # what the linker writes to
            _segment(2, 6, dynamic_at, len(dynamic), 8),  # where the linker finds its table
            _segment(0x6474E551, 6, 0, 0, 16),  # no executable stack
        )
    )
    body = (headers + code).ljust(symbols_at, b"\0") + _symbol_table(offsets[1:], len(code)) + hashes + names
    return body.ljust(dynamic_at, b"\0") + dynamic


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def _load(name: str, image: bytes) -> int:
    """Hands the image to the dynamic linker; returns the open file that must outlive the loading of all stubs."""
    file = os.memfd_create(name)
    os.write(file, image)
    ctypes.CDLL(f"/proc/self/fd/{file}", mode=ctypes.RTLD_GLOBAL)
    return file


def _text(image: bytes, at: int) -> str:
    return image[at : image.index(b"\0", at)].decode()


def _aligned(at: int, step: int) -> int:
    return (at + step - 1) // step * step


def _string_table(texts: Iterable[str]) -> tuple[bytes, list[int]]:
    table, offsets = b"\0", []
    for text in texts:
        offsets.append(len(table))
        table += text.encode() + b"\0"
    return table, offsets


def _one_bucket(count: int) -> bytes:
    """The simplest lawful hash table: one bucket with one chain through all symbols, so that no hash need be computed."""
    chain = [0, *(i + 1 if i < count else 0 for i in range(1, count + 1))]
    return struct.pack(f"<{count + 4}I", 1, count + 1, min(count, 1), *chain)


def _symbol_table(name_offsets: Iterable[int], code_size: int) -> bytes:
    function = 0x12  # global, function
    return b"\0" * _SYMBOL_SIZE + b"".join(struct.pack("<IBBHQQ", at, function, 0, 1, _HEADERS, code_size) for at in name_offsets)


def _pairs(pairs: Iterable[tuple[int, int]]) -> bytes:
    return b"".join(struct.pack("<QQ", *pair) for pair in pairs)


def _segment(kind: int, flags: int, at: int, size: int, alignment: int) -> bytes:
    return struct.pack("<IIQQQQQQ", kind, flags, at, at, at, size, size, alignment)


def _file_header(machine: int) -> bytes:
    return b"\x7fELF\2\1\1" + b"\0" * 9 + struct.pack("<HHIQQQIHHHHHH", 3, machine, 1, 0, 64, 0, 0, 64, 56, 4, 64, 0, 0)


def _import_skia() -> Any:
    # We bring our own fonts; without a file, fontconfig warns on stderr of every process that it finds none.
    os.environ.setdefault("FONTCONFIG_FILE", str(_QUIET_FONTS))
    ensure_libraries()
    return importlib.import_module("skia")


skia: Any = _import_skia()
