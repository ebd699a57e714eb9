"""What a cell shows is bounded before any work is done on it, and pictures are pictures."""

from __future__ import annotations

import base64
import struct
import zlib

import pytest

from graders.autograde import outputs
from graders.autograde.limits import Limits
from graders.autograde.outputs import Outputs
from graders.autograde.pictures import proven


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack("!I", len(content)) + kind + content + struct.pack("!I", zlib.crc32(kind + content))


def png(width: int = 2, height: int = 2, *, more: bytes = b"", end: bytes = chunk(b"IEND", b"")) -> bytes:
    head = chunk(b"IHDR", struct.pack("!IIBBBBB", width, height, 8, 0, 0, 0, 0))
    pixels = chunk(b"IDAT", zlib.compress(b"\0\1\2" * 2))
    return b"\x89PNG\r\n\x1a\n" + head + more + pixels + end


def segment(kind: int, content: bytes) -> bytes:
    return struct.pack("!BBH", 0xFF, kind, len(content) + 2) + content


def jpeg(width: int = 2, height: int = 2, *, more: bytes = b"", tail: bytes = b"\xff\xd9") -> bytes:
    frame = segment(0xC0, struct.pack("!BHHB", 8, height, width, 1) + b"\x01\x11\x00")
    scan = segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"\x12\xff\x00\xff\xd0\x34"
    return b"\xff\xd8" + segment(0xE0, b"JFIF\0") + more + frame + scan + tail


def text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def decoded(mime: str, data: bytes) -> bytes | None:
    picture = proven(mime, text(data))
    return picture and base64.b64decode(picture.base64)


def test_a_picture_stays_as_it_is():
    assert decoded("image/png", png()) == png()
    assert decoded("image/jpeg", jpeg()) == jpeg()
    assert proven("image/png", text(png(30, 20))).pixels == 600
    assert proven("image/jpeg", text(jpeg(30, 20))).pixels == 600


def test_what_is_not_pixels_is_left_out_of_a_picture():
    script = b"<script>MARK()</script>"
    assert decoded("image/png", png(more=chunk(b"tEXt", script)) + script) == png()
    assert decoded("image/jpeg", jpeg(more=segment(0xFE, script) + segment(0xE1, script)) + script) == jpeg()


@pytest.mark.parametrize(
    ("mime", "data"),
    [
        ("image/png", b""),
        ("image/png", b"\x89PNG\r\n\x1a\n<script>"),
        ("image/png", png(end=b"")),
        ("image/png", png()[:-13]),
        ("image/png", png()[:8] + chunk(b"IDAT", b"") + chunk(b"IEND", b"")),
        ("image/png", png(more=chunk(b"IHDR", b"\0" * 13))),
        ("image/png", png(more=struct.pack("!I", 2**32 - 1) + b"tEXt")),
        ("image/png", png(0, 2)),
        ("image/png", png(30_000, 30_000)),
        ("image/png", jpeg()),
        ("image/jpeg", png()),
        ("image/jpeg", b"\xff\xd8\xff\xfe\x00\x40<script>"),
        ("image/jpeg", jpeg(tail=b"")),
        ("image/jpeg", b"\xff\xd8\xff\xd9"),
        ("image/jpeg", jpeg(60_000, 60_000)),
        ("image/jpeg", jpeg(0, 2)),
    ],
)
def test_what_is_no_picture_or_too_large_is_none(mime, data):
    assert proven(mime, text(data)) is None


def test_all_pictures_of_a_cell_have_a_bounded_number_of_pixels():
    shown = Outputs(Limits())
    for _ in range(10):
        shown.show({"output_type": "display_data", "data": {"image/png": text(png(4000, 5000))}})
    assert len(shown.cells(1)) == 2


def test_two_streams_in_turns_make_a_bounded_number_of_outputs_and_lose_no_text():
    shown = Outputs(Limits(outputs=20))
    for number in range(10_000):
        shown.text("stdout", b"o", end=number + 1)
        shown.text("stderr", b"e")
    cells = shown.cells(1)
    assert len(cells) == 20
    assert sum(len(cell["text"]) for cell in cells) == 20_000


def test_outputs_beyond_the_limit_are_not_even_looked_at(monkeypatch):
    looks = []
    clean = outputs._clean
    monkeypatch.setattr(outputs, "_clean", lambda output: looks.append(1) or clean(output))
    shown = Outputs(Limits(outputs=20, output_bytes=1000))
    for _ in range(1000):
        shown.show({"output_type": "error", "ename": "E", "evalue": "x" * 8000, "traceback": ["x" * 9000]})
        shown.show({"output_type": "nonsense"})
    assert len(looks) == 20
    assert shown.cells(1) == []


def test_only_text_is_taken_for_text():
    shown = Outputs(Limits())
    shown.show({"output_type": "error", "ename": [["E"]], "evalue": {"a": 1}, "traceback": [["x"], "line"]})
    assert shown.cells(1) == [{"output_type": "error", "ename": "", "evalue": "", "traceback": ["line"]}]
