"""A request compared with the one that it goes on from: what is new, what was dropped, and that in words."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from course_lib.evidence import Exchange, content_text
from course_lib.language import tell
from course_lib.show.messages import message_text, message_tokens, role_of

MOST_COMPARED = 200  # messages of two requests, each with each


@dataclass(frozen=True)
class Line:
    """One message as shown; a dropped one was in the earlier request only.

    `tokens` is None where they can't be counted.
    """

    role: str
    text: str
    tokens: int | None = None
    state: Literal["same", "new", "dropped"] = "same"


def predecessor(exchange: Exchange, earlier: Sequence[Exchange]) -> Exchange | None:
    """The earlier request that shares most messages, the latest of equals: two bots may take turns."""
    own = Counter(_keys(exchange))

    def shared(other: Exchange) -> tuple[int, int]:
        return (own & _said(other)).total(), (own & Counter(_keys(other))).total()

    return max(reversed(earlier), key=shared, default=None)


def lines_of(exchange: Exchange, before: Exchange | None) -> list[Line]:
    """The messages in order; where the request goes on from `before`, also what it dropped, in its place."""
    now = _sent_messages(exchange)

    def line(message: object, state: Literal["same", "new", "dropped"]) -> Line:
        return Line(role_of(message), message_text(message), message_tokens(message), state)

    if before is None:
        return [line(m, "new") for m in now]
    then, lines, goes_on = _sent_messages(before), [], _goes_on(exchange, before)
    for step, then_from, then_to, now_from, now_to in _steps(_keys(before), _keys(exchange)):
        if step != "equal" and goes_on:
            lines += [line(m, "dropped") for m in then[then_from:then_to]]
        lines += [line(m, "same" if step == "equal" else "new") for m in now[now_from:now_to]]
    return lines


def _steps(then: list[str], now: list[str]) -> list[tuple[str, int, int, int, int]]:
    """How one list becomes the other, in the opcodes of difflib.

    Of lists so long that matching all with all would take minutes, only the common beginning is told.
    """
    if len(then) * len(now) <= MOST_COMPARED**2:
        return SequenceMatcher(None, then, now, autojunk=False).get_opcodes()
    pairs = enumerate(zip(then, now, strict=False))
    same = next((place for place, (one, other) in pairs if one != other), min(len(then), len(now)))
    return [("equal", 0, same, 0, same), ("replace", same, len(then), same, len(now))]


def difference(exchange: Exchange, before: Exchange | None, other: str, lines: Sequence[Line]) -> str:
    """How the request differs from the one it goes on from, in words."""
    count = Counter(line.state for line in lines)
    held = count["same"] + count["new"]
    if before is None:
        return plural(
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
    elif goes_on and count["new"] and before.reply and not carries_reply(exchange, before):
        said.append(tell("The reply to {other} is not in it.", other=other))
    changed = [
        key
        for key in dict.fromkeys([*before.request, *exchange.request])
        if key != "messages" and before.request.get(key) != exchange.request.get(key)
    ]
    if changed:
        said.append(tell("Other settings: {names}.", names=", ".join(changed)))
    return " ".join(said)


def _goes_on(exchange: Exchange, before: Exchange) -> bool:
    return bool(set(_keys(exchange)) & set(_said(before)))


def carries_reply(exchange: Exchange, before: Exchange) -> bool:
    """Whether the request holds the reply that came back for `before`."""
    replies = (content_text(m.get("content")) for m in exchange.messages if m.get("role") == "assistant")
    return bool(before.reply) and before.reply.strip() in (reply.strip() for reply in replies)


def _sent_messages(exchange: Exchange) -> list[Any]:
    messages = exchange.request.get("messages", [])
    return messages if isinstance(messages, list) else [messages]


def _keys(exchange: Exchange) -> list[str]:
    return [json.dumps(m, sort_keys=True, default=str) for m in _sent_messages(exchange)]


def _said(exchange: Exchange) -> Counter[str]:
    """The conversation that an exchange leaves behind: its messages without the system's, and its reply."""
    messages = [m for m in _sent_messages(exchange) if role_of(m) not in ("system", "developer")]
    if exchange.reply:
        messages.append({"role": "assistant", "content": exchange.reply})
    return Counter(json.dumps(m, sort_keys=True, default=str) for m in messages)


def plural(count: int, one: str, many: str) -> str:
    """`one`, or `many` with its {count} filled in."""
    return one if count == 1 else many.format(count=f"{count:,}")
