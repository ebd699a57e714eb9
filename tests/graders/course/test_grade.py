import asyncio
import json
import shutil

import pytest
from rich.console import Console

from graders.autograde.report import Report, Row
from graders.course.folder import CourseFolder
from graders.course.grade import LOUD, grade, show
from graders.course.problem import Problem
from graders.course.release import release

LESSON = "00_first_call"


def run(course, *names, **options):
    return asyncio.run(grade(course, *names, console=Console(stderr=True, width=100), **options))


def submit(root, student="ada"):
    folder = root / "submitted" / student / LESSON
    shutil.copytree(root / "solutions" / LESSON, folder)
    return folder / "first_call.ipynb"


def test_nothing_to_grade_is_said_with_the_place(course_root):
    course = CourseFolder(course_root)
    with pytest.raises(Problem, match=r"no submission in .*submitted\. Collect them there"):
        run(course)
    submit(course_root)
    with pytest.raises(Problem, match=r"no submission of 01_memory, bob in .* some of 00_first_call"):
        run(course, ["01_memory"], ["bob"])


def test_the_table_counts_and_the_reasons_are_whole_lines(capsys):
    rows = (
        Row("ada", LESSON, "graded", score=4, max_score=5, seconds=0.5),
        Row("bob", LESSON, "needs attention", reason=f"No notebook [first_call]. {'Ask again. ' * 20}"),
    )
    show(Report(rows), Console(width=100))
    shown = capsys.readouterr().out
    assert "4.0/5" in shown
    assert f"bob/{LESSON}: No notebook [first_call]. {'Ask again. ' * 20}".strip() in shown


def test_without_bubblewrap_grading_is_refused_in_one_sentence(course_root, monkeypatch, tmp_path):
    import subprocess
    import sys

    release(CourseFolder(course_root))
    submit(course_root)
    result = tmp_path / "result.json"
    program = [
        "import graders.autograde.sandbox as sandbox",
        "sandbox.shutil.which = lambda *a, **k: None",
        "from graders.cli import main",
        "main()",
    ]
    command = [
        sys.executable,
        "-c",
        "; ".join(program),
        "grade",
        "--course",
        str(course_root),
        "--json",
        str(result),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith("course: Grading runs learners' programs in a sandbox")
    assert "apt install bubblewrap" in done.stderr
    assert not result.exists()
    assert not (course_root / "autograded").exists()


@pytest.mark.sandbox
def test_a_class_is_graded_and_the_status_tells_what_needs_attention(course_root, monkeypatch, capsys):
    import sys

    from graders.cli import main

    release(CourseFolder(course_root))
    submit(course_root)
    submit(course_root, "bob").write_text("{")
    result = course_root / "result.json"
    monkeypatch.setattr(sys, "argv", ["course", "grade", "--course", str(course_root), "--json", str(result)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    ada, bob = json.loads(result.read_text())["submissions"]
    assert (ada["status"], ada["score"], ada["max_score"]) == ("graded", 5, 5)
    assert bob["status"] == "needs attention"
    shown = capsys.readouterr().err
    assert "2/2" in shown
    assert f"bob/{LESSON}: first_call.ipynb" in shown
    assert LOUD not in shown
