"""A notebook in miniature: given cells and an answer cell run in a fresh namespace, as a kernel would, then
the judge.

Not a kernel: top-level await is compiled in, prints and requests are recorded by the kit's own recorder.
"""

from __future__ import annotations

import ast
import asyncio
import inspect
import linecache
import traceback
from collections.abc import Callable
from typing import Any

import pytest

from course_lib.evidence import CellRun, Failure
from course_lib.practice.fresh import fresh_words
from course_lib.practice.model import PracticeModel
from course_lib.recorder import Recorder, recorder
from graders import exercises
from graders.judge import judge
from graders.local import LocalSubject
from graders.rubric import Verdict

EVERYWHERE = """
from course_lib import MODEL, connect
client = connect()
"""
CHAT = """
history = []

async def chat(user_message: str) -> str:
    history.append({"role": "user", "content": user_message})
    response = await client.chat.completions.create(model=MODEL, messages=history)
    assistant_message = response.choices[0].message.content
    history.append({"role": "assistant", "content": assistant_message})
    return assistant_message

await chat("My name is Priya. I'm building a web scraper.")
"""
PAYLOADS = """
question = {"role": "user", "content": "What's my name?"}
name, job = "My name is Priya.", "I work at Google."
payloads = {
    "A": [{"role": "user", "content": name}, {"role": "assistant", "content": "Thanks."}, question],
    "B": [{"role": "system", "content": "You are a helpful assistant."}, question],
    "C": [{"role": "assistant", "content": "Hello, Priya!"}, {"role": "user", "content": job}, question],
    "D": [{"role": "user", "content": job}, {"role": "assistant", "content": "Good."}, question],
}
"""
CHATBOT = """
class Chatbot:
    def __init__(self, system_prompt: str, model: str = MODEL):
        self.model = model
        self.history = [{"role": "system", "content": system_prompt}]

    async def say(self, user_message: str) -> str:
        self.history.append({"role": "user", "content": user_message})
        response = await client.chat.completions.create(model=self.model, messages=self.history)
        reply = response.choices[0].message.content
        self.history.append({"role": "assistant", "content": reply})
        return reply
"""
WEATHER = """
def get_weather(city: str) -> str:
    degrees = sum(map(ord, city)) % 30
    return f"{degrees} degrees and sunny in {city}"

weather_tool = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    },
}
"""
NOTES = """
import re

notes = [
    "The library opens at nine and closes at eight in the evening.",
    "Borrowed books are due after three weeks; a late book costs 20 cents a day.",
    "The reading room on the second floor has 48 desks with power sockets.",
    "Coffee and cold drinks are sold in the courtyard; eating between the shelves is not allowed.",
    "Guided tours start each Saturday at eleven at the main entrance.",
    "The printer on the ground floor takes coins and student cards.",
    "Lost keys are kept at the porter's desk for one month.",
    "The music collection holds 2,300 vinyl records, which may not be borrowed.",
]

COMMON = set("a an and are at be by can do does for from have how i if in is it its me much".split())
COMMON |= set("my not of on or the their there to until what when where which who with you your".split())

def words(text: str) -> set[str]:
    return {word[:5].rstrip("s") for word in re.findall(r"\\w+", text.lower()) if word not in COMMON}
"""
GIVEN = {
    "memory": CHAT + PAYLOADS,
    "system_prompts": CHATBOT,
    "long_conversations": CHATBOT,
    "common_mistakes": CHATBOT,
    "errors_and_cost": "import openai\n" + CHATBOT,
    "travel_planner": CHATBOT,
    "going_further": WEATHER + NOTES,
}


def given(exercise_id: str) -> str:
    """The code of the cells above an exercise's answer cell."""
    for lesson in exercises.LESSONS:
        module = __import__(f"graders.exercises.{lesson}", fromlist=["*"])
        if any(getattr(thing, "id", None) == exercise_id for thing in vars(module).values()):
            return EVERYWHERE + GIVEN.get(lesson, "")
    raise KeyError(exercise_id)


async def run_cell(source: str, namespace: dict[str, Any], *, cell_id: str, log: Recorder) -> CellRun:
    """Run one cell in the namespace and give what was seen."""
    name = f"<ipython-input-{cell_id}>"
    linecache.cache[name] = (len(source), None, source.splitlines(True), name)
    model, failure = PracticeModel(fresh=fresh_words(), retry_after=0.001), None
    with log.capture() as seen, log.override(model):
        try:
            code = compile(source, name, "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
            result = eval(code, namespace)
            if inspect.isawaitable(result):
                await result
        except (Exception, SystemExit) as error:
            failure = failure_of(error, name)
    return seen.run(cell_id=cell_id, source=source, failure=failure)


def failure_of(error: BaseException, name: str) -> Failure:
    """The exception as a recorder notes it."""
    lines = [f.lineno for f in traceback.extract_tb(error.__traceback__) if f.filename == name]
    line = error.lineno if isinstance(error, SyntaxError) else (lines[0] if lines else None)
    return Failure(type(error).__name__, str(error), line)


async def judged(
    exercise_id: str, source: str, *, above: str | None = None, patience: float = 5.0
) -> Verdict:
    """Run the given cells, then the answer cell, and judge it."""
    namespace: dict[str, Any] = {"__name__": "__main__"}
    log = recorder()
    setup = await run_cell(
        given(exercise_id) if above is None else above, namespace, cell_id="given", log=log
    )
    assert setup.failure is None, setup.failure
    answer = await run_cell(source, namespace, cell_id=exercise_id, log=log)
    subject = LocalSubject(namespace, recorder=log, patience=patience)
    return await judge(exercises.find(exercise_id), answer, subject)


def verdict_on(exercise_id: str, source: str, **options: Any) -> Verdict:
    """The verdict on an answer, from a plain function."""
    return asyncio.run(judged(exercise_id, source, **options))


@pytest.fixture(name="verdict_on")
def _verdict_on() -> Callable[..., Verdict]:
    return verdict_on
