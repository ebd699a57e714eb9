"""A real provider behind the kit's transport: bytes pass unchanged, keys in errors do not."""

import asyncio
import gzip
import json

import httpx2
import openai
import pytest

from course_lib.practice.provider import RealProvider
from course_lib.practice.transport import ModelTransport
from course_lib.recorder import Recorder

KEY = "sk-proj-abcdefgh0123456789"
HI = [{"role": "user", "content": "Hi"}]
REPLY = {
    "id": "x",
    "object": "chat.completion",
    "created": 1,
    "model": "m",
    "choices": [{"index": 0, "message": {"role": "assistant", "content": "Hello"}, "finish_reason": "stop"}],
}


def ask(handler, **options):
    """A call through the SDK to a provider that `handler` plays: the reply or exception, and the record."""
    notes = Recorder()
    provider = RealProvider("https://llm.example.org/v1", transport=httpx2.MockTransport(handler))
    http = httpx2.AsyncClient(transport=ModelTransport(provider, recorder=notes))
    client = openai.AsyncOpenAI(
        api_key=KEY, base_url="https://llm.example.org/v1", http_client=http, max_retries=0
    )

    async def asked():
        try:
            return await client.chat.completions.create(model="m", messages=HI, **options)
        except openai.OpenAIError as error:
            return error
        finally:
            await client.close()

    return asyncio.run(asked()), notes.exchanges()


def test_the_request_goes_out_with_its_address_key_and_body():
    seen = []

    def handler(request):
        seen.append(request)
        return httpx2.Response(200, json=REPLY)

    ask(handler, temperature=0.5)
    [request] = seen
    assert str(request.url) == "https://llm.example.org/v1/chat/completions"
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert request.headers["host"] == "llm.example.org"
    assert json.loads(request.content) == {"messages": HI, "model": "m", "temperature": 0.5}


def test_a_compressed_reply_is_recorded_as_text():
    def handler(request):
        return httpx2.Response(
            200,
            content=gzip.compress(json.dumps(REPLY).encode()),
            headers={"content-encoding": "gzip", "content-type": "application/json"},
        )

    reply, [exchange] = ask(handler)
    assert reply.choices[0].message.content == exchange.reply == "Hello"


@pytest.mark.parametrize("said", [KEY, "sk-proj-********************6789"])
def test_a_key_that_an_error_quotes_is_taken_out(said):
    def handler(request):
        error = {"message": f"Incorrect API key provided: {said}.", "code": "invalid_api_key"}
        return httpx2.Response(401, json={"error": error})

    error, [exchange] = ask(handler)
    assert isinstance(error, openai.AuthenticationError)
    assert error.code == "invalid_api_key"
    for text in (str(error), repr(error), error.response.text, repr(exchange)):
        assert said not in text
    assert "Incorrect API key provided: sk-…" in str(error)


def test_an_answer_that_is_no_json_is_an_error_all_the_same():
    error, [exchange] = ask(lambda request: httpx2.Response(502, html="<html>Bad gateway</html>"))
    assert isinstance(error, openai.InternalServerError)
    assert exchange.status == 502


def test_a_network_failure_is_a_connection_error():
    def handler(request):
        raise httpx2.ConnectError("no route", request=request)

    error, [exchange] = ask(handler)
    assert isinstance(error, openai.APIConnectionError)
    assert (exchange.status, exchange.complete) == (0, False)


def test_closing_the_client_closes_the_providers_connections():
    closed = []

    class Inner(httpx2.MockTransport):
        async def aclose(self):
            closed.append(True)

    provider = RealProvider("https://llm.example.org/v1", transport=Inner(lambda r: httpx2.Response(200)))

    async def close():
        await httpx2.AsyncClient(transport=ModelTransport(provider)).aclose()

    asyncio.run(close())
    assert closed
