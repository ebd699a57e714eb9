"""The practice model over HTTP, with the real SDK as its client."""

import asyncio
import http.client
import socket
import threading
from contextlib import contextmanager

import openai
import pytest

from course_lib import MODEL
from course_lib.practice.model import PracticeModel
from course_lib.practice.server import MOST_BYTES, serve
from course_lib.practice.wire import Answer

HI = [{"role": "user", "content": "Say foo"}]
TEXT = "Served piece by piece 🎉"


@contextmanager
def served(model):
    """The base URL of a server in a thread of its own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    server = asyncio.run_coroutine_threadsafe(serve(model), loop).result()
    try:
        yield server.base_url
    finally:
        asyncio.run_coroutine_threadsafe(server.close(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()


@pytest.fixture
def model():
    model = PracticeModel(retry_after=0.001)
    model.script(TEXT, TEXT)
    return model


def test_the_sync_client_gets_plain_and_streamed_replies(model, capfd):
    with served(model) as base_url, openai.OpenAI(base_url=base_url, api_key="x") as client:
        plain = client.chat.completions.create(model=MODEL, messages=HI)
        stream = client.chat.completions.create(model=MODEL, messages=HI, stream=True)
        pieces = [chunk.choices[0].delta.content or "" for chunk in stream]
        names = [m.id for m in client.models.list()]
        assert client.models.retrieve("any/name").id == "any/name"
    assert plain.choices[0].message.content == "".join(pieces) == TEXT
    assert len([p for p in pieces if p]) > 3
    assert plain._request_id.startswith("req_")
    assert MODEL in names
    assert capfd.readouterr() == ("", "")


def test_the_async_client_gets_plain_and_streamed_replies(model):
    async def use():
        server = await serve(model)
        async with openai.AsyncOpenAI(base_url=server.base_url, api_key="x") as client:
            plain = await client.chat.completions.create(model=MODEL, messages=HI)
            stream = await client.chat.completions.create(model=MODEL, messages=HI, stream=True)
            pieces = [chunk.choices[0].delta.content or "" async for chunk in stream]
        await server.close()
        return plain.choices[0].message.content, "".join(pieces)

    assert asyncio.run(use()) == (TEXT, TEXT)


@pytest.mark.parametrize(
    ("fault", "exception"),
    [
        ("401", openai.AuthenticationError),
        ("429", openai.RateLimitError),
        ("503", openai.InternalServerError),
        ("drop:2", openai.APIConnectionError),
        ("timeout", openai.APITimeoutError),
    ],
)
@pytest.mark.parametrize("stream", [False, True])
def test_faults_are_the_sdks_exceptions(fault, exception, stream, capfd):
    async def no_sleep(seconds):
        await asyncio.sleep(0)

    model = PracticeModel(sleep=no_sleep)
    model.fail(fault)
    model.script(TEXT)
    with (
        served(model) as base_url,
        openai.OpenAI(base_url=base_url, api_key="x", max_retries=0, timeout=0.3) as client,
    ):
        with pytest.raises(exception):
            list(client.chat.completions.create(model=MODEL, messages=HI, stream=stream))
        model.reset()
        model.script(TEXT)
        assert client.chat.completions.create(model=MODEL, messages=HI).choices[0].message.content == TEXT
    assert capfd.readouterr() == ("", "")


def test_a_client_that_leaves_a_stream_does_no_harm(model, capfd):
    with served(model) as base_url, openai.OpenAI(base_url=base_url, api_key="x") as client:
        with client.chat.completions.create(model=MODEL, messages=HI, stream=True) as stream:
            next(iter(stream))
        assert client.chat.completions.create(model=MODEL, messages=HI).choices
    assert capfd.readouterr() == ("", "")


def test_a_stream_that_the_client_left_is_not_read_on():
    left = threading.Event()

    class Endless:
        async def answer(self, method, path, headers, body):
            async def chunks():
                try:
                    while True:
                        await asyncio.sleep(0)
                        yield b"data: {}\n\n"
                finally:
                    left.set()

            return Answer(200, {"content-type": "text/event-stream"}, chunks=chunks())

    with served(Endless()) as base_url:
        connection = http.client.HTTPConnection(base_url.split("/")[2], timeout=10)
        connection.request("POST", "/v1/chat/completions", b"{}")
        connection.getresponse().read(1)
        connection.close()
        assert left.wait(timeout=60)


def request(base_url, method, path, body=None, headers=None):
    connection = http.client.HTTPConnection(base_url.split("/")[2], timeout=10)
    try:
        connection.request(method, path, body, headers or {})
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/v1/chat/completions", None, 405),
        ("POST", "/v1/chat/completions", b"{broken", 400),
        ("POST", "/v1/chat/completions", b"[" * 100_000, 400),
        ("POST", "/v1/chat/completions", b"\xff\xfe", 400),
        ("GET", "/", None, 404),
        ("DELETE", "/v1/models/x", None, 404),
        ("GET", "/v1/models/../../etc/passwd", None, 200),
        ("OPTIONS", "/v1/models", None, 404),
    ],
)
def test_requests_of_other_kinds_get_an_answer(model, method, path, body, status, capfd):
    with served(model) as base_url:
        got, content = request(base_url, method, path, body)
        assert got == status
        assert b"Traceback" not in content
        assert b"root:" not in content
    assert capfd.readouterr() == ("", "")


def test_a_body_beyond_the_bound_is_not_read(model, capfd):
    with served(model) as base_url:
        connection = http.client.HTTPConnection(base_url.split("/")[2], timeout=10)
        connection.putrequest("POST", "/v1/chat/completions")
        connection.putheader("content-length", str(MOST_BYTES + 1))
        connection.endheaders()
        assert connection.getresponse().status == 400
        connection.close()
        assert request(base_url, "GET", "/v1/models")[0] == 200
    assert "Traceback" not in capfd.readouterr().err


def test_a_port_that_is_taken_is_an_os_error(model):
    async def twice(port):
        await serve(model, port=port)

    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(OSError, match="in use"):
        asyncio.run(twice(taken.getsockname()[1]))
