"""One submission graded: its cells run in the sandbox, its answers judged here, the verdicts written into
its notebook."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from course_lib.evidence import CellRun
from course_lib.language import tell
from graders import exercises
from graders.autograde.limits import Limits, MiB
from graders.autograde.notebook import NotebookNode, from_dict
from graders.autograde.outputs import plain
from graders.autograde.remote import Program, running
from graders.autograde.worker import Worker
from graders.display import as_text
from graders.judge import judge
from graders.rubric import Outcome, Verdict

CHECK = "check-"  # a grade cell's id is this and the exercise's


@dataclass(frozen=True)
class Execution:
    """A submission's notebook after it ran: with outputs and verdicts in it, the verdicts by grade cell's
    id, and a warning for each cell that was stopped from outside."""

    notebook: NotebookNode
    verdicts: Mapping[str, Verdict]
    seconds: float
    warnings: tuple[str, ...] = ()
    runs: Mapping[str, CellRun] = field(default_factory=dict, repr=False)

    def score(self, grade_id: str) -> float | None:
        """What goes into the gradebook: None is for a person to grade; what was not attempted is 0."""
        verdict = self.verdicts[grade_id]
        if verdict.outcome is Outcome.NOT_ATTEMPTED:
            return 0.0
        return verdict.score


async def run_submission(
    notebook: NotebookNode,
    worker: Worker,
    *,
    files: Mapping[str, bytes] | None = None,
    starters: Mapping[str, str] | None = None,
) -> Execution:
    """Run a restored notebook in a process of its own inside `worker`, and judge it at each grade cell.

    `files` lie beside it while it runs; `starters` are the answer cells as they were given out, by exercise
    (else those of `graders.exercises.sheets`). The notebook is filled in place. Raises `WorkerDied`, and then
    nothing is known.
    """
    async with running(worker, files or {}) as program:
        return await execute(notebook, program, worker.limits, starters=starters)


async def execute(
    notebook: NotebookNode,
    program: Program,
    limits: Limits,
    *,
    starters: Mapping[str, str] | None = None,
) -> Execution:
    """Drive a restored notebook through `program`, and judge it at each grade cell: see `run_submission`."""
    return await _Run(notebook, program, limits, starters or {}).all(time.monotonic())


class _Run:
    def __init__(
        self, notebook: NotebookNode, program: Program, limits: Limits, starters: Mapping[str, str]
    ) -> None:
        self.notebook, self.program, self.limits, self.starters = notebook, program, limits, starters
        self.runs: dict[str, CellRun] = {}
        self.verdicts: dict[str, Verdict] = {}
        self.warnings: list[str] = []

    async def all(self, began: float) -> Execution:
        count = 0
        for cell in self.notebook.cells:
            if cell.cell_type != "code":
                continue
            count += 1
            cell.execution_count, cell.outputs = count, []
            nbgrader = cell.metadata.get("nbgrader", {})
            if nbgrader.get("grade") and not nbgrader.get("solution"):
                await self._judge(cell, nbgrader)
            else:
                await self._execute(cell, nbgrader)
        seconds = time.monotonic() - began
        return Execution(self.notebook, self.verdicts, seconds, tuple(self.warnings), self.runs)

    async def _execute(self, cell: NotebookNode, nbgrader: Mapping[str, object]) -> None:
        name = str(nbgrader.get("grade_id") or cell.id)
        step = await self.program.cell(name, cell.source)
        self.runs[name] = step.run
        shown = step.outputs
        for output in shown:
            if output["output_type"] == "execute_result":
                output["execution_count"] = cell.execution_count
        if step.run.stopped and step.began:
            words = stopped(step.run.stopped, self.limits)
            self.warnings.append(tell("In the cell {name}: {words}", name=name, words=words))
            shown.append({"output_type": "error", "ename": "Stopped", "evalue": words, "traceback": [words]})
        cell.outputs = from_dict(shown)

    async def _judge(self, cell: NotebookNode, nbgrader: Mapping[str, object]) -> None:
        grade_id, points = str(nbgrader["grade_id"]), float(str(nbgrader.get("points") or 0))
        verdict = await self._verdict(grade_id, points)
        self.verdicts[grade_id] = verdict
        outputs = [{"output_type": "stream", "name": "stdout", "text": plain(as_text(verdict)) + "\n"}]
        score = 0.0 if verdict.outcome is Outcome.NOT_ATTEMPTED else verdict.score
        if score is not None:
            number = {
                "output_type": "execute_result",
                "execution_count": cell.execution_count,
                "metadata": {},
            }
            outputs.append(number | {"data": {"text/plain": f"{score:g}"}})
        cell.outputs = from_dict(outputs)

    async def _verdict(self, grade_id: str, points: float) -> Verdict:
        name = grade_id.removeprefix(CHECK)
        exercise = exercises.all().get(name)
        if exercise is None:
            words = tell(
                "There is no exercise {name} in this course's rubrics: please grade it by hand.", name=name
            )
            return Verdict(name, Outcome.COULD_NOT_CHECK, None, points, (words,))
        if exercise.points != points:
            words = tell(
                "This cell is worth {points} points, its rubric {rubric}: please grade it by hand, "
                "and release the lesson again.", points=f"{points:g}", rubric=f"{exercise.points:g}"
            )  # fmt: skip
            return Verdict(name, Outcome.COULD_NOT_CHECK, None, points, (words,))
        sheet = exercises.sheets().get(name)
        starter = self.starters.get(name, sheet.starter if sheet else None)
        with self.program.subject() as subject:
            return await judge(exercise, self.runs.get(name), subject, starter=starter)


def stopped(reason: str, limits: Limits) -> str:
    """The sentence for a learner whose program was stopped from outside, with the limit that was hit."""
    return {
        "time": tell(
            "This was stopped: a cell may take {cell:g} seconds, a notebook {all:g}.",
            cell=limits.cell_seconds,
            all=limits.submission_seconds,
        ),
        "memory": tell("This was stopped: it may use {size:g} MB of memory.", size=limits.memory / MiB),
        "output": tell("This was stopped: a cell may print {size:g} MB.", size=limits.printed / MiB),
        "died": tell("The program ended here, and the cells after it could not run."),
    }[reason]
