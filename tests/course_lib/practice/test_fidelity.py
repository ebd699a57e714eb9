"""The real SDK on the practice model: every way to call it, every field that it parses."""

import asyncio
import json
import re

import openai
import pytest
from pydantic import BaseModel

from course_lib import MODEL, connect, count_tokens
from course_lib.connect import route
from course_lib.practice import choices
from course_lib.practice.model import PracticeModel
from course_lib.practice.wire import NO_CHOICES
from course_lib.recorder import recorder

HI = [{"role": "user", "content": "Say foo"}]
TEXT = "A dictionary maps keys to values. It is like a phone book."


@pytest.fixture
def model():
    """The model that every client of this test is answered by."""
    model = PracticeModel()
    route(lambda **_: model)
    yield model
    route(None)


def ask(messages=HI, client=None, **options):
    async def asked():
        return await (client or connect()).chat.completions.create(model=MODEL, messages=messages, **options)

    return asyncio.run(asked())


def stream(messages=HI, client=None, **options):
    async def streamed():
        opened = await (client or connect()).chat.completions.create(
            model=MODEL, messages=messages, stream=True, **options
        )
        return [chunk async for chunk in opened]

    return asyncio.run(streamed())


def joined(chunks, index=0):
    return "".join(c.delta.content or "" for chunk in chunks for c in chunk.choices if c.index == index)


def test_a_plain_reply_has_every_field_of_the_service(model):
    model.script(TEXT)
    reply = ask()
    assert re.fullmatch(r"chatcmpl-[A-Za-z0-9]{29}", reply.id)
    assert re.fullmatch(r"fp_[0-9a-f]{10}", reply.system_fingerprint)
    assert re.fullmatch(r"req_[0-9a-f]{32}", reply._request_id)
    assert (reply.object, reply.model, reply.service_tier) == (
        "chat.completion",
        "gpt-4o-mini-2024-07-18",
        "default",
    )
    [choice] = reply.choices
    assert (choice.index, choice.finish_reason, choice.logprobs) == (0, "stop", None)
    assert choice.message.model_dump(exclude_unset=True) == {
        "role": "assistant",
        "content": TEXT,
        "refusal": None,
        "annotations": [],
    }
    assert (reply.usage.prompt_tokens, reply.usage.completion_tokens) == (9, count_tokens(TEXT))
    assert reply.usage.total_tokens == 9 + count_tokens(TEXT)
    assert reply.usage.prompt_tokens_details.cached_tokens == 0
    assert reply.usage.completion_tokens_details.reasoning_tokens == 0


def test_equal_requests_get_equal_replies():
    assert ask() == ask()
    assert stream() == stream()


def test_different_requests_get_different_ids():
    assert ask().id != ask([{"role": "user", "content": "Say bar"}]).id


def test_a_stream_opens_with_the_role_and_ends_with_the_reason(model):
    model.script(TEXT)
    chunks = stream()
    assert chunks[0].choices[0].delta.model_dump(exclude_unset=True) == {
        "role": "assistant",
        "content": "",
        "refusal": None,
    }
    assert chunks[-1].choices[0].delta.model_dump(exclude_unset=True) == {}
    assert [c.choices[0].finish_reason for c in chunks] == [None] * (len(chunks) - 1) + ["stop"]
    assert {(c.id, c.created, c.object, c.model) for c in chunks} == {
        (chunks[0].id, chunks[0].created, "chat.completion.chunk", "gpt-4o-mini-2024-07-18")
    }
    assert joined(chunks) == TEXT
    assert len(chunks) > 10


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n\nTwo lines\n",
        "héllo wörld 🎉🎉",
        "数据类型很重要。" * 20,
        "x" * 100,
        "```python\n  a = 1\n```",
    ],
)
def test_the_pieces_of_a_stream_joined_are_the_plain_reply(model, text):
    model.script(text, text)
    assert joined(stream()) == ask().choices[0].message.content == text


def test_usage_comes_in_a_chunk_without_choices_when_asked_for(model):
    model.script(TEXT, TEXT)
    *chunks, last = stream(stream_options={"include_usage": True})
    assert last.choices == []
    assert last.usage.completion_tokens == count_tokens(TEXT)
    assert all("usage" in c.model_fields_set and c.usage is None for c in chunks)
    assert all("usage" not in c.model_fields_set for c in stream())


def test_the_raw_stream_is_server_sent_events_that_end_with_done(model):
    async def raw():
        create = connect().chat.completions.with_raw_response.create
        response = await create(model=MODEL, messages=HI, stream=True)
        return response.headers, await response.http_response.aread()

    model.script("One two")
    headers, body = asyncio.run(raw())
    assert headers["content-type"] == "text/event-stream; charset=utf-8"
    events = body.decode().split("\n\n")
    assert events[-2:] == ["data: [DONE]", ""]
    assert all(json.loads(event.removeprefix("data: "))["id"] for event in events[:-2])


def test_the_raw_response_has_the_headers_of_the_service(model):
    async def raw():
        return await connect().chat.completions.with_raw_response.create(model=MODEL, messages=HI)

    model.script(TEXT)
    response = asyncio.run(raw())
    assert response.parse().choices[0].message.content == TEXT
    assert response.headers["openai-version"] == "2020-10-01"
    assert int(response.headers["openai-processing-ms"]) >= 0
    for what in ("limit", "remaining", "reset"):
        assert response.headers[f"x-ratelimit-{what}-requests"]
        assert response.headers[f"x-ratelimit-{what}-tokens"]


def test_the_streaming_response_helper_reads_lines(model):
    async def lines():
        create = connect().chat.completions.with_streaming_response.create
        async with create(model=MODEL, messages=HI, stream=True) as response:
            return [line async for line in response.iter_lines() if line]

    model.script("One two")
    found = asyncio.run(lines())
    assert found[-1] == "data: [DONE]"


def test_the_stream_helper_gives_events_and_the_final_reply(model):
    async def helped():
        async with connect().chat.completions.stream(model=MODEL, messages=HI) as events:
            types = [event.type async for event in events]
            return types, await events.get_final_completion()

    model.script(TEXT)
    types, final = asyncio.run(helped())
    assert types.count("content.delta") > 5
    assert final.choices[0].message.content == TEXT


class Booking(BaseModel):
    name: str
    nights: int


def test_parse_gives_the_object_of_a_schema(model):
    async def parsed():
        return await connect().chat.completions.parse(model=MODEL, messages=HI, response_format=Booking)

    model.script('{"name": "Ines", "nights": 3}')
    assert asyncio.run(parsed()).choices[0].message.parsed == Booking(name="Ines", nights=3)


def test_the_stream_helper_parses_a_schema_too(model):
    async def parsed():
        chat = connect().chat.completions
        async with chat.stream(model=MODEL, messages=HI, response_format=Booking) as events:
            return (await events.get_final_completion()).choices[0].message.parsed

    model.script('{"name": "Ines", "nights": 3}')
    assert asyncio.run(parsed()) == Booking(name="Ines", nights=3)


CALLS = [
    {
        "id": "call_a",
        "type": "function",
        "function": {"name": "get_weather", "arguments": '{"city": "Quito"}'},
    },
    {
        "id": "call_b",
        "type": "function",
        "function": {"name": "get_weather", "arguments": '{"city": "Cork"}'},
    },
]
TOOLS = [{"type": "function", "function": {"name": "get_weather", "parameters": {"type": "object"}}}]


def test_tool_calls_arrive_plain(model):
    model.script({"tool_calls": CALLS})
    [choice] = ask(tools=TOOLS).choices
    assert choice.finish_reason == "tool_calls"
    assert choice.message.content is None
    assert [c.function.arguments for c in choice.message.tool_calls] == [
        '{"city": "Quito"}',
        '{"city": "Cork"}',
    ]


def test_tool_calls_arrive_in_fragments_of_a_stream(model):
    model.script({"tool_calls": CALLS})
    chunks = stream(tools=TOOLS)
    assert chunks[0].choices[0].delta.content is None
    assert chunks[0].choices[0].delta.tool_calls[0].function.arguments == ""
    assert chunks[-1].choices[0].finish_reason == "tool_calls"
    arguments = {0: "", 1: ""}
    for chunk in chunks:
        for call in chunk.choices[0].delta.tool_calls or ():
            arguments[call.index] += call.function.arguments
    assert arguments == {0: '{"city": "Quito"}', 1: '{"city": "Cork"}'}


def test_the_stream_helper_assembles_tool_calls(model):
    async def final():
        async with connect().chat.completions.stream(model=MODEL, messages=HI, tools=TOOLS) as events:
            return await events.get_final_completion()

    model.script({"tool_calls": CALLS})
    calls = asyncio.run(final()).choices[0].message.tool_calls
    assert [(c.id, c.function.name) for c in calls] == [("call_a", "get_weather"), ("call_b", "get_weather")]


@pytest.mark.parametrize("option", ["max_tokens", "max_completion_tokens"])
def test_a_token_limit_cuts_the_reply_and_says_length(model, option):
    model.script(TEXT, TEXT)
    reply = ask(**{option: 4})
    assert reply.choices[0].finish_reason == "length"
    assert reply.usage.completion_tokens == 4
    assert TEXT.startswith(reply.choices[0].message.content)
    chunks = stream(**{option: 4})
    assert joined(chunks) == reply.choices[0].message.content
    assert chunks[-1].choices[0].finish_reason == "length"


def test_a_limit_that_is_large_enough_changes_nothing(model):
    model.script(TEXT)
    assert ask(max_completion_tokens=count_tokens(TEXT)).choices[0].finish_reason == "stop"


@pytest.mark.parametrize("stop", [" phone", ["nowhere", " phone", " book"]])
def test_a_stop_sequence_ends_the_reply_before_itself(model, stop):
    model.script(TEXT)
    reply = ask(stop=stop)
    assert reply.choices[0].message.content == "A dictionary maps keys to values. It is like a"
    assert reply.choices[0].finish_reason == "stop"


def test_several_choices_come_with_their_index(model):
    model.script(TEXT, TEXT)
    reply = ask(n=3)
    assert [c.index for c in reply.choices] == [0, 1, 2]
    assert reply.usage.completion_tokens == 3 * count_tokens(TEXT)
    chunks = stream(n=2)
    assert joined(chunks, 0) == joined(chunks, 1) == TEXT


def test_scripted_pieces_go_out_as_they_are(model):
    pieces = ["One", None, "", NO_CHOICES, " two"]
    model.script(pieces, pieces)
    chunks = stream()[1:-1]
    assert [c.choices[0].delta.content if c.choices else NO_CHOICES for c in chunks] == pieces
    assert ask().choices[0].message.content == "One two"


def test_with_options_shares_the_model_and_changes_the_limits(model):
    client = connect().with_options(timeout=5, max_retries=0)
    assert (client.timeout, client.max_retries) == (5, 0)
    model.script(TEXT)
    assert ask(client=client).choices[0].message.content == TEXT


def test_models_are_listed_and_retrieved_whatever_their_name():
    async def listed():
        models = connect().models
        return [m.id async for m in models.list()], [
            (await models.retrieve(name)).id for name in ("gpt-4o-mini", "llama3.2:1b", "meta/llama 3")
        ]

    names, retrieved = asyncio.run(listed())
    assert MODEL in names
    assert retrieved == ["gpt-4o-mini", "llama3.2:1b", "meta/llama 3"]


def test_any_model_name_is_served(model):
    async def asked():
        return await connect().chat.completions.create(model="whatever-9", messages=HI)

    model.script(TEXT)
    assert asyncio.run(asked()).model == "whatever-9"


def test_an_endpoint_that_is_not_there_is_a_404():
    async def embedded():
        await connect().embeddings.create(model="x", input="y")

    with pytest.raises(openai.NotFoundError, match=r"Invalid URL \(POST /v1/embeddings\)"):
        asyncio.run(embedded())


def test_a_message_object_of_the_sdk_can_be_sent_back(model):
    model.script(TEXT, "Second")
    message = ask().choices[0].message
    assert ask([*HI, message, *HI]).choices[0].message.content == "Second"


def test_a_fault_of_the_kit_says_so_and_is_not_retried(model, monkeypatch):
    def broken(*_, **__):
        raise KeyError("recipes")

    monkeypatch.setattr("course_lib.practice.replies.reply", broken)
    before = len(recorder().exchanges())
    with pytest.raises(openai.InternalServerError, match=r"KeyError: 'recipes'.*fault of the kit"):
        ask([{"role": "user", "content": "Nobody has asked this before"}])
    assert len(recorder().exchanges()) == before + 1


def test_what_was_asked_before_is_thought_about_once_and_answered_afresh(monkeypatch):
    thought = []
    monkeypatch.setattr(choices, "_think", lambda asked: thought.append(asked) or {"content": "A reply."})
    choices._remembered.cache_clear()
    words = iter(f"word{number}" for number in range(9))
    model = PracticeModel(fresh=lambda: next(words))
    route(lambda **_: model)
    try:
        replies = [ask().choices[0].message.content for _ in range(2)]
        ask(HI, n=2)
        ask([{"role": "user", "content": "x " * choices.SHORT}])
        ask([{"role": "user", "content": "x " * choices.SHORT}])
    finally:
        route(None)
        choices._remembered.cache_clear()
    assert len(thought) == 3
    assert ("word0" in replies[0], "word1" in replies[1]) == (True, True)


def test_a_body_that_is_no_json_is_sent_and_refused_as_it_is():
    async def sent():
        client = connect()
        return await client.post("/chat/completions", cast_to=object, content=b"{broken")

    with pytest.raises(openai.BadRequestError, match="could not parse the JSON body"):
        asyncio.run(sent())
    assert recorder().exchanges()[-1].request == {}


def test_requests_of_one_client_overlap(model):
    model.script("first reply", "second reply")

    async def both():
        client, seen = connect(), []
        await client.models.list()  # the SDK's first request waits for a thread

        async def one(name):
            opened = await client.chat.completions.create(model=MODEL, messages=HI, stream=True)
            async for _ in opened:
                seen.append(name)

        await asyncio.gather(one("a"), one("b"))
        return "".join(seen)

    order = asyncio.run(both())
    assert "ab" in order
    assert "ba" in order


def test_a_stream_that_is_read_twice_gives_nothing_the_second_time(model):
    async def twice():
        opened = await connect().chat.completions.create(model=MODEL, messages=HI, stream=True)
        return [c async for c in opened], [c async for c in opened]

    model.script(TEXT)
    first, second = asyncio.run(twice())
    assert first
    assert second == []


def test_without_a_clock_created_is_part_of_the_reply_and_with_one_it_is_the_time():
    clocked = PracticeModel(clock=lambda: 1_800_000_000.5)
    clocked.script(TEXT)
    route(lambda **_: clocked)
    try:
        assert ask().created == 1_800_000_000
    finally:
        route(None)
