"""The wire format of /v1/chat/completions: replies, chunks, errors and headers as the service sends them.

Sources: the SDK's types (openai 3.52), and recorded traffic of the service from 2024-09 and 2026-01.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
import string
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from course_lib.facts import models

ALPHANUMERIC = string.ascii_letters + string.digits
DONE = b"data: [DONE]\n\n"
# A word with the space before it, as tokens have it; long words come in several pieces, as tokens do.
_PIECE = re.compile(r"\s*\S{1,16}|\s+")
# Requests and tokens a minute that the headers speak of.
REQUESTS, TOKENS = 10_000, 200_000
QUOTED = 100  # characters of a request that an error text repeats
EPOCH, YEAR = 1_767_225_600, 31_536_000  # 2026-01-01, and a year, in seconds


class NoChoices:
    """A stream chunk whose `choices` is empty, as some services send it first or last."""

    def __repr__(self) -> str:
        return "NO_CHOICES"


NO_CHOICES = NoChoices()


@dataclass(frozen=True)
class Answer:
    """An HTTP answer: either a whole `body`, or `chunks` that come one by one."""

    status: int
    headers: Mapping[str, str]
    body: bytes | None = None
    chunks: AsyncIterator[bytes] | None = None


@dataclass(frozen=True)
class Problem:
    """An error answer: HTTP status, and the four fields of the service's error object."""

    status: int
    message: str
    type: str = "invalid_request_error"
    param: str | None = None
    code: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def body(self) -> bytes:
        """The JSON body of the answer."""
        error = {"message": self.message, "type": self.type, "param": self.param, "code": self.code}
        return encode({"error": error})


@dataclass(frozen=True)
class Choice:
    """One choice of a reply: the assistant's message, why it ended, and its text in pieces."""

    message: Mapping[str, Any]
    finish_reason: str
    pieces: Sequence[str | NoChoices | None] = ()


@dataclass(frozen=True)
class Identity:
    """What marks one reply: ids made of the request's bytes, so that equal requests get equal replies."""

    id: str
    request_id: str
    created: int
    model: str
    fingerprint: str


def identity(body: bytes, model: str, *, attempt: str = "0", created: int | None = None) -> Identity:
    """The marks of the reply to a request with these bytes; `attempt` is the SDK's retry count."""
    digest = hashlib.sha512(body).digest()
    again = hashlib.sha512(attempt.encode() + digest)
    return Identity(
        id="chatcmpl-" + alphanumeric(digest, 29),
        request_id="req_" + again.hexdigest()[:32],
        created=EPOCH + int.from_bytes(digest[:4], "big") % YEAR if created is None else created,
        model=known.snapshot if (known := models().get(model)) else quoted(model),  # each chunk repeats it
        fingerprint="fp_" + hashlib.sha512(model.encode()).hexdigest()[:10],
    )


def alphanumeric(digest: bytes, length: int) -> str:
    """The first `length` bytes of a digest as letters and digits."""
    return "".join(ALPHANUMERIC[byte % len(ALPHANUMERIC)] for byte in digest[:length])


def usage(prompt: int, completion: int) -> dict[str, Any]:
    """The usage object for these token counts."""
    return {
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "total_tokens": prompt + completion,
        "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
        "completion_tokens_details": {
            "reasoning_tokens": 0,
            "audio_tokens": 0,
            "accepted_prediction_tokens": 0,
            "rejected_prediction_tokens": 0,
        },
    }


def completion(who: Identity, choices: Sequence[Choice], used: Mapping[str, Any]) -> dict[str, Any]:
    """The body of a plain reply."""
    return {
        "id": who.id,
        "object": "chat.completion",
        "created": who.created,
        "model": who.model,
        "choices": [
            {"index": i, "message": c.message, "logprobs": None, "finish_reason": c.finish_reason}
            for i, c in enumerate(choices)
        ],
        "usage": used,
        "service_tier": "default",
        "system_fingerprint": who.fingerprint,
    }


def chunks(
    who: Identity, choices: Sequence[Choice], used: Mapping[str, Any] | None
) -> Iterator[tuple[dict[str, Any], bool]]:
    """The chunks of a streamed reply, each with whether it carries a piece of it.

    First the role, then the pieces, an empty delta with the finish reason, and, where `used` is given, the
    usage in a chunk without choices (the chunks before it then say `usage: null`).
    """
    frame = {
        "id": who.id,
        "object": "chat.completion.chunk",
        "created": who.created,
        "model": who.model,
        "service_tier": "default",
        "system_fingerprint": who.fingerprint,
    }
    tail = {} if used is None else {"usage": None}
    for index, choice in enumerate(choices):
        for delta, is_piece in _deltas(choice):
            if isinstance(delta, NoChoices):
                yield {**frame, "choices": [], **tail}, is_piece
                continue
            shown = {"index": index, "delta": delta, "logprobs": None, "finish_reason": None}
            yield {**frame, "choices": [shown], **tail}, is_piece
        last = {"index": index, "delta": {}, "logprobs": None, "finish_reason": choice.finish_reason}
        yield {**frame, "choices": [last], **tail}, False
    if used is not None:
        yield {**frame, "choices": [], "usage": used}, False


def _deltas(choice: Choice) -> Iterator[tuple[dict[str, Any] | NoChoices, bool]]:
    message = choice.message
    calls = message.get("tool_calls") or ()
    if calls:
        for index, call in enumerate(calls):
            function = call["function"]
            opened = {"index": index, "id": call["id"], "type": "function"}
            opened["function"] = {"name": function["name"], "arguments": ""}
            start = {"role": "assistant", "content": None, "refusal": None} if index == 0 else {}
            yield {**start, "tool_calls": [opened]}, False
            for fragment in pieces(function["arguments"]):
                yield {"tool_calls": [{"index": index, "function": {"arguments": fragment}}]}, True
    elif message.get("refusal"):
        yield {"role": "assistant", "content": None, "refusal": ""}, False
        for piece in choice.pieces:
            yield {"refusal": piece}, True
    else:
        yield {"role": "assistant", "content": "", "refusal": None}, False
        for piece in choice.pieces:
            yield piece if isinstance(piece, NoChoices) else {"content": piece}, True


def quoted(value: object) -> str:
    """What a request holds, as an error text quotes it: a name that fits into a line."""
    return str(value)[:QUOTED]


def pieces(text: str) -> list[str]:
    """The text in pieces of about a word, each with the space before it; joined they are the text."""
    return _PIECE.findall(text)


def headers(who: Identity, *, stream: bool = False, prompt: int = 0) -> dict[str, str]:
    """The headers of an answer, as the service sends them."""
    left = max(0, TOKENS - prompt)
    return {
        "content-type": "text/event-stream; charset=utf-8" if stream else "application/json",
        "openai-organization": "practice",
        "openai-project": "proj_practice",
        "openai-processing-ms": "12",
        "openai-version": "2020-10-01",
        "x-request-id": who.request_id,
        "x-ratelimit-limit-requests": str(REQUESTS),
        "x-ratelimit-remaining-requests": str(REQUESTS - 1),
        "x-ratelimit-reset-requests": "6ms",
        "x-ratelimit-limit-tokens": str(TOKENS),
        "x-ratelimit-remaining-tokens": str(left),
        "x-ratelimit-reset-tokens": f"{math.ceil((TOKENS - left) * 60_000 / TOKENS)}ms",
    }


def encode(data: object) -> bytes:
    """The JSON of `data` as UTF-8 bytes, characters beyond ASCII as they are."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


def event(data: object) -> bytes:
    """One server-sent event."""
    return b"data: " + encode(data) + b"\n\n"
