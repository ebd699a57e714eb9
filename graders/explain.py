"""Exceptions of the learner's code in plain words: what happened, the likely cause, what to try.

`CAUSES` is a table: exception class, a pattern of its message, the sentence. The first row that fits is
told; they are the slips of a chatbot's first week, so an exception that fits none is quoted as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from course_lib.evidence import CellRun, Failure
from course_lib.language import tell

Cause = tuple[str, str, Callable[[re.Match], str]]

CAUSES: tuple[Cause, ...] = (
    # --- await, async, the event loop
    (
        "AttributeError",
        r"'coroutine' object has no attribute '(\w+)'",
        lambda m: tell("A call was never awaited. Write `await` before it: `reply = await …`."),
    ),
    (
        "TypeError",
        r"'coroutine' object is not (subscriptable|iterable)",
        lambda m: tell("A call was never awaited. Write `(await …)` before you use its result."),
    ),
    (
        "TypeError",
        r"type coroutine is not JSON serializable",
        lambda m: tell(
            "A coroutine went into the messages because a call was not awaited. Write `await` before it."
        ),
    ),
    (
        "TypeError",
        r"(can only concatenate str|unsupported operand).*coroutine",
        lambda m: tell(
            "A call was never awaited, so there is a coroutine where its text should be. Write `await`."
        ),
    ),
    (
        "TypeError",
        r"object (\w+) can't be used in 'await' expression",
        lambda m: tell(
            "`await` needs something that waits, and this is a {type}. Use the given async `client`.",
            type=m[1],
        ),
    ),
    (
        "TypeError",
        r"'(\w+)' object can't be awaited",
        lambda m: tell(
            "`await` needs something that waits, and this is a {type}. Use the given async `client`.",
            type=m[1],
        ),
    ),
    (
        "RuntimeError",
        r"asyncio\.run\(\) cannot be called|event loop is already running|Cannot run the event loop",
        lambda m: tell(
            "A notebook already runs an event loop: write `await main()` instead of `asyncio.run(main())`."
        ),
    ),
    (
        "SyntaxError",
        r"'await' outside async function|'async for' outside|'async with' outside"
        r"|asynchronous comprehension outside",
        lambda m: tell(
            "`await` stands in a plain `def`. Make it `async def`, and await the function where you call it."
        ),
    ),
    (
        "TypeError",
        r"'async for' requires an object with __aiter__ method, got coroutine",
        lambda m: tell(
            "The stream was not awaited: `async for chunk in await client.chat.completions.create(…)`."
        ),
    ),
    (
        "TypeError",
        r"'async for' requires an object with __aiter__ method, got (\w+)",
        lambda m: tell(
            "`async for` needs a stream, and this is a {type}. Did you pass `stream=True`?", type=m[1]
        ),
    ),
    (
        "TypeError",
        r"'AsyncStream' object is not (iterable|an iterator)",
        lambda m: tell("A stream arrives piece by piece: write `async for chunk in stream`, not `for`."),
    ),
    (
        "TypeError",
        r"'async_generator' object is not iterable|'async_generator' object can't be awaited",
        lambda m: tell("An async generator gives its items to `async for`."),
    ),
    # --- reading a response or a stream
    (
        "AttributeError",
        r"'AsyncStream' object has no attribute 'choices'",
        lambda m: tell(
            "This is a stream: read it with `async for chunk in stream`, each chunk has `choices`."
        ),
    ),
    (
        "AttributeError",
        r"'Choice' object has no attribute 'message'",
        lambda m: tell("A chunk of a stream has `choices[0].delta`, not `message`."),
    ),
    (
        "AttributeError",
        r"'Choice' object has no attribute 'delta'",
        lambda m: tell("A whole response has `choices[0].message`; only a stream's chunks have a `delta`."),
    ),
    (
        "AttributeError",
        r"'Choice' object has no attribute '(text|content)'",
        lambda m: tell("The text is in `response.choices[0].message.content`."),
    ),
    (
        "TypeError",
        r"'(ChatCompletion\w*|Choice|Choice\w+)' object is not subscriptable",
        lambda m: tell("The response is an object, not a dict: read `response.choices[0].message.content`."),
    ),
    (
        "TypeError",
        r"'Chatbot' object is not subscriptable|'\w*[Bb]ot' object is not subscriptable",
        lambda m: tell("A chatbot is an object, not a dict: use its attributes, such as `bot.history`."),
    ),
    (
        "IndexError",
        r"list index out of range",
        lambda m: tell(
            "That list is shorter, perhaps empty. A stream may hold chunks with empty `choices`: skip those "
            "before `choices[0]`."
        ),
    ),
    (
        "TypeError",
        r"can only concatenate str \(not \"NoneType\"\)|\+=: 'NoneType' and 'str'"
        r"|sequence item \d+: expected str instance, NoneType",
        lambda m: tell(
            'One part is None. A piece of a stream may be None: add `piece or ""`. A function without '
            "`return` gives None."
        ),
    ),
    (
        "TypeError",
        r"'NoneType' object is not (subscriptable|iterable)",
        lambda m: tell("A value is None here. Does every function `return` what you use?"),
    ),
    (
        "AttributeError",
        r"'NoneType' object has no attribute '(\w+)'",
        lambda m: tell(
            "The value before `.{name}` is None. Was it ever set, or does a function forget to `return`?",
            name=m[1],
        ),
    ),
    (
        "TypeError",
        r"can only concatenate str \(not \"(\w+)\"\)",
        lambda m: tell(
            '`+` joins texts only, and one part is a {type}. Use an f-string: f"… {{value}}".', type=m[1]
        ),
    ),
    (
        "TypeError",
        r"(\w+) is not JSON serializable|type (\w+) is not JSON",
        lambda m: tell(
            "A message may hold only text. Store the reply's text, `response.choices[0].message.content`."
        ),
    ),
    (
        "RuntimeError",
        r"cannot reuse already awaited coroutine",
        lambda m: tell("A coroutine can be awaited once: keep the result in a variable."),
    ),
    (
        "TypeError",
        r"coroutine",
        lambda m: tell("A call was never awaited: write `await` before it."),
    ),
    (
        "JSONDecodeError",
        r"",
        lambda m: tell("That text is not JSON. With a `json_schema` response format the reply is."),
    ),
    # --- names
    (
        "UnboundLocalError",
        r"variable '(\w+)'",
        lambda m: tell(
            "Assigning to `{name}` (`=` or `+=`) in a function makes it a local name. Use "
            "`{name}.append(…)`, or `global {name}`.",
            name=m[1],
        ),
    ),
    (
        "NameError",
        r"name '(client|MODEL|chat|history|Chatbot|payloads|notes|get_weather|check|hint"
        r"|solution)' is not defined",
        lambda m: tell("`{name}` comes from a cell further up: run the cells above first.", name=m[1]),
    ),
    (
        "NameError",
        r"name '(\w+)' is not defined",
        lambda m: tell(
            "Nothing called `{name}` exists at that line. Check the spelling, set it before you use it, or "
            "put quotes around a text.",
            name=m[1],
        ),
    ),
    (
        "AttributeError",
        r"'(list|dict|str)' object has no attribute '(\w+)'",
        lambda m: tell("This value is a {type}, and a {type} has no `{name}`.", type=m[1], name=m[2]),
    ),
    (
        "AttributeError",
        r"'(\w+)' object has no attribute '(\w+)'",
        lambda m: tell(
            "A {type} has no `{name}`. Check the spelling, and set it in `__init__`.", type=m[1], name=m[2]
        ),
    ),
    (
        "TypeError",
        r"(\w+)\.(?!__)(\w+)\(\) missing 1 required positional argument",
        lambda m: tell(
            "One argument is missing. Was `{method}` called on the class {name} itself? Make an object of it "
            "first: `bot = {name}(…)`.",
            method=m[2],
            name=m[1],
        ),
    ),
    (
        "TypeError",
        r"(__init__|[\w.]+)\(\) (missing|takes|got)",
        lambda m: tell(
            "The call and the function do not agree on the arguments: compare its parameters with the task."
        ),
    ),
    (
        "TypeError",
        r"'(\w+)' object is not callable",
        lambda m: tell("A {type} can't be called. Did a variable take a function's name?", type=m[1]),
    ),
    ("KeyError", r"(.*)", lambda m: tell("There is no key {key} in that dict.", key=m[1])),
    # --- the service
    (
        "OpenAIError",
        r"[Mm]issing credentials|api_key",
        lambda m: tell("There is no API key. Use the given `client`, which needs none."),
    ),
    (
        "AuthenticationError",
        r"",
        lambda m: tell("The key was refused. Use the given `client`, or check the key that you gave."),
    ),
    (
        "BadRequestError",
        r"context_length|maximum context",
        lambda m: tell("The messages no longer fit into the model's context window: send fewer of them."),
    ),
    (
        "BadRequestError",
        r"'tool'|tool_call",
        lambda m: tell(
            "Behind the message that asks for tool calls belongs one `tool` message for each call, with that "
            "call's id as `tool_call_id`."
        ),
    ),
    (
        "BadRequestError",
        r"",
        lambda m: tell(
            "The request was refused. Each message is a dict with a `role` and a text as `content`."
        ),
    ),
    ("RateLimitError", r"", lambda m: tell("The service asks you to wait: try again in a moment.")),
    ("APITimeoutError", r"", lambda m: tell("The model did not answer in time: try again.")),
    (
        "APIConnectionError",
        r"",
        lambda m: tell("The model could not be reached, or the connection was lost. Use the given `client`."),
    ),
    # --- the cell itself
    (
        "IndentationError",
        r"",
        lambda m: tell("The blanks at the start of the lines do not match: indent blocks by four."),
    ),
    (
        "SyntaxError",
        r"",
        lambda m: tell("Python can't read this line: look for a missing bracket, quote or colon."),
    ),
    ("KeyboardInterrupt", r"", lambda m: tell("The cell was interrupted before it finished.")),
    ("SystemExit", r"", lambda m: tell("The program ended itself: take `exit()` or `sys.exit()` out.")),
    ("RecursionError", r"", lambda m: tell("A function calls itself without end.")),
    (
        "ModuleNotFoundError",
        r"No module named '([\w.]+)'",
        lambda m: tell("`{name}` is not installed here.", name=m[1]),
    ),
)


# What a probe found where it looked for a name; its words come from inside the learner's process, in English.
NO_WAY_IN: tuple[tuple[str, Callable[[re.Match], str]], ...] = (
    (r"There is no name '(.+)'", lambda m: tell("There is no name '{name}'", name=m[1])),
    (
        r"(.+) is a (\w+): it can't be called",
        lambda m: tell("{name} is a {type}: it can't be called", name=m[1], type=m[2]),
    ),
    (
        r"(.+) is a (\w+): it has no '(.+)'",
        lambda m: tell("{name} is a {type}: it has no '{attribute}'", name=m[1], type=m[2], attribute=m[3]),
    ),
)


def explain(failure: Failure, source: str = "") -> str:
    """The exception in one or two plain sentences; `source` is the cell it came from, to quote the line."""
    if failure.name in ("Missing", "NotCallable"):
        problem = _no_way_in(failure.message)
        return tell("{problem}. Define it in the answer cell, and run that cell.", problem=problem)
    happened = f"{failure.name}: {_short(failure.message)}".rstrip(": .")
    lines = source.splitlines()
    if failure.line and 0 < failure.line <= len(lines):
        code = _short(lines[failure.line - 1].strip(), 80)
        happened = tell(
            "Line {line} (`{code}`) raised {error}.", line=failure.line, code=code, error=happened
        )
    elif failure.line:
        happened = tell("Line {line} raised {error}.", line=failure.line, error=happened)
    else:
        happened = tell("Your code raised {error}.", error=happened)
    cause = _cause(failure)
    return f"{happened} {cause}" if cause else happened


def stopped(run: CellRun) -> str:
    """Why a run was ended from outside, and what to try."""
    if run.stopped == "time":
        return tell(
            "The code ran too long and was stopped. Does a loop never end, or does it wait for something?"
        )
    if run.stopped == "memory":
        return tell("The code used too much memory and was stopped.")
    if run.stopped == "output":
        return tell("The code printed too much and was stopped.")
    return tell(
        "The program ended before it was finished: the kernel died or was stopped. Take out what ends it."
    )


def _no_way_in(message: str) -> str:
    for pattern, sentence in NO_WAY_IN:
        if found := re.fullmatch(pattern, message):
            return sentence(found)
    return message


def _cause(failure: Failure) -> str:
    for name, pattern, sentence in CAUSES:
        found = re.search(pattern, failure.message) if name == failure.name else None
        if found:
            return sentence(found)
    return ""


def _short(text: str, limit: int = 200) -> str:
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1] + "…"
