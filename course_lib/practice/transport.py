"""The way of every request of the kit: a transport of the SDK's own HTTP family that records what passes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, Protocol

import httpx2

from course_lib.facts import MODEL
from course_lib.practice.wire import Answer
from course_lib.recorder import OpenExchange, Recorder, recorder

LOST = "peer closed connection without sending complete message body (incomplete chunked read)"


class Backend(Protocol):
    """Whatever answers requests: the practice model, a real provider, the channel of a grader."""

    async def answer(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """The answer; raises TimeoutError where none comes, ConnectionError where the connection is lost."""


class ModelTransport(httpx2.AsyncBaseTransport):
    """Takes requests of the SDK to a backend, within the request's own timeout, and records each exchange.

    `model` is what requests for the course's `MODEL` are sent with. A model that overrides (see `Recorder`)
    answers instead of the backend.
    """

    def __init__(
        self, backend: Backend, *, model: str | None = None, recorder: Recorder | None = None
    ) -> None:
        self._backend, self._model, self._recorder = backend, model, recorder

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Answer one request."""
        notes = self._recorder or recorder()
        body, headers = await request.aread(), dict(request.headers.items())
        path = request.url.raw_path.decode("ascii")
        patience = (request.extensions.get("timeout") or {}).get("read")
        exchange = None
        if request.method == "POST" and path.partition("?")[0].endswith("/chat/completions"):
            body, asked = _named(body, self._model)
            exchange = notes.log().request(asked, headers)
        backend = notes.model or self._backend
        try:
            async with _within(patience, request):
                answer = await backend.answer(request.method, path, headers, body)
        except BaseException:
            _end(exchange, complete=False)
            raise
        if exchange:
            exchange.status(answer.status, answer.headers)
        if answer.chunks is None:
            if exchange:
                exchange.data(answer.body or b"")
            _end(exchange)
            return httpx2.Response(answer.status, headers=dict(answer.headers), content=answer.body or b"")
        stream = _Body(answer.chunks, exchange, patience, request)
        return httpx2.Response(answer.status, headers=dict(answer.headers), stream=stream)

    async def aclose(self) -> None:
        """Close the backend's connections, where it has any."""
        if hasattr(self._backend, "aclose"):
            await self._backend.aclose()


class _Body(httpx2.AsyncByteStream):
    """A body that comes in chunks: pulled one by one, noted before it is handed on."""

    def __init__(
        self,
        chunks: AsyncIterator[bytes],
        exchange: OpenExchange | None,
        patience: float | None,
        request: httpx2.Request,
    ) -> None:
        self._chunks, self._exchange, self._patience, self._request = chunks, exchange, patience, request

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            try:
                async with _within(self._patience, self._request):
                    chunk = await anext(self._chunks, None)
            except BaseException:
                _end(self._exchange, complete=False)
                raise
            if chunk is None:
                _end(self._exchange)
                return
            if self._exchange:
                self._exchange.data(chunk)
            yield chunk

    async def aclose(self) -> None:
        _end(self._exchange, complete=False)
        if hasattr(self._chunks, "aclose"):
            await self._chunks.aclose()


@asynccontextmanager
async def _within(patience: float | None, request: httpx2.Request) -> AsyncIterator[None]:
    """Wait at most `patience` seconds; a backend's failures become those of the SDK's HTTP family."""
    try:
        async with asyncio.timeout(patience):
            yield
    except TimeoutError as error:
        raise httpx2.ReadTimeout("The read operation timed out", request=request) from error
    except ConnectionError as error:
        raise httpx2.RemoteProtocolError(LOST, request=request) from error


def _end(exchange: OpenExchange | None, *, complete: bool = True) -> None:
    if exchange:
        exchange.end(complete)


def _named(body: bytes, model: str | None) -> tuple[bytes, Any]:
    """The request's bytes and its JSON, with the course's model name replaced by `model`."""
    try:
        asked = json.loads(body)
    except (ValueError, RecursionError):
        return body, None
    if model and isinstance(asked, dict) and asked.get("model") == MODEL:
        asked["model"] = model
        body = json.dumps(asked, ensure_ascii=False, separators=(",", ":")).encode()
    return body, asked
