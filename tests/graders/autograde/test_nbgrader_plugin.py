"""nbgrader's own commands in a course folder, with the kit's configuration: the same sandbox, the same
judge."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from course import RIGHT, STARTER, answered, lesson, make_course, submit

pytestmark = [pytest.mark.sandbox, pytest.mark.slow]

CHEAT = 'import graders\nasync def check(*ids):\n    return 15\ngraders.check = check\nprint("Turn 1: mine")'


def nbgrader(course: Path, *arguments: str) -> subprocess.CompletedProcess:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    command = [sys.executable, "-m", "nbgrader", *arguments]
    return subprocess.run(
        command, cwd=course, env=os.environ | {"PATH": path}, capture_output=True, text=True
    )


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course that plain nbgrader has released, graded and given feedback on."""
    exercises = {"three-turn-chat": (RIGHT, 15), "no-such-exercise": ("print(1)", 3)}
    folder = make_course(tmp_path_factory.mktemp("course"), {"01_memory": lesson(exercises)})
    rest = {"no-such-exercise": "print(1)"}
    submit(folder, "right", answered({"three-turn-chat": RIGHT} | rest))
    submit(folder, "untouched", answered({"three-turn-chat": STARTER} | rest))
    path = submit(folder, "cheat", answered({"three-turn-chat": CHEAT} | rest))
    (path.parent / "stolen.txt").symlink_to("/etc/passwd")
    (path.parent / "own.txt").write_text("mine")
    submit(folder, "broken", "{")
    assert nbgrader(folder, "generate_assignment", "01_memory").returncode == 0
    graded = nbgrader(folder, "autograde", "01_memory")
    assert "not a whole JSON file" in graded.stderr
    assert nbgrader(folder, "generate_feedback", "01_memory").returncode == 0
    return folder


def grades(course: Path) -> dict[str, dict[str, tuple]]:
    query = """select student_id, base_cell.name, auto_score, needs_manual_grade from grade
        join base_cell on base_cell.id = grade.cell_id
        join submitted_notebook book on book.id = grade.notebook_id
        join submitted_assignment handed on handed.id = book.assignment_id"""
    found: dict[str, dict[str, tuple]] = {}
    with sqlite3.connect(course / "gradebook.db") as book:
        for student, cell, *rest in book.execute(query):
            found.setdefault(student, {})[cell] = tuple(rest)
    return found


@pytest.mark.parametrize(("student", "score"), [("right", 15), ("untouched", 0), ("cheat", 0)])
def test_autograde_judges_outside_of_the_submission(course, student, score):
    assert grades(course)[student]["check-three-turn-chat"] == (score, 0)


def test_what_could_not_be_checked_waits_for_a_person_and_is_no_full_mark(course):
    assert grades(course)["right"]["check-no-such-exercise"] == (None, 1)


def test_a_broken_submission_has_no_score(course):
    assert set(grades(course)["broken"].values()) == {(None, 1)}


def test_no_link_is_followed_when_a_submission_is_copied(course):
    assert sorted(path.name for path in (course / "autograded" / "cheat" / "01_memory").iterdir()) == [
        "memory.ipynb",
        "own.txt",
    ]


def test_feedback_tells_what_the_judge_said(course):
    page = (course / "feedback" / "untouched" / "01_memory" / "memory.html").read_text()
    assert "not attempted yet" in page
