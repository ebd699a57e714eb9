"""Requests of somebody who means harm: their text is no template, and each is answered with bounded work."""

from __future__ import annotations

import asyncio
import json

import pytest

from course_lib.practice import attention, choices, replies
from course_lib.practice.model import PracticeModel

PATH = "/v1/chat/completions"


def ask(body: object, **options) -> tuple[int, dict]:
    """Status and body of the answer."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    answer = asyncio.run(PracticeModel(**options).answer("POST", PATH, {}, data))
    return answer.status, json.loads(answer.body)


def saying(text: str, role: str = "user", **options) -> dict:
    return {"model": "m", "messages": [{"role": role, "content": text}], **options}


@pytest.mark.parametrize(
    "role", ["{model.__class__.__mro__}", "{wait.__doc__}", "{0}", "{nope}", "{", "}{", "{model:>20000000}"]
)
def test_braces_in_a_request_are_quoted_as_they_are(role):
    status, body = ask(saying("x", role))
    assert status == 400
    assert f"'{role}'" in body["error"]["message"]


@pytest.mark.parametrize("model", ["{wait.__doc__}", "{", "m" * 100_000])
@pytest.mark.parametrize("fault", ["404", "429", "context"])
def test_an_error_names_the_model_and_is_no_longer_for_it(model, fault):
    served = PracticeModel()
    served.fail(fault)
    body = json.dumps(saying("x") | {"model": model}).encode()
    message = json.loads(asyncio.run(served.answer("POST", PATH, {}, body)).body)["error"]["message"]
    assert fault == "context" or model[:100] in message
    assert len(message) < 500


def test_an_error_quotes_little_of_what_was_sent():
    calls = [{"id": "i" * 1000, "type": "function", "function": {"name": "f"}}] * 1000
    request = saying("x")
    request["messages"].append({"role": "assistant", "content": "y", "tool_calls": calls})
    for body in (
        request,
        saying("x", "r" * 100_000),
        saying("x", n=10**4000),
        saying("x", temperature=10**4000),
    ):
        status, answer = ask(body)
        assert status == 400
        assert len(answer["error"]["message"]) < 4000


def test_a_reply_repeats_little_of_the_name_of_its_model():
    _, body = ask(saying("Hello") | {"model": "m" * 100_000})
    assert len(body["model"]) == 100


@pytest.mark.parametrize("depth", range(900, 1000, 7))
def test_a_request_that_is_nested_deep_is_answered(depth):
    body = b'{"model": "m", "messages": [{"role": "user", "content": ' + b"[" * depth + b"]" * depth + b"}]}"
    assert ask(body)[0] == 400


def test_the_model_thinks_once_however_many_choices_are_asked_for(monkeypatch):
    thoughts, turns = [], []
    think = replies.reply
    monkeypatch.setattr(
        replies, "reply", lambda *given, **options: thoughts.append(1) or think(*given, **options)
    )

    async def sleep(seconds: float) -> None:
        turns.append(seconds)

    words = iter(range(1000))
    _, body = ask(saying("How are you?", n=128), sleep=sleep, fresh=lambda: f"word-{next(words)}")
    assert len(thoughts) == 1
    assert len(turns) >= 128  # others had theirs in between
    assert len({choice["message"]["content"] for choice in body["choices"]}) == 128


def test_all_choices_together_are_no_longer_than_one_may_be():
    _, body = ask(saying("Repeat: " + "word " * 7000, n=128))
    assert body["usage"]["completion_tokens"] <= 16_384


def test_a_usual_conversation_is_read_whole():
    messages = [{"role": "system", "content": "Be brief."}]
    messages += [{"role": role, "content": "word " * 40} for role in ("user", "assistant")] * 60
    assert attention.attended(messages) is messages


def test_of_a_long_conversation_the_instructions_and_the_newest_are_read():
    messages = [{"role": "system", "content": "Be brief."}]
    messages += [{"role": "user", "content": f"{n} " * 2000} for n in range(100)]
    messages += [
        {"role": "assistant", "content": "Yes."},
        {"role": "user", "content": "And " + "x" * 20_000 + " now?"},
    ]
    read = attention.attended(messages)
    assert read[0] is messages[0]
    assert read[-1]["content"].startswith("And ")
    assert read[-1]["content"].endswith(" now?")
    assert sum(len(message["content"]) for message in read) <= attention.MOST_READ + len(read)


def test_unanswered_messages_are_read_up_to_a_number():
    read = attention.attended([{"role": "user", "content": str(number)} for number in range(10_000)])
    assert [message["content"] for message in read] == [str(n) for n in range(9_950, 10_000)]


def test_calls_of_tools_and_their_results_stay_together():
    call = {"role": "assistant", "content": None, "tool_calls": [{"id": "a"}]}
    result = {"role": "tool", "tool_call_id": "a", "content": "x" * 100_000}
    read = attention.attended([call, result, {"role": "user", "content": "y" * 100_000}])
    assert [message["role"] for message in read] == ["assistant", "tool", "user"]


@pytest.mark.parametrize(
    "unit", ["(", "1,", "$1", "_-", "a\u0301", "- a\n", "```", "[a](", "a@", "Ada Bob ", "\n", "a[\n"]
)
def test_a_text_that_looks_for_the_weak_spot_of_a_pattern_is_answered(unit):
    assert ask(saying((unit * 400_000)[:400_000]))[0] in (200, 400)  # for days, where time goes by the square


def test_many_messages_are_answered():
    assert ask({"model": "m", "messages": [{"role": "user", "content": "a"}] * 12_000})[0] == 200


def test_json_and_calls_of_tools_carry_no_fresh_word():
    said = {"content": "{}", "refusal": None}
    assert choices.freshened(said, {"response_format": {"type": "json_object"}}, lambda: "new") is said
    calls = {"tool_calls": []}
    assert choices.freshened(calls, {}, lambda: "new") is calls
