"""The practice model behind the wire: requests in, answers out, as the service would give them."""

from __future__ import annotations

import asyncio
import math
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from course_lib.facts import models
from course_lib.practice import wire
from course_lib.practice.choices import REFUSAL, choice, completion_tokens, freshened, prompt_tokens, thought
from course_lib.practice.faults import ANSWERED, PROBLEMS, RETRY_AFTER, RETRYABLE, Fault, parse
from course_lib.practice.request import read
from course_lib.practice.wire import Answer, Identity, Problem, quoted
from course_lib.redact import bearer

CHAT = "/chat/completions"
WINDOW = 128_000  # tokens, for models that facts.json does not know
MOST_SAID = 16_384  # tokens of all choices of a reply together
PATIENCE = 1.0  # seconds that the fault "timeout" stays silent: a client that waits longer need not
PLACEHOLDERS = ("your", "key-here", "placeholder", "xxx", "...", "…", "<", "practice")


class PracticeModel:
    """A stand-in for a chat model: `await model.answer("POST", "/v1/chat/completions", headers, body)`.

    A pure function of the request, until it is told otherwise: `context_window` in tokens (None: the named
    model's own), `latency` and `piece_delay` in seconds (a plain call waits for all its pieces), `fresh` a
    function that gives new words, `retry_after` the seconds that errors which can be retried ask to wait,
    `clock` the seconds for `created`.
    """

    def __init__(
        self,
        *,
        context_window: int | None = None,
        latency: float = 0.0,
        piece_delay: float = 0.0,
        fresh: Callable[[], str] | None = None,
        retry_after: float | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        clock: Callable[[], float] | None = None,
    ) -> None:
        for name, value in (
            ("context_window", context_window),
            ("latency", latency),
            ("piece_delay", piece_delay),
        ):
            if value is not None and value < 0:
                raise ValueError(f"{name} is {value}: give a number that is not negative.")
        self.context_window, self.latency, self.piece_delay = context_window, latency, piece_delay
        self._fresh, self._retry_after, self._sleep, self._clock = fresh, retry_after, sleep, clock
        self.reset()

    def fail(self, fault: str, *, times: float = 1) -> None:
        """Answer the next `times` requests with a fault (see `faults`), after those asked for before.

        `times` may be `math.inf`. "key" lasts until `reset`. Raises ValueError for an unknown fault.
        """
        known = parse(fault)
        if known.name == "key":
            self._needs_key = True
        elif times > 0:
            self._faults.append((known, times))

    def script(self, *replies: Any) -> None:
        """Say these next, one a request.

        Each is a str, a sequence of stream pieces (str, None, `NO_CHOICES`), or a whole message (dict).
        """
        self._script.extend(replies)

    def reset(self) -> None:
        """Forget faults and scripted replies that were not used up."""
        self._faults: deque[tuple[Fault, float]] = deque()
        self._script: deque[Any] = deque()
        self._needs_key = False

    async def answer(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """The answer to an HTTP request.

        Raises TimeoutError where no answer comes; its chunks raise ConnectionError where it breaks off.
        """
        headers = {name.lower(): value for name, value in headers.items()}
        path = path.partition("?")[0].rstrip("/")
        if not path.endswith(CHAT):
            await self._sleep(0)
            return self._elsewhere(method, path)
        if method != "POST":
            return self._refuse(
                Problem(
                    405,
                    f"Not allowed to {quoted(method)} on {quoted(path)}. "
                    "(HINT: Perhaps you meant to use POST?)",
                ),
                self._identity(b"", "", headers),
            )
        fault = self._next_fault()
        request, problem = read(body)
        who = self._identity(body, str(request.get("model", "")), headers)
        scripted = self._script.popleft() if self._script and not problem and fault.name in ANSWERED else None
        await self._sleep(self.latency)
        if fault.name == "timeout":
            await self._sleep(PATIENCE)
            raise TimeoutError("The practice model was told not to answer.")
        if self._needs_key and _is_placeholder(bearer(headers)):
            problem = PROBLEMS["401"]
        if fault.name in PROBLEMS:
            problem = self._told(fault.name, request)
        if problem:
            return self._refuse(problem, who)
        try:
            return await self._reply(request, who, fault, scripted)
        except Exception as error:
            said = (
                f"The practice model failed on this request ({type(error).__name__}: {quoted(error)}). "
                "That is a fault of the kit."
            )
            return self._refuse(
                Problem(500, said, type="server_error", headers={"x-should-retry": "false"}), who
            )

    def _identity(self, body: bytes, model: str, headers: Mapping[str, str]) -> Identity:
        created = None if self._clock is None else int(self._clock())
        attempt = headers.get("x-stainless-retry-count", "0")
        return wire.identity(body, model, attempt=attempt, created=created)

    def _next_fault(self) -> Fault:
        if not self._faults:
            return Fault("")
        fault, times = self._faults.popleft()
        if times > 1:
            self._faults.appendleft((fault, times - 1))
        return fault

    def _told(self, name: str, request: Mapping[str, Any]) -> Problem:
        """The problem of that name, its template filled in. No other text is ever a template: what a request
        holds may have braces of its own."""
        problem = PROBLEMS[name]
        values = {"model": quoted(request.get("model", "")), "wait": f"{self._wait * 1000:g}ms"}
        if name == "context":
            values |= {"window": self._window(request), "prompt": prompt_tokens(request)}
        return replace(problem, message=problem.message.format(**values))

    @property
    def _wait(self) -> float:
        return RETRY_AFTER if self._retry_after is None else self._retry_after

    def _refuse(self, problem: Problem, who: Identity) -> Answer:
        headers = wire.headers(who) | dict(problem.headers)
        if problem.code == "rate_limit_exceeded" or (
            self._retry_after is not None and problem.status in RETRYABLE
        ):
            headers |= {"retry-after-ms": f"{self._wait * 1000:g}", "retry-after": str(math.ceil(self._wait))}
        return Answer(problem.status, headers, problem.body())

    def _elsewhere(self, method: str, path: str) -> Answer:
        """The list of models, one model, or the service's 404. Any model name is served."""
        who = self._identity(path.encode(), "", {})
        known = [
            {"id": name, "object": "model", "created": wire.EPOCH, "owned_by": "practice"}
            for name in models()
        ]
        _, one, name = path.partition("/models/")
        if method != "GET" or not (one or path.endswith("/models")):
            return self._refuse(Problem(404, f"Invalid URL ({quoted(method)} {quoted(path)})"), who)
        body = {**known[0], "id": unquote(name)} if one else {"object": "list", "data": known}
        return Answer(200, wire.headers(who), wire.encode(body))

    def _window(self, request: Mapping[str, Any]) -> int:
        known = models().get(request.get("model", ""))
        return self.context_window or (known.context_window if known else WINDOW)

    async def _reply(self, request: Mapping[str, Any], who: Identity, fault: Fault, scripted: Any) -> Answer:
        prompt, window = prompt_tokens(request), self._window(request)
        if prompt > window:
            return self._refuse(self._told("context", request), who)
        count = request.get("n") or 1
        limit = request.get("max_completion_tokens") or request.get("max_tokens") or window
        limit = fault.count if fault.name == "length" else min(limit, window - prompt, MOST_SAID // count)
        said = {"refusal": REFUSAL} if fault.name == "refusal" else scripted
        thinks = said is None
        said = thought(request) if thinks else said  # once, however many choices are asked for
        choices = []
        for number in range(count):
            if number:
                await self._sleep(0)  # whoever shares the loop gets a turn
            words = freshened(said, request, self._fresh) if thinks else said
            choices.append(choice(words, request, limit))
        used = wire.usage(prompt, sum(completion_tokens(c.message, request["model"]) for c in choices))
        drop = fault.count if fault.name == "drop" else None
        if request.get("stream"):
            wanted = (request.get("stream_options") or {}).get("include_usage")
            chunks = self._stream(wire.chunks(who, choices, used if wanted else None), drop)
            return Answer(200, wire.headers(who, stream=True, prompt=prompt), chunks=chunks)
        if self.piece_delay:  # the text takes as long to write, whether it is shown on the way or not
            pieces = sum(is_piece for _, is_piece in wire.chunks(who, choices, None))
            await self._sleep(self.piece_delay * pieces)
        body = wire.encode(wire.completion(who, choices, used))
        headers = wire.headers(who, prompt=prompt)
        return Answer(200, headers, chunks=_half(body)) if drop is not None else Answer(200, headers, body)

    async def _stream(
        self, chunks: Iterable[tuple[dict[str, Any], bool]], drop: int | None
    ) -> AsyncIterator[bytes]:
        sent = 0
        for chunk, is_piece in chunks:
            ends = any(choice["finish_reason"] for choice in chunk["choices"])
            if drop is not None and (ends or (is_piece and sent >= drop)):
                raise ConnectionError("The practice model was told to lose the connection.")
            await self._sleep(self.piece_delay if is_piece else 0)
            sent += is_piece
            yield wire.event(chunk)
        await self._sleep(0)
        yield wire.DONE


async def _half(body: bytes) -> AsyncIterator[bytes]:
    yield body[: len(body) // 2]
    raise ConnectionError("The practice model was told to lose the connection.")


def _is_placeholder(key: str) -> bool:
    return len(key) < 20 or any(sign in key.lower() for sign in PLACEHOLDERS)
