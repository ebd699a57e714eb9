"""Outside: the model as a submission reaches it, and the record of what was asked and answered.

Requests come as frames from a program that nobody trusts: their number and size are bounded before anything
reads them. What was sent and what was given is written down here, in the order in which it happened. Long
requests, over which the practice model thinks for longer than others should wait, are answered in a thread.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from course_lib.facts import MODEL
from course_lib.practice.fresh import fresh_words
from course_lib.practice.model import PracticeModel
from course_lib.practice.wire import Answer, Problem
from course_lib.runlog import OpenExchange, RunLog
from graders.autograde.limits import Limits

RETRY_AFTER = 0.01  # seconds: a rate limit asked for by a probe need not be waited for
HEADERS, HEADER_SIZE = 60, 4096
CLIENTS, FAULTS, WINDOW = 100, 100, 10_000_000  # of `connect`: how many, with how much
TOTAL = 16  # all requests of a submission together may be this many times as long as one
NOTED = 20  # refused requests beyond the limit that are still written down
DEPTH = 100  # of nested data in a request that is written down
LONG = 4096  # bytes: a request that is longer is answered in a thread
_THINKING = ThreadPoolExecutor(2, "model")  # two: they share one interpreter with every clock of the batch


def practice_model(
    fresh: Callable[[], str] | None = None, *, context_window: int | None = None
) -> PracticeModel:
    """A model whose replies carry words that are new in every run: `fresh` ones."""
    return PracticeModel(fresh=fresh or fresh_words(), retry_after=RETRY_AFTER, context_window=context_window)


async def warm() -> None:
    """Have a model answer once: the first submission need not wait for what it loads and compiles."""
    messages = [
        {"role": "user", "content": "My name is Ada. I like chess."},
        {"role": "assistant", "content": "Hello Ada!"},
        {"role": "user", "content": "What's my name, and what is a list in Python?"},
    ]
    body = json.dumps({"model": MODEL, "messages": messages}).encode()
    await practice_model().answer("POST", "/v1/chat/completions", {}, body)


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
        self._thinks = asyncio.Lock()  # one long request at a time, or one submission would hold all threads
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
                model.fail(_text(fault, 40))

    def _start(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _request(self, number: int, head: Mapping[str, Any], body: bytes) -> None:
        headers = _headers(head.get("headers"))
        method, path = (_text(head.get(key)) for key in ("method", "path"))
        self._requests += 1
        self._bytes += len(body) if len(body) <= self._limits.request_bytes else 0
        if problem := self._too_much(len(body)):
            if self._requests <= self._limits.requests + NOTED:
                _refused(self.log.request({}, {}), problem)  # without its body, which nobody has read
            self._answer(number, {"status": problem.status, "headers": _JSON}, problem.body())
            return
        record = self._record(body, headers)
        own = self._clients.get(_int(head.get("client")), self._clients[0])
        model = self.model or own
        try:
            answer = await self._thought(lambda: model.answer(method, path, headers, body), len(body))
        except TimeoutError:
            record.end(complete=False)
            self._answer(number, {"broken": "timeout"})
            return
        except _TooLong:
            problem = self._slow()
            _refused(record, problem)
            self._answer(number, {"status": problem.status, "headers": _JSON}, problem.body())
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

    async def _thought(self, think: Callable[[], Awaitable[Answer]], size: int) -> Answer:
        """What the model answers, its time counted. Raises `_TooLong` when that is used up."""
        if size <= LONG:
            return await _Clocked(think(), self._spend)
        async with self._thinks:

            async def clocked() -> Answer:
                return await _Clocked(think(), self._spend)

            return await asyncio.get_running_loop().run_in_executor(_THINKING, asyncio.run, clocked())

    def _spend(self, seconds: float) -> None:
        self._spent += seconds
        if self._spent > self._limits.model_seconds:
            raise _TooLong

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
            request = json.loads(body)
        except (ValueError, RecursionError):  # no JSON: the model answers with an error
            request = {}
        return self.log.request({} if _is_deep(request) else request, headers)

    def _answer(self, number: int, head: dict[str, Any], body: bytes = b"") -> None:
        self._reply({"do": "answer", "number": number, **head}, body)

    def _too_much(self, size: int) -> Problem | None:
        limits = self._limits
        if size > limits.request_bytes:
            return Problem(
                413, f"This request is too large: {size} bytes ({limits.request_bytes} are allowed)."
            )
        if self._bytes > TOTAL * limits.request_bytes:
            return Problem(
                413,
                f"This notebook's requests are too large together: {self._bytes} bytes "
                f"({TOTAL * limits.request_bytes} are allowed).",
            )
        if self._spent > limits.model_seconds:
            return self._slow()
        if self._requests > limits.requests:
            return Problem(
                403, f"This notebook sent more than {limits.requests} requests, which is the limit."
            )
        return None

    def _slow(self) -> Problem:
        seconds = self._limits.model_seconds
        return Problem(403, f"This notebook's requests took the model {seconds:g} s, the limit.")


class _TooLong(Exception):
    """The model's time for this submission is used up."""


class _Clocked:
    """Awaits `work`, and tells `spend` the seconds that each of its steps computed, between two waits."""

    def __init__(self, work: Awaitable[Answer], spend: Callable[[float], None]) -> None:
        self._work, self._spend = work, spend

    def __await__(self) -> Generator[Any, Any, Answer]:
        steps = self._work.__await__()
        failed: BaseException | None = None
        while True:
            began = time.thread_time()
            try:
                waits = steps.send(None) if failed is None else steps.throw(failed)
            except StopIteration as end:
                self._spend(time.thread_time() - began)
                return end.value
            try:
                self._spend(time.thread_time() - began)
            except _TooLong:
                steps.close()
                raise
            try:
                yield waits
            except BaseException as error:
                failed = error
            else:
                failed = None


class _Stream:
    def __init__(self, number: int, chunks: AsyncIterator[bytes], record: Any) -> None:
        self.number, self.chunks, self.record, self.busy = number, chunks, record, False


_JSON = {"content-type": "application/json"}


def _int(value: Any) -> int:
    return value if isinstance(value, int) else -1


def _text(value: Any, most: int = 200) -> str:
    return value[:most] if isinstance(value, str) else ""


def _headers(value: Any) -> dict[str, str]:
    pairs = list(value.items())[:HEADERS] if isinstance(value, dict) else []
    return {_text(name): _text(text, HEADER_SIZE) for name, text in pairs}


def _refused(record: OpenExchange, problem: Problem) -> None:
    record.status(problem.status, {})
    record.data(problem.body())
    record.end()


def _is_deep(value: Any) -> bool:
    """Whether data is nested deeper than what shows it later can follow."""
    level = [value]
    for _ in range(DEPTH):
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
        if not level:
            return False
    return True
