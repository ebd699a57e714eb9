"""The log of one run: what is printed and what goes over the wire, in causal order."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any

from course_lib.evidence import CellRun, Event, Exchange, Failure
from course_lib.redact import bearer, redact
from course_lib.sse import Events

PRINTED = 1_000_000  # characters of printed text kept in one run
# Everything else (authorization, organization, cookies, …) stays out of the evidence.
KEPT_HEADERS = ("content-type", "retry-after", "x-request-id", "x-should-retry", "user-agent")
KEPT_PREFIXES = ("x-ratelimit-", "x-stainless-", "openai-processing", "openai-version", "retry-after-")


class RunLog:
    """Collects the events and exchanges of one run; `run()` gives them as a `CellRun` at any time.

    `clock` gives seconds. Printed text beyond `most_printed` characters is dropped, and the run then says
    `stopped="output"`.
    """

    def __init__(self, *, clock: Callable[[], float] = time.monotonic, most_printed: int = PRINTED) -> None:
        self._clock, self._room = clock, most_printed
        self._events: list[_Moment] = []
        self._exchanges: list[OpenExchange] = []
        self._overflowed = False

    def printed(self, text: str) -> None:
        """Note text written to standard output."""
        if len(text) > self._room:
            text, self._overflowed = text[: self._room], True
        self._room -= len(text)
        if not text:
            return
        if self._events and self._events[-1].kind == "print":
            self._events[-1].texts.append(text)  # one print() writes several times
        else:
            self._note("print", text)

    def request(self, body: Any, headers: Mapping[str, str] | None = None) -> OpenExchange:
        """Note a request: its JSON body and headers. What it returns takes the answer."""
        exchange = OpenExchange(self, len(self._exchanges) + 1, body, headers or {})
        self._exchanges.append(exchange)
        self._note("request", exchange=exchange.number)
        return exchange

    @property
    def sent(self) -> int:
        """How many requests there were so far."""
        return len(self._exchanges)

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """The exchanges so far, in the order of their requests."""
        return tuple(exchange.so_far() for exchange in self._exchanges)

    def run(
        self,
        *,
        cell_id: str = "",
        source: str = "",
        failure: Failure | None = None,
        value: Any = None,
        stopped: str = "",
    ) -> CellRun:
        """Everything noted so far."""
        return CellRun(
            cell_id=cell_id,
            source=source,
            events=tuple(Event(m.kind, "".join(m.texts), m.exchange, m.at) for m in self._events),
            exchanges=self.exchanges,
            failure=failure,
            value=value,
            stopped=stopped or ("output" if self._overflowed else ""),
        )

    def _note(self, kind: str, text: str = "", exchange: int | None = None) -> None:
        self._events.append(_Moment(kind, text, exchange, self._clock()))


class _Moment:
    """An event that may still grow."""

    def __init__(self, kind: Any, text: str, exchange: int | None, at: float) -> None:
        self.kind, self.texts, self.exchange, self.at = kind, [text], exchange, at


class OpenExchange:
    """One exchange while it goes on: `status`, then `data` as it arrives (cut anywhere), then `end`."""

    def __init__(self, log: RunLog, number: int, body: Any, headers: Mapping[str, str]) -> None:
        lower = {name.lower(): value for name, value in headers.items()}
        self._log, self.number, self._key = log, number, bearer(lower)
        self._body = self._clean(body) if isinstance(body, Mapping) else {}
        self._headers = _kept(lower)
        self._retry = lower.get("x-stainless-retry-count", "0")
        self._status, self._started, self._ended = 0, log._clock(), None
        self._raw = bytearray()
        self._events: Events | None = None
        self._complete = False
        self._message: dict[str, Any] | None = None
        self._facts: dict[str, Any] = {}
        self._pieces: list[str] = []

    def status(self, code: int, headers: Mapping[str, str] | None = None) -> None:
        """Note the answer's status and headers."""
        lower = {name.lower(): value for name, value in (headers or {}).items()}
        self._status = code
        self._headers |= _kept(lower)
        if lower.get("content-type", "").startswith("text/event-stream"):
            self._events = Events()

    def data(self, data: bytes) -> None:
        """Note a part of the body: of a JSON text, or of a stream of server-sent events."""
        if self._events is None:
            self._raw += data
            return
        for text in self._events.feed(data):
            chunk = _json(text)
            if isinstance(chunk, Mapping):
                self._chunk(chunk)

    def end(self, complete: bool = True) -> None:
        """Note that the answer ended, whole or not; only the first end counts."""
        if self._ended is not None:
            return
        self._ended = self._log._clock()
        self._complete = complete
        if self._events is None and self._raw:
            self._whole(_json(self._raw))
            self._raw = bytearray()
        self._key = ""
        self._log._note("reply", self._text(), self.number)

    def so_far(self) -> Exchange:
        """The exchange as it stands."""
        return Exchange(
            number=self.number,
            request=self._body,
            status=self._status,
            message=deepcopy(self._message),
            streamed=self._events is not None,
            # Who leaves a stream after its finish reason has lost nothing of the reply.
            complete=self._complete or self._facts.get("finish_reason") is not None,
            pieces=tuple(self._pieces),
            retry=int(self._retry) if self._retry.isdecimal() else 0,
            started=self._started,
            ended=self._ended,
            headers=self._headers,
            **self._facts,
        )

    def _whole(self, body: Any) -> None:
        """Take a JSON body: a reply or an error."""
        body = body if isinstance(body, Mapping) else {}
        if self._status >= 400 or "error" in body:
            error = body.get("error", body)
            self._facts["error"] = self._clean(
                error if isinstance(error, Mapping) else {"message": str(error)}
            )
            return
        first = _first(body)
        if isinstance(first.get("message"), Mapping):
            self._message = self._clean(first["message"])
        self._facts |= _marks(body, first)

    def _chunk(self, chunk: Mapping[str, Any]) -> None:
        """Take one chunk of a stream into the message, and note its piece of text."""
        if isinstance(chunk.get("error"), Mapping):
            self._facts["error"] = self._clean(chunk["error"])
            return
        first = _first(chunk)
        self._facts |= _marks(chunk, first)
        delta = first.get("delta")
        if not isinstance(delta, Mapping):
            return
        message = self._message = self._message or {"role": "assistant", "content": None}
        for name in ("content", "refusal"):
            if isinstance(piece := delta.get(name), str):
                message[name] = (message.get(name) or "") + redact(piece, self._key)
        for part in delta.get("tool_calls") or ():
            _add_call(message.setdefault("tool_calls", []), part)
        if piece := delta.get("content"):
            self._pieces.append(redact(piece, self._key))
            self._log._note("piece", self._pieces[-1], self.number)

    def _text(self) -> str:
        content = (self._message or {}).get("content")
        return content if isinstance(content, str) else ""

    def _clean(self, value: Any) -> Any:
        """A copy of JSON data without keys in it."""
        return json.loads(redact(json.dumps(value), self._key))


def _first(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """The choice with index 0: the one that a chat shows."""
    choices = body.get("choices")
    found = (c for c in choices if isinstance(c, Mapping)) if isinstance(choices, list) else ()
    return next((c for c in found if c.get("index", 0) == 0), {})


def _marks(body: Mapping[str, Any], choice: Mapping[str, Any]) -> dict[str, Any]:
    marks = {"usage": body.get("usage"), "finish_reason": choice.get("finish_reason")}
    return {name: value for name, value in marks.items() if value is not None}


def _add_call(calls: list[dict[str, Any]], part: Mapping[str, Any]) -> None:
    """Add a fragment of a tool call to the call with its index."""
    index = part.get("index", 0)
    while len(calls) <= index < 128:
        calls.append({"id": "", "type": "function", "function": {"name": "", "arguments": ""}})
    call, function = calls[index], part.get("function") or {}
    call["id"] += part.get("id") or ""
    for name in ("name", "arguments"):
        call["function"][name] += function.get(name) or ""


def _kept(headers: Mapping[str, str]) -> dict[str, str]:
    return {n: v for n, v in headers.items() if n in KEPT_HEADERS or n.startswith(KEPT_PREFIXES)}


def _json(data: bytes | bytearray | str) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None
