"""The model that a submission reaches: what it refuses it does not read, and others need not wait for it."""

from __future__ import annotations

import asyncio
import json
import threading

import pytest

from graders.autograde import model_server
from graders.autograde.limits import Limits
from graders.autograde.model_server import NOTED, ModelServer

LIMITS = Limits(requests=5, request_bytes=20_000, model_seconds=5.0)


def body(text: str = "Hello", **options) -> bytes:
    return json.dumps({"model": "m", "messages": [{"role": "user", "content": text}], **options}).encode()


def served(*bodies: bytes, limits: Limits = LIMITS, prepare=lambda server: None):
    """The answers to these requests, one after the other, and the exchanges that were written down."""

    async def all_of_them():
        answers = []
        server = ModelServer(limits, lambda head, data: answers.append((head, data)))
        prepare(server)
        for number, data in enumerate(bodies):
            head = {"do": "request", "number": number, "method": "POST", "path": "/v1/chat/completions"}
            server.take(head, data)
            await asyncio.gather(*server._tasks)
        return answers, server.log.exchanges

    return asyncio.run(all_of_them())


def test_a_request_that_is_too_large_is_refused_before_it_is_read(monkeypatch):
    read, sizes = json.loads, []
    monkeypatch.setattr(model_server.json, "loads", lambda text: sizes.append(len(text)) or read(text))
    answers, exchanges = served(body("x" * 30_000))
    assert [head["status"] for head, _ in answers] == [413]
    assert [(exchange.status, exchange.request) for exchange in exchanges] == [(413, {})]
    assert max(sizes) < 1000


def test_a_request_that_was_too_large_takes_nothing_from_the_next():
    answers, _ = served(*[body("x" * 400_000)] * 4, body())
    assert [head["status"] for head, _ in answers] == [413, 413, 413, 413, 200]


def test_refused_requests_are_written_down_up_to_a_number():
    answers, exchanges = served(*[body()] * 500)
    assert [head["status"] for head, _ in answers] == [200] * 5 + [403] * 495
    assert len(exchanges) == LIMITS.requests + NOTED


def test_what_is_nested_deep_is_answered_and_not_written_down():
    answers, exchanges = served(body(pad=json.loads("[" * 300 + "]" * 300)), body(pad=[[[]]]))
    assert [head["status"] for head, _ in answers] == [200, 200]
    assert [bool(exchange.request) for exchange in exchanges] == [False, True]


def test_headers_and_paths_of_any_kind_are_only_text():
    answers = []

    async def ask():
        server = ModelServer(LIMITS, lambda head, data: answers.append(head))
        deep = json.loads("[" * 900 + "]" * 900)
        head = {"do": "request", "number": 1, "method": deep, "path": deep, "headers": {"a": deep}}
        server.take(head, b"{}")
        server.take({"do": "client", "client": 1, "faults": [deep, "429"]}, b"")
        await asyncio.gather(*server._tasks)

    asyncio.run(ask())
    assert [head["status"] for head in answers] == [404]


class Thinking:
    """A model that notes in which thread it thinks, and takes turns."""

    def __init__(self, *, steps: int = 1, fails: bool = False) -> None:
        self.steps, self.fails, self.threads, self.done = steps, fails, [], 0

    async def answer(self, method, path, headers, data):
        for _ in range(self.steps):
            self.threads.append(threading.current_thread())
            self.done += 1
            await asyncio.sleep(0)
        if self.fails:
            raise TimeoutError
        return await model_server.practice_model().answer(method, path, headers, data)


@pytest.mark.parametrize(("size", "here"), [(100, True), (10_000, False)])
def test_a_long_request_is_thought_about_in_another_thread(size, here):
    model = Thinking()
    answers, _ = served(body("x" * size), prepare=lambda server: setattr(server, "model", model))
    assert [head["status"] for head, _ in answers] == [200]
    assert (model.threads == [threading.main_thread()]) == here


@pytest.mark.parametrize("size", [100, 10_000])
def test_the_time_is_up_while_the_model_still_thinks(size, monkeypatch):
    ticks = iter(range(10**6))
    monkeypatch.setattr(model_server.time, "thread_time", lambda: float(next(ticks)))  # a second each time
    model = Thinking(steps=1000)
    answers, exchanges = served(
        body("x" * size), body(), prepare=lambda server: setattr(server, "model", model)
    )
    assert [head["status"] for head, _ in answers] == [403, 403]
    assert model.done == 6
    assert [exchange.status for exchange in exchanges] == [403, 403]


@pytest.mark.parametrize("size", [100, 10_000])
def test_a_model_that_does_not_answer_breaks_the_connection(size):
    model = Thinking(fails=True)
    answers, _ = served(body("x" * size), prepare=lambda server: setattr(server, "model", model))
    assert [head.get("broken") for head, _ in answers] == ["timeout"]
