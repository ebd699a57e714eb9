import shutil

import nbformat
import pytest
from nbformat.v4 import new_markdown_cell, new_output
from nbgrader.api import Gradebook

from graders.course.feedback import POLICY, feedback
from graders.course.folder import CourseFolder
from graders.course.problem import Problem
from graders.course.release import release

pytestmark = [
    # nbgrader's own way of adding a submission makes SQLAlchemy warn; its template leaves files open.
    pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

LESSON, NAME = "00_first_call", "first_call.ipynb"
ATTACK = "<script>steal()</script><img src=x onerror=steal()>"


def graded(root, student="ada", cells=(), outputs=()):
    """Leave what grading leaves: a submission in the gradebook, and its executed notebook."""
    course = CourseFolder(root)
    with Gradebook(course.database) as gradebook:
        gradebook.update_or_create_student(student)
        gradebook.add_submission(LESSON, student)
        gradebook.find_grade("check-first-call", "first_call", LESSON, student).auto_score = 3
        gradebook.db.commit()
    folder = root / "autograded" / student / LESSON
    shutil.copytree(root / "notebooks" / LESSON, folder)
    notebook = nbformat.read(folder / NAME, 4)
    notebook.cells += cells
    notebook.cells[-1 - len(cells)].outputs = list(outputs)
    nbformat.write(notebook, folder / NAME)


@pytest.fixture
def released(course_root):
    release(CourseFolder(course_root))
    return course_root


def page(root, student="ada"):
    return (root / "feedback" / student / LESSON / "first_call.html").read_text()


def test_the_page_holds_the_score_and_the_messages(released):
    graded(released, outputs=[new_output("stream", name="stdout", text="Request 2 lacks turn 1.\n")])
    assert feedback(CourseFolder(released)) == [released / "feedback" / "ada" / LESSON]
    assert '<a href="#check-first-call">first-call</a> (Score: 3.0 / 5.0)' in page(released)
    assert "Request 2 lacks turn 1." in page(released)


def test_nothing_of_a_submission_is_active(released):
    shown = {"text/html": ATTACK, "text/latex": ATTACK, "image/svg+xml": ATTACK, "text/plain": "plain words"}
    shown["application/javascript"] = "steal()"
    outputs = [
        new_output("stream", name="stdout", text=ATTACK),
        new_output("display_data", data=shown),
        new_output("error", ename="E", evalue=ATTACK, traceback=[ATTACK]),
    ]
    link = "[click](javascript:steal())"
    graded(released, cells=[new_markdown_cell(f"{ATTACK}\n\n{link}")], outputs=outputs)
    feedback(CourseFolder(released))
    html = page(released)
    assert "<script>steal" not in html
    assert "onerror=steal()>" not in html.replace("onerror=steal()&gt;", "")
    assert "javascript:steal" not in html
    assert "plain words" in html
    assert f'content="{POLICY}"' in html


def test_a_lessons_answers_fold_and_nothing_else_of_raw_html_comes_through(released):
    fold = '<details style="margin-bottom: 1em"><summary><b>Answer</b></summary>\n\nIt forgets.\n\n</details>'
    graded(released, cells=[new_markdown_cell(fold + '\n\n<details ontoggle="steal()" open>x</details>')])
    feedback(CourseFolder(released))
    folded = "<details><summary><b>Answer</b></summary> <p>It forgets.</p> </details>"
    assert folded in " ".join(page(released).split())
    assert "<details ontoggle" not in page(released)


def test_the_page_says_what_the_codes_in_the_replies_are(released):
    graded(released)
    feedback(CourseFolder(released))
    assert page(released).count("a code such as [kestrel-4821]") == 1


def test_only_the_named_students_and_assignments_get_feedback(released):
    graded(released)
    graded(released, student="b*")
    assert feedback(CourseFolder(released), [LESSON], ["b*"]) == [released / "feedback" / "b*" / LESSON]
    assert not (released / "feedback" / "ada").exists()
    with pytest.raises(Problem, match="Grade first: course grade"):
        feedback(CourseFolder(released), ["01_memory"])


def test_a_submission_that_the_gradebook_does_not_know_is_named_and_the_others_are_written(released):
    graded(released)
    shutil.copytree(released / "autograded" / "ada", released / "autograded" / "bob")
    with pytest.raises(Problem, match=r"No feedback was written for bob/00_first_call \(.*MissingEntry"):
        feedback(CourseFolder(released))
    assert "Score: 3.0" in page(released)
    assert not (released / "feedback" / "bob").exists()


def test_new_feedback_takes_the_place_of_the_old(released):
    graded(released)
    feedback(CourseFolder(released))
    with Gradebook(CourseFolder(released).database) as gradebook:
        gradebook.find_grade("check-first-call", "first_call", LESSON, "ada").manual_score = 4
        gradebook.db.commit()
    feedback(CourseFolder(released))
    assert "Score: 4.0 / 5.0" in page(released)
    assert not (released / ".course").exists()
