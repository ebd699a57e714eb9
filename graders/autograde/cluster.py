"""Submissions run on a Dask cluster: each is a task, and what comes back is judged here."""

from __future__ import annotations

from typing import Any

from course_lib.language import language
from graders.autograde.kit import kit
from graders.autograde.limits import Limits
from graders.autograde.node import Failed, Terms, run
from graders.autograde.runner import Execution, execute
from graders.autograde.tape import Playback
from graders.autograde.task import Task
from graders.autograde.worker import WorkerDied

FEWEST = 16  # tasks in flight at least: a cluster that grows with its queue has to see one
AHEAD = 2  # tasks in flight for each thread of the cluster: the next one is there when one is done
PATIENCE = 30  # seconds for the first contact


class ClusterUnavailable(Exception):
    """There is no cluster at that address, it went away, or it cannot be used; the text says what to do."""


class Cluster:
    """`async with Cluster(address, limits) as place`; raises `ClusterUnavailable`."""

    def __init__(self, address: str, limits: Limits, *, unsafe_no_sandbox: bool = False) -> None:
        self._address, self._limits = address, limits
        self._terms = Terms(limits, unsafe_no_sandbox, language(), kit())

    async def __aenter__(self) -> Cluster:
        try:
            from distributed import Client
        except ImportError:
            raise ClusterUnavailable(
                "Dask is not installed here: pip install 'chatbot-course-kit[cluster]', and the same on "
                "every worker."
            ) from None
        try:
            self._client = await Client(self._address, asynchronous=True, timeout=PATIENCE)
        except (OSError, TimeoutError, ValueError) as error:
            raise ClusterUnavailable(
                f"There is no Dask scheduler at {self._address} ({error}). Start one with `dask scheduler`, "
                "or copy the address that yours prints."
            ) from None
        return self

    async def __aexit__(self, *reason: object) -> None:
        await self._client.close()

    async def ready(self) -> int:
        """How many submissions go to the cluster at once."""
        workers = self._client.scheduler_info(n_workers=-1)["workers"].values()
        return max(FEWEST, AHEAD * sum(worker["nthreads"] for worker in workers))

    async def run(self, task: Task) -> dict[str, Execution]:
        """Have a submission run on a worker, and judge it here.

        Dask gives it to another worker when its worker dies. Raises `WorkerDied` when no worker survives
        it, and `ClusterUnavailable`, also for a worker that must not run it.
        """
        tapes = await self._evidence(task)
        if isinstance(tapes, Failed):
            raise ClusterUnavailable(tapes.reason) if tapes.fatal else WorkerDied(tapes.reason)
        return {
            name: await execute(notebook, Playback(tapes[name]), self._limits, starters=task.starters[name])
            for name, notebook in task.notebooks.items()
        }

    async def _evidence(self, task: Task) -> Any:
        from distributed import KilledWorker
        from distributed.client import FutureCancelledError

        future = self._client.submit(run, task, self._terms, pure=False)
        try:
            return await future
        except KilledWorker as error:
            raise WorkerDied(f"every worker that ran it died, the last was {error.last_worker}") from None
        except FutureCancelledError as error:
            raise ClusterUnavailable(
                f"The Dask scheduler at {self._address} went away ({error.reason}). Run the same command "
                "again: what was graded stays."
            ) from None
        finally:
            future.release()
