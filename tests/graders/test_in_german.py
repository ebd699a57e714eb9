"""With COURSE_LANGUAGE=de the three verbs and every explanation of an exception are told in German."""

from __future__ import annotations

import asyncio

import pytest

from course_lib.evidence import CellRun, Exchange, Failure
from graders import check, exercises, hint, solution, verbs
from graders.explain import explain, stopped
from graders.inside import MISSING, NOT_CALLABLE, Inside, call, failure_in
from graders.rubric import Exercise


@pytest.fixture(autouse=True)
def _nothing_asked_yet(monkeypatch):
    monkeypatch.setattr(verbs, "_asked", set())
    monkeypatch.setattr(verbs, "_hints_given", {})


def test_the_verbs_speak_german(untold):
    assert untold(hint("first-call").text()) == ""
    assert untold(solution("first-call").text()) == ""
    assert untold(repr(check("first-call"))) == ""


def test_an_unknown_exercise_is_refused_in_german(untold):
    with pytest.raises(KeyError) as refused:
        check("no-such-exercise")
    assert untold(refused.value.args[0]) == ""


@pytest.mark.parametrize("exercise", exercises.all().values(), ids=lambda e: e.id)
def test_every_hint_is_told_in_german(exercise: Exercise, untold):
    for _ in exercise.hints:
        assert untold(hint(exercise.id).text()) == ""


@pytest.mark.parametrize(
    ("failure", "source"),
    [
        (Failure("NameError", "name 'x' is not defined", 1), "print(x)"),
        (Failure("NameError", "name 'x' is not defined", 3), ""),
        (Failure("ZeroDivisionError", "division by zero", None), ""),
    ],
)
def test_an_exception_is_explained_in_german(failure, source, untold):
    assert untold(explain(failure, source)) == ""


@pytest.mark.parametrize(
    ("names", "target"), [({}, "ask"), ({"ask": "text"}, "ask"), ({"bot": {}}, "bot.say")]
)
def test_what_a_probe_did_not_find_is_told_in_german(names, target, untold):
    failure = failure_in(asyncio.run(Inside(names).do(call(target, (), {}))))
    assert failure.name in (MISSING, NOT_CALLABLE)
    said = explain(failure)
    assert untold(said) == ""
    assert failure.message not in said


@pytest.mark.parametrize("reason", ["time", "memory", "output", "died"])
def test_why_a_run_was_stopped_is_told_in_german(reason, untold):
    assert untold(stopped(CellRun("x", exchanges=(Exchange(1, {}),), stopped=reason))) == ""
