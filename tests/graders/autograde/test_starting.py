"""A process that cannot be started costs its submission a wait, or its grade; never the batch."""

from __future__ import annotations

import asyncio
import os
import signal
import socket

import pytest
from course import RIGHT, answered, memory_course, submit

from graders.autograde import forkserver, sandbox, worker
from graders.autograde.batch import grade_course
from graders.autograde.limits import Limits
from graders.autograde.report import ATTENTION, GRADED
from graders.autograde.sandbox import SandboxUnavailable, keep_out
from graders.autograde.worker import NotStarted, Worker


@pytest.fixture(autouse=True)
def without_waiting(monkeypatch):
    monkeypatch.setattr(worker, "WAITS", (0, 0, 0))


def failing(monkeypatch, *outcomes: bool) -> None:
    """Let the starts of processes fail where an outcome says so; those after them succeed."""
    start, left = Worker._spawn, list(outcomes)

    async def maybe(self):
        if left and not left.pop(0):
            raise NotStarted("failed: Resource temporarily unavailable")
        return await start(self)

    monkeypatch.setattr(Worker, "_spawn", maybe)


def class_of_two(tmp_path):
    course = memory_course(tmp_path)
    for student in ("ann", "ben"):
        submit(course, student, answered({"three-turn-chat": RIGHT}))
    return course


@pytest.mark.sandbox
def test_a_start_that_fails_is_tried_again(tmp_path, monkeypatch):
    failing(monkeypatch, True, False, False, False)
    report = asyncio.run(grade_course(class_of_two(tmp_path), workers=1))
    assert [(row.status, row.score) for row in report.rows] == [(GRADED, 15), (GRADED, 15)]


@pytest.mark.sandbox
def test_a_start_that_fails_each_time_costs_one_submission(tmp_path, monkeypatch):
    course = class_of_two(tmp_path)
    submit(course, "cem", answered({"three-turn-chat": RIGHT}))
    failing(monkeypatch, True, *[False] * 4)
    report = asyncio.run(grade_course(course, workers=1))
    assert [row.status for row in report.rows] == [GRADED, ATTENTION, GRADED]
    assert "no room to start it" in report.rows[1].reason


@pytest.mark.sandbox
def test_where_not_even_the_first_can_be_started_there_is_no_sandbox(tmp_path, monkeypatch):
    failing(monkeypatch, *[False] * 100)
    with pytest.raises(SandboxUnavailable, match="temporarily unavailable"):
        asyncio.run(grade_course(class_of_two(tmp_path)))


@pytest.mark.parametrize("part", ["spawn", "pidfd_open", "send_fds"])
def test_the_fork_server_says_what_failed_and_leaves_no_process(part, monkeypatch):
    """What `main` does with one wish when this part fails."""

    def fails(*given, **options):
        raise OSError(11, "Resource temporarily unavailable")

    killed = []
    monkeypatch.setattr(forkserver, "spawn", lambda *given, **options: 4321)
    monkeypatch.setattr(os, "pidfd_open", lambda pid: os.open("/dev/null", os.O_RDONLY), raising=False)
    monkeypatch.setattr(os, "kill", lambda *given: killed.append(given))
    monkeypatch.setattr({"spawn": forkserver, "pidfd_open": os, "send_fds": socket}[part], part, fails)
    ours, theirs = socket.socketpair()
    with ours, theirs, pytest.raises(OSError, match="temporarily"):
        forkserver._start(theirs, Limits(), [], home=None)
    assert killed == ([] if part == "spawn" else [(4321, signal.SIGKILL)])


def test_a_course_inside_what_is_shown_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(sandbox.sys, "prefix", str(tmp_path))
    for folder in (tmp_path, tmp_path / "course"):
        with pytest.raises(SandboxUnavailable, match="keep the course elsewhere"):
            keep_out(folder)


@pytest.mark.sandbox
def test_a_virtual_environment_in_the_course_shows_nothing_of_the_course(tmp_path, monkeypatch):
    course = memory_course(tmp_path)
    (course / ".venv" / "lib").mkdir(parents=True)
    monkeypatch.setattr(sandbox.sys, "prefix", str(course / ".venv"))
    keep_out(course)
    with sandbox.command(9) as (argv, _):
        shown = [word for word in argv if word.startswith(str(course))]
        modes = [argv[place - 2 : place] for place, word in enumerate(argv) if word == "--dir"]
    assert set(shown) <= {str(course), str(course / ".venv")}
    assert str(course) not in [argv[p + 1] for p, word in enumerate(argv) if word.startswith("--ro-bind")]
    assert ["--perms", "0111"] in modes
