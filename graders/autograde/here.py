"""Submissions run on this machine: one sandbox for all, started at once and again when it died."""

from __future__ import annotations

import asyncio
import os

from graders.autograde.limits import Limits
from graders.autograde.model_server import warm
from graders.autograde.runner import Execution, run_submission
from graders.autograde.task import Task
from graders.autograde.worker import Worker, WorkerDied


class Here:
    """`async with Here(limits) as place`: starts the sandbox and does not wait for it."""

    def __init__(self, limits: Limits, *, unsafe_no_sandbox: bool = False) -> None:
        self._new = lambda: Worker(limits, unsafe_no_sandbox=unsafe_no_sandbox)

    async def __aenter__(self) -> Here:
        self._start()
        await asyncio.sleep(0)  # now its process runs
        return self

    async def __aexit__(self, *reason: object) -> None:
        await asyncio.gather(self._starting, return_exceptions=True)
        if not self._starting.cancelled() and self._starting.exception() is None:
            await self._worker.close()

    async def ready(self) -> int:
        """How many submissions to run at once: one more than there are processors, since each waits now and
        then for the model or for the disk. Raises `SandboxUnavailable`."""
        await warm()  # while the sandbox does too, in a process of its own
        await asyncio.shield(self._starting)
        return len(os.sched_getaffinity(0)) + 1

    async def run(self, task: Task) -> dict[str, Execution]:
        """Run a submission and judge it. Raises `WorkerDied` when the sandbox ended under it twice."""
        try:
            return await self._try(task)
        except WorkerDied:
            return await self._try(task)

    async def _try(self, task: Task) -> dict[str, Execution]:
        worker = await asyncio.shield(self._starting)
        try:
            return {
                name: await run_submission(notebook, worker, files=task.files, starters=task.starters[name])
                for name, notebook in task.notebooks.items()
            }
        except WorkerDied:
            if worker is self._worker:  # one new sandbox, however many submissions the old one took along
                self._start()
                await worker.close()
            raise

    def _start(self) -> None:
        self._worker = self._new()
        self._starting = asyncio.create_task(self._worker.__aenter__())
