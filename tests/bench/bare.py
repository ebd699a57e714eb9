"""The baseline of a check: the SDK alone sends those of its requests that were answered, and gets the answers
from memory. What failed on purpose, and its retries, are left out.
"""

from __future__ import annotations

from collections.abc import Iterable

import httpx2
from openai import AsyncOpenAI

from course_lib.evidence import Exchange
from course_lib.practice import wire
from graders.rubric import Verdict


class Bare:
    """What the probe of a check sent, ready to be sent again by a client that knows nothing of the kit."""

    def __init__(self, verdict: Verdict) -> None:
        runs = verdict.seen.probes if verdict.seen else ()
        self._exchanges = [e for run in runs for e in run.exchanges if e.status == 200]
        transport = _Remembered(self._exchanges)
        self._client = AsyncOpenAI(
            api_key="none",
            base_url="http://127.0.0.1/v1",
            http_client=httpx2.AsyncClient(transport=transport),
        )

    async def send(self) -> int:
        """Send all requests and read their answers; tells how many there were."""
        for exchange in self._exchanges:
            answer = await self._client.chat.completions.create(**exchange.request)
            if exchange.streamed:
                async for _ in answer:
                    pass
        return len(self._exchanges)


class _Remembered(httpx2.AsyncBaseTransport):
    """Gives the answers of some exchanges again, in their order."""

    def __init__(self, exchanges: Iterable[Exchange]) -> None:
        self._answers = iter([_answer(exchange) for exchange in exchanges])

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        kind, body = next(self._answers)
        return httpx2.Response(200, headers={"content-type": kind}, content=body)


def _answer(exchange: Exchange) -> tuple[str, bytes]:
    """The content type and the body of an answer."""
    same = {"id": "chatcmpl-0", "created": 0, "model": exchange.request.get("model")}
    if not exchange.streamed:
        choice = {"index": 0, "finish_reason": exchange.finish_reason, "message": exchange.message}
        body = same | {"object": "chat.completion", "choices": [choice], "usage": exchange.usage}
        return "application/json", wire.encode(body)
    deltas = [{"role": "assistant", "content": ""}, *({"content": piece} for piece in exchange.pieces), {}]
    chunks = (
        same | {"object": "chat.completion.chunk", "choices": [{"index": 0, "delta": delta}]}
        for delta in deltas
    )
    return "text/event-stream", b"".join([*map(wire.event, chunks), wire.DONE])
