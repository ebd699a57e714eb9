"""`connect`: which provider, which key, which options; and the seam for graders."""

import asyncio

import openai
import pytest

from course_lib import MODEL, connect
from course_lib.connect import route
from course_lib.facts import endpoints
from course_lib.practice.model import PracticeModel
from course_lib.practice.server import serve
from course_lib.recorder import recorder

HI = [{"role": "user", "content": "Say foo"}]
KEY = "sk-proj-abcdefgh0123456789"


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    """No key and no setting of the developer's."""
    for name in ("COURSE_PROVIDER", *(e.key for e in endpoints().values() if e.key)):
        monkeypatch.delenv(name, raising=False)


def say(client, messages=HI, model=MODEL):
    async def said():
        return await client.chat.completions.create(model=model, messages=messages)

    return asyncio.run(said())


def test_the_client_is_the_sdks_own():
    client = connect()
    assert type(client) is openai.AsyncOpenAI
    assert (client.timeout, client.max_retries) == (600.0, 2)
    assert (connect(timeout=3, max_retries=0).timeout, connect(max_retries=0).max_retries) == (3, 0)


def test_a_key_in_the_environment_never_switches_the_provider(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("OPENAI_BASE_URL", "https://api.openai.com/v1")
    client = connect()
    assert client.base_url.host == "practice.model"
    assert client.api_key != KEY


def test_the_setting_chooses_the_provider(monkeypatch):
    monkeypatch.setenv("COURSE_PROVIDER", "openai")
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    assert (connect().base_url.host, connect().api_key) == ("api.openai.com", KEY)
    assert connect("practice").base_url.host == "practice.model"
    assert connect(context_window=300).base_url.host == "practice.model"


@pytest.mark.parametrize("name", [name for name, e in endpoints().items() if e.key])
def test_a_provider_takes_its_own_key_from_the_environment(name, monkeypatch):
    monkeypatch.setenv(endpoints()[name].key, KEY)
    assert connect(name).api_key == KEY
    assert str(connect(name).base_url).rstrip("/") == endpoints()[name].base_url.rstrip("/")


@pytest.mark.parametrize("name", [name for name, e in endpoints().items() if e.key])
def test_without_its_key_a_provider_is_refused_with_the_remedy(name):
    with pytest.raises(ValueError, match="getpass") as raised:
        connect(name)
    assert endpoints()[name].key in str(raised.value)


@pytest.mark.parametrize("name", [name for name, e in endpoints().items() if not e.key])
def test_a_local_server_needs_no_key(name):
    assert str(connect(name).base_url).rstrip("/") == endpoints()[name].base_url.rstrip("/")


@pytest.mark.parametrize(
    "options", [{"provider": "https://llm.example.org/v1"}, {"base_url": "https://llm.example.org/v1"}]
)
def test_a_base_url_takes_the_key_that_is_passed_and_no_other(options, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    assert connect(**options, api_key="theirs").api_key == "theirs"
    with pytest.raises(ValueError, match=r"llm\.example\.org"):
        connect(**options)
    with pytest.raises(ValueError, match="api_key"):
        connect("openai", base_url="https://llm.example.org/v1")


def test_an_unknown_provider_is_refused_with_the_names_of_all():
    with pytest.raises(ValueError, match="no provider 'opnai'") as raised:
        connect("opnai")
    assert all(name in str(raised.value) for name in ["practice", *endpoints()])


@pytest.mark.parametrize(
    "option",
    [{"context_window": 100}, {"latency": 1.0}, {"piece_delay": 0.1}, {"faults": ["429"]}, {"faults": "429"}],
)
def test_options_of_the_practice_model_are_refused_for_a_real_provider(option):
    with pytest.raises(ValueError, match=f"{next(iter(option))}: only the practice model"):
        connect("ollama", **option)


def test_a_base_url_for_the_practice_model_is_refused():
    with pytest.raises(ValueError, match="for http://localhost:1 leave"):
        connect("practice", base_url="http://localhost:1")


@pytest.mark.parametrize("option", ["context_window", "latency", "piece_delay"])
def test_a_negative_option_is_refused(option):
    with pytest.raises(ValueError, match=option):
        connect(**{option: -1})


def test_an_unknown_fault_is_refused_at_once():
    with pytest.raises(ValueError, match="no fault 'x'"):
        connect(faults=["x"])


def test_faults_come_one_a_request():
    client = connect(faults=["401", "404"])
    with pytest.raises(openai.AuthenticationError):
        say(client)
    with pytest.raises(openai.NotFoundError):
        say(client)
    assert say(client).choices


def test_one_fault_may_be_a_text():
    with pytest.raises(openai.AuthenticationError):
        say(connect(faults="401"))


def test_a_full_context_window_is_the_services_own_error():
    with pytest.raises(openai.BadRequestError) as raised:
        say(connect(context_window=8))
    error = raised.value
    assert (error.code, error.param) == ("context_length_exceeded", "messages")
    assert "maximum context length is 8 tokens" in error.message
    assert "resulted in 9 tokens" in error.message


def test_the_reply_fits_into_what_the_window_leaves():
    reply = say(connect(context_window=11))
    assert reply.usage.total_tokens == 11
    assert reply.choices[0].finish_reason == "length"


def test_requests_for_the_courses_model_can_be_sent_with_another():
    client = connect(model="llama3.2")
    assert say(client).model == "llama3.2"
    assert recorder().exchanges()[-1].request["model"] == "llama3.2"
    assert say(client, model="another").model == "another"


def test_a_route_answers_whatever_was_asked_for():
    model, asked = PracticeModel(), []
    model.script("routed", "routed")

    def factory(**options):
        asked.append(options)
        return model

    route(factory)
    try:
        assert say(connect("openai")).choices[0].message.content == "routed"
        assert say(connect(context_window=5, faults=["401"])).choices[0].message.content == "routed"
    finally:
        route(None)
    assert asked == [{}, {"context_window": 5, "faults": ("401",)}]


def through_http(model, use, **options):
    """What `use(client)` gives, the client's provider being a server on this machine."""

    async def served():
        server = await serve(model)
        client = connect(server.base_url, **options)
        try:
            return await use(client)
        finally:
            await client.close()
            await server.close()

    return asyncio.run(served())


def test_a_real_provider_is_recorded_as_the_practice_model_is():
    async def use(client):
        opened = await client.chat.completions.create(model=MODEL, messages=HI, stream=True)
        pieces = [chunk.choices[0].delta.content or "" async for chunk in opened]
        plain = await client.chat.completions.create(model=MODEL, messages=HI)
        return "".join(pieces), plain.choices[0].message.content, [m.id async for m in client.models.list()]

    model = PracticeModel()
    model.script("Streamed by a server 🎉", "Plain by a server")
    streamed, plain, models = through_http(model, use)
    assert (streamed, plain) == ("Streamed by a server 🎉", "Plain by a server")
    assert MODEL in models
    assert [(e.reply, e.streamed, e.complete) for e in recorder().exchanges(last=2)] == [
        ("Streamed by a server 🎉", True, True),
        ("Plain by a server", False, True),
    ]


@pytest.mark.parametrize(
    ("fault", "exception"),
    [
        ("401", openai.AuthenticationError),
        ("429", openai.RateLimitError),
        ("timeout", openai.APITimeoutError),
        ("drop:2", openai.APIConnectionError),
    ],
)
def test_a_real_providers_failures_are_the_sdks_exceptions(fault, exception):
    async def use(client):
        async for _ in await client.chat.completions.create(model=MODEL, messages=HI, stream=True):
            pass

    async def sleep(seconds):
        await asyncio.sleep(0)

    model = PracticeModel(sleep=sleep)
    model.fail(fault)
    model.script("One two three four")
    with pytest.raises(exception):
        through_http(model, use, timeout=0.3, max_retries=0)
    assert not recorder().exchanges()[-1].complete or recorder().exchanges()[-1].error


def test_nobody_there_is_a_connection_error():
    async def use():
        server = await serve(PracticeModel())
        await server.close()
        client = connect(server.base_url, max_retries=0)
        try:
            await client.chat.completions.create(model=MODEL, messages=HI)
        finally:
            await client.close()

    with pytest.raises(openai.APIConnectionError):
        asyncio.run(use())
    assert recorder().exchanges()[-1].status == 0


def test_no_key_is_in_a_clients_repr_or_its_record():
    client = connect("openai", api_key=KEY)
    assert KEY not in repr(client)
    say(connect(api_key=KEY))
    assert KEY not in repr(recorder().exchanges()[-1])
