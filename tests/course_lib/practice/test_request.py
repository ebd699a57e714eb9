# ruff: noqa: E501 (a table reads best with a case a line)
"""Requests of a wrong shape are refused as the service refuses them: status 400, with its code and param."""

import json

import pytest

from course_lib.practice.request import problems, read

HI = {"role": "user", "content": "Hi"}
CALL = {"id": "call_1", "type": "function", "function": {"name": "f", "arguments": "{}"}}
CALLING = {"role": "assistant", "content": None, "tool_calls": [CALL]}
ANSWERING = {"role": "tool", "tool_call_id": "call_1", "content": "22"}
TOOL = {"type": "function", "function": {"name": "f"}}
SCHEMA = {"type": "json_schema", "json_schema": {"name": "x", "schema": {"type": "object"}}}


def asked(*messages, **options):
    return {"model": "m", "messages": list(messages) or [HI], **options}


WRONG = [
    # what, request, param, code, a part of the message
    ("no model", {"messages": [HI]}, None, None, "you must provide a model parameter"),
    ("model no text", {"model": 4, "messages": [HI]}, None, None, "you must provide a model parameter"),
    ("no messages", {"model": "m"}, "messages", "missing_required_parameter", "'messages'"),
    ("a text as messages", {"model": "m", "messages": "Hi"}, "messages", "invalid_type", "got a string"),
    ("one message as messages", {"model": "m", "messages": HI}, "messages", "invalid_type", "got an object"),
    ("no message", {"model": "m", "messages": []}, "messages", "empty_array", "empty array"),
    ("a text as message", asked("Hi"), "messages[0]", "invalid_type", "expected an object"),
    ("no role", asked({"content": "Hi"}), "messages[0].role", "missing_required_parameter", "role"),
    ("role bot", asked(HI, {"role": "bot", "content": "x"}), "messages[1].role", "invalid_value", "'developer'."),
    ("content null", asked({"role": "user", "content": None}), "messages[0].content", None, "got null"),
    ("no content", asked({"role": "user"}), "messages[0].content", None, "got null"),
    ("an empty reply", asked({"role": "assistant", "content": None}), "messages[0].content", None, "got null"),
    ("the whole response", asked({"role": "assistant", "content": {"id": "x"}}), "messages[0].content", "invalid_type", "array of objects, but got an object"),
    ("a number", asked({"role": "user", "content": 5}), "messages[0].content", "invalid_type", "got an integer"),
    ("a text as part", asked({"role": "user", "content": ["Hi"]}), "messages[0].content[0]", "invalid_type", "object"),
    ("an unknown part", asked({"role": "user", "content": [{"type": "video"}]}), "messages[0].content[0].type", "invalid_value", "'video'"),
    ("a part without text", asked({"role": "user", "content": [{"type": "text"}]}), "messages[0].content[0].text", "invalid_type", "null"),
    ("a tool reply alone", asked(HI, ANSWERING), "messages.[1].role", None, "must be a response to a preceeding message"),
    ("a tool reply without id", asked(CALLING, {"role": "tool", "content": "x"}), "messages[1].tool_call_id", "missing_required_parameter", "tool_call_id"),
    ("an unanswered tool call", asked(HI, CALLING, HI), "messages.[2].role", None, "did not have response messages: call_1"),
    ("an unanswered tool call at the end", asked(HI, CALLING), "messages.[1].role", None, "call_1"),
    ("role a list", asked({"role": ["user"], "content": "x"}), "messages[0].role", "invalid_value", "user"),
    ("stream options as text", asked(stream=True, stream_options="usage"), "stream_options", "invalid_type", "object"),
    ("tool calls as text", asked({"role": "assistant", "content": "x", "tool_calls": "f"}, ANSWERING), "messages.[1].role", None, "preceeding"),
    ("too hot", asked(temperature=3), "temperature", "decimal_above_max_value", "<= 2"),
    ("too cold", asked(temperature=-1), "temperature", "decimal_below_min_value", ">= 0"),
    ("temperature a text", asked(temperature="hot"), "temperature", "invalid_type", "expected a decimal"),
    ("top_p", asked(top_p=1.5), "top_p", "decimal_above_max_value", "<= 1"),
    ("no tokens", asked(max_tokens=0), "max_tokens", "integer_below_min_value", ">= 1"),
    ("half a token", asked(max_completion_tokens=1.5), "max_completion_tokens", "invalid_type", "an integer"),
    ("both limits", asked(max_tokens=1, max_completion_tokens=1), None, "invalid_parameter_combination", "same time"),
    ("no choice", asked(n=0), "n", "integer_below_min_value", ">= 1"),
    ("a thousand choices", asked(n=1000), "n", "integer_above_max_value", "<= 128"),
    ("stream a text", asked(stream="yes"), "stream", "invalid_type", "a boolean"),
    ("usage without stream", asked(stream_options={"include_usage": True}), "stream_options", None, "only allowed when 'stream'"),
    ("five stops", asked(stop=["a"] * 5), "stop", "array_above_max_length", "length 5"),
    ("stop a number", asked(stop=5), "stop", "invalid_type", "string"),
    ("a format as text", asked(response_format="json"), "response_format", "invalid_type", "object"),
    ("an unknown format", asked(response_format={"type": "xml"}), "response_format.type", "invalid_value", "'xml'"),
    ("json without the word", asked(response_format={"type": "json_object"}), "messages", None, "must contain the word 'json'"),
    ("no schema", asked(response_format={"type": "json_schema"}), "response_format.json_schema", "missing_required_parameter", "json_schema"),
    ("a schema without name", asked(response_format={"type": "json_schema", "json_schema": {"schema": {}}}), "response_format.json_schema.name", "missing_required_parameter", "name"),
    ("a name without schema", asked(response_format={"type": "json_schema", "json_schema": {"name": "x"}}), "response_format.json_schema.schema", "missing_required_parameter", "schema"),
    ("tools as one", asked(tools=TOOL), "tools", "invalid_type", "array"),
    ("a tool as text", asked(tools=["f"]), "tools[0]", "invalid_type", "object"),
    ("a tool of an unknown type", asked(tools=[{"type": "f"}]), "tools[0].type", "invalid_value", "'f'"),
    ("a tool without function", asked(tools=[{"type": "function"}]), "tools[0].function", "missing_required_parameter", "function"),
    ("a function without name", asked(tools=[{"type": "function", "function": {}}]), "tools[0].function.name", "missing_required_parameter", "name"),
    ("a choice without tools", asked(tool_choice="auto"), "tool_choice", None, "only allowed when 'tools'"),
]  # fmt: skip

RIGHT = [
    asked(),
    asked({"role": "developer", "content": "Be brief."}, HI),
    asked({"role": "user", "content": [{"type": "text", "text": "Hi"}]}),
    asked({"role": "user", "content": [{"type": "image_url", "image_url": {"url": "x"}}]}),
    asked({"role": "user", "content": ""}),
    asked({"role": "assistant", "content": ""}, HI),
    asked({"role": "assistant", "content": None, "refusal": "No"}, HI),
    asked({"role": "assistant", "content": "x", "annotations": [], "audio": None, "tool_calls": None}, HI),
    asked(HI, CALLING, ANSWERING),
    asked(
        HI,
        {**CALLING, "tool_calls": [CALL, {**CALL, "id": "b"}]},
        {**ANSWERING, "tool_call_id": "b"},
        ANSWERING,
        HI,
    ),
    asked(temperature=0, top_p=1, max_tokens=5, n=2, stop="x", seed=1, stream=False),
    asked(stream=True, stream_options={"include_usage": True}, stop=["a", "b"]),
    asked({"role": "user", "content": "As JSON, please"}, response_format={"type": "json_object"}),
    asked(response_format=SCHEMA, tools=[TOOL], tool_choice="auto", parallel_tool_calls=False),
    asked(temperature=None, max_tokens=None, stream=None, tools=None, response_format=None),
]


@pytest.mark.parametrize(
    ("request_", "param", "code", "said"), [row[1:] for row in WRONG], ids=[r[0] for r in WRONG]
)
def test_a_wrong_shape_is_refused(request_, param, code, said):
    _, problem = read(json.dumps(request_).encode())
    assert problem.status == 400
    assert (problem.param, problem.code, problem.type) == (param, code, "invalid_request_error")
    assert said in problem.message
    assert set(json.loads(problem.body())["error"]) == {"message", "type", "param", "code"}


@pytest.mark.parametrize("request_", RIGHT, ids=range(len(RIGHT)))
def test_a_right_shape_is_taken(request_):
    assert list(problems(request_)) == []


@pytest.mark.parametrize(
    "body", [b"", b"{", b"null", b"[]", b'"x"', b"\xff", b"[" * 200_000, rb'{"model": "m", "user": "\ud800"}']
)
def test_a_body_that_is_no_json_object_is_refused(body):
    request_, problem = read(body)
    assert request_ == {}
    assert (problem.status, problem.code) == (400, None)
    assert "could not parse the JSON body" in problem.message
