"""An exchange as a reader sees it: its messages compared with an earlier request, its answer in words."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from course_lib.evidence import Exchange, content_text
from course_lib.language import tell
from course_lib.tokens import REPLY_PRIMER, count_tokens


@dataclass(frozen=True)
class Line:
    """One message as shown; a dropped one was in the earlier request only.

    `tokens` is None where they can't be counted.
    """

    role: str
    text: str
    tokens: int | None = None
    state: Literal["same", "new", "dropped"] = "same"


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
    before = _predecessor(exchange, [*(e for e in unseen if _carries_reply(exchange, e)), *earlier])
    other = (
        tell("request {number}", number=before.number)
        if any(e is before for e in earlier)
        else tell("an earlier request")
    )
    settings = {k: v for k, v in exchange.request.items() if k not in ("model", "messages")}
    lines = _lines(exchange, before)
    status, failed = _status(exchange)
    return Sent(
        number=exchange.number,
        model=str(exchange.request.get("model", tell("no model named"))),
        settings=", ".join(f"{k}={_short(v)}" for k, v in settings.items()),
        difference=_difference(exchange, before, other, lines),
        lines=tuple(lines),
        total=_total(exchange, lines),
        status=status,
        failed=failed,
        reply=_reply(exchange),
        raw=json.dumps(_raw(exchange), indent=2, ensure_ascii=False, default=_plain),
    )


def message_text(message: object) -> str:
    """All that a message says, tool calls and refusals included; of a wrong shape, what was sent instead."""
    if not isinstance(message, Mapping):
        return tell("not a message: {value}", value=json.dumps(message, ensure_ascii=False, default=str))
    said = [content_text(message.get("content"))]
    content = message.get("content")
    if isinstance(content, list):
        said += [
            f"[{part.get('type')}]" for part in content if isinstance(part, Mapping) and "text" not in part
        ]
    elif content is not None and not isinstance(content, str):
        said.append(json.dumps(content, ensure_ascii=False, default=str))
    if message.get("refusal"):
        said.append(tell("refused: {text}", text=message["refusal"]))
    for call in message.get("tool_calls") or ():
        function = call.get("function", {}) if isinstance(call, Mapping) else {}
        said.append(
            tell("calls {name}({arguments})", name=function.get("name"), arguments=function.get("arguments"))
        )
    return "\n".join(text for text in said if text) or tell("(empty)")


def message_tokens(message: object) -> int | None:
    """The prompt tokens that one message takes; None where it is of a shape that can't be counted."""
    try:
        return count_tokens([message]) - REPLY_PRIMER
    except (TypeError, ValueError, AttributeError, LookupError):
        return None


def _sent_messages(exchange: Exchange) -> list[Any]:
    messages = exchange.request.get("messages", [])
    return messages if isinstance(messages, list) else [messages]


def _role(message: object) -> str:
    return str(message.get("role", "?")) if isinstance(message, Mapping) else "?"


def _keys(exchange: Exchange) -> list[str]:
    return [json.dumps(m, sort_keys=True, default=str) for m in _sent_messages(exchange)]


def _said(exchange: Exchange) -> Counter[str]:
    """The conversation that an exchange leaves behind: its messages without the system's, and its reply."""
    messages = [m for m in _sent_messages(exchange) if _role(m) not in ("system", "developer")]
    if exchange.reply:
        messages.append({"role": "assistant", "content": exchange.reply})
    return Counter(json.dumps(m, sort_keys=True, default=str) for m in messages)


def _predecessor(exchange: Exchange, earlier: Sequence[Exchange]) -> Exchange | None:
    """The earlier request that shares most messages, the latest of equals: two bots may take turns."""
    own = Counter(_keys(exchange))

    def shared(other: Exchange) -> tuple[int, int]:
        return (own & _said(other)).total(), (own & Counter(_keys(other))).total()

    return max(reversed(earlier), key=shared, default=None)


def _carries_reply(exchange: Exchange, before: Exchange) -> bool:
    replies = (m.get("content") for m in exchange.messages if m.get("role") == "assistant")
    return bool(before.reply) and before.reply in map(content_text, replies)


def _goes_on(exchange: Exchange, before: Exchange) -> bool:
    return bool(set(_keys(exchange)) & set(_said(before)))


def _lines(exchange: Exchange, before: Exchange | None) -> list[Line]:
    """The messages in order; where the request goes on from `before`, also what it dropped, in its place."""
    now = _sent_messages(exchange)

    def line(message: object, state: Literal["same", "new", "dropped"]) -> Line:
        return Line(_role(message), message_text(message), message_tokens(message), state)

    if before is None:
        return [line(m, "new") for m in now]
    then, lines, goes_on = _sent_messages(before), [], _goes_on(exchange, before)
    steps = SequenceMatcher(None, _keys(before), _keys(exchange), autojunk=False).get_opcodes()
    for step, then_from, then_to, now_from, now_to in steps:
        if step != "equal" and goes_on:
            lines += [line(m, "dropped") for m in then[then_from:then_to]]
        lines += [line(m, "same" if step == "equal" else "new") for m in now[now_from:now_to]]
    return lines


def _difference(exchange: Exchange, before: Exchange | None, other: str, lines: Sequence[Line]) -> str:
    """How the request differs from the one it goes on from, in words."""
    count = Counter(line.state for line in lines)
    held = count["same"] + count["new"]
    if before is None:
        return _plural(
            held,
            tell("It begins a conversation: one message."),
            tell("It begins a conversation: {count} messages."),
        )
    said, goes_on = [], _goes_on(exchange, before)
    if not count["new"] and not count["dropped"]:
        said.append(tell("The same messages as {other}.", other=other))
    elif not goes_on:
        said.append(
            tell("Of {other} only the system message is sent again.", other=other)
            if count["same"]
            else tell("Nothing of {other} is sent again.", other=other)
        )
    else:
        counts = (
            tell("{count} again", count=count["same"]) if count["same"] else None,
            tell("{count} new", count=count["new"]) if count["new"] else None,
            tell("{count} dropped", count=count["dropped"]) if count["dropped"] else None,
        )
        counted = ", ".join(text for text in counts if text)
        said.append(tell("Compared with {other}: {counts}.", other=other, counts=counted))
    if exchange.retry:
        said.append(tell("It is retry {retry} of the library.", retry=exchange.retry))
    elif goes_on and count["new"] and _reply_missing(exchange, before):
        said.append(tell("The reply to {other} is not in it.", other=other))
    changed = [
        key
        for key in dict.fromkeys([*before.request, *exchange.request])
        if key != "messages" and before.request.get(key) != exchange.request.get(key)
    ]
    if changed:
        said.append(tell("Other settings: {names}.", names=", ".join(changed)))
    return " ".join(said)


def _reply_missing(exchange: Exchange, before: Exchange) -> bool:
    said = (message_text(m) for m in _sent_messages(exchange) if _role(m) == "assistant")
    return bool(before.reply) and before.reply.strip() not in (text.strip() for text in said)


def _total(exchange: Exchange, lines: Sequence[Line]) -> str:
    usage = exchange.usage or {}
    if isinstance(usage.get("prompt_tokens"), int):
        return _plural(usage["prompt_tokens"], tell("1 prompt token"), tell("{count} prompt tokens"))
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
        said.append(_plural(pieces, tell("streamed in one piece"), tell("streamed in {count} pieces")))
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


def _plural(count: int, one: str, many: str) -> str:
    return one if count == 1 else many.format(count=f"{count:,}")
