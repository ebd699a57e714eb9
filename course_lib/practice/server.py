"""The practice model as an OpenAI-compatible server, for any client that takes a base URL."""

from __future__ import annotations

import asyncio
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tornado.httpserver import HTTPServer

    from course_lib.practice.model import PracticeModel

MOST_BYTES = 16 * 1024 * 1024  # of a request's body


@dataclass(frozen=True)
class Server:
    """A running server: clients take `base_url`; `await close()` ends it."""

    base_url: str
    _http: HTTPServer

    async def close(self) -> None:
        """Take no more requests and close the connections."""
        self._http.stop()
        await self._http.close_all_connections()


async def serve(model: PracticeModel, *, host: str = "127.0.0.1", port: int = 0) -> Server:
    """Serve `model` over HTTP: /v1/chat/completions (plain and streamed), /v1/models, /v1/models/NAME.

    Port 0 takes a free one. Raises OSError where the port is taken or may not be used.

        server = await serve(PracticeModel())
        client = openai.OpenAI(base_url=server.base_url, api_key="practice")
    """
    from tornado.httpserver import HTTPServer
    from tornado.web import Application

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.create_server((host, port), family=family)
    listening.setblocking(False)
    application = Application([(r".*", _handler(), {"model": model})], log_function=lambda handler: None)
    http = HTTPServer(application, max_buffer_size=MOST_BYTES, max_body_size=MOST_BYTES)
    http.add_socket(listening)
    shown = f"[{host}]" if ":" in host else host
    return Server(f"http://{shown}:{listening.getsockname()[1]}/v1", http)


def _handler() -> type:
    from tornado.iostream import StreamClosedError
    from tornado.web import RequestHandler

    class ModelHandler(RequestHandler):
        """Hands every request to the model, and its answer back as it comes."""

        def initialize(self, model: PracticeModel) -> None:
            self._model, self._gone = model, asyncio.Event()

        async def _answer(self, *_: Any) -> None:
            request = self.request
            try:
                answer = await self._model.answer(request.method, request.uri, request.headers, request.body)
            except TimeoutError:
                await self._gone.wait()  # no answer, until the client has had enough
                return
            self.set_status(answer.status)
            for name, value in answer.headers.items():
                self.set_header(name, value)
            if answer.chunks is None:
                self.finish(answer.body)
                return
            try:
                async for chunk in answer.chunks:
                    self.write(chunk)
                    await self.flush()
            except ConnectionError:
                request.connection.stream.close()
            except StreamClosedError:
                return  # the client has left
            finally:
                await answer.chunks.aclose()

        get = post = put = patch = delete = head = options = _answer

        def on_connection_close(self) -> None:
            self._gone.set()

        def set_default_headers(self) -> None:
            self.clear_header("Server")

    return ModelHandler
