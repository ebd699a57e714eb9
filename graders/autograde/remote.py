"""The learner's program, as the grader reaches it: cells and a probe's calls run in the sandbox, the evidence
is taken here."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractContextManager, asynccontextmanager
from dataclasses import replace
from typing import Any, Protocol

from course_lib.evidence import CellRun
from course_lib.practice.fresh import fresh_words
from graders import inside
from graders.autograde.model_server import practice_model
from graders.autograde.session import Session, Step
from graders.autograde.worker import Worker
from graders.plain import Missing, decode, encode
from graders.subject import Subject


class Program(Protocol):
    """A submission as it is driven: cell by cell, and by probes in between."""

    async def cell(self, name: str, source: str) -> Step:
        """Run one cell; it never raises for what the cell does."""

    def subject(self) -> AbstractContextManager[Subject]:
        """The submission as a probe reaches it, for as long as one probe takes."""


@asynccontextmanager
async def running(worker: Worker, files: Mapping[str, bytes]) -> AsyncIterator[Program]:
    """A submission's process in `worker`, with `files` beside it. Raises `WorkerDied`."""
    session = Session(await worker.spawn(), worker.limits)
    try:
        for path, data in files.items():
            await session.write(path, data)
        yield _Running(session)
    finally:
        session.close()


class _Running:
    def __init__(self, session: Session) -> None:
        self._session, self.cell = session, session.cell

    def subject(self) -> RemoteSubject:
        return RemoteSubject(self._session)


class RemoteSubject:
    """A `graders.subject.Subject` on a submission's process: `with RemoteSubject(session) as subject`.

    While it is open, a model of its own answers, which the probe may tell to fail or what to say.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self.fresh = fresh_words()
        self.model = practice_model(self.fresh)

    def __enter__(self) -> RemoteSubject:
        self._before, self._session.server.model = self._session.server.model, self.model
        return self

    def __exit__(self, *reason: object) -> None:
        self._session.server.model = self._before

    async def call(self, target: str, *args: Any, **kwargs: Any) -> CellRun:
        """Call `target` inside; its requests, prints and returned plain data."""
        return await self._do(target, inside.call(target, args, kwargs))

    async def make(self, name: str, target: str, *args: Any, **kwargs: Any) -> CellRun:
        """Call `target` inside and keep what it returns under `name`."""
        return await self._do(target, inside.call(target, args, kwargs, keep=name))

    async def keep(self, name: str, value: Any) -> None:
        """Keep plain data inside under `name`."""
        await self._do(name, {"do": "keep", "name": name, "value": encode(value)})

    async def value(self, path: str) -> Any:
        """The plain data at a dotted path; `Missing` when there is none."""
        run = await self._do(path, {"do": "value", "path": path})
        return Missing if run.failure or run.stopped else run.value

    async def _do(self, name: str, op: dict[str, Any]) -> CellRun:
        step = await self._session.call(name, json.dumps(op).encode())
        answer = step.answer if isinstance(step.answer, Mapping) else {}
        try:
            value = decode(answer.get("value"))
        except RecursionError:
            value = Missing
        return replace(step.run, value=value, failure=step.run.failure or inside.failure_in(answer))
