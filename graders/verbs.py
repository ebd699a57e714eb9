"""The three verbs a learner meets: `check`, `hint`, `solution`."""

from __future__ import annotations

import os
import sys
from collections.abc import Generator
from dataclasses import replace
from typing import Any

from course_lib.language import tell
from course_lib.recorder import install, recorder
from course_lib.show.html import ROOT, Html, Shown, tag
from course_lib.show.progress import Task, note, plan, progress
from graders import exercises
from graders.display import marked
from graders.inside import silent_about_awaits
from graders.judge import judge
from graders.rubric import Exercise, Outcome, Verdict

_hints_given: dict[str, int] = {}
_asked: set[str] = set()

plan(Task(e.id, e.points, e.core, e.title) for e in exercises.all().values())


def check(exercise_id: str) -> Check:
    """Judge your last run of an answer cell: `await check("three-turn-chat")`.

    Shows what is right and, for the rest, what was expected, what was seen and what to try. Raises
    KeyError for an unknown exercise.
    """
    return Check(_exercise(exercise_id))


class Check:
    """A check that waits to be awaited."""

    def __init__(self, exercise: Exercise) -> None:
        self.exercise = exercise

    def __await__(self) -> Generator[Any, None, Verdict]:
        return self._check().__await__()

    def __repr__(self) -> str:
        call = f'await check("{self.exercise.id}")'
        return tell("Nothing was checked yet: a check waits for the model. Write `{call}`.", call=call)

    async def _check(self) -> Verdict:
        from graders.local import LocalSubject

        _refuse_under_stock_nbgrader()
        install()
        sheet = exercises.sheets().get(self.exercise.id)
        answer = recorder().run_of(self.exercise.id)
        with silent_about_awaits():
            subject = LocalSubject(_namespace())
            verdict = await judge(self.exercise, answer, subject, starter=sheet.starter if sheet else None)
            del subject  # and the objects that it kept
        if os.environ.get("NBGRADER_EXECUTION") == "validate" and verdict.outcome is not Outcome.RIGHT:
            raise AssertionError(repr(verdict))
        return replace(verdict, closing=_closing(self.exercise, verdict))


def _closing(exercise: Exercise, verdict: Verdict) -> tuple[str, ...]:
    """What counts later, under a right answer; and the progress, which takes in the verdict's score."""
    if verdict.score is None:
        return (progress().line(),)
    noted = note(exercise.id, verdict.score, verdict.max_score, core=exercise.core).line()
    if verdict.outcome is not Outcome.RIGHT:
        return (noted,)
    later = tell("Handed in, the whole notebook is run again from the top and judged by the same rules.")
    return later, noted


def hint(exercise_id: str) -> Words:
    """The next hint of an exercise, from vague to concrete: `hint("three-turn-chat")`."""
    exercise = _exercise(exercise_id)
    number = min(_hints_given.get(exercise_id, 0) + 1, len(exercise.hints))
    _hints_given[exercise_id] = number
    title = tell("Hint {number} of {count}", number=number, count=len(exercise.hints))
    return Words(title, tell(exercise.hints[number - 1]) if exercise.hints else tell("There are no hints."))


def solution(exercise_id: str, *, reveal: bool = False) -> Words:
    """A worked solution, on the second call or with `reveal=True`: `solution("three-turn-chat")`."""
    _exercise(exercise_id)
    sheet = exercises.sheets().get(exercise_id)
    if sheet is None or not sheet.solution.strip():
        return Words(tell("Solution"), tell("There is no worked solution of this exercise here."))
    if not reveal and exercise_id not in _asked:
        _asked.add(exercise_id)
        call = f'hint("{exercise_id}")'
        return Words(
            tell("Solution"),
            tell("Try it first, `{call}` helps. Run this again to see the solution.", call=call),
        )
    return Words(tell("One solution of many"), sheet.solution.strip("\n"), code=True)


class Words(Shown):
    """A title and a text, or code."""

    def __init__(self, title: str, body: str, *, code: bool = False) -> None:
        self._title, self._body, self._code = title, body, code

    def html(self) -> Html:
        body = (
            tag("pre", tag("code", self._body), tabindex="0") if self._code else tag("p", marked(self._body))
        )
        return tag("div", tag("p", tag("strong", self._title)), body, class_=ROOT, role="status")

    def text(self) -> str:
        return f"{self._title}\n{self._body}"


def _exercise(exercise_id: str) -> Exercise:
    return exercises.find(exercise_id)


def _namespace() -> dict[str, Any]:
    from IPython import get_ipython

    shell = get_ipython()
    return vars(sys.modules["__main__"]) if shell is None else shell.user_ns


def _refuse_under_stock_nbgrader() -> None:
    """nbgrader gives full marks to a grade cell without output, so a check that nobody watches must not end
    quietly.
    """
    if os.environ.get("NBGRADER_EXECUTION") == "autograde":
        raise RuntimeError(
            "This check is a preview for learners and gives no score. Grade with `course grade`, or with "
            "nbgrader and this course's nbgrader_config.py, which judges outside of the submission."
        )
