"""A notebook executed in a real kernel, away from the course folder."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from graders.course.folder import Lesson
from graders.course.notebook import Notebook
from graders.course.problem import Problem

if TYPE_CHECKING:
    from nbclient import NotebookClient

Item = TypeVar("Item")
Result = TypeVar("Result")

CELL_SECONDS = 120


async def executed(notebook: Notebook, folder: Path, *, path: Path) -> Notebook:
    """A copy of the notebook (the one at `path`) with its cells run in order in a fresh kernel in `folder`.

    Raises `Problem` when a cell raises that is not tagged raises-exception, or does not end.
    """
    from nbclient.exceptions import CellControlSignal, CellExecutionError, DeadKernelError

    started: list[str] = []
    client = _client_class()(
        deepcopy(notebook),
        timeout=CELL_SECONDS,
        resources={"metadata": {"path": str(folder)}},
        record_timing=False,
        store_widget_state=False,
        shutdown_kernel="immediate",
        on_cell_execute=lambda cell, cell_index: started.append(cell.id),
    )
    try:
        return await client.async_execute(env=environment(), stderr=subprocess.DEVNULL)
    except CellExecutionError as error:
        raise Problem(
            f"{path}, cell {started[-1]!r} raises {error.ename}: {error.evalue.rstrip('.')}. "
            f"Correct the cell, or tag it raises-exception if the lesson shows the error."
        ) from error
    except (CellControlSignal, DeadKernelError) as error:
        reason = str(error).strip().splitlines()[0]
        raise Problem(f"{path}, cell {started[-1]!r} does not end ({reason}). Correct it.") from error


@cache
def _client_class() -> type[NotebookClient]:
    from nbclient import NotebookClient

    class Client(NotebookClient):
        """nbclient's own set-up takes the process's signals, and here several clients run at once."""

        @asynccontextmanager
        async def async_setup_kernel(self, **kwargs: Any) -> AsyncIterator[None]:
            self.create_kernel_manager()
            try:
                await self.async_start_new_kernel(**kwargs)
                await self.async_start_new_kernel_client()
                yield
            finally:
                if self.km is not None:
                    await self._async_cleanup_kernel()

    return Client


def environment() -> dict[str, str]:
    """This process's environment without what would change a lesson's answers: settings and keys."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("COURSE_", "OPENAI_"))}


@contextmanager
def copy_of(lesson: Lesson) -> Iterator[Path]:
    """A temporary copy of the lesson's source folder, inside of a folder that is called as its parent is.

    What runs there leaves nothing in the course folder.
    """
    with tempfile.TemporaryDirectory(prefix="course-") as room:
        yield Path(shutil.copytree(lesson.source, Path(room) / lesson.source.parent.name / lesson.name))


async def few_at_a_time(
    work: Callable[[Item], Awaitable[Result]], items: Iterable[Item], *, width: int | None = None
) -> list[Result]:
    """What `work` gives for each item, in order; `width` at once, by default one for each processor.

    When one raises a `Problem`, the others are stopped.
    """
    places = asyncio.Semaphore(width or os.cpu_count() or 1)

    async def one(item: Item) -> Result:
        async with places:
            return await work(item)

    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one(item)) for item in items]
    except* Problem as problems:
        raise problems.exceptions[0] from None
    return [task.result() for task in tasks]
