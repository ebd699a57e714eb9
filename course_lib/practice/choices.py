"""What the model says to a request, cut to its limits: the choices of a reply."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

from course_lib.practice import wire
from course_lib.practice.fresh import weave
from course_lib.practice.wire import Choice
from course_lib.tokens import count_tokens, first_tokens

ASKED = ("messages", "response_format", "tools", "tool_choice", "parallel_tool_calls")
SHORT = 4096  # characters of a request whose reply is remembered
REFUSAL = "I'm sorry, but I can't help with that."


def thought(request: Mapping[str, Any]) -> Mapping[str, Any]:
    """The message that the practice model answers with, a pure function of the request. Not to be changed:
    a whole class asks the same, and a short question is thought about once."""
    asked = json.dumps([request.get(name) for name in ASKED])
    return _remembered(asked) if len(asked) <= SHORT else _think(asked)


@lru_cache(maxsize=512)
def _remembered(asked: str) -> Mapping[str, Any]:
    return _think(asked)


def _think(asked: str) -> Mapping[str, Any]:
    """What is said to the fields `ASKED` of a request, given as JSON."""
    from course_lib.practice.replies import reply

    messages, response_format, tools, tool_choice, parallel = json.loads(asked)
    said = reply(messages, response_format=response_format, tools=tools, tool_choice=tool_choice)
    if said.tool_calls:
        calls = said.tool_calls[: 1 if parallel is False else None]
        seed = json.dumps(messages)
        return {"tool_calls": [_call(call, f"{seed}{index}") for index, call in enumerate(calls)]}
    return {"content": said.content, "refusal": said.refusal}


def freshened(
    said: Mapping[str, Any], request: Mapping[str, Any], fresh: Callable[[], str] | None
) -> Mapping[str, Any]:
    """What is said with a `fresh` word in its text; JSON and tool calls stay as they are."""
    wanted = (request.get("response_format") or {}).get("type", "text")
    if fresh is None or said.get("content") is None or wanted != "text":
        return said
    return {**said, "content": weave(said["content"], fresh())}


def choice(said: Any, request: Mapping[str, Any], limit: int) -> Choice:
    """What is said (a str, a sequence of stream pieces, or a message) as a choice of at most `limit` tokens.

    Pieces go out as they are; as a plain reply they are their text.
    """
    message = {"role": "assistant", "content": None, "refusal": None, "annotations": []}
    if isinstance(said, str):
        said = {"content": said}
    if not isinstance(said, Mapping):
        pieces = tuple(said) if isinstance(said, Iterable) else (said,)
        return Choice(
            {**message, "content": "".join(p for p in pieces if isinstance(p, str))}, "stop", pieces
        )
    message |= said
    if message.get("tool_calls"):
        return Choice(message, "tool_calls")
    field = "refusal" if message["refusal"] else "content"
    text, reason = _cut(message[field] or "", request, limit)
    return Choice({**message, field: text}, reason, wire.pieces(text))


def prompt_tokens(request: Mapping[str, Any]) -> int:
    """The tokens of the messages of a request; 0 messages when it has no list of them."""
    messages = request.get("messages")
    counted = [m for m in messages if isinstance(m, dict)] if isinstance(messages, list) else []
    return count_tokens(counted, str(request.get("model", "")))


def completion_tokens(message: Mapping[str, Any], model: str) -> int:
    """The tokens of a reply: its text, or the names and arguments of the tools it calls."""
    texts = [message.get("content") or "", message.get("refusal") or ""]
    for call in message.get("tool_calls") or ():
        texts += [call["function"]["name"], call["function"]["arguments"]]
    return sum(count_tokens(text, model) for text in texts if text)


def _cut(text: str, request: Mapping[str, Any], limit: int) -> tuple[str, str]:
    """The text up to a stop sequence or the token limit, and the finish reason."""
    stop = request.get("stop") or []
    places = [at for s in ([stop] if isinstance(stop, str) else stop) if s and (at := text.find(s)) >= 0]
    text = text[: min(places)] if places else text
    short = first_tokens(text, limit, request["model"])
    return short, "stop" if short == text else "length"


def _call(call: Any, seed: str) -> dict[str, Any]:
    arguments = (
        call.arguments if isinstance(call.arguments, str) else json.dumps(call.arguments, ensure_ascii=False)
    )
    mark = wire.alphanumeric(hashlib.sha512(seed.encode()).digest(), 24)
    return {"id": f"call_{mark}", "type": "function", "function": {"name": call.name, "arguments": arguments}}
