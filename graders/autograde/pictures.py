"""Pictures of a submission, proven to be pictures: rebuilt from the parts that hold pixels, and of a size
that a browser can show.

Text, comments and whatever is appended are left out. The pixels themselves are not decoded. Sources: the PNG
specification (chunks), ITU-T T.81 annex B (JPEG segments).
"""

from __future__ import annotations

import base64
import binascii
import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

MOST_PIXELS = 25_000_000
PNG = b"\x89PNG\r\n\x1a\n"
KEPT_CHUNKS = (b"IHDR", b"PLTE", b"tRNS", b"gAMA", b"sRGB", b"pHYs", b"IDAT", b"IEND")
START, END = b"\xff\xd8", b"\xff\xd9"
SCAN, COMMENT = 0xDA, 0xFE
FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}  # segments that tell the size
KEPT_APPS = (0xE0, 0xEE)  # JFIF and Adobe: how colours are meant
_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")  # in a scan, all but what belongs to it


@dataclass(frozen=True)
class Picture:
    """A proven picture: its bytes in base64, and how many pixels it has."""

    base64: str
    pixels: int


def proven(mime: str, value: Any) -> Picture | None:
    """The picture of that kind that base64 text holds; None when it is none, or too large."""
    if not isinstance(value, str):
        return None
    try:
        data = base64.b64decode(value.encode("ascii"), validate=False)
        parts, width, height = KINDS[mime](data)
    except (binascii.Error, struct.error, IndexError, ValueError):
        return None
    if not 0 < width * height <= MOST_PIXELS:
        return None
    return Picture(base64.b64encode(b"".join(parts)).decode("ascii"), width * height)


def _png(data: bytes) -> tuple[list[bytes], int, int]:
    """The parts to keep, width and height. Raises ValueError, or struct.error at a sudden end."""
    if not data.startswith(PNG):
        raise ValueError("no PNG")
    kinds, parts = [], [PNG]
    for kind, content in _chunks(data):
        kinds.append(kind)
        if kind in KEPT_CHUNKS:
            body = kind + content
            parts.append(struct.pack("!I", len(content)) + body + struct.pack("!I", zlib.crc32(body)))
    if kinds[:1] != [b"IHDR"] or kinds[-1] != b"IEND" or b"IDAT" not in kinds or kinds.count(b"IHDR") > 1:
        raise ValueError("no whole PNG")
    width, height, depth, colour = struct.unpack_from("!IIBB", data, 16)
    if depth not in (1, 2, 4, 8, 16) or colour not in (0, 2, 3, 4, 6):
        raise ValueError("no such PNG")
    return parts, width, height


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = len(PNG)
    while True:
        size, kind = struct.unpack_from("!I4s", data, place)
        end = place + 12 + size
        if end > len(data):
            raise ValueError("a chunk without end")
        if size != {b"IHDR": 13, b"IEND": 0}.get(kind, size):
            raise ValueError(f"{kind!r} of {size} bytes")
        yield kind, data[place + 8 : end - 4]
        if kind == b"IEND":
            return
        place = end


def _jpeg(data: bytes) -> tuple[list[bytes], int, int]:
    """The parts to keep, width and height. Raises ValueError, or struct.error at a sudden end."""
    if not data.startswith(START):
        raise ValueError("no JPEG")
    parts, width, height, scanned, place = [START], 0, 0, False, len(START)
    while data[place : place + 2] != END:
        mark, kind, size = struct.unpack_from("!BBH", data, place)
        end = place + 2 + size
        if mark != 0xFF or kind < 0xC0 or size < 2 or end > len(data):
            raise ValueError("no segment")
        if kind in FRAMES:
            if width:
                raise ValueError("two sizes")
            height, width = struct.unpack_from("!HH", data, place + 5)
        if kind == SCAN:
            scanned, found = True, _MARKER.search(data, end)
            if found is None:
                raise ValueError("a scan without end")
            end = found.start()
        if kind != COMMENT and (not 0xE0 <= kind <= 0xEF or kind in KEPT_APPS):
            parts.append(data[place:end])
        place = end
    if not scanned:
        raise ValueError("no pixels")
    return [*parts, END], width, height


KINDS = {"image/png": _png, "image/jpeg": _jpeg}
