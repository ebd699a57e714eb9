"""Loading ahead: done once, in the background, and without a trace."""

import asyncio

import pytest

from course_lib import connect
from course_lib.practice import warm
from course_lib.practice.model import PracticeModel
from course_lib.recorder import recorder


@pytest.fixture
def answered(monkeypatch):
    """The bodies that practice models answer, in a process that has not warmed up."""
    monkeypatch.setattr(warm, "_begun", False)
    monkeypatch.setattr(warm, "_task", None)
    monkeypatch.setattr(warm, "PAUSE", 0)
    bodies, answer = [], PracticeModel.answer

    async def noted(self, method, path, headers, body):
        bodies.append(body)
        return await answer(self, method, path, headers, body)

    monkeypatch.setattr(PracticeModel, "answer", noted)
    return bodies


async def connected():
    connect()
    connect()
    with recorder().capture() as log:
        connect()
        for _ in range(3):  # turns of the loop: the timer, then the task's beginning
            await asyncio.sleep(0)
        if warm._task:
            await warm._task
    return log


def test_a_client_loads_ahead_once_and_unseen(answered, capsys):
    before = len(recorder().exchanges())
    log = asyncio.run(connected())
    assert [b'"stream":true' in body for body in answered] == [False, True]
    assert log.sent == 0
    assert len(recorder().exchanges()) == before
    assert capsys.readouterr().out == ""


def test_a_model_that_fails_is_left_to_the_learners_own_call(answered, monkeypatch):
    async def broken(self, *args):
        raise ValueError("broken")

    monkeypatch.setattr(PracticeModel, "answer", broken)
    asyncio.run(connected())
    assert warm._task.exception() is None


def test_nothing_is_done_in_the_browser(answered, monkeypatch):
    monkeypatch.setattr(warm.sys, "platform", "emscripten")
    asyncio.run(connected())
    assert not warm._begun
    assert answered == []


def test_nothing_is_done_without_an_event_loop(answered):
    connect()
    assert not warm._begun
