"""An exchange as a reader sees it: its messages compared with an earlier request, its answer in words."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from course_lib.evidence import Exchange
from course_lib.language import tell
from course_lib.show.difference import Line, carries_reply, difference, lines_of, plural, predecessor
from course_lib.show.messages import message_text
from course_lib.tokens import REPLY_PRIMER


@dataclass(frozen=True)
class Sent:
    """One request as shown: what it holds, how it differs from an earlier one, what came back, in words."""

    number: int
    model: str
    settings: str
    difference: str
    lines: tuple[Line, ...]
    total: str
    status: str
    failed: bool
    reply: Line | None
    raw: str


def sent(exchange: Exchange, earlier: Sequence[Exchange], unseen: Sequence[Exchange] = ()) -> Sent:
    """The exchange as shown, compared with the one of `earlier` (oldest first) that it goes on from.

    Of `unseen`, exchanges still earlier which aren't shown, one counts only if the request carries its reply:
    a new conversation may well begin with the words of an old one.
    """
    before = predecessor(exchange, [*(e for e in unseen if carries_reply(exchange, e)), *earlier])
    other = (
        tell("request {number}", number=before.number)
        if any(e is before for e in earlier)
        else tell("an earlier request")
    )
    settings = {k: v for k, v in exchange.request.items() if k not in ("model", "messages")}
    lines = lines_of(exchange, before)
    status, failed = _status(exchange)
    return Sent(
        number=exchange.number,
        model=str(exchange.request.get("model", tell("no model named"))),
        settings=", ".join(f"{k}={_short(v)}" for k, v in settings.items()),
        difference=difference(exchange, before, other, lines),
        lines=tuple(lines),
        total=_total(exchange, lines),
        status=status,
        failed=failed,
        reply=_reply(exchange),
        raw=json.dumps(_raw(exchange), indent=2, ensure_ascii=False, default=_plain),
    )


def _total(exchange: Exchange, lines: Sequence[Line]) -> str:
    usage = exchange.usage or {}
    if isinstance(usage.get("prompt_tokens"), int):
        return plural(usage["prompt_tokens"], tell("1 prompt token"), tell("{count} prompt tokens"))
    counted = [line.tokens for line in lines if line.state != "dropped"]
    if not counted or None in counted:
        return tell("prompt tokens unknown")
    return tell("{count} prompt tokens, counted here", count=f"{sum(counted) + REPLY_PRIMER:,}")


# What an HTTP status means to somebody who writes a chatbot.
STATUSES = {
    0: "no answer: the time was up or the connection was lost",
    400: "the request was not accepted",
    401: "the key was not accepted",
    403: "this key may not do that",
    404: "there is no such model or address",
    408: "the service gave up waiting",
    409: "a conflict: try again",
    422: "the request could not be processed",
    429: "too many requests, or the quota is used up",
    500: "the service failed",
    503: "the service is overloaded",
}


def _status(exchange: Exchange) -> tuple[str, bool]:
    """What came back in words, and whether it was a failure."""
    if not 200 <= exchange.status < 300:
        meaning = STATUSES.get(exchange.status, STATUSES[500] if exchange.status > 500 else STATUSES[400])
        said = f"{exchange.status} · {tell(meaning)}" if exchange.status else tell(meaning)
        error = exchange.error or {}
        detail = " · ".join(str(error[k]) for k in ("code", "message") if error.get(k))
        return (f"{said} · {detail}" if detail else said), True
    said = [f"{exchange.status} · {tell('answered')}"]
    if exchange.streamed:
        pieces = len(exchange.pieces)
        said.append(plural(pieces, tell("streamed in one piece"), tell("streamed in {count} pieces")))
    if not exchange.complete:
        said.append(tell("the stream did not reach its end"))
    if exchange.error:
        said.append(str(exchange.error.get("message", exchange.error)))
    if exchange.finish_reason == "length":
        said.append(tell("cut off by the token limit"))
    if exchange.finish_reason:
        said.append(f'finish_reason "{exchange.finish_reason}"')
    return " · ".join(said), bool(exchange.error) or not exchange.complete


def _reply(exchange: Exchange) -> Line | None:
    message = exchange.message or ({"content": "".join(exchange.pieces)} if exchange.pieces else None)
    if message is None:
        return None
    tokens = (exchange.usage or {}).get("completion_tokens")
    return Line("assistant", message_text(message), tokens if isinstance(tokens, int) else None)


def _raw(exchange: Exchange) -> dict[str, Any]:
    """The request as sent, and what is known of the answer."""
    answer = {
        "status": exchange.status,
        "message": exchange.message,
        "finish_reason": exchange.finish_reason,
        "usage": exchange.usage,
        "error": exchange.error,
        "pieces": list(exchange.pieces) or None,
    }
    return {"request": exchange.request, "answer": {k: v for k, v in answer.items() if v is not None}}


def _plain(value: object) -> object:
    return dict(value) if isinstance(value, Mapping) else str(value)


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 40 else text[:39] + "…"
