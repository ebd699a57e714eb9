"""The shortcut through the SDK: it sends what the SDK would send, and the SDK has nothing to rename."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from typing import Any, get_args, get_type_hints

import httpx2
import openai
import pytest
from openai.resources.chat.completions import completions
from openai.types.chat import ChatCompletionMessage, ChatCompletionMessageToolCallUnion
from openai.types.chat.completion_create_params import (
    CompletionCreateParamsNonStreaming,
    CompletionCreateParamsStreaming,
)
from typing_extensions import is_typeddict

from course_lib import MODEL
from course_lib.practice import wire
from graders.plain_requests import _install, plain_requests

QUESTION = {"role": "user", "content": "Hi"}
ANSWER = {
    "id": "chatcmpl-0",
    "object": "chat.completion",
    "created": 0,
    "model": MODEL,
    "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "Hello"}}],
}


class Text(str):
    """A text that is not plain."""


def client(note: Callable[[dict[str, Any]], None], *statuses: int) -> openai.AsyncOpenAI:
    """A client whose requests are noted and answered with these statuses, then with 200."""
    left = list(statuses)

    async def answer(request: httpx2.Request) -> httpx2.Response:
        note(json.loads(request.content))
        status = left.pop(0) if left else 200
        headers = {"content-type": "application/json", "retry-after-ms": "1"}
        return httpx2.Response(status, headers=headers, content=wire.encode(ANSWER))

    return openai.AsyncOpenAI(
        api_key="none",
        base_url="http://127.0.0.1/v1",
        http_client=httpx2.AsyncClient(transport=httpx2.MockTransport(answer)),
    )


def sent(request: dict[str, Any], *, short: bool) -> dict[str, Any]:
    bodies: list[dict[str, Any]] = []

    async def send() -> None:
        with plain_requests() if short else nullcontext():
            await client(bodies.append).chat.completions.create(model=MODEL, **request)

    asyncio.run(send())
    return bodies[0]


@pytest.mark.parametrize(
    "request_of",
    [
        lambda: {"messages": [QUESTION]},
        lambda: {"messages": [QUESTION, {"role": "assistant", "content": None}, QUESTION], "seed": 7},
        lambda: {"messages": [{"role": "user", "content": [{"type": "text", "text": "Hi"}]}]},
        lambda: {"messages": [QUESTION], "stop": ["a", "b"], "temperature": 0.5, "max_tokens": None},
        lambda: {"messages": [QUESTION], "seed": openai.NOT_GIVEN, "n": openai.omit},
        lambda: {"messages": [QUESTION], "extra_body": {"mood": {"calm": True}}},
        lambda: {
            "messages": [
                QUESTION,
                {
                    "role": "assistant",
                    "tool_calls": [
                        {"id": "a", "type": "function", "function": {"name": "f", "arguments": "{}"}}
                    ],
                },
                {"role": "tool", "tool_call_id": "a", "content": "4"},
            ],
            "tools": [
                {"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}},
            ],
        },
        lambda: {"messages": (QUESTION, QUESTION)},
        lambda: {"messages": (message for message in [QUESTION])},
        lambda: {"messages": [QUESTION, ChatCompletionMessage(role="assistant", content="Hello")]},
        lambda: {"messages": [{"role": Text("user"), "content": Text("Hi")}]},
        lambda: {"messages": [QUESTION], "metadata": {"turn": "1"}, "logit_bias": {"50256": -100}},
        lambda: {"messages": [{**QUESTION, "name": None, "mood": [1, 2.5, True]}]},
    ],
)
def test_the_wire_gets_what_the_sdk_alone_would_send(request_of: Callable[[], dict[str, Any]]) -> None:
    assert sent(request_of(), short=True) == sent(request_of(), short=False)


def test_what_cannot_be_sent_fails_as_with_the_sdk_alone() -> None:
    endless: list[Any] = []
    endless.append({"role": "user", "content": endless})
    for short in (False, True):
        with pytest.raises(ValueError, match="Circular"):
            sent({"messages": endless}, short=short)


def test_a_retry_sends_what_was_given_at_first() -> None:
    bodies: list[dict[str, Any]] = []
    messages = [QUESTION]

    def note(body: dict[str, Any]) -> None:
        bodies.append(body)
        messages.append(QUESTION)

    async def send() -> None:
        with plain_requests():
            await client(note, 500).chat.completions.create(model=MODEL, messages=messages)

    asyncio.run(send())
    assert [body["messages"] for body in bodies] == [[QUESTION], [QUESTION]]


def test_only_a_probe_takes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    walked: list[bool] = []
    walk = openai._utils._transform._async_transform_recursive

    async def counted(*args: Any, **kwargs: Any) -> Any:
        walked.append(True)
        return await walk(*args, **kwargs)

    monkeypatch.setattr(openai._utils._transform, "_async_transform_recursive", counted)
    sent({"messages": [QUESTION]}, short=True)
    assert not walked
    sent({"messages": [QUESTION]}, short=False)
    assert walked


def test_an_sdk_without_the_walk_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(completions, "async_maybe_transform")
    _install.__wrapped__()
    assert not hasattr(completions, "async_maybe_transform")


@pytest.mark.parametrize("params", [CompletionCreateParamsNonStreaming, CompletionCreateParamsStreaming])
def test_the_sdk_has_nothing_to_rename_in_a_chat_request(params: type) -> None:
    """The SDK marks such keys and values with `PropertyInfo`, in the annotations of its request's types."""
    assert not marks_in(params)


def test_such_a_mark_would_be_found() -> None:
    assert marks_in(list[ChatCompletionMessageToolCallUnion])


def marks_in(annotation: Any) -> list[Any]:
    return [part for part in types_in(annotation, set()) if isinstance(part, openai._utils.PropertyInfo)]


def types_in(annotation: Any, seen: set[Any]) -> Iterator[Any]:
    """An annotation with all that it is made of."""
    yield annotation
    parts = [*get_args(annotation), *getattr(annotation, "__metadata__", ())]
    if is_typeddict(annotation) and annotation not in seen:
        seen.add(annotation)
        parts += get_type_hints(annotation, include_extras=True).values()
    for part in parts:
        yield from types_in(part, seen)
