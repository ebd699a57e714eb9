"""How much of a request the practice model reads: what it makes of a character costs time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from course_lib.evidence import content_text

# Every conversation of the lessons is far below these.
MOST_READ = 50_000  # characters of all messages
MOST_OF_ONE = 8_000  # characters of one: some of what is looked for takes time with the square of a text
MOST_MESSAGES = 2_000
MOST_UNANSWERED = 50
_INSTRUCTING = ("system", "developer")


def attended(messages: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    """The messages as far as they are read: the instructions, then the newest; of a long one both ends.

    Calls of tools and their results stay in their places, since they refer to each other, if need be without
    their text.
    """
    sizes = [len(content_text(message.get("content"))) for message in messages]
    forgotten = range(max(0, len(messages) - _unanswered(messages)), max(0, len(messages) - MOST_UNANSWERED))
    few = not forgotten and len(messages) <= MOST_MESSAGES
    if few and sum(sizes) <= MOST_READ and max(sizes, default=0) <= MOST_OF_ONE:
        return messages
    places = range(len(messages))
    instructing = [place for place in places if messages[place].get("role") in _INSTRUCTING]
    others = [place for place in reversed(places) if messages[place].get("role") not in _INSTRUCTING]
    room, read = MOST_READ, {}
    for place in [p for p in (*instructing, *others) if p not in forgotten][:MOST_MESSAGES]:
        message, most = messages[place], min(room, MOST_OF_ONE)
        if sizes[place] <= most:
            read[place] = message
        elif room or message.get("role") == "tool" or message.get("tool_calls"):
            read[place] = {**message, "content": _ends(content_text(message.get("content")), most)}
        room = max(0, room - min(sizes[place], MOST_OF_ONE))
    return [read[place] for place in sorted(read)]


def _unanswered(messages: Sequence[Mapping[str, Any]]) -> int:
    """How many messages of the user stand at the end, without a reply."""
    count = 0
    while count < len(messages) and messages[-1 - count].get("role") == "user":
        count += 1
    return count


def _ends(text: str, most: int) -> str:
    half = most // 2
    return f"{text[:half]}\n{text[len(text) - half :]}" if half else ""
