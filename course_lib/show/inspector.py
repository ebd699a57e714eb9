"""The inspector: a column per request with its messages, what is new, what was dropped, what came back."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from textwrap import indent

from course_lib.evidence import CellRun, Exchange
from course_lib.language import tell
from course_lib.show.difference import Line
from course_lib.show.html import ROOT, Html, Shown, join, tag
from course_lib.show.requests import Sent, sent

# Longer texts are folded: their beginning stays in sight.
FOLD = 320
# How many earlier requests, not shown, a request is compared with.
NEAR = 30
KNOWN_ROLES = ("system", "user", "assistant", "tool")


@dataclass(frozen=True, repr=False)
class Inspector(Shown):
    """Requests as shown, oldest first; a cell that ends with it shows it, `print` writes it as text.

    `exchanges` are what they were drawn from, for charts and for a closer look.
    """

    requests: tuple[Sent, ...]
    highlight: frozenset[int] = frozenset()
    exchanges: tuple[Exchange, ...] = ()

    def raw(self, number: int) -> str:
        """The JSON of request `number` and of its answer. Raises ValueError when no such request is shown."""
        for request in self.requests:
            if request.number == number:
                return request.raw
        shown = ", ".join(str(r.number) for r in self.requests) or tell("none")
        raise ValueError(
            tell("Request {number} is not shown here. Shown: {shown}.", number=number, shown=shown)
        )

    def html(self) -> Html:
        if not self.requests:
            return tag("div", tag("p", nothing_sent()), class_=ROOT)
        columns = [_column(r, r.number in self.highlight) for r in self.requests]
        return tag(
            "div",
            tag("ol", *columns, class_="ck-requests", role="list"),
            class_=f"{ROOT} ck-scroll",
            role="group",
            tabindex="0",
            aria_label=self.title,
        )

    def text(self) -> str:
        if not self.requests:
            return nothing_sent()
        return "\n\n".join(
            [self.title, *(_column_text(r, r.number in self.highlight) for r in self.requests)]
        )

    @property
    def title(self) -> str:
        """What is shown, in a few words."""
        count = len(self.requests)
        return (
            tell("What was sent: one request")
            if count == 1
            else tell("What was sent: {count} requests", count=count)
        )


def inspector(
    exchanges: Iterable[Exchange],
    *,
    highlight: int | Iterable[int] | None = None,
    before: Sequence[Exchange] = (),
) -> Inspector:
    """What these exchanges sent, a column each, oldest first.

    `highlight` marks the requests with these numbers. `before` are earlier exchanges, not shown, which the
    shown ones are compared with where they go on from them. Exchanges of several runs, in each of which the
    numbers begin anew, are numbered in order.
    """
    exchanges, before = tuple(exchanges), before[-NEAR:]
    if len({e.number for e in exchanges}) < len(exchanges):
        exchanges = tuple(replace(e, number=i + 1) for i, e in enumerate(exchanges))
    marked = (highlight,) if isinstance(highlight, int) else highlight or ()
    shown = tuple(sent(e, exchanges[:i], before) for i, e in enumerate(exchanges))
    return Inspector(shown, frozenset(marked), exchanges)


def show_requests(which: int | str | None = None) -> Inspector:
    """What was sent to the model: by default by the last cell that sent something, the running cell included.

    `which` is a number N for the last N requests, "all", or a cell's id for what its last run sent.
    Raises ValueError for anything else, and for a cell that has not run.
    """
    from course_lib.recorder import recorder

    runs = recorder().runs()
    if which is None:
        which = next((i for i in reversed(range(len(runs))) if runs[i].exchanges), 0)
        return inspector(runs[which].exchanges if runs else (), before=_all(runs[:which]))
    if which == "all":
        return inspector(_all(runs))
    if isinstance(which, int) and which > 0:
        everything = _all(runs)
        return inspector(everything[-which:], before=everything[:-which])
    if isinstance(which, str) and (run := recorder().run_of(which)):
        return inspector(
            run.exchanges, before=_all(itertools.takewhile(lambda r: r.cell_id != run.cell_id, runs))
        )
    raise ValueError(
        tell(
            "show_requests({which}) means nothing here. Try show_requests(), show_requests(3), "
            'show_requests("all"), or the id of a cell that has run: {cells}.',
            which=repr(which),
            cells=", ".join(run.cell_id for run in runs if run.cell_id and run.exchanges)
            or tell("none so far"),
        )
    )


def _all(runs: Iterable[CellRun]) -> list[Exchange]:
    return [exchange for run in runs for exchange in run.exchanges]


def nothing_sent() -> str:
    """What is said where there is no request to show."""
    return tell("No request was sent. Was a call forgotten, or the `await` in front of it?")


def _column(request: Sent, marked: bool) -> Html:
    title = tag(
        "p",
        tag("strong", _title(request)),
        " · ",
        request.model,
        class_="ck-title",
        role="heading",
        aria_level=4,
    )
    reply = request.reply and tag("ol", _line(request.reply), role="list", class_="ck-reply")
    return tag(
        "li",
        title,
        tag("p", tag("strong", _look_here()), class_="ck-look") if marked else None,
        tag("p", request.settings, class_="ck-settings") if request.settings else None,
        tag("p", request.difference),
        tag(
            "ol",
            *map(_line, request.lines),
            role="list",
            aria_label=tell("Messages of request {number}", number=request.number),
        ),
        tag("p", request.total, class_="ck-total"),
        tag(
            "p",
            tag("strong", _answer(request)),
            request.status,
            class_="ck-failed" if request.failed else None,
        ),
        reply,
        tag(
            "details",
            tag("summary", tell("Raw JSON")),
            tag("pre", request.raw, tabindex="0", aria_label=tell("Raw JSON")),
        ),
        class_="ck-request ck-marked" if marked else "ck-request",
    )


def _line(line: Line) -> Html:
    role = line.role if line.role in KNOWN_ROLES else "other"
    body = _body(line.text)
    if line.state == "dropped":
        body = tag("del", body)
    return tag(
        "li",
        tag("span", line.role, class_=f"ck-role ck-{role}"),
        " ",
        tag("span", _notes(line), class_="ck-notes"),
        tag("div", body, class_="ck-body"),
        class_=f"ck-line ck-line-{role} ck-{line.state}",
    )


def _body(text: str) -> Html:
    if len(text) <= FOLD:
        return join([text])
    start = text[: FOLD // 2].rsplit(None, 1)[0] + " …"
    return tag("details", tag("summary", f"{start} ({_characters(text)})"), text)


def _column_text(request: Sent, marked: bool) -> str:
    parts = [f"{_title(request)} · {request.model}"]
    if marked:
        parts.append(_look_here())
    parts += [text for text in (request.settings, request.difference) if text]
    parts += map(_line_text, request.lines)
    parts += [request.total, _answer(request) + request.status]
    if request.reply:
        parts.append(_line_text(request.reply))
    first, *rest = parts
    return "\n".join([first, *(indent(part, "  ") for part in rest)])


def _line_text(line: Line) -> str:
    head = " · ".join(text for text in (line.role, _notes(line)) if text)
    return f"[{head}]\n{indent(line.text, '  ')}"


def _title(request: Sent) -> str:
    return tell("Request {number}", number=request.number)


def _look_here() -> str:
    return tell("→ look at this request")


def _answer(request: Sent) -> str:
    return tell("Answer: ")


def _notes(line: Line) -> str:
    """What is said of a message in words: new or dropped, and its tokens."""
    states = {"new": tell("new"), "dropped": tell("dropped, not sent"), "same": ""}
    tokens = (
        ""
        if line.tokens is None
        else tell("1 token")
        if line.tokens == 1
        else tell("{count} tokens", count=f"{line.tokens:,}")
    )
    return ", ".join(text for text in (states[line.state], tokens) if text)


def _characters(text: str) -> str:
    return tell("{count} characters in all", count=f"{len(text):,}")
