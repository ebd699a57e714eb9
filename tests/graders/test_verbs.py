"""check, hint and solution in a real IPython, as a learner's kernel runs them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from graders import exercises, hint, solution, verbs
from graders.exercises import Sheet, sealed
from graders.rubric import Outcome

NOTEBOOK = """
import asyncio, json, sys
from IPython.core.interactiveshell import InteractiveShell

shell, loop = InteractiveShell.instance(), asyncio.new_event_loop()
asyncio.set_event_loop(loop)
shell.displayhook.write_output_prompt = lambda: None

def cell(source, cell_id=None):
    shown = shell.transform_cell(source)
    result = loop.run_until_complete(
        shell.run_cell_async(source, transformed_cell=shown, cell_id=cell_id, store_history=True))
    error = result.error_in_exec
    return result.result if error is None else f"{type(error).__name__}: {error}"

cell("from course_lib import MODEL, connect\\nfrom graders import check, hint, solution\\nclient = connect()")
seen = []
"""


def run(script: str, folder: Path, **environment: str) -> list:
    """Run a notebook script in a process of its own; gives the list `seen` that it fills."""
    source = NOTEBOOK + textwrap.dedent(script) + "\nsys.stderr.write(json.dumps(seen))"
    env = {k: v for k, v in os.environ.items() if not k.startswith(("NBGRADER", "COURSE"))} | environment
    env |= {"IPYTHONDIR": str(folder / "ipython"), "PYTHONWARNINGS": "ignore"}
    (folder / ".course").mkdir(exist_ok=True)  # the progress of a course further up is not this one's
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, cwd=folder, env=env)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stderr.splitlines()[-1])


FIRST_CALL = """
    GOOD = '''
    r = await client.chat.completions.create(model=MODEL, messages=[{"role": "user", "content": "Hello"}])
    print(r.choices[0].message.content)
    print("Tokens:", r.usage.total_tokens)
    '''
"""


def test_a_cell_is_judged_by_its_last_run(tmp_path: Path) -> None:
    before, wrong, right, commented = run(
        textwrap.dedent(FIRST_CALL)
        + textwrap.dedent("""
        import textwrap
        GOOD = textwrap.dedent(GOOD)
        def checked():
            verdict = cell('await check("first-call")')
            return [verdict.outcome, verdict.score, repr(verdict)]
        seen.append(checked())
        cell("print('Hello')", "first-call")
        seen.append(checked())
        cell(GOOD, "first-call")
        seen.append(checked())
        cell("print('Hello')", "first-call")
        cell("# exercise: first-call" + GOOD, "a-front-end-without-ids")
        seen.append(checked())
        """),
        tmp_path,
    )
    assert before[:2] == [Outcome.NOT_ATTEMPTED, None]
    assert wrong[:2] == [Outcome.WRONG, 0]
    assert "No request reached the model" in wrong[2]
    assert "0/25 exercises · 0/230 XP" in before[2]
    assert "0/25 exercises · 0/230 XP" in wrong[2]
    assert "Handed in" not in wrong[2]
    assert "Handed in" in right[2]
    assert "1/25 exercises · 5/230 XP" in right[2]
    assert right[:2] == [Outcome.RIGHT, 5]
    assert commented[:2] == [Outcome.RIGHT, 5]


def test_what_a_check_calls_is_not_shown_as_the_learners(tmp_path: Path) -> None:
    (shown, score, sent) = run(
        """
        import contextlib, io
        cell('''
        async def stream_say(history, user_message):
            history.append({"role": "user", "content": user_message})
            reply = ""
            ask = client.chat.completions.create(model=MODEL, messages=history, stream=True)
            async for chunk in await ask:
                piece = chunk.choices[0].delta.content or ""
                print(piece, end="")
                reply += piece
            history.append({"role": "assistant", "content": reply})
            return reply
        ''', "stream-say")
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            verdict = cell('verdict = await check("stream-say"); verdict')
        from course_lib.recorder import recorder
        seen += [out.getvalue(), verdict.score, len(recorder().exchanges())]
        """,
        tmp_path,
    )
    assert score == 15
    assert sent == 0
    assert "thing" not in shown
    assert "stream-say: right" in shown


def test_a_check_without_await_says_what_to_write(tmp_path: Path) -> None:
    assert run("seen.append(repr(cell('check(\"first-call\")')))", tmp_path) == [
        'Nothing was checked yet: a check waits for the model. Write `await check("first-call")`.'
    ]


def test_progress_is_noted(tmp_path: Path) -> None:
    (line,) = run(
        """
        cell("print('Hello')", "first-call")
        cell('await check("first-call")')
        from course_lib import progress
        seen.append(progress().text())
        """,
        tmp_path,
    )
    assert "0/25 exercises" in line
    assert "230" in line


def test_under_stock_nbgrader_a_check_never_ends_quietly(tmp_path: Path) -> None:
    script = "cell(\"print('Hello')\", 'first-call'); seen.append(str(cell('await check(\"first-call\")')))"
    (refused,) = run(script, tmp_path, NBGRADER_EXECUTION="autograde")
    assert refused.startswith("RuntimeError: This check is a preview")
    (validated,) = run(script, tmp_path, NBGRADER_EXECUTION="validate")
    assert validated.startswith("AssertionError")
    assert "first-call" in validated


@pytest.fixture
def untouched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verbs, "_hints_given", {})
    monkeypatch.setattr(verbs, "_asked", set())


@pytest.mark.usefixtures("untouched")
def test_hints_go_from_vague_to_concrete_and_stay_at_the_last() -> None:
    ladder = exercises.find("cooking-bot").hints
    said = [repr(hint("cooking-bot")) for _ in range(len(ladder) + 1)]
    assert [text.split("\n")[1] for text in said] == [*ladder, ladder[-1]]
    assert said[0].startswith("Hint 1 of 3")


@pytest.mark.usefixtures("untouched")
def test_names_in_a_hint_are_shown_as_code() -> None:
    assert "<code>chat()</code>" in hint("three-turn-chat")._repr_html_()


@pytest.mark.usefixtures("untouched")
def test_a_solution_asks_to_try_first(monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = Sheet("00_first_call", "", exercises.unsealed(sealed("print('secret')\n")))
    monkeypatch.setattr(exercises, "sheets", lambda: {"first-call": sheet})
    assert "Try it first" in repr(solution("first-call"))
    assert "print('secret')" in repr(solution("first-call"))
    assert "print('secret')" in repr(solution("first-call", reveal=True))
    assert "print(&#x27;secret&#x27;)" in solution("first-call", reveal=True)._repr_html_()
    assert "no worked solution" in repr(solution("cooking-bot", reveal=True))


@pytest.mark.parametrize("verb", ["check", "hint", "solution"])
def test_an_unknown_exercise_is_said_at_once(verb: str) -> None:
    with pytest.raises(KeyError, match="no exercise 'first_call'"):
        getattr(verbs, verb)("first_call")
