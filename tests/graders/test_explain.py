"""The slips of the first week, as exceptions that Python itself raises, in plain words."""

from __future__ import annotations

import asyncio
import json

import pytest

from course_lib.evidence import CellRun, Failure
from graders.explain import CAUSES, explain, stopped

SLIPS = {
    "history = []\ndef f():\n    history += [1]\nf()": ["UnboundLocalError", "history.append"],
    "print(chat('Hi'))": ["NameError", "`chat` comes from a cell further up"],
    "reply = None\nreply + '!'": ["TypeError"],
    "'a' + None": ["None", "`return`"],
    "'a' + 1": ["f-string"],
    "''.join(['a', None])": ["None"],
    "None['choices']": ["None"],
    "None.choices": ["None"],
    "[].choices": ["list"],
    "[][0]": ["empty"],
    "[1, 2, 3][3]": ["shorter"],
    "{}['content']": ["no key 'content'"],
    "can_answer = {A, C}": ["`A`", "quotes"],
    "class Bot: pass\nBot().say": ["Bot has no `say`"],
    "class Bot: pass\nBot('You are a cook')": ["arguments"],
    "class Bot:\n    def say(self, text): pass\nBot.say('Hi')": ["class Bot itself", "object"],
    "(1)()": ["can't be called"],
    "raise SystemExit": ["exit()"],
    "import nothing_like_that": ["not installed"],
    "import json\njson.loads('Hi')": ["not JSON"],
    "import json\njson.dumps({'content': object()})": ["text"],
    "print('a'": ["bracket"],
    "  x = 1": ["indent"],
}
AWAIT_SLIPS = {
    "reply().choices": ["await"],
    "reply()['choices']": ["await"],
    "[m for m in reply()]": ["await"],
    "'AI: ' + reply()": ["await"],
    "import json\njson.dumps({'content': reply()})": ["await"],
    "import asyncio\nasyncio.run(reply())": ["await main()"],
    "await 'text'": ["await", "str"],
    "async for c in reply(): pass": ["stream was not awaited"],
    "async for c in 'text': pass": ["stream=True"],
    "async def pieces():\n    yield 1\nfor p in pieces(): pass": ["async for"],
    "x = reply()\nawait x\nawait x": ["once"],
}


def failure_of(source: str) -> Failure:
    """What Python raises for this cell."""
    import ast

    async def reply() -> str:
        return "Hi"

    async def go() -> None:
        code = compile(source, "<cell>", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        result = eval(code, {"reply": reply})
        if result is not None:
            await result

    try:
        asyncio.run(go())
    except (Exception, SystemExit) as error:
        return Failure(type(error).__name__, str(error), 1)
    raise AssertionError("nothing was raised")


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("source", [*SLIPS, *AWAIT_SLIPS])
def test_a_slip_is_explained(source: str) -> None:
    said = explain(failure_of(source), source)
    assert all(words in said for words in (SLIPS | AWAIT_SLIPS)[source]), said
    assert said.startswith("Line 1 (`")


def test_an_unknown_exception_is_quoted_as_it_is() -> None:
    assert explain(Failure("OddError", "what is this")) == "Your code raised OddError: what is this."
    assert explain(Failure("OddError", "got null.")) == "Your code raised OddError: got null."


def test_long_messages_are_shortened_and_braces_do_no_harm() -> None:
    said = explain(Failure("OddError", "{x} " * 500, 1), "f'{y}'")
    assert len(said) < 400
    assert "{x}" in said


@pytest.mark.parametrize("word", ["time", "memory", "output", "died", "anything"])
def test_every_way_to_be_stopped_has_a_sentence(word: str) -> None:
    assert "stopped" in stopped(CellRun("x", stopped=word))


def test_no_cause_hides_another() -> None:
    assert len({(name, pattern) for name, pattern, _ in CAUSES}) == len(CAUSES)
    assert json.dumps([pattern for _, pattern, _ in CAUSES])
