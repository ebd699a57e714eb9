import csv
import io

import pytest
from nbgrader.api import Gradebook

from graders.course.export import export
from graders.course.folder import CourseFolder
from graders.course.problem import Problem
from graders.course.release import release

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")

LESSON = "00_first_call"


@pytest.fixture
def course(course_root):
    course = CourseFolder(course_root)
    release(course)
    with Gradebook(course.database) as gradebook:
        gradebook.add_student(
            "ada", first_name="Ada", last_name="Lovelace, Countess", email="ada@example.org"
        )
        gradebook.add_student("bob", first_name="=1+1")
        gradebook.add_submission(LESSON, "ada")
        grade = gradebook.find_grade("check-first-call", "first_call", LESSON, "ada")
        grade.auto_score, grade.needs_manual_grade = 4, False
        gradebook.find_submission_notebook("first_call", LESSON, "ada").late_submission_penalty = 1
        gradebook.db.commit()
    return course


def rows(text):
    return list(csv.reader(io.StringIO(text)))


def test_nbgraders_columns_hold_raw_score_penalty_and_score(course):
    head, ada, bob = rows(export(course))
    ada, bob = dict(zip(head, ada, strict=True)), dict(zip(head, bob, strict=True))
    assert (ada["raw_score"], ada["late_submission_penalty"], ada["score"], ada["max_score"]) == (
        "4.0",
        "1.0",
        "3.0",
        "5.0",
    )
    assert ada["last_name"] == "Lovelace, Countess"
    assert (bob["student_id"], bob["score"]) == ("bob", "0.0")


def test_moodle_finds_students_by_id_number(course):
    assert rows(export(course, form="moodle")) == [
        ["ID number", "First name", "Last name", "Email address", LESSON],
        ["ada", "Ada", "Lovelace, Countess", "ada@example.org", "3.0"],
        ["bob", "'=1+1", "", "", ""],
    ]


def test_canvas_gets_the_points_possible_and_leaves_what_is_missing_empty(course):
    head, possible, ada, bob = rows(export(course, form="canvas"))
    assert head == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", LESSON]
    assert possible == ["    Points Possible", "", "", "", "", "5.0"]
    assert ada == ["Lovelace, Countess, Ada", "", "ada", "ada@example.org", "", "3.0"]
    assert bob[-1] == ""


def test_a_score_that_waits_for_a_person_is_not_given_away(course):
    with Gradebook(course.database) as gradebook:
        gradebook.find_grade("check-first-call", "first_call", LESSON, "ada").needs_manual_grade = True
        gradebook.db.commit()
    assert rows(export(course, form="moodle"))[1][-1] == ""
    assert rows(export(course, form="canvas"))[2][-1] == ""


def test_what_cannot_be_exported_is_said(course):
    with pytest.raises(Problem, match=r"no format 'blackboard'. Choose one of nbgrader, moodle, canvas"):
        export(course, form="blackboard")
    with pytest.raises(Problem, match=r"no assignment '01_memory'. It has 00_first_call"):
        export(course, ["01_memory"])


def test_an_empty_gradebook_says_what_to_do(course_root):
    with pytest.raises(Problem, match="Grade first: course grade"):
        export(CourseFolder(course_root))
