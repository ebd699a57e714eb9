"""What the exercises are as a whole."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from graders import exercises
from graders.exercises.memory import TRUTH, holds_a_name

SOLUTIONS = Path(__file__).parents[3] / "solutions"
POINTS = {
    "first-call": 5,
    "three-turn-chat": 15,
    "predict-memory": 10,
    "cooking-bot": 15,
    "bounded-reviewer": 5,
    "two-bots": 10,
    "stream-say": 15,
    "stream-usage": 10,
    "sliding-window": 15,
    "whole-exchanges": 15,
    "save-the-reply": 5,
    "separate-histories": 5,
    "system-first": 5,
    "collect-the-chunks": 5,
    "await-the-call": 4,
    "keep-the-system-prompt": 4,
    "fresh-history": 4,
    "empty-chunks": 8,
    "safe-say": 10,
    "friendly-errors": 10,
    "travel-planner": 15,
    "streaming-window-planner": 10,
    "extract-booking": 10,
    "call-a-tool": 10,
    "answer-from-notes": 10,
}


def test_the_exercises_and_their_points_are_those_of_the_course() -> None:
    assert {name: exercise.points for name, exercise in exercises.all().items()} == POINTS
    assert sum(POINTS.values()) == 230


def test_the_tutorials_own_exercises_are_marked() -> None:
    core = {name: e.points for name, e in exercises.all().items() if e.core}
    assert core == {"three-turn-chat": 15, "cooking-bot": 15}


def test_every_exercise_has_a_title_and_a_ladder_of_hints() -> None:
    for exercise in exercises.all().values():
        assert exercise.title
        assert len(exercise.hints) >= 3


def test_an_unknown_exercise_is_named_with_those_there_are() -> None:
    with pytest.raises(KeyError, match=r"no exercise 'three-turns'.*three-turn-chat"):
        exercises.find("three-turns")


def test_a_solution_is_sealed_and_unsealed() -> None:
    text = 'print("DONE")\n' * 3
    assert "DONE" not in exercises.sealed(text)
    assert exercises.unsealed(exercises.sealed(text)) == text


def test_the_rubric_knows_which_payloads_of_the_lesson_hold_a_name() -> None:
    notebook = json.loads((SOLUTIONS / "01_memory" / "memory.ipynb").read_text(encoding="utf-8"))
    sources = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    given = next(source for source in sources if re.search(r"^payloads = ", source, re.MULTILINE))
    namespace: dict = {}
    exec(given, namespace)
    assert {letter for letter, held in namespace["payloads"].items() if holds_a_name(held)} == TRUTH
