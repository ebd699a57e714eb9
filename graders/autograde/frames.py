"""Messages between the grader and a submission's process: a small JSON head and raw bytes behind it.

    4 bytes length of the head · 4 bytes length of the body · head (JSON object) · body

Whoever reads one from a submission doubts it: `Frames` bounds what it keeps, and raises
`BadFrame` on nonsense.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from typing import Any

HEAD = struct.Struct("!II")


class BadFrame(Exception):
    """Bytes that are no frame, or more of them than is allowed."""


def pack(head: dict[str, Any], body: bytes = b"") -> bytes:
    """One frame as bytes."""
    text = json.dumps(head, ensure_ascii=True, separators=(",", ":")).encode()
    return HEAD.pack(len(text), len(body)) + text + body


class Frames:
    """Cuts a byte stream into frames, never holding more than `limit` bytes of one."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._bytes = bytearray()

    def feed(self, data: bytes) -> Iterator[tuple[dict[str, Any], bytes]]:
        """The frames that are complete with `data`; raises `BadFrame`."""
        self._bytes += data
        start = 0
        try:
            while len(self._bytes) - start >= HEAD.size:
                head_size, body_size = HEAD.unpack_from(self._bytes, start)
                if head_size + body_size > self._limit:
                    raise BadFrame(f"a message of {head_size + body_size} bytes; {self._limit} are allowed")
                end = start + HEAD.size + head_size + body_size
                if len(self._bytes) < end:
                    return
                middle = start + HEAD.size + head_size
                head = _parse(bytes(self._bytes[start + HEAD.size : middle]))
                body = bytes(self._bytes[middle:end])
                start = end
                yield head, body
        finally:
            del self._bytes[:start]


def _parse(text: bytes) -> dict[str, Any]:
    try:
        head = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadFrame(f"a message that is no JSON ({type(error).__name__})") from None
    if not isinstance(head, dict):
        raise BadFrame("a message that is no JSON object")
    return head
