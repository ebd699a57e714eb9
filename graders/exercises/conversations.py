"""Rules that many exercises share: what a conversation looks like on the wire, and what counts as printed.

Texts are compared with white space collapsed and nothing else. A rule that is broken raises `Lost` with
what was expected, what was seen (quoted), and at which request.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from typing import Any

from course_lib.evidence import CellRun, Exchange, content_text
from course_lib.language import tell
from graders.rubric import Lost

SYSTEM_ROLES = ("system", "developer")  # newer models call the system message "developer"
TURN_LIMIT = 40  # requests that are looked at when turns are picked
_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


# --- texts


def collapse(text: str) -> str:
    """The text with white space collapsed; a line broken after a hyphen (textwrap does it) is joined."""
    return " ".join(text.split()).replace("- ", "-")


def quote(text: Any, limit: int = 60) -> str:
    """A text as learners see it in a message: one line, in quotes, shortened."""
    line = " ".join(str(text).split())
    return f'"{line if len(line) <= limit else line[: limit - 1] + "…"}"'


def on_screen(text: str) -> str:
    """Printed text as it stands on the screen: without colour codes, and with `\\r` going back to the line's
    start.
    """
    lines = _ESCAPES.sub("", text).replace("\r\n", "\n").split("\n")
    return "\n".join(_overwritten(line) for line in lines)


def _overwritten(line: str) -> str:
    """What a part leaves of those before it is what reaches beyond it: read from the last one, each character
    is looked at once."""
    shown, end = [], 0
    for part in reversed(line.split("\r")):
        shown.append(part[end:])
        end = max(end, len(part))
    return "".join(shown)


# --- messages and requests


def role(message: Mapping[str, Any]) -> str:
    """The message's role, with "developer" read as the system role that it is."""
    name = str(message.get("role"))
    return "system" if name in SYSTEM_ROLES else name


def text_of(message: Mapping[str, Any]) -> str:
    """The message's text, whether its content is a string or a list of parts."""
    return content_text(message.get("content"))


def key(message: Mapping[str, Any]) -> tuple[str, str]:
    """What two messages are compared by: role and collapsed text."""
    return role(message), collapse(text_of(message))


def answered(*runs: CellRun) -> list[Exchange]:
    """The requests that the model answered, in order: failed attempts and the SDK's retries are not turns."""
    return [e for run in runs for e in run.exchanges if e.status == 200 and e.message is not None]


def need_requests(exchanges: Sequence[Exchange], run: CellRun | None = None) -> Sequence[Exchange]:
    """The exchanges; raises `Lost` when there are none."""
    if exchanges:
        return exchanges
    refused = [e for e in run.exchanges if e.status >= 400] if run else []
    if refused:
        last = refused[-1]
        reason = quote((last.error or {}).get("message", ""), 120)
        raise Lost(
            tell(
                "The model refused every request (error {status}): {reason}.",
                status=last.status,
                reason=reason,
            ),
            request=last.number,
        )
    if run and "<coroutine object" in run.printed:
        raise Lost(
            tell("No request reached the model: a coroutine was printed. Write `await` before the call.")
        )
    raise Lost(tell("No request reached the model. Call it with `await`, through the given `client`."))


def question(exchange: Exchange) -> str:
    """The newest user message of a request; empty when there is none."""
    return next((text_of(m) for m in reversed(exchange.messages) if role(m) == "user"), "")


def before_question(exchange: Exchange) -> list[Mapping[str, Any]]:
    """The messages that stand before the newest user message."""
    messages = list(exchange.messages)
    users = [i for i, m in enumerate(messages) if role(m) == "user"]
    return messages[: users[-1]] if users else []


def said(exchange: Exchange) -> list[tuple[str, str]]:
    """What a later request has to carry of this one: its messages and then its reply."""
    return [*map(key, exchange.messages), ("assistant", collapse(exchange.reply))]


def carries(later: Exchange, earlier: Exchange) -> bool:
    """Whether the earlier request's messages and reply stand, in order, before the later one's question."""
    held = iter(map(key, before_question(later)))
    return all(part in held for part in said(earlier))


def need_carried(later: Exchange, earlier: Sequence[Exchange], *, turn: int, keeps: float = 0) -> None:
    """Raise `Lost` unless the later request, the learner's turn `turn`, carries every earlier one."""
    for number, before in enumerate(earlier, 1):
        if not carries(later, before):
            raise Lost(
                not_carried(later, before, turn=turn, number=number), request=later.number, keeps=keeps
            )


def not_carried(later: Exchange, before: Exchange, *, turn: int, number: int) -> str:
    """Why a turn does not carry an earlier one, in words: the reply lacks, is changed or has another role, or
    all is gone.
    """
    held = [key(m) for m in before_question(later)]
    reply = collapse(before.reply)
    start = tell("Turn {turn} does not carry the earlier turns.", turn=turn)
    others = [name for name, text in held if text == reply and name != "assistant"]
    if others:
        return (
            start
            + " "
            + tell(
                'Turn {number}\'s reply is in the history with the role "{role}": a reply has the role '
                '"assistant".',
                number=number,
                role=others[0],
            )
        )
    if key({"role": "user", "content": question(before)}) not in held:
        return (
            start
            + " "
            + tell(
                "{question} from turn {number} is missing in its request: send the whole history, in order.",
                question=quote(question(before)),
                number=number,
            )
        )
    if ("assistant", reply) not in held:
        return (
            start
            + " "
            + tell(
                "Turn {number}'s reply {reply} is not in its request, unchanged: append each reply to the "
                "history.",
                number=number,
                reply=quote(before.reply),
            )
        )
    return (
        start
        + " "
        + tell(
            "The messages of turn {number} are there, but not all of them or not in the same order.",
            number=number,
        )
    )


def need_one_system_first(exchanges: Sequence[Exchange]) -> None:
    """Raise `Lost` unless every request starts with a system message and holds no other."""
    for exchange in exchanges:
        places = [i for i, m in enumerate(exchange.messages) if role(m) == "system"]
        if places == [0]:
            continue
        if not places:
            words = tell("Request {number} has no system message.", number=exchange.number)
        elif places[0] != 0:
            words = tell(
                "Request {number} has its system message at position {place}, not first.",
                number=exchange.number,
                place=places[0] + 1,
            )
        else:
            words = tell(
                "Request {number} has {count} system messages, a second one in the middle: send one, first.",
                number=exchange.number,
                count=len(places),
            )
        raise Lost(words, request=exchange.number)


def system_text(exchange: Exchange) -> str:
    """The text of the system message at the start of a request; empty when another message stands there."""
    messages = exchange.messages
    return text_of(messages[0]) if messages and role(messages[0]) == "system" else ""


def others(exchange: Exchange) -> list[Mapping[str, Any]]:
    """The messages of a request besides the system message at its start."""
    messages = list(exchange.messages)
    return messages[1:] if messages and role(messages[0]) == "system" else messages


Topic = Callable[[str], int]  # how well a text fits: 0 not at all, 1 in some wording, 2 plainly


def pick_turns(exchanges: Sequence[Exchange], topics: Sequence[Topic]) -> list[Exchange]:
    """The first rising sequence of requests that fits the topics, or else that fits them best.

    Extra turns may stand anywhere between; a greeting that fits loosely gives way to a turn that fits
    plainly. With fewer requests than topics, the requests as they came.
    """
    pool = list(exchanges[:TURN_LIMIT])
    if len(pool) < len(topics):
        return pool
    fits = [[int(topic(question(e))) for topic in topics] for e in pool]
    best, picked = -1, tuple(range(len(topics)))
    for places in combinations(range(len(pool)), len(topics)):
        count = sum(fits[place][number] for number, place in enumerate(places))
        if count > best:
            best, picked = count, places
    return [pool[place] for place in picked]


# --- prints


def printed_replies(run: CellRun, exchanges: Sequence[Exchange]) -> list[Exchange]:
    """Those exchanges whose reply the run printed."""
    printed = collapse(on_screen(run.printed))
    replies = [collapse(exchange.reply) for exchange in exchanges]
    return [
        exchange for exchange, reply in zip(exchanges, replies, strict=True) if reply and reply in printed
    ]


def need_printed(run: CellRun, exchanges: Sequence[Exchange]) -> None:
    """Raise `Lost` for the first reply that was not printed."""
    shown = printed_replies(run, exchanges)
    for exchange in exchanges:
        if not any(exchange is one for one in shown):
            raise Lost(
                tell(
                    "The reply to request {number}, {reply}, was not printed. Print each reply as it is.",
                    number=exchange.number,
                    reply=quote(exchange.reply),
                ),
                request=exchange.number,
            )


def need_done(run: CellRun) -> None:
    """Raise `Lost` unless the last printed line that is not empty is DONE, after at least one request."""
    lines = [line.strip() for line in on_screen(run.printed).split("\n") if line.strip()]
    if not run.exchanges:
        raise Lost(tell("DONE counts after a conversation, and no request reached the model."))
    if not lines:
        raise Lost(tell('Nothing was printed. End with `print("DONE")`.'))
    if lines[-1] != "DONE":
        if "DONE" in lines:
            raise Lost(
                tell("DONE was printed, but the last line is {line}: print DONE last.", line=quote(lines[-1]))
            )
        raise Lost(
            tell(
                'The last printed line is {line}, not DONE. End with `print("DONE")`.', line=quote(lines[-1])
            )
        )
