"""What a program did, seen from outside: what it printed, what it raised, what it sent to the model.

A chatbot program *is* what it sends to the model and what it shows to the user. The inspector draws this
evidence, the checks judge it, and the grader collects it where the learner's code cannot reach it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True)
class Exchange:
    """One request on the wire and what came back.

    `request` is the JSON body as sent; `message` the assistant message that came back (None on an error);
    `pieces` the texts of a stream in order of arrival. `status` is the HTTP status, 0 when no answer came
    (timeout, dropped connection). `complete` is False while a stream is unread, was left early or dropped.
    `retry` counts the SDK's own retries (0 for the first attempt). Times are seconds on the recorder's clock.
    """

    number: int
    request: Mapping[str, Any]
    status: int = 0
    message: Mapping[str, Any] | None = None
    finish_reason: str | None = None
    usage: Mapping[str, Any] | None = None
    error: Mapping[str, Any] | None = None
    streamed: bool = False
    complete: bool = False
    pieces: tuple[str, ...] = ()
    retry: int = 0
    started: float = 0.0
    ended: float | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def messages(self) -> Sequence[Mapping[str, Any]]:
        """The messages that were sent; empty when the body held no list of them."""
        messages = self.request.get("messages")
        return [m for m in messages if isinstance(m, Mapping)] if isinstance(messages, list) else []

    @property
    def reply(self) -> str:
        """The text of the reply; empty when there was none (an error, a tool call, a refusal)."""
        return content_text((self.message or {}).get("content"))


@dataclass(frozen=True)
class Event:
    """One moment of a cell's run, in causal order: a print, a request, a piece of a stream, a reply's end.

    `exchange` is the number of the exchange it belongs to (None for prints), `at` seconds on the
    recorder's clock.
    """

    kind: Literal["print", "request", "piece", "reply"]
    text: str = ""
    exchange: int | None = None
    at: float = 0.0


@dataclass(frozen=True)
class Failure:
    """An exception as seen from outside: class name, message, line of the cell (1-based)."""

    name: str
    message: str
    line: int | None = None


@dataclass(frozen=True)
class CellRun:
    """What happened while one cell (or one call of the learner's function) ran.

    `value` is plain data (see `graders.plain`): what a call returned; None for cells.
    `stopped` tells in one word why the run was ended from outside: "time", "memory", "output", "died", or "".
    """

    cell_id: str
    source: str = ""
    events: tuple[Event, ...] = ()
    exchanges: tuple[Exchange, ...] = ()
    failure: Failure | None = None
    value: Any = None
    stopped: str = ""

    @property
    def printed(self) -> str:
        """Everything written to standard output, in order."""
        return "".join(e.text for e in self.events if e.kind == "print")


def content_text(content: Any) -> str:
    """The text of a message's `content`: a string, a list of content parts, or None."""
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        texts = (part.get("text") for part in content if isinstance(part, Mapping))
        return "".join(text for text in texts if isinstance(text, str))
    return ""
