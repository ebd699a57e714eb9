"""Lesson 00: one call, its reply and what it cost."""

from __future__ import annotations

import re

from course_lib.evidence import Exchange
from course_lib.language import tell
from graders.exercises.conversations import (
    answered,
    need_requests,
    on_screen,
    printed_replies,
    question,
    quote,
)
from graders.rubric import Exercise, Lost, Seen

first_call = Exercise(
    "first-call",
    title="Your first call",
    hints=(
        "A request needs a model and a list with one message. What role does your own message have?",
        "`response = await client.chat.completions.create(model=MODEL, "
        'messages=[{"role": "user", "content": …}])`',
        "The reply is `response.choices[0].message.content`, the count is `response.usage.total_tokens`.",
    ),
)

_TOKENS = re.compile(r"^[^\S\n]*tokens:\s*([\d,_]{1,30})\s*$", re.IGNORECASE | re.MULTILINE)


@first_call.row(2, "At least one request with a user message")
def sends_a_user_message(seen: Seen) -> None:
    exchanges = need_requests(answered(seen.answer), seen.answer)
    if not any(question(e).strip() for e in exchanges):
        raise Lost(
            tell(
                "No request has a user message: send {example} in `messages`.",
                example='{"role": "user", "content": …}',
            ),
            request=exchanges[0].number,
        )


@first_call.row(2, "The reply is printed")
def prints_the_reply(seen: Seen) -> None:
    exchanges = need_requests(answered(seen.answer), seen.answer)
    if not printed_replies(seen.answer, exchanges):
        last = exchanges[-1]
        raise Lost(
            tell(
                "The model's reply {reply} was not printed: print `response.choices[0].message.content`.",
                reply=quote(last.reply),
            ),
            request=last.number,
        )


@first_call.row(1, "`Tokens: N` with the total of that response")
def prints_the_total(seen: Seen) -> None:
    exchanges = need_requests(answered(seen.answer), seen.answer)
    numbers = [int(re.sub(r"\D", "", n) or 0) for n in _TOKENS.findall(on_screen(seen.answer.printed))]
    shown = printed_replies(seen.answer, exchanges) or exchanges
    totals = [_total(e) for e in shown]
    if not any(totals):
        words = tell("The response carried no usage: with a stream, ask for it (`stream_options`).")
        raise Lost(words, request=shown[-1].number)
    if not numbers:
        raise Lost(
            tell("There is no line `Tokens: {total}`. Print it on a line of its own.", total=totals[-1]),
            request=shown[-1].number,
        )
    if numbers[-1] not in totals or len(numbers) > len(exchanges):
        raise Lost(
            tell(
                "`Tokens: {number}` was printed, but the response's total is {total}: "
                "`response.usage.total_tokens`.",
                number=numbers[-1],
                total=totals[-1],
            ),
            request=shown[-1].number,
        )


def _total(exchange: Exchange) -> int:
    total = (exchange.usage or {}).get("total_tokens")
    return total if isinstance(total, int) else 0
