"""A real provider, reached over HTTP."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Mapping

import httpx2

from course_lib.language import tell
from course_lib.practice.wire import Answer
from course_lib.redact import bearer, redact

CONNECT = 5.0  # seconds; how long an answer may take is the caller's timeout
# Set anew for the connection, or no longer true of a body that is already decoded.
_HOP = ("host", "connection", "content-length", "transfer-encoding", "content-encoding", "accept-encoding")


class RealProvider:
    """Answers with what an OpenAI-compatible service says; keys that its errors quote are taken out."""

    def __init__(self, base_url: str, *, transport: httpx2.AsyncBaseTransport | None = None) -> None:
        self._base = httpx2.URL(base_url)
        self._client = httpx2.AsyncClient(
            transport=transport, timeout=httpx2.Timeout(None, connect=CONNECT), follow_redirects=True
        )

    async def answer(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """The service's answer; network failures are raised as the SDK's HTTP family has them."""
        url = self._base.copy_with(raw_path=path.encode("ascii"))
        passed = {name: value for name, value in headers.items() if name.lower() not in _HOP}
        request = self._client.build_request(method, url, headers=passed, content=body)
        try:
            response = await self._client.send(request, stream=True)
        except httpx2.ConnectError as error:
            if sys.platform != "emscripten":
                raise
            # A browser tells a page neither of a refusal nor of a broken network, only that nothing came.
            said = tell(
                "The browser got no answer from {host}. Either that service does not let web pages call it "
                "(CORS), or the network is down. Your key was not refused. The practice model works here; "
                "for this service, use the course on your own computer.",
                host=url.host,
            )
            raise httpx2.ConnectError(said, request=request) from error
        kept = {name: value for name, value in response.headers.items() if name not in _HOP}
        if response.headers.get("content-type", "").startswith("text/event-stream"):
            return Answer(response.status_code, kept, chunks=_chunks(response))
        content = await response.aread()
        if response.is_error:
            content = redact(content.decode("utf-8", "replace"), bearer(headers)).encode()
        return Answer(response.status_code, kept, content)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()


async def _chunks(response: httpx2.Response) -> AsyncIterator[bytes]:
    try:
        async for chunk in response.aiter_bytes():
            yield chunk
    finally:
        await response.aclose()
