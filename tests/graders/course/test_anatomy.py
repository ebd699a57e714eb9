import pytest

from graders.course import anatomy
from graders.course.folder import CourseFolder
from graders.rubric import Exercise, Row

FIRST_CALL = Exercise(
    "first-call", title="First call", hints=(), rows=[Row(5, "a request", lambda seen: None)]
)
KNOWN = {"first-call": FIRST_CALL}


def findings(little, *cells):
    little.write(*cells)
    (lesson,) = CourseFolder(little.root).lessons()
    return anatomy.findings(lesson, KNOWN)


def change(cells, cell_id, **changes):
    for cell in cells:
        if cell.id == cell_id:
            cell.update(changes)
    return cells


def test_a_well_built_lesson_has_no_findings(little):
    assert findings(little, *little.cells()) == []


ANSWER = "# exercise: first-call\n### BEGIN SOLUTION\nprint(1)\n### END SOLUTION"

SOURCES = {
    "no first line": ("first-call", "x = 1\n" + ANSWER, "its first line has to be '# exercise: first-call'"),
    "no solution": ("first-call", "# exercise: first-call\nprint(1)", "marks no solution"),
    "a starter that is the solution": (
        "first-call",
        ANSWER + "\n### BEGIN STARTER\n# print(1)\n### END STARTER",
        "the starter is the solution",
    ),
    "marks that do not pair": ("first-call", ANSWER + "\n### END SOLUTION", "does not pair"),
    "another call": ("check-first-call", 'check("first-call")', 'exactly: await check("first-call")'),
    "an exempt output": ("sum", "# NBVAL_IGNORE_OUTPUT\n1", "compared strictly"),
    "an open cell": (
        "sum",
        "messages_of = 1\nMODEL = 'x'",
        "'sum' defines 'MODEL', on which exercise 'first-call'",
    ),
}


@pytest.mark.parametrize(("cell", "source", "said"), SOURCES.values(), ids=SOURCES)
def test_what_a_cell_holds_is_looked_at(little, cell, source, said):
    (sentence,) = findings(little, *change(little.cells(), cell, source=source))
    assert said in sentence
    assert "first_call.ipynb, cell" in sentence


def test_what_a_function_calls_its_own_needs_no_given_cell(little):
    body = "async def ask():\n    reply = await client.models.list()\n    return [one for one in reply]"
    cells = little.cells(answer=ANSWER.replace("print(1)", body))
    assert findings(little, *change(cells, "sum", source="reply = [one for one in 'ab']")) == []


def test_points_have_to_be_the_rubrics(little):
    (sentence,) = findings(little, *little.cells(points=4))
    assert "has 4 points, its rubric 5" in sentence


def test_an_exercise_without_a_rubric_is_named(little):
    answer = little.code("second", ANSWER.replace("first-call", "second"), solution=True)
    grade = little.code("check-second", 'await check("second")', grade=True, locked=True, points=1)
    (sentence,) = findings(little, *little.cells(), answer, grade)
    assert "graders/exercises has no rubric 'second'" in sentence


def test_a_grade_cell_comes_right_after_its_answer(little):
    title, setup, between, answer, grade = little.cells()
    (sentence,) = findings(little, title, setup, answer, between, grade)
    assert "'check-first-call' has to come right after it" in sentence


def test_a_grade_cell_without_an_answer_is_named(little):
    extra = little.code("check-more", 'await check("more")', grade=True, locked=True, points=1)
    (sentence,) = findings(little, *little.cells(), extra)
    assert "no answer cell stands before it" in sentence


def test_wrong_flags_are_named(little):
    cells = little.cells()
    cells[3].metadata.nbgrader.locked = True
    cells[4].metadata.nbgrader.locked = False
    said = " ".join(findings(little, *cells))
    assert "an answer cell is neither grade nor locked" in said
    assert "a grade cell is grade and locked" in said


def test_the_cell_id_is_the_grade_id(little):
    cells = little.cells()
    cells[3].id = "another"
    assert any("'another' has the grade_id 'first-call'" in sentence for sentence in findings(little, *cells))


def test_an_exercise_stands_in_one_lesson(little):
    course = CourseFolder(little.root)
    assert anatomy.missing(course.lessons(), KNOWN) == []
    other = Exercise("other", title="", hints=())
    assert "'other' is in no lesson" in anatomy.missing(course.lessons(), {**KNOWN, "other": other})[0]
    little.write(*little.cells(), name="01_again")
    assert "00_first_call" in anatomy.missing(course.lessons(), KNOWN)[0]
    assert "01_again" in anatomy.missing(course.lessons(), KNOWN)[0]
