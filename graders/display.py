"""A verdict as learners see it: the outcome, each row with its symbol and what to try, the request that shows
it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from course_lib.evidence import Exchange
from course_lib.language import tell
from course_lib.show.html import ROOT, Html, join, stylesheet, tag
from graders.rubric import Outcome, RowResult, Seen, Verdict

if TYPE_CHECKING:
    from course_lib.show.inspector import Inspector

SYMBOLS = {
    Outcome.RIGHT: "✓",
    Outcome.PARTLY_RIGHT: "◐",
    Outcome.WRONG: "✗",
    Outcome.RAISED: "⚠",
    Outcome.NOT_ATTEMPTED: "○",
    Outcome.COULD_NOT_CHECK: "?",
}


SHOWN = 3  # requests: the one that shows it, and those before it
MOST_MESSAGES = 200  # of one request


def as_html(verdict: Verdict) -> str:
    """The verdict as one HTML element with the kit's stylesheet; everything in it is escaped."""
    rows = [
        tag("li", marked(_row_line(row)), tag("p", marked(said), class_="ck-said") if said else None)
        for row, said in _rows(verdict)
    ]
    parts = [
        tag("p", tag("strong", headline(verdict)), class_="ck-title"),
        *(tag("p", marked(text)) for text in _beside_rows(verdict)),
        tag("ul", *rows, role="list") if rows else None,
        *_shown_requests(verdict),
        *(tag("p", text) for text in verdict.closing),
    ]
    return stylesheet() + tag("div", *parts, class_=ROOT, role="status")


def as_text(verdict: Verdict) -> str:
    """The same content as plain text."""
    lines = [headline(verdict), *_beside_rows(verdict)]
    for row, said in _rows(verdict):
        lines.append(f"  {_row_line(row)}")
        if said:
            lines.append(f"      {said}")
    shown = _inspector(verdict)
    if shown is not None:
        lines += ["", *filter(None, [_who_asked(verdict, shown)]), shown.text(), ""]
    lines += verdict.closing
    return "\n".join(lines).rstrip("\n")


def headline(verdict: Verdict) -> str:
    """Symbol, exercise, outcome and score in one line."""
    words = {
        Outcome.RIGHT: tell("right"),
        Outcome.PARTLY_RIGHT: tell("partly right"),
        Outcome.WRONG: tell("not yet right"),
        Outcome.RAISED: tell("your code raised an error"),
        Outcome.NOT_ATTEMPTED: tell("not attempted yet"),
        Outcome.COULD_NOT_CHECK: tell("could not be checked"),
    }[verdict.outcome]
    line = f"{SYMBOLS[verdict.outcome]} {verdict.exercise}: {words}"
    if verdict.score is not None:
        line += " · " + tell(
            "{score} of {points} XP", score=f"{verdict.score:g}", points=f"{verdict.max_score:g}"
        )
    return line


def _row_line(row: RowResult) -> str:
    symbol = "✓" if row.score == row.points else "◐" if row.score else "✗"
    return f"{symbol} {row.score:g}/{row.points:g} {tell(row.goal)}"


def _rows(verdict: Verdict) -> Iterator[tuple[RowResult, str]]:
    """Each row with what is said of it: one cause often loses several rows, and is explained once."""
    said: set[str] = set()
    for row in verdict.rows:
        yield row, tell("As above.") if row.message in said else row.message
        said |= {row.message} - {""}


def marked(text: str) -> Html:
    """Text in which `names` between backticks are code."""
    parts = text.split("`")
    if len(parts) % 2 == 0:  # one backtick is alone: it is part of what was said
        return join([text])
    return join(tag("code", part) if i % 2 else part for i, part in enumerate(parts))


def _beside_rows(verdict: Verdict) -> list[str]:
    """The messages that are no row's own: an exception, neutral words."""
    of_rows = {row.message for row in verdict.rows}
    return [message for message in verdict.messages if message not in of_rows]


def _shown_requests(verdict: Verdict) -> list[Html]:
    shown = _inspector(verdict)
    if shown is None:
        return []
    asked = _who_asked(verdict, shown)
    return [tag("p", asked), shown.html()] if asked else [shown.html()]


def _who_asked(verdict: Verdict, shown: Inspector) -> str:
    """What stands above a probe's requests: nobody wrote these questions into the answer cell."""
    if verdict.seen is None or shown.requests[-1].number <= len(verdict.seen.answer.exchanges):
        return ""
    return tell(
        "This went out during the check. Codes such as [kestrel-4821] in the replies are new every time."
    )


def _inspector(verdict: Verdict) -> Inspector | None:
    """The run that shows the first lost row, its request marked; None when there is nothing to show.

    Where no row names a request, what the answer itself sent is shown, unless a probe called it.
    """
    lost = [row for row in verdict.rows if row.message]
    if not lost or verdict.seen is None:
        return None
    number = next((row.request for row in lost if row.request is not None), None)
    exchanges = _exchanges(verdict.seen, number)
    if not exchanges:
        return None
    from course_lib.show.inspector import inspector

    return inspector([_in_part(exchange) for exchange in exchanges], highlight=number)


def _in_part(exchange: Exchange) -> Exchange:
    """The exchange with the beginning and the end of a list of messages that nobody reads to its end."""
    messages = exchange.request.get("messages")
    if not isinstance(messages, list) or len(messages) <= MOST_MESSAGES:
        return exchange
    half = MOST_MESSAGES // 2
    left = {"role": "…", "content": tell("{count} messages more", count=len(messages) - 2 * half)}
    return replace(
        exchange, request={**exchange.request, "messages": [*messages[:half], left, *messages[-half:]]}
    )


def _exchanges(seen: Seen, number: int | None) -> list[Exchange]:
    if number is None:
        return [] if seen.probes else list(seen.answer.exchanges[-SHOWN:])
    probed = [e for run in seen.probes for e in run.exchanges]
    pool = probed if any(e.number == number for e in probed) else seen.answer.exchanges
    return [e for e in pool if e.number <= number][-SHOWN:]
