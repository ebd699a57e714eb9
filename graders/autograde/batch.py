"""A class graded: many submissions at once, one writer to the gradebook, safe to stop at any moment."""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING

from graders.autograde.cluster import Cluster, ClusterUnavailable
from graders.autograde.here import Here
from graders.autograde.limits import Limits
from graders.autograde.report import Report, Row
from graders.autograde.sandbox import SandboxUnavailable, keep_out
from graders.autograde.submission import Broken
from graders.autograde.worker import NotStarted, WorkerDied

if TYPE_CHECKING:
    from graders.autograde.desk import Desk
    from graders.autograde.folder import Place


async def grade_course(
    course: Path,
    *,
    assignments: Collection[str] = (),
    students: Collection[str] = (),
    workers: int | None = None,
    dask: str | None = None,
    force: bool = False,
    unsafe_no_sandbox: bool = False,
    limits: Limits = Limits(),  # noqa: B008 (frozen)
    progress: Callable[[Row], None] | None = None,
) -> Report:
    """Grade what lies in `submitted/` of a course folder: all of it, or these assignments and students.

    `workers` submissions at once (None: one more than there are processors, or what suits the cluster whose
    Dask scheduler has the address `dask`). What was graded and has not changed is not graded again, unless
    `force`. `progress` is told each row as it is done. Raises `SandboxUnavailable`, `ClusterUnavailable`,
    and `graders.course.problem.Problem` for a folder that is no course.
    """
    began = time.monotonic()
    if not unsafe_no_sandbox:
        keep_out(course)
    async with _runner(dask, limits, unsafe_no_sandbox) as runner:
        from graders.autograde.desk import Desk  # nbgrader: a second, while the sandbox warms up beside it

        most = await runner.ready()  # nothing is written where nothing can be graded
        gc.freeze()  # what was imported stays: it need not be looked through again and again
        with Desk(course, limits, unsafe_no_sandbox=unsafe_no_sandbox) as desk:
            places = desk.submissions(assignments, students)
            rows = await _all(desk, runner, places, workers or most, force, progress)
    rows.sort(key=lambda row: (row.assignment, row.student))
    return Report(tuple(rows), time.monotonic() - began, unsafe_no_sandbox)


def _runner(dask: str | None, limits: Limits, unsafe_no_sandbox: bool) -> Here | Cluster:
    if dask is None:
        return Here(limits, unsafe_no_sandbox=unsafe_no_sandbox)
    return Cluster(dask, limits, unsafe_no_sandbox=unsafe_no_sandbox)


async def _all(
    desk: Desk,
    runner: Here | Cluster,
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
                row = await _one(desk, runner, place, force)
            except (SandboxUnavailable, ClusterUnavailable, OperationalError):
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


async def _one(desk: Desk, runner: Here | Cluster, place: Place, force: bool) -> Row:
    began = time.monotonic()
    try:
        work = desk.open(place)
    except Broken as reason:
        return await desk.writing(desk.refuse, place, str(reason))
    if not force and (known := desk.graded_before(work)) is not None:
        return known
    try:
        executions = await runner.run(work.task)
    except WorkerDied as error:
        reason = f"The sandbox ended each time this was tried ({error}). Grade it again."
        return await desk.writing(desk.refuse, place, reason)
    except NotStarted as error:
        reason = f"The machine had no room to start it ({error}). Grade it again, with fewer workers."
        return await desk.writing(desk.refuse, place, reason)
    return await desk.writing(desk.finish, work, executions, time.monotonic() - began)
