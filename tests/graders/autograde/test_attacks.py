"""A hostile class: every attack of `attacks/` is handed in by a student, all are graded in one batch."""

from __future__ import annotations

import asyncio
import re
import socket
import sqlite3
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from course import RIGHT, answered, memory_course, submit
from hostile import hand_in, text_of

from graders.autograde.batch import grade_course
from graders.autograde.limits import Limits
from graders.autograde.report import ATTENTION

pytestmark = [pytest.mark.sandbox, pytest.mark.slow]

ATTACKS = {path.stem: path.read_text() for path in sorted((Path(__file__).parent / "attacks").glob("*.txt"))}
LIMITS = Limits(cell_seconds=6, submission_seconds=25, interrupt_seconds=1, memory=400 * 2**20)
HONEST = ("honest-first", "zz-honest-last")


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """The course after grading, and the rows by student."""
    course = memory_course(tmp_path_factory.mktemp("course_of_everyone"))
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket(socket.AF_UNIX) as abstract:
        name = f"the-graders-{server.getsockname()[1]}"
        abstract.bind(f"\0{name}")
        abstract.listen()
        names = {
            "COURSE": str(course),
            "HOME": str(Path.home()),
            "PORT": str(server.getsockname()[1]),
            "ABSTRACT": name,
        }
        for student in HONEST:
            submit(course, student, answered({"three-turn-chat": RIGHT}))
        asyncio.run(grade_course(course, students=HONEST[:1]))  # now there is a gradebook to attack
        for student, attack in ATTACKS.items():
            hand_in(course, student, attack, **names)
        report = asyncio.run(grade_course(course, workers=4, limits=LIMITS))
    return course, {row.student: row for row in report.rows}


def notebook_of(course: Path, student: str) -> Path:
    return course / "autograded" / student / "01_memory" / "memory.ipynb"


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_gets_nothing(graded, name):
    course, rows = graded
    row, expected = rows[name], re.search(r"^# expect: (.*)$", ATTACKS[name], re.MULTILINE)
    assert not row.score, row
    if expected and expected[1] == "attention":
        assert (row.status, row.score) == (ATTENTION, None)
        assert row.reason
        return
    assert "PWNED" not in text_of(notebook_of(course, name)), text_of(notebook_of(course, name))
    assert notebook_of(course, name).stat().st_size < 2_000_000
    assert row.status == "graded", row
    if expected:
        assert [exercise.outcome for exercise in row.exercises] == ["raised"], row


def test_an_honest_submission_among_attacks_gets_its_points(graded):
    _, rows = graded
    assert [rows[student].score for student in HONEST] == [15, 15]


def test_the_gradebook_holds_what_was_reported_and_nothing_more(graded):
    course, rows = graded
    query = """select student_id, sum(auto_score), count(*), count(manual_score), max(needs_manual_grade)
        from grade join submitted_notebook book on book.id = grade.notebook_id
        join submitted_assignment handed on handed.id = book.assignment_id group by student_id"""
    with sqlite3.connect(course / "gradebook.db") as book:
        found = {student: rest for student, *rest in book.execute(query)}
    expected = {name: [row.score, 1, 0, int(row.status == ATTENTION)] for name, row in rows.items()}
    assert found == expected


def test_no_text_from_outside_a_submission_gets_into_it(graded):
    course, _ = graded
    for path in (course / "autograded").rglob("*"):
        assert not path.is_symlink()
        assert path.is_dir() or not path.read_bytes().startswith((b"SQLite", b"root:"))


class Active(HTMLParser):
    """Collects what would act in a browser and carries the mark."""

    def __init__(self) -> None:
        super().__init__()
        self.script, self.found = False, []

    def handle_starttag(self, tag, attributes):
        self.script = tag == "script"
        self.found += [value for _, value in attributes if value and "XSSMARK" in value]

    def handle_endtag(self, tag):
        self.script = False

    def handle_data(self, data):
        if self.script and "XSSMARK" in data:
            self.found.append(data)


def test_feedback_on_an_attack_is_text(graded, monkeypatch):
    from nbgrader.converters import GenerateFeedback
    from nbgrader.coursedir import CourseDirectory
    from traitlets.config import Config

    course, _ = graded
    monkeypatch.chdir(course)
    directory = CourseDirectory(
        config=Config(), root=str(course), assignment_id="01_memory", student_id="[np]*"
    )
    GenerateFeedback(coursedir=directory, config=Config()).start()
    pages = list((course / "feedback").rglob("*.html"))
    assert len(pages) > 20
    for page in pages:
        text = page.read_text(encoding="utf-8")
        parser = Active()
        parser.feed(text)
        assert not parser.found, page
        assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text), page


def test_nothing_of_a_batch_is_left_running(graded):
    assert graded
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes()
        except OSError:
            continue
        assert b"graders.autograde.forkserver" not in command or sys.executable.encode() not in command
