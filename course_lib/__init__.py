"""What a lesson imports: a client, chatbots, and displays that show what was sent.

    from course_lib import MODEL, connect, show_requests

Importing it is instant and changes nothing; what is heavy is loaded where it is used.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

# The function takes the place of its module's name here; as the first import of the package it always does.
from course_lib.connect import connect

_HOMES = {
    "MODEL": "course_lib.facts",
    "Chatbot": "course_lib.chatbots",
    "SlidingWindowChatbot": "course_lib.chatbots",
    "count_tokens": "course_lib.tokens",
    "ChatWidget": "course_lib.show.chat",
    "progress": "course_lib.show.progress",
    "show_requests": "course_lib.show.inspector",
    "stream_timeline": "course_lib.show.timeline",
    "token_chart": "course_lib.show.charts",
    "window_gauge": "course_lib.show.gauge",
}

__all__ = ["connect", *_HOMES]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
