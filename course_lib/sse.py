"""Server-sent events, read from bytes that may be cut anywhere."""

from __future__ import annotations

import codecs
from collections.abc import Iterator


class Events:
    """Takes bytes as they arrive and gives the data of each event that they complete."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._rest = ""
        self._data: list[str] = []

    def feed(self, data: bytes) -> Iterator[str]:
        """The data of the events that end in these bytes, `[DONE]` included."""
        *lines, self._rest = (self._rest + self._decoder.decode(data)).split("\n")
        for line in lines:
            line = line.removesuffix("\r")
            if line.startswith("data:"):
                self._data.append(line[5:].removeprefix(" "))
            elif not line and self._data:
                yield "\n".join(self._data)
                self._data.clear()
