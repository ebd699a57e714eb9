"""The shape of a chat-completion request: what the service refuses with a 400, and with which code.

Sources: the service's public error texts; where none was found, by memory.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from course_lib.practice.wire import Problem, quoted

ROLES = ("system", "assistant", "user", "function", "tool", "developer")
PARTS = ("text", "image_url", "input_audio", "refusal", "file")
_BOUNDS = {"temperature": (0, 2), "top_p": (0, 1), "presence_penalty": (-2, 2), "frequency_penalty": (-2, 2)}
_COUNTS = {"max_tokens": 1, "max_completion_tokens": 1, "n": 1}
MOST_CHOICES = 128
MOST_NAMED = 20  # tool calls that one error text names


def read(body: bytes) -> tuple[dict[str, Any], Problem | None]:
    """The request in these bytes, and the first thing that is wrong with it (None when nothing is)."""
    try:
        request = json.loads(body)
        json.dumps(request, ensure_ascii=False).encode()  # half a surrogate pair is no text
        if isinstance(request, dict):
            return request, next(problems(request), None)
    except (ValueError, RecursionError):  # nested so deep that it can be read, and no more than that
        pass
    return {}, Problem(
        400,
        "We could not parse the JSON body of your request. (HINT: This likely means you aren't using "
        "your HTTP library correctly. The OpenAI API expects a JSON payload, but what was sent was not "
        "valid JSON.)",
    )


def problems(request: Mapping[str, Any]) -> Iterator[Problem]:
    """Everything that is wrong with a request, in the order in which the service looks."""
    if not isinstance(request.get("model"), str) or not request["model"]:
        yield Problem(400, "you must provide a model parameter")
    messages = request.get("messages")
    if messages is None:
        yield _missing("messages")
    elif not isinstance(messages, list):
        yield _type("messages", "an array of objects", messages)
    elif not messages:
        yield Problem(
            400,
            "Invalid 'messages': empty array. Expected an array with minimum length 1, "
            "but got an empty array instead.",
            param="messages",
            code="empty_array",
        )
    else:
        for index, message in enumerate(messages):
            yield from _message(message, f"messages[{index}]")
        yield from _tool_turns(messages)
    yield from _numbers(request)
    yield from _options(request, str(messages))


def _message(message: Any, where: str) -> Iterator[Problem]:
    if not isinstance(message, dict):
        yield _type(where, "an object", message)
        return
    role, content = message.get("role"), message.get("content")
    if role is None:
        yield _missing(f"{where}.role")
    elif role not in ROLES:
        yield _value(f"{where}.role", role, ROLES)
    if content is None:
        if role != "assistant" or not any(message.get(k) for k in ("tool_calls", "refusal", "function_call")):
            yield Problem(
                400, "Invalid value for 'content': expected a string, got null.", param=f"{where}.content"
            )
    elif isinstance(content, list):
        for number, part in enumerate(content):
            at = f"{where}.content[{number}]"
            if not isinstance(part, dict):
                yield _type(at, "an object", part)
            elif part.get("type") not in PARTS:
                yield _value(f"{at}.type", part.get("type"), PARTS)
            elif part["type"] == "text" and not isinstance(part.get("text"), str):
                yield _type(f"{at}.text", "a string", part.get("text"))
    elif not isinstance(content, str):
        yield _type(f"{where}.content", "one of a string or array of objects", content)


def _tool_turns(messages: list[Any]) -> Iterator[Problem]:
    """Tool calls must be answered right after the message that makes them, and nothing else may be."""
    waiting: list[str] = []
    asked_at = 0
    for index, message in enumerate(m if isinstance(m, dict) else {} for m in messages):
        if message.get("role") == "tool":
            if message.get("tool_call_id") is None:
                yield _missing(f"messages[{index}].tool_call_id")
            elif message["tool_call_id"] not in waiting:
                yield Problem(
                    400,
                    "Invalid parameter: messages with role 'tool' must be a response to a preceeding message "
                    "with 'tool_calls'.",
                    param=f"messages.[{index}].role",
                )
            else:
                waiting.remove(message["tool_call_id"])
            continue
        if waiting:
            yield _unanswered(waiting, index)
        calls = message.get("tool_calls") or []
        waiting = (
            [call.get("id", "") for call in calls if isinstance(call, dict)]
            if isinstance(calls, list)
            else []
        )
        asked_at = index
    if waiting:
        yield _unanswered(waiting, asked_at)


def _unanswered(waiting: list[str], index: int) -> Problem:
    return Problem(
        400,
        "An assistant message with 'tool_calls' must be followed by tool messages responding to each "
        "'tool_call_id'. The following tool_call_ids did not have response messages: "
        f"{', '.join(map(quoted, waiting[:MOST_NAMED]))}",
        param=f"messages.[{index}].role",
    )


def _numbers(request: Mapping[str, Any]) -> Iterator[Problem]:
    for name, (low, high) in _BOUNDS.items():
        value = request.get(name)
        if value is None:
            continue
        if isinstance(value, bool) or not isinstance(value, int | float):
            yield _type(name, "a decimal", value)
        elif not low <= value <= high:
            side, word, sign = ("above", "maximum", "<=") if value > high else ("below", "minimum", ">=")
            limit = high if value > high else low
            yield Problem(
                400,
                f"Invalid '{name}': decimal {side} {word} value. Expected a value {sign} {limit}, "
                f"but got {quoted(value)} instead.",
                param=name,
                code=f"decimal_{side}_{word[:3]}_value",
            )
    for name, low in _COUNTS.items():
        value = request.get(name)
        if value is None:
            continue
        if isinstance(value, bool) or not isinstance(value, int):
            yield _type(name, "an integer", value)
        elif value < low:
            yield Problem(
                400,
                f"Invalid '{name}': integer below minimum value. Expected a value >= {low}, "
                f"but got {quoted(value)} instead.",
                param=name,
                code="integer_below_min_value",
            )
    if isinstance(request.get("n"), int) and request["n"] > MOST_CHOICES:
        yield Problem(
            400,
            f"Invalid 'n': integer above maximum value. Expected a value <= {MOST_CHOICES}, "
            f"but got {quoted(request['n'])} instead.",
            param="n",
            code="integer_above_max_value",
        )
    if request.get("max_tokens") is not None and request.get("max_completion_tokens") is not None:
        yield Problem(
            400,
            "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.",
            code="invalid_parameter_combination",
        )


def _options(request: Mapping[str, Any], messages: str) -> Iterator[Problem]:
    stream, stop = request.get("stream"), request.get("stop")
    if stream is not None and not isinstance(stream, bool):
        yield _type("stream", "a boolean", stream)
    if request.get("stream_options") is not None:
        if not isinstance(request["stream_options"], dict):
            yield _type("stream_options", "an object", request["stream_options"])
        if not stream:
            yield Problem(
                400,
                "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
                param="stream_options",
            )
    if isinstance(stop, list) and len(stop) > 4:
        yield Problem(
            400,
            f"Invalid 'stop': array too long. Expected an array with maximum length 4, but got an array with "
            f"length {len(stop)} instead.",
            param="stop",
            code="array_above_max_length",
        )
    elif stop is not None and not isinstance(stop, str | list):
        yield _type("stop", "one of a string or array of strings", stop)
    yield from _response_format(request.get("response_format"), messages)
    yield from _tools(request)


def _response_format(wanted: Any, messages: str) -> Iterator[Problem]:
    if wanted is None:
        return
    kinds = ("json_object", "json_schema", "text")
    kind = wanted.get("type") if isinstance(wanted, dict) else None
    if not isinstance(wanted, dict):
        yield _type("response_format", "an object", wanted)
    elif kind not in kinds:
        yield _value("response_format.type", kind, kinds)
    elif kind == "json_object" and "json" not in messages.lower():
        yield Problem(
            400,
            "'messages' must contain the word 'json' in some form, to use 'response_format' of type "
            "'json_object'.",
            param="messages",
        )
    elif kind == "json_schema":
        schema = wanted.get("json_schema")
        if not isinstance(schema, dict):
            yield _missing("response_format.json_schema")
        elif not isinstance(schema.get("name"), str):
            yield _missing("response_format.json_schema.name")
        elif not isinstance(schema.get("schema"), dict):
            yield _missing("response_format.json_schema.schema")


def _tools(request: Mapping[str, Any]) -> Iterator[Problem]:
    tools = request.get("tools")
    if tools is None:
        if request.get("tool_choice") is not None:
            yield Problem(
                400, "'tool_choice' is only allowed when 'tools' are specified.", param="tool_choice"
            )
        return
    if not isinstance(tools, list):
        yield _type("tools", "an array of objects", tools)
        return
    for index, tool in enumerate(tools):
        if not isinstance(tool, dict):
            yield _type(f"tools[{index}]", "an object", tool)
        elif tool.get("type") != "function":
            yield _value(f"tools[{index}].type", tool.get("type"), ("function", "custom"))
        elif not isinstance(tool.get("function"), dict):
            yield _missing(f"tools[{index}].function")
        elif not isinstance(tool["function"].get("name"), str):
            yield _missing(f"tools[{index}].function.name")


def _missing(param: str) -> Problem:
    return Problem(
        400, f"Missing required parameter: '{param}'.", param=param, code="missing_required_parameter"
    )


def _type(param: str, expected: str, value: Any) -> Problem:
    return Problem(
        400,
        f"Invalid type for '{param}': expected {expected}, but got {_kind(value)} instead.",
        param=param,
        code="invalid_type",
    )


def _value(param: str, value: Any, supported: tuple[str, ...]) -> Problem:
    if value is None:
        return _missing(param)
    *most, last = (f"'{name}'" for name in supported)
    return Problem(
        400,
        f"Invalid value: '{quoted(value)}'. Supported values are: {', '.join(most)}, and {last}.",
        param=param,
        code="invalid_value",
    )


def _kind(value: Any) -> str:
    names = {str: "a string", bool: "a boolean", int: "an integer", float: "a decimal", list: "an array"}
    return "null" if value is None else names.get(type(value), "an object")
