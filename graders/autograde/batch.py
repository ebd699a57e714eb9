"""A class graded: many submissions at once, one writer to the gradebook, safe to stop at any moment."""

from __future__ import annotations

import asyncio
import gc
import os
import sys
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from graders.autograde.limits import Limits
from graders.autograde.report import Report, Row
from graders.autograde.sandbox import SandboxUnavailable
from graders.autograde.submission import Broken
from graders.autograde.worker import Worker, WorkerDied

if TYPE_CHECKING:
    from graders.autograde.desk import Desk
    from graders.autograde.folder import Place

TRIES = 2  # a submission whose sandbox died under it is run once more


async def grade_course(
    course: Path,
    *,
    assignments: Collection[str] = (),
    students: Collection[str] = (),
    workers: int | None = None,
    force: bool = False,
    unsafe_no_sandbox: bool = False,
    limits: Limits = Limits(),  # noqa: B008 (frozen)
    progress: Callable[[Row], None] | None = None,
) -> Report:
    """Grade what lies in `submitted/` of a course folder: all of it, or these assignments and students.

    `workers` submissions at once (as many as there are processors, when None). What was graded and has not
    changed is not graded again, unless `force`. `progress` is told each row as it is done. Raises
    `SandboxUnavailable`, and `graders.course.problem.Problem` for a folder that is no course.
    """
    began = time.monotonic()
    async with _Sandbox(Worker(limits, unsafe_no_sandbox=unsafe_no_sandbox)) as sandbox:
        with _without("rfc3987_syntax"):  # nbgrader: seconds, while the sandbox warms up on another processor
            from graders.autograde.desk import Desk

        await sandbox.worker()  # nothing is written where nothing can be graded
        gc.freeze()  # what was imported stays: it need not be looked through again and again
        with Desk(course, limits, unsafe_no_sandbox=unsafe_no_sandbox) as desk:
            places = desk.submissions(assignments, students)
            rows = await _all(desk, sandbox, places, workers or len(os.sched_getaffinity(0)), force, progress)
    rows.sort(key=lambda row: (row.assignment, row.student))
    return Report(tuple(rows), time.monotonic() - began, unsafe_no_sandbox)


async def _all(
    desk: Desk,
    sandbox: _Sandbox,
    places: list[Place],
    workers: int,
    force: bool,
    progress: Callable[[Row], None] | None,
) -> list[Row]:
    from sqlalchemy.exc import OperationalError

    rows: list[Row] = []
    waiting = iter(places)

    async def work() -> None:
        for place in waiting:
            try:
                row = await _one(desk, sandbox, place, force)
            except (SandboxUnavailable, OperationalError):
                raise  # nothing can be graded, or nothing written
            except Exception as error:  # a fault of the kit costs one submission its row, not the batch
                row = await desk.writing(
                    desk.refuse, place, f"The grader failed on it ({type(error).__name__}: {error})."
                )
            rows.append(row)
            if progress is not None:
                progress(row)
            await asyncio.sleep(0)

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(max(1, min(workers, len(places)))):
                group.create_task(work())
    except ExceptionGroup as several:
        raise several.exceptions[0] from None
    return rows


async def _one(desk: Desk, sandbox: _Sandbox, place: Place, force: bool) -> Row:
    began = time.monotonic()
    try:
        work = desk.open(place)
    except Broken as reason:
        return await desk.writing(desk.refuse, place, str(reason))
    if not force and (known := desk.graded_before(work)) is not None:
        return known
    for _ in range(TRIES):
        worker = await sandbox.worker()
        try:
            executions = {name: await work.run(name, worker) for name in work.notebooks}
        except WorkerDied as error:
            await sandbox.replace(worker)
            reason = f"The sandbox ended while this ran, {TRIES} times ({error}). Grade it again."
        else:
            return await desk.writing(desk.finish, work, executions, time.monotonic() - began)
    return await desk.writing(desk.refuse, place, reason)


@contextmanager
def _without(name: str) -> Iterator[None]:
    """Import without an optional package of others: this one builds 38 parsers, a second of work, for a
    check of web addresses that no notebook needs."""
    if name in sys.modules:
        yield
        return
    sys.modules[name] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[name]


class _Sandbox:
    """The worker of a batch, started at once and started again when it died."""

    def __init__(self, worker: Worker) -> None:
        self._again = lambda: Worker(worker.limits, unsafe_no_sandbox=worker.unsafe)
        self._worker = worker

    async def __aenter__(self) -> _Sandbox:
        self._starting = asyncio.create_task(self._worker.__aenter__())
        await asyncio.sleep(0)  # now its process runs
        return self

    async def __aexit__(self, *reason: object) -> None:
        await asyncio.gather(self._starting, return_exceptions=True)
        if not self._starting.cancelled() and self._starting.exception() is None:
            await self._worker.close()

    async def worker(self) -> Worker:
        """The worker, when it is ready. Raises `SandboxUnavailable`."""
        return await asyncio.shield(self._starting)

    async def replace(self, worker: Worker) -> None:
        """Start another one in the place of `worker`, once, however many submissions it took along."""
        if worker is self._worker:
            self._worker = self._again()
            self._starting = asyncio.create_task(self._worker.__aenter__())
            await worker.close()
