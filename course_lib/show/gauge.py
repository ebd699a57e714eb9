"""How full a context window is, and with what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from course_lib.language import tell
from course_lib.show.figure import WIDTH, Figure, label, line, mark, svg
from course_lib.show.html import Html, tag
from course_lib.show.inspector import KNOWN_ROLES
from course_lib.show.messages import message_text, message_tokens
from course_lib.tokens import REPLY_PRIMER

LEFT, RIGHT, TOP, HEIGHT = 8, WIDTH - 8, 26, 34


def window_gauge(messages: Sequence[Mapping[str, Any]], context_window: int) -> Figure:
    """The messages as parts of a window of `context_window` tokens: what each takes, and what is left.

    Raises ValueError for a window of no tokens, and for messages that can't be counted.

    >>> print(window_gauge([{"role": "user", "content": "Say foo"}], 12).description)
    9 of 12 tokens: 3 are left for the reply.
    """
    if context_window <= 0:
        raise ValueError(tell("A context window holds at least 1 token, not {value}.", value=context_window))
    tokens = [message_tokens(m) for m in messages]
    if None in tokens:
        wrong = messages[tokens.index(None)]
        raise ValueError(tell("This is not a message that can be counted: {value}", value=repr(wrong)[:80]))
    used = sum(tokens) + REPLY_PRIMER
    title = tell("The context window")
    if used <= context_window:
        description = tell(
            "{used} of {window} tokens: {left} are left for the reply.",
            used=f"{used:,}",
            window=f"{context_window:,}",
            left=f"{context_window - used:,}",
        )
    else:
        description = tell(
            "{used} tokens in a window of {window}: {over} too many, so the service answers 400.",
            used=f"{used:,}",
            window=f"{context_window:,}",
            over=f"{used - context_window:,}",
        )
    scale = (RIGHT - LEFT) / max(used, context_window)
    end = LEFT + context_window * scale
    shapes = [
        tag("rect", x=f"{LEFT}", y=f"{TOP}", width=f"{end - LEFT:.1f}", height=f"{HEIGHT}", class_="ck-room")
    ]
    x, rows = float(LEFT), []
    for message, count in zip(messages, tokens, strict=True):
        role = str(message.get("role"))
        width = count * scale
        shapes.append(
            tag(
                "rect",
                x=f"{x:.1f}",
                y=f"{TOP}",
                width=f"{width:.1f}",
                height=f"{HEIGHT}",
                class_=f"ck-part {_fill(role)}",
            )
        )
        name = role if width > 8 * len(role) else role[:1].upper()
        if width > 12:
            shapes.append(label(x + width / 2, TOP + 21, name, anchor="middle", css="ck-on-fill"))
        rows.append((str(len(rows) + 1), role, f"{count:,}", _short(message_text(message))))
        x += width
    shapes += [
        line(end, TOP - 8, end, TOP + HEIGHT + 8, "ck-limit"),
        label(
            end - 4 if end > WIDTH / 2 else end + 4,
            TOP - 10,
            tell("window: {count} tokens", count=f"{context_window:,}"),
            anchor="end" if end > WIDTH / 2 else "start",
        ),
    ]
    shapes += _legend(messages, tokens)
    rows.append(("–", tell("start of the reply"), str(REPLY_PRIMER), ""))
    header = (tell("Message"), tell("Role"), tell("Tokens"), tell("Text"))
    return Figure(
        title, description, svg(TOP + HEIGHT + 34, title, description, *shapes), header, tuple(rows)
    )


def _legend(messages: Sequence[Mapping[str, Any]], tokens: Sequence[int]) -> list[Html]:
    """What each colour stands for, with the tokens of all messages of that role."""
    roles = Counter()
    for message, count in zip(messages, tokens, strict=True):
        roles[str(message.get("role"))] += count
    shapes: list[Html] = []
    x, y = LEFT, TOP + HEIGHT + 22
    for role, count in roles.items():
        text = tell("{role}: {count} tokens", role=role, count=f"{count:,}")
        shapes += [mark(1, x + 6, y - 4, _fill(role), size=6), label(x + 18, y, text)]
        x += 18 + 8 * len(text)
    return shapes


def _fill(role: str) -> str:
    return f"ck-fill-{role if role in KNOWN_ROLES else 'other'}"


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 60 else text[:59] + "…"
