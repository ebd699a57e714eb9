"""Listening to standard output without replacing it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any


class Listening:
    """While started, hands all text that `sys.stdout` is given to `heard`, which tells whether to show it.

    The stream stays the same object and only its `write` is wrapped, as IPython does it too: what redirects or
    captures standard output works on, and a program that keeps the stream sees no difference. `start` and
    `stop` may nest. A wrap that something else kept stays harmless after `stop`: it passes everything on.
    """

    def __init__(self, heard: Callable[[str], bool]) -> None:
        self._heard = heard
        self._wraps: list[Callable[[], None] | None] = []
        self._streams: list[Any] = []

    def start(self) -> None:
        """Wrap the stream that is standard output now, unless it is wrapped already."""
        stream = sys.stdout
        wrapped = any(stream is known for known in self._streams)
        self._streams.append(stream)
        self._wraps.append(None if wrapped or stream is None else self._wrap(stream))

    def stop(self) -> None:
        """Undo the last `start`."""
        self._streams.pop()
        if unwrap := self._wraps.pop():
            unwrap()

    def _wrap(self, stream: Any) -> Callable[[], None] | None:
        write, own = stream.write, "write" in vars(stream) if hasattr(stream, "__dict__") else False
        listening = True

        def hear(text: Any, *rest: Any) -> Any:
            if listening and isinstance(text, str) and not self._heard(text):
                return len(text)
            return write(text, *rest)

        def unwrap() -> None:
            nonlocal listening
            listening = False
            if vars(stream).get("write") is hear:
                if own:
                    stream.write = write
                else:
                    del stream.write

        try:
            stream.write = hear
        except AttributeError:  # a stream that takes no attributes is not listened to
            return None
        return unwrap
