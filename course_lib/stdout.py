"""Listening to standard output without replacing it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any


class Listening:
    """Hands all text that `sys.stdout` is given to `heard`, which tells whether it is to be shown.

    The stream stays the same object and only its `write` and `flush` are wrapped, as IPython does it too:
    whatever redirects or captures standard output works on, and a program that keeps the stream sees no
    difference.
    """

    def __init__(self, heard: Callable[[str], bool]) -> None:
        self._heard = heard
        self._wraps: list[_Wrap] = []

    def start(self) -> Callable[[], None]:
        """Listen to what is standard output now; what it returns ends it. May nest, and end in any order."""
        stream = sys.stdout
        wrap = next((wrap for wrap in self._wraps if wrap.stream is stream), None)
        if wrap is None:
            wrap = _Wrap(stream, self._heard)
            self._wraps.append(wrap)
        wrap.users += 1

        def stop() -> None:
            nonlocal wrap
            if wrap is None:
                return
            wrap.users -= 1
            if not wrap.users:
                self._wraps.remove(wrap)
                wrap.undo()
            wrap = None

        return stop


class _Wrap:
    """A stream whose `write` and `flush` are wrapped. A wrap that something else kept only passes on after
    `undo`.
    """

    def __init__(self, stream: Any, heard: Callable[[str], bool]) -> None:
        self.stream, self.users, self._heard = stream, 0, heard
        self._before = {name: getattr(stream, name) for name in ("write", "flush") if hasattr(stream, name)}
        self._own = [name for name in self._before if name in getattr(stream, "__dict__", ())]
        with suppress(AttributeError):  # None, or a stream that takes no attributes, is not listened to
            for name in self._before:
                setattr(stream, name, getattr(self, name))

    def write(self, text: Any, *rest: Any) -> Any:
        if self.users and isinstance(text, str) and not self._heard(text):
            return len(text)
        return self._before["write"](text, *rest)

    def flush(self) -> Any:
        if self.users and not self._heard(""):
            return None  # a notebook's flush waits for the screen, and nothing is going there
        return self._before["flush"]()

    def undo(self) -> None:
        held = getattr(self.stream, "__dict__", {})
        for name, before in self._before.items():
            if held.get(name) != getattr(self, name):
                continue
            if name in self._own:
                setattr(self.stream, name, before)
            else:
                delattr(self.stream, name)
