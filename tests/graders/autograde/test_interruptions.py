"""A batch that is killed at any moment goes on where it was, and ends with the same gradebook."""

from __future__ import annotations

import asyncio
import os
import select
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from course import RIGHT, answered, memory_course, submit

from graders.autograde.batch import grade_course
from graders.autograde.limits import Limits
from graders.autograde.worker import Worker, WorkerDied

pytestmark = [pytest.mark.sandbox, pytest.mark.slow]

STUDENTS = [f"student-{number}" for number in range(6)]
# Grades a course and tells each row as it is done, so that a test can kill it in between.
BATCH = """
import asyncio, sys
from pathlib import Path
from graders.autograde.batch import grade_course
def told(row):
    print(row.student, "known" if row.known else "graded", flush=True)
asyncio.run(grade_course(Path(sys.argv[1]), workers=1, progress=told))
"""


def course_of_six(folder: Path) -> Path:
    course = memory_course(folder)
    for student in STUDENTS:
        submit(course, student, answered({"three-turn-chat": RIGHT}))
    return course


def contents(course: Path) -> list[tuple]:
    """What the gradebook says about every student."""
    query = """select student_id, auto_score, manual_score, needs_manual_grade, count(*) from grade
        join submitted_notebook book on book.id = grade.notebook_id
        join submitted_assignment handed on handed.id = book.assignment_id
        group by student_id order by student_id"""
    with sqlite3.connect(course / "gradebook.db") as book:
        assert book.execute("pragma integrity_check").fetchone() == ("ok",)
        return book.execute(query).fetchall()


@pytest.mark.parametrize("signal_number", [signal.SIGKILL, signal.SIGINT])
def test_a_batch_that_was_ended_goes_on_and_ends_with_the_same_gradebook(tmp_path, signal_number):
    course = course_of_six(tmp_path)
    seen: list[str] = []
    for _ in range(4 * len(STUDENTS)):
        command = [sys.executable, "-c", BATCH, str(course)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
            fresh = 0
            for line in process.stdout:
                if line.endswith("graded\n"):
                    seen.append(line.split()[0])
                    fresh += 1
                    if fresh == 2:
                        process.send_signal(signal_number)
        if process.returncode == 0:
            break
    assert process.returncode == 0
    # What was told was written before: nobody is graded twice.
    assert len(seen) == len(set(seen))
    assert contents(course) == [(student, 15.0, None, 0, 1) for student in STUDENTS]
    for student in STUDENTS:
        folder = course / "autograded" / student
        assert sorted(path.name for path in folder.iterdir()) == ["01_memory"]
        assert (folder / "01_memory" / "memory.ipynb").is_file()


def test_a_kill_while_the_results_are_written_leaves_no_half(tmp_path):
    """The leftovers of such a kill: a half-written folder, and the old one already moved away."""
    course = course_of_six(tmp_path)
    asyncio.run(grade_course(course))
    folder = course / "autograded" / STUDENTS[0]
    (folder / ".01_memory.new").mkdir()
    (folder / ".01_memory.new" / "memory.ipynb").write_text("{")
    os.rename(folder / "01_memory", folder / ".01_memory.old")
    report = asyncio.run(grade_course(course))
    assert [row.student for row in report.rows if not row.known] == [STUDENTS[0]]
    assert [path.name for path in folder.iterdir()] == ["01_memory"]


def test_nothing_runs_on_when_the_grader_is_killed(tmp_path):
    course = memory_course(tmp_path)
    submit(course, "ann", answered({"three-turn-chat": "import time\nprint('here')\ntime.sleep(600)"}))
    script = BATCH.replace("workers=1,", "workers=1, force=True,")
    process = subprocess.Popen([sys.executable, "-c", script, str(course)])
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    try:
        while not (started := [int(pid) for pid in children.read_text().split()]):
            assert process.poll() is None
            os.sched_yield()
        descriptors = [os.pidfd_open(pid) for pid in started]
    finally:
        process.kill()
        process.wait()
    for descriptor in descriptors:
        assert select.select([descriptor], [], [], 60)[0], "the sandbox outlived its grader"
        os.close(descriptor)


def test_a_submission_whose_sandbox_dies_is_graded_in_another(tmp_path, monkeypatch):
    course = course_of_six(tmp_path)
    spawn, killed = Worker.spawn, []

    async def spawn_and_die(self):
        if not killed:
            killed.append(self)
            self._process.kill()
        return await spawn(self)

    monkeypatch.setattr(Worker, "spawn", spawn_and_die)
    report = asyncio.run(grade_course(course, workers=2))
    assert [row.score for row in report.rows] == [15] * len(STUDENTS)


def test_a_submission_whose_sandbox_always_dies_needs_attention(tmp_path, monkeypatch):
    course = memory_course(tmp_path)
    submit(course, "ann", answered({"three-turn-chat": RIGHT}))

    async def die(self):
        raise WorkerDied("killed")

    monkeypatch.setattr(Worker, "spawn", die)
    (row,) = asyncio.run(grade_course(course, limits=Limits())).rows
    assert row.status == "needs attention"
    assert "killed" in row.reason
