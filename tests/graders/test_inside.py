"""A probe's hands inside: what each operation does, and what it answers when it can't."""

from __future__ import annotations

import asyncio
import gc
from typing import Any

import pytest

from graders.inside import Inside, call, failure_in, silent_about_awaits
from graders.plain import Missing, decode, encode
from graders.subject import Kept

BOT = """
class Bot:
    def __init__(self, name): self.name = name
    async def say(self, text): return self.name + text
"""


def run(source: str) -> Inside:
    namespace: dict[str, Any] = {}
    exec(compile(source, "<answer>", "exec"), namespace)
    return Inside(namespace)


def done(inside: Inside, target: str, *args: Any, keep: str | None = None, **kwargs: Any) -> dict[str, Any]:
    return asyncio.run(inside.do(call(target, args, kwargs, keep=keep)))


def test_a_function_is_called_and_its_value_comes_back() -> None:
    assert done(run("def add(a, *, b): return a + b"), "add", 1, b=2) == {"value": 3}


def test_a_coroutine_is_awaited() -> None:
    assert done(run("async def ask(text): return text.upper()"), "ask", "hi") == {"value": "HI"}


def test_what_is_made_is_kept_and_can_be_called() -> None:
    inside = run(BOT)
    done(inside, "Bot", "a", keep="one")
    done(inside, "Bot", "b", keep="two")
    assert done(inside, "@one.say", "!") == {"value": "a!"}
    assert done(inside, "@two.say", "!") == {"value": "b!"}


def test_a_kept_list_is_the_same_list_in_every_call() -> None:
    inside = run("def add(history, text): history.append(text)")
    asyncio.run(inside.do({"do": "keep", "name": "history", "value": encode([])}))
    done(inside, "add", Kept("history"), "a")
    done(inside, "add", Kept("history"), "b")
    assert asyncio.run(inside.do({"do": "value", "path": "@history"})) == {"value": ["a", "b"]}


@pytest.mark.parametrize(
    ("path", "value"),
    [("x", 1), ("y", Missing), ("x.real", 1), ("x.nothing.at_all", Missing), ("@kept", Missing)],
)
def test_a_value_is_looked_up_and_missing_when_there_is_none(path: str, value: Any) -> None:
    answer = asyncio.run(run("x = 1").do({"do": "value", "path": path}))
    assert decode(answer["value"]) == value


@pytest.mark.parametrize(
    ("target", "name", "words"),
    [
        ("nothing", "Missing", "no name 'nothing'"),
        ("x.say", "Missing", "x is a int: it has no 'say'"),
        ("x", "NotCallable", "x is a int"),
    ],
)
def test_what_cannot_be_called_is_told_without_an_exception(target: str, name: str, words: str) -> None:
    failure = failure_in(done(run("x = 1"), target))
    assert failure is not None
    assert failure.name == name
    assert words in failure.message


def test_an_exception_is_told_with_the_learners_own_line() -> None:
    source = "import json\n\ndef read(text):\n    return json.loads(text)\n"
    failure = failure_in(done(run(source), "read", "{"))
    assert failure is not None
    assert (failure.name, failure.line) == ("JSONDecodeError", 4)
    assert failure.message.startswith("Expecting")


@pytest.mark.parametrize("raising", ["raise SystemExit(0)", "raise KeyboardInterrupt", "exit()", "raise Odd"])
def test_nothing_that_the_learners_code_raises_gets_out(raising: str) -> None:
    source = f"class Odd(Exception):\n    def __str__(self): raise ValueError\ndef go():\n    {raising}\n"
    failure = failure_in(done(run(source), "go"))
    assert failure is not None
    assert failure.name


def test_a_coroutine_that_is_returned_is_closed() -> None:
    answer = done(run("async def inner(): return 1\nasync def ask(): return inner()"), "ask")
    assert decode(answer["value"]).type_name == "coroutine"


def test_a_forged_answer_is_only_text() -> None:
    """What is no text is left out: to write it as text may fail, however deep it is nested."""
    failure = failure_in({"failure": {"name": 3, "message": ["x"], "line": "7"}})
    assert failure is not None
    assert (failure.name, failure.message, failure.line) == ("", "", None)
    assert failure_in({"failure": "no"}) is None


@pytest.mark.parametrize(
    "body",
    [
        "r = other(); return r.text",
        "return other().text",
        "return [other(), 'two']",
        "history.append({'content': other()})",
    ],
)
def test_a_call_that_was_never_awaited_writes_nothing_to_stderr(
    body: str, capsys: pytest.CaptureFixture
) -> None:
    inside = run(f"async def other(): pass\nasync def ask(history): {body}")
    asyncio.run(inside.do({"do": "keep", "name": "history", "value": []}))
    with silent_about_awaits():
        done(inside, "ask", Kept("history"))
        del inside
    gc.collect()
    assert capsys.readouterr().err == ""
