"""Submissions as people hand them in: right, broken, late, odd. Each gets its grade, or a reason."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sqlite3
from pathlib import Path

import nbformat
import pytest
from course import RIGHT, STARTER, answered, memory_course, submit

from graders.autograde.batch import grade_course
from graders.autograde.limits import Limits
from graders.autograde.report import ATTENTION, GRADED

pytestmark = pytest.mark.sandbox

PARTLY = 'print("Turn 1:", await chat("My favorite language is Python."))\nprint("DONE")'
STREAMED = RIGHT.replace('print("DONE")', 'import sys; sys.stdout.write("DONE\\n")')


def grade(course: Path, **options):
    """The rows of a batch, by student."""
    return {row.student: row for row in asyncio.run(grade_course(course, **options)).rows}


def notebook_of(course: Path, student: str):
    return nbformat.read(course / "autograded" / student / "01_memory" / "memory.ipynb", as_version=4)


def grades(course: Path) -> dict[str, tuple]:
    """Student → (auto score, manual score, needs a person) of the one grade cell, as the gradebook has it."""
    query = """select student_id, auto_score, manual_score, needs_manual_grade from grade
        join submitted_notebook book on book.id = grade.notebook_id
        join submitted_assignment handed on handed.id = book.assignment_id"""
    with sqlite3.connect(course / "gradebook.db") as book:
        return {student: tuple(rest) for student, *rest in book.execute(query)}


def v3(notebook) -> str:
    """The notebook in nbformat 3, as old tools write it."""
    old = {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"metadata": {}, "cells": []}]}
    for cell in notebook.cells:
        content = (
            {"input": cell.source, "language": "python", "outputs": []} if cell.cell_type == "code" else {}
        )
        made = {"cell_type": cell.cell_type, "metadata": cell.metadata, "source": cell.source} | content
        old["worksheets"][0]["cells"].append(made)
    return json.dumps(old)


def without(notebook, name):
    notebook.cells = [cell for cell in notebook.cells if cell.id != name]
    return notebook


def without_nbgrader(notebook):
    for cell in notebook.cells:
        cell.metadata.clear()
    return notebook


def renamed(notebook):
    """As some front ends save it: nbgrader's marks gone, and all cells with ids of their own."""
    for number, cell in enumerate(without_nbgrader(notebook).cells):
        cell.id = f"own-{number}"
        if cell.source == RIGHT:
            cell.source = f"# exercise: three-turn-chat\n{RIGHT}"
    return notebook


CASES = {
    # student: what is handed in, (status, score), a word of the reason
    "right": (answered({"three-turn-chat": RIGHT}), (GRADED, 15), ""),
    "right-otherwise": (answered({"three-turn-chat": STREAMED}), (GRADED, 15), ""),
    "partly": (answered({"three-turn-chat": PARTLY}), (GRADED, 2), ""),
    "untouched": (answered({"three-turn-chat": STARTER}), (GRADED, 0), ""),
    "raises": (answered({"three-turn-chat": RIGHT + "\n1 / 0"}), (GRADED, 15), ""),
    "syntax": (answered({"three-turn-chat": "print('Turn 1:'"}), (GRADED, 0), ""),
    "old-format": (v3(answered({"three-turn-chat": RIGHT})), (GRADED, 15), ""),
    "other-front-end": (without_nbgrader(answered({"three-turn-chat": RIGHT})), (GRADED, 15), ""),
    "other-ids": (renamed(answered({"three-turn-chat": RIGHT})), (GRADED, 15), ""),
    "ends": (answered({"three-turn-chat": "import os\nos._exit(0)"}), (GRADED, 0), "program ended"),
    "byte-order-mark": (
        b"\xef\xbb\xbf" + nbformat.writes(answered({"three-turn-chat": RIGHT})).encode(),
        (GRADED, 15),
        "",
    ),
    "no-grade-cell": (
        without(answered({"three-turn-chat": RIGHT}), "check-three-turn-chat"),
        (GRADED, 15),
        "missing",
    ),
    "no-given-cell": (without(answered({"three-turn-chat": RIGHT}), "given"), (GRADED, 15), "missing"),
    "no-answer-cell": (
        without(answered({"three-turn-chat": RIGHT}), "three-turn-chat"),
        (ATTENTION, None),
        "None of the lesson's answer cells",
    ),
    "own-given-cell": (
        answered({"three-turn-chat": RIGHT}, given="chat = print"),
        (GRADED, 15),
        "was changed",
    ),
    "empty": ("", (ATTENTION, None), "empty"),
    "truncated": (
        nbformat.writes(answered({"three-turn-chat": RIGHT}))[:-300],
        (ATTENTION, None),
        "whole JSON",
    ),
    "not-a-notebook": ('{"a": 1}', (ATTENTION, None), "not a notebook"),
    "list": ("[]", (ATTENTION, None), "not a notebook"),
    "html": ("<html></html>", (ATTENTION, None), "whole JSON"),
    "binary": (b"\xff\xfe\x00\x01", (ATTENTION, None), "UTF-8"),
    "newer": ('{"nbformat": 5, "cells": []}', (ATTENTION, None), "format 5"),
    "no-cells": ('{"nbformat": 4, "metadata": {}}', (ATTENTION, None), "no list of cells"),
    "odd-cells": ('{"nbformat": 4, "cells": [1, 2]}', (ATTENTION, None), "no list of cells"),
    "odd-text": (
        '{"nbformat": 4, "cells": [{"cell_type": "code", "source": 5}]}',
        (ATTENTION, None),
        "without text",
    ),
}


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    course = memory_course(tmp_path_factory.mktemp("course"))
    for student, (notebook, *_) in CASES.items():
        submit(course, student, notebook)
    (course / "submitted" / "renamed" / "01_memory").mkdir(parents=True)
    (course / "submitted" / "renamed" / "01_memory" / "my memory.ipynb").write_text("{}")
    (course / "submitted" / "file").mkdir()
    (course / "submitted" / "file" / "01_memory").write_text("not a folder")
    (course / "submitted" / "linked").symlink_to("right")
    for student in (b"jos\xe9", b".hidden", b"esc\x1b[31m"):
        folder = os.path.join(os.fsencode(course), b"submitted", student)
        shutil.copytree(os.fsencode(course / "submitted" / "right"), folder)
    (course / "submitted" / ".git" / "refs").mkdir(parents=True)
    submit(course, "twin", answered({"three-turn-chat": RIGHT}))
    twin = course / "submitted" / "other-twin" / "01_memory"
    twin.mkdir(parents=True)
    os.link(course / "submitted" / "twin" / "01_memory" / "memory.ipynb", twin / "memory.ipynb")
    submit(course, "elsewhere", answered({"three-turn-chat": RIGHT}), assignment="99_unknown")
    return course, grade(course)


@pytest.mark.parametrize("student", CASES)
def test_a_submission_is_graded_or_has_a_reason(graded, student):
    course, rows = graded
    _, (status, score), word = CASES[student]
    assert (rows[student].status, rows[student].score) == (status, score), rows[student]
    assert word in rows[student].reason
    assert bool(rows[student].reason) == bool(word)
    if status == GRADED:
        nbformat.validate(notebook_of(course, student))


@pytest.mark.parametrize(
    ("student", "word"),
    [
        ("renamed", "my memory.ipynb"),
        ("file", "not a folder"),
        ("linked", "link"),
        ("elsewhere", "99_unknown"),
        ("jos\\udce9", "rename the folder"),
        (".hidden", "rename the folder"),
    ],
)
def test_a_folder_that_is_none_needs_attention(graded, student, word):
    _, rows = graded
    assert rows[student].status == ATTENTION
    assert word in rows[student].reason


def test_a_hidden_folder_of_a_tool_is_no_student(graded):
    assert ".git" not in graded[1]


def test_a_name_is_spelled_out_where_it_would_act(graded):
    assert graded[1]["esc\\x1b[31m"].score == 15


def test_a_neighbour_who_links_to_a_notebook_takes_nothing_from_it(graded):
    """Nobody can tell whose a file with two names was first, so both say so."""
    for student in ("twin", "other-twin"):
        assert (graded[1][student].status, graded[1][student].score) == (GRADED, 15)
        assert "hard link" in graded[1][student].reason


def test_what_cannot_be_graded_waits_for_a_person(graded):
    course, _ = graded
    assert grades(course)["truncated"] == (None, None, 1)
    assert not (course / "autograded" / "truncated" / "01_memory").exists()


def test_the_grade_cell_ends_in_its_score_and_has_no_error_output(graded):
    course, rows = graded
    for student in ("right", "partly", "untouched", "raises", "syntax"):
        cell = next(cell for cell in notebook_of(course, student).cells if cell.id == "check-three-turn-chat")
        assert [output.output_type for output in cell.outputs] == ["stream", "execute_result"]
        assert cell.outputs[0].name == "stdout"
        assert float(cell.outputs[1].data["text/plain"]) == rows[student].score


def test_the_answer_cells_outputs_are_in_the_autograded_notebook(graded):
    course, _ = graded
    cells = {cell.id: cell for cell in notebook_of(course, "raises").cells}
    stream, error = cells["three-turn-chat"].outputs
    assert stream.text.startswith("Turn 1: ")
    assert stream.text.endswith("DONE\n")
    assert error.ename == "ZeroDivisionError"


def test_a_second_batch_grades_only_what_changed(tmp_path):
    course = memory_course(tmp_path)
    for student in ("ann", "bob"):
        submit(course, student, answered({"three-turn-chat": PARTLY}))
    assert not any(row.known for row in grade(course).values())
    submit(course, "bob", answered({"three-turn-chat": RIGHT}))
    rows = grade(course)
    assert {name: (row.known, row.score) for name, row in rows.items()} == {
        "ann": (True, 2),
        "bob": (False, 15),
    }
    assert not any(row.known for row in grade(course, force=True).values())
    rows = grade(course, limits=Limits(cell_seconds=29))
    assert not any(row.known for row in rows.values())


def test_a_manual_grade_is_never_overwritten(tmp_path):
    course = memory_course(tmp_path)
    submit(course, "ann", answered({"three-turn-chat": PARTLY}))
    grade(course)
    with sqlite3.connect(course / "gradebook.db") as book:
        book.execute("update grade set manual_score = 11, needs_manual_grade = 0")
    submit(course, "ann", answered({"three-turn-chat": RIGHT}))
    grade(course)
    assert grades(course) == {"ann": (15, 11, 1)}


def test_a_broken_resubmission_does_not_keep_the_old_score(tmp_path):
    course = memory_course(tmp_path)
    submit(course, "ann", answered({"three-turn-chat": RIGHT}))
    grade(course)
    submit(course, "ann", "{")
    assert grade(course)["ann"].status == ATTENTION
    assert grades(course) == {"ann": (None, None, 1)}


def test_a_late_submission_gets_the_penalty_that_nbgrader_is_set_to(tmp_path):
    course = memory_course(tmp_path)
    with (course / "nbgrader_config.py").open("a") as config:
        config.write('\nc.LateSubmissionPlugin.penalty_method = "zero"\n')
    path = submit(course, "ann", answered({"three-turn-chat": RIGHT}))
    (path.parent / "timestamp.txt").write_text("2030-01-02 00:00:00 UTC")
    grade(course)
    with sqlite3.connect(course / "gradebook.db") as book:
        book.execute("update assignment set duedate = '2030-01-01 00:00:00.000000'")
    grade(course, force=True)
    with sqlite3.connect(course / "gradebook.db") as book:
        assert book.execute("select late_submission_penalty from submitted_notebook").fetchall() == [(15.0,)]


def test_only_the_named_assignments_and_students_are_graded(tmp_path):
    course = memory_course(tmp_path)
    for student in ("ann", "bob"):
        submit(course, student, answered({"three-turn-chat": PARTLY}))
    assert set(grade(course, students=["bob"])) == {"bob"}
    assert set(grade(course, assignments=["02_other"])) == set()


def test_the_report_has_the_shape_that_was_promised(graded):
    _, rows = graded
    data = rows["partly"].as_json()
    assert set(data) == {
        "student",
        "assignment",
        "status",
        "reason",
        "score",
        "max_score",
        "seconds",
        "exercises",
    }
    (exercise,) = data["exercises"]
    assert set(exercise) == {"id", "outcome", "score", "max_score", "messages"}
    assert (exercise["id"], exercise["outcome"], data["max_score"]) == ("three-turn-chat", "partly right", 15)
    json.dumps(data)


FAULTY = """
import openai
hello = [{"role": "user", "content": "Hello"}]
async def tried(own, text="Hello"):
    try:
        reply = await own.chat.completions.create(model=MODEL, messages=[{"role": "user", "content": text}])
    except openai.APIStatusError as error:
        return error.code or error.status_code
    return reply.choices[0].finish_reason
refused, small = connect(faults=["401", "length:2"], max_retries=0), connect(context_window=50)
print(await tried(refused), await tried(refused), await tried(refused))
print(await tried(small), await tried(small, "word " * 100), await tried(client, "word " * 100))
print(await tried(connect(faults=["429", "500"])))
try:
    connect(faults=["nonsense"])
except ValueError as error:
    print(str(error)[:30])
""".strip()


def test_a_client_with_faults_or_a_small_window_has_them_while_it_is_graded(tmp_path):
    course = memory_course(tmp_path)
    submit(course, "ann", answered({"three-turn-chat": f"{FAULTY}\n{RIGHT}"}))
    rows = grade(course)
    assert rows["ann"].status == GRADED
    (answer,) = (cell for cell in notebook_of(course, "ann").cells if cell.id == "three-turn-chat")
    assert answer.outputs[0].text.splitlines()[:4] == [
        "invalid_api_key length stop",
        "stop context_length_exceeded stop",
        "stop",
        "There is no fault 'nonsense'. ",
    ]
