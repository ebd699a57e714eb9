"""Grading on a Dask cluster: a real scheduler and real workers on loopback, some of them killed."""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from course import RIGHT, answered, lesson, make_course, memory_course, submit
from test_interruptions import contents

from graders.autograde.batch import grade_course
from graders.autograde.cluster import ClusterUnavailable
from graders.autograde.kit import kit

pytest.importorskip("distributed")
pytestmark = [pytest.mark.sandbox, pytest.mark.slow]

STUDENTS = [f"student-{number}" for number in range(6)]
PATIENCE = 60  # seconds that a process of the cluster may take to say that it is there
SCHEDULER = ["distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard"]
WORKER = ["distributed.cli.dask_worker", "--host", "127.0.0.1", "--nthreads", "1", "--no-nanny"]
# Grades a course on the cluster and tells each row as it is done, so that a test can kill it in between.
COMMAND = """
import asyncio, sys
from pathlib import Path
from graders.autograde.batch import grade_course
def told(row):
    print(row.student, "known" if row.known else "graded", flush=True)
asyncio.run(grade_course(Path(sys.argv[1]), dask=sys.argv[2], workers=2, progress=told))
"""


def started(arguments: list[str], pattern: str, folder: Path) -> tuple[subprocess.Popen, str]:
    """A process of the cluster, when it has said what `pattern` finds."""
    module, *options = arguments
    code = f"from {module} import main; main()"
    log = folder / f"{module}-{len(list(folder.iterdir()))}.log"
    with log.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-c", code, *options], cwd=folder, stdout=file, stderr=file
        )
    for _ in range(PATIENCE * 10):
        if found := re.search(pattern, log.read_text(errors="replace")):
            return process, found[0]
        try:
            process.wait(0.1)
        except subprocess.TimeoutExpired:
            continue
        break
    process.kill()
    process.wait()
    raise AssertionError(log.read_text(errors="replace"))


@contextmanager
def cluster(folder: Path, workers: int = 2) -> Iterator[tuple[str, list[subprocess.Popen]]]:
    """A scheduler's address and its workers' processes; all end by their own id."""
    folder.mkdir()
    processes: list[subprocess.Popen] = []
    try:
        scheduler, address = started(SCHEDULER, r"tcp://127\.0\.0\.1:\d+", folder)
        processes.append(scheduler)
        for _ in range(workers):
            worker, _ = started([*WORKER, address], r"Registered to", folder)
            processes.append(worker)
        kit.cache_clear()  # the workers read the kit just now
        yield address, processes[1:]
    finally:
        for process in reversed(processes):
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def address(tmp_path_factory) -> Iterator[str]:
    """A cluster of two for the tests that kill none of it."""
    with cluster(tmp_path_factory.mktemp("dask") / "cluster") as (where, _):
        yield where


def course_of_six(folder: Path) -> Path:
    folder.mkdir()
    course = memory_course(folder)
    for student in STUDENTS:
        submit(course, student, answered({"three-turn-chat": RIGHT}))
    return course


def comparable(course: Path) -> dict[str, list]:
    """The outputs of the autograded notebooks, without the words that are new in every run."""
    found = {}
    for path in sorted(course.glob("autograded/*/*/*.ipynb")):
        cells = json.loads(path.read_text())["cells"]
        outputs = [
            [o["output_type"] for o in cell["outputs"]] for cell in cells if cell["cell_type"] == "code"
        ]
        graded = [c["outputs"] for c in cells if c["metadata"].get("nbgrader", {}).get("grade")]
        found[path.parts[-3]] = [outputs, graded]
    return found


async def allowed_deaths(address: str, number: int) -> int:
    """Let the scheduler give a task up after so many more deaths; how many it says."""
    from distributed import Client

    def allow(dask_scheduler):
        dask_scheduler.allowed_failures = number
        return dask_scheduler.allowed_failures

    async with Client(address, asynchronous=True) as client:
        return await client.run_on_scheduler(allow)


def test_a_cluster_grades_as_this_machine_does(tmp_path, address):
    alone, many = course_of_six(tmp_path / "alone"), course_of_six(tmp_path / "many")
    for course in (alone, many):
        submit(course, "wrong", answered({"three-turn-chat": 'print("Turn 1: hello")'}))
        submit(course, "broken", b"{")
    here = asyncio.run(grade_course(alone))
    there = asyncio.run(grade_course(many, dask=address))
    told = [(row.student, row.status, row.score, row.reason, row.exercises) for row in there.rows]
    assert told == [(row.student, row.status, row.score, row.reason, row.exercises) for row in here.rows]
    assert {row.student: row.status for row in there.rows}["broken"] == "needs attention"
    assert contents(many) == contents(alone)
    assert comparable(many) == comparable(alone)


def test_a_probe_is_judged_here_from_what_happened_there(tmp_path, address):
    answer = """
async def stream_say(user_message):
    history.append({"role": "user", "content": user_message})
    text = ""
    stream = await client.chat.completions.create(model=MODEL, messages=history, stream=True)
    async for chunk in stream:
        piece = chunk.choices[0].delta.content if chunk.choices else None
        if piece:
            text += piece
            print(piece, end="")
    print()
    history.append({"role": "assistant", "content": text})
    return text
"""
    from graders import exercises

    probed = next(e for e in exercises.all().values() if e.probing is not None and "stream" in e.id)
    folders = [tmp_path / "alone", tmp_path / "many"]
    for folder in folders:
        folder.mkdir()
        course = make_course(folder, {"01_memory": lesson({probed.id: (answer, probed.points)})})
        submit(course, "ann", answered({probed.id: answer}))
    (here,) = asyncio.run(grade_course(folders[0])).rows
    (there,) = asyncio.run(grade_course(folders[1], dask=address)).rows
    assert there.exercises == here.exercises
    assert here.exercises[0].outcome != "could not check"


def test_a_worker_that_is_killed_costs_a_second_try_elsewhere_and_nothing_else(tmp_path):
    course = course_of_six(tmp_path / "course")
    slow = RIGHT + "\nimport time\ntime.sleep(0.5)"
    for student in STUDENTS:
        submit(course, student, answered({"three-turn-chat": slow}))
    with cluster(tmp_path / "cluster") as (address, workers):
        ended = []

        def kill_one(row):
            if not ended:
                workers[0].kill()
                ended.append(row.student)

        report = asyncio.run(grade_course(course, dask=address, progress=kill_one))
        assert workers[0].wait() != 0
        assert workers[1].poll() is None
    assert [(row.student, row.score) for row in report.rows] == [(student, 15) for student in STUDENTS]
    assert contents(course) == [(student, 15.0, None, 0, 1) for student in STUDENTS]


def test_a_command_that_is_killed_goes_on_with_each_submission_graded_once(tmp_path, address):
    course = course_of_six(tmp_path / "course")
    seen: list[str] = []
    for _ in range(len(STUDENTS) + 1):
        command = [sys.executable, "-c", COMMAND, str(course), address]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            fresh = 0
            for line in process.stdout:
                if line.endswith("graded\n"):
                    seen.append(line.split()[0])
                    fresh += 1
                    if fresh == 2:
                        process.kill()
        if process.returncode == 0:
            break
    assert process.returncode == 0
    assert len(seen) == len(set(seen))
    assert contents(course) == [(student, 15.0, None, 0, 1) for student in STUDENTS]


def test_a_submission_that_no_worker_survives_needs_attention(tmp_path, monkeypatch):
    def die(task, terms):  # what a submission that gets out of the sandbox would do to its worker
        os._exit(1)

    course = memory_course(tmp_path)
    submit(course, "ann", answered({"three-turn-chat": RIGHT}))
    with cluster(tmp_path / "cluster", 1) as (address, (worker,)):
        monkeypatch.setattr("graders.autograde.cluster.run", die)
        assert asyncio.run(allowed_deaths(address, 0)) == 0
        (row,) = asyncio.run(grade_course(course, dask=address)).rows
        assert worker.wait(PATIENCE) == 1
    assert row.status == "needs attention"
    assert "died" in row.reason


def test_without_a_scheduler_grading_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setattr("graders.autograde.cluster.PATIENCE", 1)
    course = memory_course(tmp_path)
    submit(course, "ann", answered({"three-turn-chat": RIGHT}))
    with pytest.raises(ClusterUnavailable, match="dask scheduler"):
        asyncio.run(grade_course(course, dask="tcp://127.0.0.1:9"))
    assert not (course / "gradebook.db").exists()


def test_a_worker_with_another_kit_does_not_take_part(tmp_path, address, monkeypatch):
    course = memory_course(tmp_path)
    submit(course, "ann", answered({"three-turn-chat": RIGHT}))
    monkeypatch.setattr("graders.autograde.cluster.kit", lambda: "another")
    with pytest.raises(ClusterUnavailable, match="another version of the kit"):
        asyncio.run(grade_course(course, dask=address))
