"""Feedback is told in the language that COURSE_LANGUAGE names, and anew when another one is named."""

from __future__ import annotations

import asyncio

import nbformat
import pytest
from course import answered, memory_course, submit

from graders.autograde.batch import grade_course

pytestmark = pytest.mark.sandbox

PARTLY = """
print("Turn 1:", await chat("My favorite language is Python."))
from course_lib import show_requests
print("DONE")
show_requests()
""".strip()


def feedback(course, name):
    """The text of a graded cell's outputs, when the whole course is graded now."""
    asyncio.run(grade_course(course))
    notebook = nbformat.read(course / "autograded" / "ana" / "01_memory" / "memory.ipynb", as_version=4)
    (cell,) = (cell for cell in notebook.cells if cell.id == name)
    return "\n".join(output.get("text") or output["data"]["text/plain"] for output in cell.outputs)


def test_feedback_follows_the_language(tmp_path, monkeypatch):
    course = memory_course(tmp_path)
    submit(course, "ana", answered({"three-turn-chat": PARTLY}))
    assert "Three turns were expected" in feedback(course, "check-three-turn-chat")
    monkeypatch.setenv("COURSE_LANGUAGE", "de")
    told = feedback(course, "check-three-turn-chat")
    assert "Erwartet waren drei Turns" in told
    assert "expected" not in told
    assert "Was gesendet wurde: ein Request" in feedback(course, "three-turn-chat")
