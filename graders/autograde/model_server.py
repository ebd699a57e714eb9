"""Outside: the model as a submission reaches it, and the record of what was asked and answered.

Requests come as frames from a program that nobody trusts: their number, size and shape are bounded before
the practice model sees them. What was sent and what was given is written down here, in the order in which
it happened.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import suppress
from typing import Any

from course_lib.practice.fresh import fresh_words
from course_lib.practice.model import PracticeModel
from course_lib.practice.wire import Problem
from course_lib.runlog import OpenExchange, RunLog
from graders.autograde.limits import Limits

RETRY_AFTER = 0.01  # seconds: a rate limit asked for by a probe need not be waited for
HEADERS, HEADER_SIZE = 60, 4096
CLIENTS, FAULTS, WINDOW = 100, 100, 10_000_000  # of `connect`: how many, with how much
TOTAL = 16  # all requests of a submission together may be this many times as long as one


def practice_model(
    fresh: Callable[[], str] | None = None, *, context_window: int | None = None
) -> PracticeModel:
    """A model whose replies carry words that are new in every run: `fresh` ones."""
    return PracticeModel(fresh=fresh or fresh_words(), retry_after=RETRY_AFTER, context_window=context_window)


class ModelServer:
    """Answers one submission's requests. `log` is the record they are written to; `model`, when there is
    one, answers in the place of the clients' own: both change."""

    def __init__(self, limits: Limits, reply: Callable[[dict[str, Any], bytes], None]) -> None:
        self.model: PracticeModel | None = None
        self.log = RunLog()
        self._clients = {0: practice_model()}
        self._limits, self._reply = limits, reply
        self._requests = self._bytes = 0
        self._spent = 0.0
        self._streams: dict[int, _Stream] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def take(self, head: Mapping[str, Any], body: bytes) -> None:
        """Begin to answer a frame: client, request, pull or leave; anything else is nothing."""
        number, stream = head.get("number"), self._streams.get(_int(head.get("stream")))
        if head.get("do") == "leave" and stream is not None:
            self._start(self._leave(stream))
        elif head.get("do") == "client":
            self._connect(head)
        elif not isinstance(number, int):
            return
        elif len(self._tasks) >= self._limits.open_requests:
            problem = Problem(
                403, f"More than {self._limits.open_requests} requests at once are not answered."
            )
            self._answer(number, {"status": problem.status, "headers": _JSON}, problem.body())
        elif head.get("do") == "request":
            self._start(self._request(number, head, body))
        elif head.get("do") == "pull":
            self._start(self._pull(number, stream))

    def close(self) -> None:
        """Stop answering."""
        for task in self._tasks:
            task.cancel()
        self._streams.clear()

    def _connect(self, head: Mapping[str, Any]) -> None:
        """A client with a context window or faults of its own: `connect(faults=["429"])`."""
        number, window, faults = _int(head.get("client")), head.get("context_window"), head.get("faults")
        if not 0 < number <= CLIENTS or number in self._clients or not isinstance(faults, list):
            return
        window = window if isinstance(window, int) and 0 < window <= WINDOW else None
        self._clients[number] = model = practice_model(context_window=window)
        for fault in faults[:FAULTS]:
            with suppress(ValueError):
                model.fail(str(fault)[:40])

    def _start(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _request(self, number: int, head: Mapping[str, Any], body: bytes) -> None:
        headers = _headers(head.get("headers"))
        method, path = (str(head.get(key) or "")[:200] for key in ("method", "path"))
        self._requests += 1
        self._bytes += len(body)
        record = self._record(body, headers)
        if problem := self._too_much(len(body)):
            record.status(problem.status, {})
            record.data(problem.body())
            record.end()
            self._answer(number, {"status": problem.status, "headers": _JSON}, problem.body())
            return
        began = time.thread_time()
        try:
            own = self._clients.get(_int(head.get("client")), self._clients[0])
            answer = await (self.model or own).answer(method, path, headers, body)
            self._spent += time.thread_time() - began
        except TimeoutError:
            record.end(complete=False)
            self._answer(number, {"broken": "timeout"})
            return
        record.status(answer.status, answer.headers)
        told = {"status": answer.status, "headers": dict(answer.headers)}
        if answer.chunks is None:
            record.data(answer.body or b"")
            record.end()
            self._answer(number, told, answer.body or b"")
            return
        self._streams[number] = _Stream(number, answer.chunks, record)
        self._answer(number, {**told, "stream": number})

    async def _pull(self, number: int, stream: _Stream | None) -> None:
        if stream is None or stream.busy:
            self._answer(number, {"broken": "connection"})
            return
        stream.busy = True
        try:
            data = await anext(stream.chunks, None)
        except ConnectionError:
            self._streams.pop(stream.number, None)
            stream.record.end(complete=False)
            self._answer(number, {"broken": "connection"})
            return
        stream.busy = False
        if data is None:
            self._streams.pop(stream.number, None)
            stream.record.end()
            self._answer(number, {"end": True})
            return
        stream.record.data(data)
        self._answer(number, {"end": False}, data)

    async def _leave(self, stream: _Stream) -> None:
        self._streams.pop(stream.number, None)
        stream.record.end(complete=False)
        if not stream.busy and hasattr(stream.chunks, "aclose"):
            await stream.chunks.aclose()

    def _record(self, body: bytes, headers: dict[str, str]) -> OpenExchange:
        # There is no secret here, and what stands in for the key may be an ordinary word of the conversation.
        headers = {name: text for name, text in headers.items() if name.lower() != "authorization"}
        try:
            return self.log.request(json.loads(body), headers)
        except (ValueError, RecursionError):  # no JSON, or nested too deep; the model answers with an error
            return self.log.request({}, headers)

    def _answer(self, number: int, head: dict[str, Any], body: bytes = b"") -> None:
        self._reply({"do": "answer", "number": number, **head}, body)

    def _too_much(self, size: int) -> Problem | None:
        limits = self._limits
        if size > limits.request_bytes or self._bytes > TOTAL * limits.request_bytes:
            return Problem(
                413, f"This request is too large: {size} bytes ({limits.request_bytes} are allowed)."
            )
        if self._spent > limits.model_seconds:
            return Problem(
                403, f"This notebook's requests took the model {limits.model_seconds:g} s, the limit."
            )
        if self._requests > limits.requests:
            return Problem(
                403, f"This notebook sent more than {limits.requests} requests, which is the limit."
            )
        return None


class _Stream:
    def __init__(self, number: int, chunks: AsyncIterator[bytes], record: Any) -> None:
        self.number, self.chunks, self.record, self.busy = number, chunks, record, False


_JSON = {"content-type": "application/json"}


def _int(value: Any) -> int:
    return value if isinstance(value, int) else -1


def _headers(value: Any) -> dict[str, str]:
    pairs = list(value.items())[:HEADERS] if isinstance(value, dict) else []
    return {str(name)[:200]: str(text)[:HEADER_SIZE] for name, text in pairs}
