import pytest

from graders.autograde.gradebook import Book
from graders.autograde.report import ExerciseRow, Row
from graders.course.folder import CourseFolder
from graders.course.problem import Problem
from graders.course.release import release
from graders.course.report import overview, show

LESSON = "00_first_call"
LOST = "The reply was not printed."


def exercise(outcome, score, *messages):
    return (ExerciseRow("first-call", outcome, score, 5, messages),)


ROWS = [
    Row("ada", LESSON, "graded", score=5, max_score=5, exercises=exercise("right", 5, "All right.")),
    Row(
        "bob",
        LESSON,
        "graded",
        score=3,
        max_score=5,
        exercises=exercise("partly right", 3, LOST, "<b>Why?</b>"),
    ),
    Row("cyd", LESSON, "graded", score=3, max_score=5, exercises=exercise("partly right", 3, LOST)),
    Row(
        "dan",
        LESSON,
        "needs attention",
        reason="No kernel [sic].",
        exercises=exercise("could not check", None),
    ),
]


@pytest.fixture
def course(course_root):
    course = CourseFolder(course_root)
    release(course)
    with Book(course.database, "") as book:
        for row in ROWS:
            book.record(row.student, LESSON, book.known(LESSON), {}, key="k", report=row.as_json())
    return course


def test_outcomes_mean_and_commonest_messages_are_counted(course):
    (line,) = overview(course).lines
    assert line.outcomes == {"partly right": 2, "right": 1, "could not check": 1}
    assert line.mean == pytest.approx(11 / 3)
    assert line.messages == ((LOST, 2), ("<b>Why?</b>", 1))


def test_who_needs_attention_is_named_with_the_reason(course):
    (course.root / "submitted" / "eve" / LESSON).mkdir(parents=True)
    not_graded = "Handed in, but not graded; `course grade` tells why."
    assert overview(course).attention == (("dan", LESSON, "No kernel [sic]."), ("eve", LESSON, not_graded))
    assert overview(course).as_json()["needs_attention"][0]["student"] == "dan"


def test_the_page_escapes_what_came_from_submissions(course):
    page = overview(course).as_html()
    assert "&lt;b&gt;Why?" in page
    assert "<b>Why?" not in page
    assert "2 × The reply was not printed." in page


def test_the_table_shows_brackets_as_they_are(course, capsys):
    from rich.console import Console

    show(overview(course), Console(width=200))
    shown = capsys.readouterr().out
    assert "2 partly right, 1 right, 1 could not check" in shown
    assert "No kernel [sic]." in shown
    assert "3.7/5" in shown


def test_a_narrow_terminal_shows_whole_sentences(course, capsys):
    from rich.console import Console

    show(overview(course), Console(width=80))
    lines = [line.strip() for line in capsys.readouterr().out.splitlines()]
    assert lines[lines.index("Most often said of first-call:") + 1] == "2 × The reply was not printed."


def test_that_nothing_was_attempted_is_an_outcome_and_no_message(course):
    idle = exercise("not attempted", None, "Not attempted yet.")
    with Book(course.database, "") as book:
        report = Row("fay", LESSON, "graded", score=0, max_score=5, exercises=idle).as_json()
        book.record("fay", LESSON, book.known(LESSON), {}, key="k", report=report)
    (line,) = overview(course).lines
    assert line.outcomes["not attempted"] == 1
    assert "Not attempted yet." not in dict(line.messages)


def test_a_course_without_grades_says_what_to_do(course_root):
    with pytest.raises(Problem, match="Grade first: course grade"):
        overview(CourseFolder(course_root))
