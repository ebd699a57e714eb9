import base64
import json
import os
import subprocess
import sys
import zlib
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

from graders.course.folder import CourseFolder
from graders.course.problem import Problem
from graders.course.release import differences, release

# nbgrader's own way of adding a submission makes SQLAlchemy warn.
pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")

LESSON = "00_first_call/first_call.ipynb"


def files(root):
    return {str(p.relative_to(root)): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()}


def exercise(little, name):
    answer = little.code(name, little.answer, solution=True)
    return answer, little.code(f"check-{name}", "", grade=True, points=1)


def test_learners_get_the_starter_without_outputs(course_root):
    assert release(CourseFolder(course_root)) == ["00_first_call"]
    cells = {cell.id: cell for cell in nbformat.read(course_root / "notebooks" / LESSON, 4).cells}
    assert cells["first-call"].source == "# exercise: first-call\nmessages = []  # your message"
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in cells.values())
    assert cells["check-first-call"].metadata.editable is False


def test_a_gradebook_that_is_not_there_yet_is_made_and_knows_the_released_cells(course_root):
    (course_root / "gradebook.db").unlink()
    release(CourseFolder(course_root))
    with Gradebook(f"sqlite:///{course_root / 'gradebook.db'}") as gradebook:
        notebook = gradebook.find_notebook("first_call", "00_first_call")
        assert [(c.name, c.max_score) for c in notebook.grade_cells] == [("check-first-call", 5)]
        assert {c.name for c in notebook.source_cells} == {"setup", "first-call", "check-first-call"}


def test_releasing_twice_gives_the_same_bytes(course_root):
    release(CourseFolder(course_root))
    once = files(course_root / "notebooks")
    release(CourseFolder(course_root))
    assert files(course_root / "notebooks") == once
    assert differences(CourseFolder(course_root)) == []


@pytest.mark.slow
def test_nbgraders_own_command_gives_the_same_notebooks(course_root):
    release(CourseFolder(course_root))
    ours = files(course_root / "notebooks")
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    command = [sys.executable, "-m", "nbgrader", "generate_assignment", "--force", "00_first_call"]
    environment = {**os.environ, "PATH": path}
    subprocess.run(command, cwd=course_root, env=environment, check=True, capture_output=True)
    assert files(course_root / "notebooks") == ours


def test_the_check_names_the_file_and_the_remedy(course_root):
    release(CourseFolder(course_root))
    released = course_root / "notebooks" / LESSON
    released.write_text(released.read_text().replace("First call", "First Call"))
    stray = course_root / "notebooks" / "77_gone" / "gone.ipynb"
    stray.parent.mkdir()
    stray.write_text("{}")
    changed, orphan = differences(CourseFolder(course_root))
    remedy = "Run `course release` and commit what it writes."
    assert changed == f"{Path('notebooks', LESSON)} is not what its source gives. {remedy}"
    assert "77_gone has no source" in orphan


def test_the_check_misses_neither_a_file_nor_an_extra_notebook(course_root):
    (course_root / "solutions" / "00_first_call" / "cities.csv").write_text("Oslo\n")
    release(CourseFolder(course_root))
    folder = course_root / "notebooks" / "00_first_call"
    (folder / "cities.csv").unlink()
    (folder / "copy.ipynb").write_text("{}")
    missing, surplus = differences(CourseFolder(course_root))
    assert "cities.csv is missing" in missing
    assert "copy.ipynb has no source" in surplus


def test_the_repository_gets_answer_sheets(course_root):
    sheets = course_root / "graders" / "exercises" / "sheets.json"
    sheets.parent.mkdir(parents=True)
    course = CourseFolder(course_root)
    release(course)
    sheet = json.loads(sheets.read_text())["first-call"]
    assert sheet["starter"] == "# exercise: first-call\nmessages = []  # your message"
    assert sheet["lesson"] == "00_first_call"
    assert "Tokens" not in sheets.read_text()
    revealed = zlib.decompress(base64.b64decode(sheet["solution"])).decode()
    assert "Tokens:" in revealed
    assert "###" not in revealed
    sheets.write_text("{}")
    assert "sheets.json is not what solutions/ gives" in differences(course)[0]


def test_one_lesson_alone_keeps_the_sheets_of_the_others(little, course_root):
    sheets = course_root / "graders" / "exercises" / "sheets.json"
    sheets.parent.mkdir(parents=True)
    little.write(*exercise(little, "other"), name="01_other")
    course = CourseFolder(course_root)
    release(course)
    whole = sheets.read_text()
    assert release(course, ["01_other"]) == ["01_other"]
    assert sheets.read_text() == whole
    assert list(json.loads(whole)) == ["first-call", "other"]


def test_a_refused_release_changes_nothing(little, course_root):
    course = CourseFolder(course_root)
    release(course)
    with Gradebook(course.database) as gradebook:
        gradebook.add_student("ada")
        gradebook.add_submission("00_first_call", "ada")
    little.write(*little.cells(), *exercise(little, "new"))
    little.write(*little.cells(), name="01_other")
    before = files(course_root)
    with pytest.raises(Problem, match="Cannot add or remove cells for notebook 'first_call'"):
        release(course)
    assert files(course_root) == before


def test_a_lesson_that_is_not_there_is_named_with_the_nearest(course_root):
    with pytest.raises(Problem, match=r"no lesson '00_frist_call'.*Did you mean 00_first_call"):
        release(CourseFolder(course_root), ["00_frist_call"])


def test_a_broken_notebook_is_named_and_nothing_is_written(course_root):
    (course_root / "solutions" / LESSON).write_text('{"cells": [')
    before = files(course_root)
    with pytest.raises(Problem, match=r"first_call.ipynb is not a notebook that can be read \(Expecting"):
        release(CourseFolder(course_root))
    assert files(course_root) == before


def test_marks_that_do_not_pair_are_named_with_file_and_cell(little, course_root):
    little.write(*little.cells(answer="### BEGIN SOLUTION\nx = 1"))
    with pytest.raises(Problem, match=r"first_call.ipynb, cell 'first-call': ### BEGIN SOLUTION has no"):
        differences(CourseFolder(course_root))


def test_a_folder_without_settings_is_no_course(tmp_path):
    with pytest.raises(Problem, match=r"no nbgrader_config.py in .*--course DIR"):
        CourseFolder(tmp_path)
