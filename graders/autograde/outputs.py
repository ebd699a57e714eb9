"""What a cell showed, as notebook outputs that are safe to read: plain text and pictures, bounded, nothing
active.

Everything comes from the submission, so nothing is taken as it is. Script, HTML, LaTeX and Markdown are
left out, terminal escapes, control and direction-changing characters removed, pictures proven to be
pictures.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from course_lib.language import tell
from graders.autograde.limits import Limits
from graders.autograde.pictures import KINDS, proven

SHOWN = 64 * 1024  # characters of one output in the notebook; the judge sees all that was printed
_ESCAPES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?"  # colours, cursor movements
    r"|(?:\x1b\]|\x9d)[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?"  # titles, links
    r"|(?:\x1b[PX^_]|[\x90\x98\x9e\x9f])[^\x1b\x9c]*(?:\x1b\\|\x9c)?"
    r"|\x1b[ -/]*[0-~]?"
)
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069"
    "\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
PIXELS = 50_000_000  # of all pictures of a cell: a browser needs four bytes for each


def plain(text: str, limit: int = SHOWN) -> str:
    """Text without terminal escapes, control and direction characters, cut at `limit` characters."""
    cut = text[: 4 * limit]
    clean = _UNSEEN.sub("", _ESCAPES.sub("", cut.replace("\r\n", "\n").replace("\r", "\n")))
    if len(clean) > limit or len(cut) < len(text):
        cut_here = tell("… cut here: {count} characters were printed.", count=len(text))
        return f"{clean[:limit]}\n{cut_here}\n"
    return clean


class Outputs:
    """Collects one cell's outputs in the order in which they were shown."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._parts: list[tuple[str, Any]] = []  # ("stdout" | "stderr", bytearray) or ("shown", output)
        self._last: dict[str, bytearray] = {}  # the latest part of each stream
        self._ends = 0
        self._offered = self._size = self._pixels = 0

    def text(self, name: str, data: bytes, *, end: int = 0) -> None:
        """Printed bytes; `end` is how many bytes of standard output the process has printed with them."""
        if self._parts and self._parts[-1][0] == name:
            self._parts[-1][1].extend(data)
        elif len(self._parts) < self._limits.outputs or name not in self._last:
            self._last[name] = bytearray(data)
            self._parts.append((name, self._last[name]))
        else:  # two streams in turns, for ever: no output more, but the text is kept
            self._last[name].extend(data)
        if name == "stdout":
            self._ends = end

    def show(self, output: Any, *, after: Any = None) -> None:
        """An output as the process sent it, shown `after` so many bytes of standard output; nonsense is
        left out."""
        self._offered += 1  # what is left out counts too: to look at it is work
        if self._offered > self._limits.outputs or len(self._parts) >= self._limits.outputs:
            return
        clean, pixels = _clean(output) if isinstance(output, Mapping) else (None, 0)
        size = sum(map(len, _texts(clean))) if clean else 0
        if clean is None or self._size + size > self._limits.output_bytes or self._pixels + pixels > PIXELS:
            return
        self._size += size
        self._pixels += pixels
        late = self._ends - after if isinstance(after, int) else 0
        if self._parts and self._parts[-1][0] == "stdout" and 0 < late <= len(self._parts[-1][1]):
            name, data = self._parts.pop()
            head, tail = data[: len(data) - late], data[len(data) - late :]
            self._last[name] = tail
            self._parts += ([(name, head)] if head else []) + [("shown", clean), (name, tail)]
        else:
            self._parts.append(("shown", clean))

    def cells(self, number: int) -> list[dict[str, Any]]:
        """The outputs in nbformat's form; `number` is the cell's execution count."""
        made = []
        for kind, part in self._parts:
            if kind == "shown":
                made.append(
                    part | ({"execution_count": number} if part["output_type"] == "execute_result" else {})
                )
            elif text := plain(part.decode("utf-8", "replace")):
                made.append({"output_type": "stream", "name": kind, "text": text})
        return made


def _clean(output: Mapping[str, Any]) -> tuple[dict[str, Any] | None, int]:
    """The output as it is shown (None: not at all), and its pixels."""
    kind = output.get("output_type")
    if kind == "error":
        lines = output.get("traceback")
        lines = (
            [plain(line) for line in lines[:200] if isinstance(line, str)] if isinstance(lines, list) else []
        )
        texts = (output.get(key) for key in ("ename", "evalue"))
        name, value = (plain(text, 2000) if isinstance(text, str) else "" for text in texts)
        return {"output_type": kind, "ename": name, "evalue": value, "traceback": lines}, 0
    data = output.get("data")
    if kind not in ("display_data", "execute_result") or not isinstance(data, Mapping):
        return None, 0
    kept, pixels = {}, 0
    if isinstance(text := data.get("text/plain"), str):
        kept["text/plain"] = plain(text)
    for mime in KINDS:
        if (picture := proven(mime, data.get(mime))) is not None:
            kept[mime] = picture.base64
            pixels += picture.pixels
    return ({"output_type": kind, "data": kept, "metadata": {}} if kept else None), pixels


def _texts(output: Mapping[str, Any]) -> list[str]:
    return [
        output.get("ename", ""),
        output.get("evalue", ""),
        *output.get("traceback", []),
        *output.get("data", {}).values(),
    ]
