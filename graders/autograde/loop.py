"""Asynchronous grading for callers that are not: nbgrader's preprocessors, also inside formgrader's own
event loop, and a cluster's workers."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from typing import TypeVar

from graders.autograde.limits import Limits
from graders.autograde.worker import Worker, WorkerDied

T = TypeVar("T")

IDLE = 60.0  # seconds that a sandbox is kept for the next notebook


class Loop:
    """An event loop in a thread of its own, with one warm sandbox; both come when they are first needed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._worker: Worker | None = None
        self._idle: asyncio.TimerHandle | None = None

    def run(self, work: Callable[[Worker], Awaitable[T]], limits: Limits, unsafe: bool) -> T:
        """What `work` does with the sandbox, waited for; once more when the sandbox dies under it.

        Raises what it raises, and `SandboxUnavailable`.
        """
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                threading.Thread(target=self._loop.run_forever, daemon=True, name="grading").start()
            return asyncio.run_coroutine_threadsafe(self._run(work, limits, unsafe), self._loop).result()

    async def _run(self, work: Callable[[Worker], Awaitable[T]], limits: Limits, unsafe: bool) -> T:
        if self._idle is not None:
            self._idle.cancel()
        if self._worker is not None and (self._worker.limits, self._worker.unsafe) != (limits, unsafe):
            await self._close()
        try:
            try:
                return await work(await self._warm(limits, unsafe))
            except WorkerDied:
                await self._close()
                return await work(await self._warm(limits, unsafe))
        finally:
            loop = asyncio.get_running_loop()
            self._idle = loop.call_later(IDLE, lambda: loop.create_task(self._close()))

    async def _warm(self, limits: Limits, unsafe: bool) -> Worker:
        if self._worker is None:
            self._worker = await Worker(limits, unsafe_no_sandbox=unsafe).__aenter__()
        return self._worker

    async def _close(self) -> None:
        worker, self._worker = self._worker, None
        if worker is not None:
            await worker.close()


LOOP = Loop()
