"""The recorder of a kernel: which cell printed what, and what it sent to the model.

It listens to IPython's own events. A cell is known by the id that the front end sends, and by a first line
`# exercise: ID` where it sends none (JupyterLite) or one of its own (VS Code).
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from course_lib.evidence import CellRun, Exchange, Failure
from course_lib.failures import failure_of
from course_lib.runlog import OpenExchange, RunLog
from course_lib.stdout import Listening

__all__ = ["OpenExchange", "Recorder", "RunLog", "exercise_named", "recorder"]

MOST_RUNS = 500
MOST_OUTSIDE = 500  # exchanges sent while no cell runs: by widgets, or by a plain script
_COMMENT = re.compile(r"\s*#\s*exercise:\s*(\S+)", re.IGNORECASE)

# The log of the cell that started this task: a task goes on writing there after its cell has ended.
_own_log: ContextVar[RunLog | None] = ContextVar("course_lib_own_log", default=None)


@dataclass
class _Cell:
    """A cell's run: its log, and how it ended."""

    ids: tuple[str, ...]
    source: str
    log: RunLog = field(default_factory=RunLog)
    failure: Failure | None = None

    def run(self) -> CellRun:
        return self.log.run(cell_id=next(iter(self.ids), ""), source=self.source, failure=self.failure)


class Recorder:
    """Keeps the last run of each cell. `recorder()` gives the kernel's own; `install(shell)` starts it."""

    def __init__(self) -> None:
        self._cells: list[_Cell] = []
        self._running: _Cell | None = None
        self._depth = 0  # of cells that the running cell runs: they are part of it
        self._silence: Callable[[], None] | None = None
        self._outside = _Cell((), "")
        self._captures: list[RunLog] = []
        self._models: list[Any] = []
        self._shell: Any = None
        self._stdout = Listening(self._heard)

    def install(self, shell: Any) -> None:
        """Listen to the cells of an IPython shell, the one that is running included; again does nothing."""
        if self._shell is shell:
            return
        self.uninstall()
        self._shell = shell
        shell.events.register("pre_run_cell", self._before)
        shell.events.register("post_run_cell", self._after)
        if _is_running(shell):
            source = _source_now(shell)
            self._open(_Cell(_ids(_cell_id_now(shell), source), source))

    def uninstall(self) -> None:
        """Stop listening, and leave the shell and standard output as they were."""
        if self._shell is None:
            return
        self._shell.events.unregister("pre_run_cell", self._before)
        self._shell.events.unregister("post_run_cell", self._after)
        self._shell = None
        self._close()

    def log(self) -> RunLog:
        """Where what happens now is noted: the log of the cell, or of the capture, that started this task."""
        if own := _own_log.get():
            return own
        if self._running:
            return self._running.log
        if self._outside.log.sent >= MOST_OUTSIDE:
            self._outside = _Cell((), "")
        return self._outside.log

    def runs(self) -> list[CellRun]:
        """The last run of every cell, oldest first, the running one included.

        What was sent while no cell ran (by widgets, by a plain script) comes before them, without a cell id.
        """
        outside = [self._outside] if self._outside.log.sent else []
        return [cell.run() for cell in [*outside, *self._cells]]

    def run_of(self, cell_id: str) -> CellRun | None:
        """The last run of the cell with this id (or exercise comment); None when it has not run."""
        return next((cell.run() for cell in reversed(self._cells) if cell_id in cell.ids), None)

    def exchanges(self, *, last: int | None = None) -> list[Exchange]:
        """The exchanges of all kept runs, oldest first; only the `last` so many where that is given."""
        everything = [exchange for run in self.runs() for exchange in run.exchanges]
        return everything if last is None else everything[max(0, len(everything) - last) :]

    @contextmanager
    def capture(self) -> Iterator[RunLog]:
        """A log of its own for what happens inside: noted there alone, and what is printed is not shown."""
        log = RunLog()
        self._captures.append(log)
        before = _own_log.get()
        _own_log.set(log)
        stop = self._stdout.start()
        try:
            yield log
        finally:
            stop()
            _own_log.set(before)
            self._captures.remove(log)

    @contextmanager
    def override(self, model: Any) -> Iterator[Any]:
        """While it is active, every client of the kit in this kernel is answered by `model`."""
        self._models.append(model)
        try:
            yield model
        finally:
            self._models.remove(model)

    @property
    def model(self) -> Any:
        """The model of the innermost `override`; None without one."""
        return self._models[-1] if self._models else None

    def _heard(self, text: str) -> bool:
        """Note printed text; tells whether it is to be shown."""
        log = self.log()
        log.printed(text)
        return log not in self._captures

    def _before(self, info: Any) -> None:
        if self._running and _own_log.get() is self._running.log:
            self._depth += 1
            return
        self._close()  # Pyodide's kernel does not tell the end of a cell that awaits
        self._open(_Cell(_ids(getattr(info, "cell_id", None), info.raw_cell), info.raw_cell))

    def _after(self, result: Any) -> None:
        if result is not None and not result.info.raw_cell.strip():
            return  # an empty cell has an end and no beginning
        if self._depth:
            self._depth -= 1
        else:
            self._close(None if result is None else result.error_before_exec or result.error_in_exec)

    def _open(self, cell: _Cell) -> None:
        others = [kept for kept in self._cells if not set(kept.ids) & set(cell.ids)]
        self._cells = [*others, cell][-MOST_RUNS:]
        self._running, self._depth = cell, 0
        _own_log.set(cell.log)
        self._silence = self._stdout.start()

    def _close(self, error: BaseException | None = None) -> None:
        if self._running is None:
            return
        self._running.failure = None if error is None else failure_of(error)
        self._running = None
        _own_log.set(None)
        self._silence()


_recorder = Recorder()


def recorder() -> Recorder:
    """The recorder of this kernel."""
    return _recorder


def install() -> None:
    """Start the kernel's recorder where IPython runs; elsewhere do nothing."""
    if "IPython" in sys.modules:
        from IPython import get_ipython

        if shell := get_ipython():
            _recorder.install(shell)


def exercise_named(source: str) -> str:
    """The exercise that a cell's first line names, as in `# exercise: first-call`; "" when it names none."""
    comment = _COMMENT.match(source)
    return comment[1] if comment else ""


def _ids(cell_id: str | None, source: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in (cell_id, exercise_named(source)) if name))


def _is_running(shell: Any) -> bool:
    """Whether a cell is running: the last one that ended is not the last one that began."""
    last = shell.last_execution_result
    return shell.execution_count > 1 and getattr(last, "execution_count", None) != shell.execution_count - 1


def _source_now(shell: Any) -> str:
    """The source of the running cell, "" where the shell keeps none."""
    inputs = shell.history_manager.input_hist_raw if shell.history_manager else []
    return inputs[-1] if len(inputs) == shell.execution_count else ""


def _cell_id_now(shell: Any) -> str | None:
    """The id of the running cell, as the front end sent it with the request."""
    parent = shell.get_parent() if hasattr(shell, "get_parent") else None
    return ((parent or {}).get("metadata") or {}).get("cellId")
