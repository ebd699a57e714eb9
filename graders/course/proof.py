"""The proof that every starter fails and every solution passes: the learners' `check()` in a real kernel."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from graders.course import notebook
from graders.course.answers import solution_of, starter_of
from graders.course.folder import Lesson
from graders.course.kernel import copy_of, executed
from graders.rubric import Outcome

VERDICT = "application/x-course-verdict+json"

ASK = """\
from IPython.display import display as _display
_verdict = await check({name!r})
_seen = {{"outcome": str(_verdict.outcome), "score": _verdict.score, "messages": list(_verdict.messages)}}
_display({{{mime!r}: _seen}}, raw=True)"""


async def findings(lesson: Lesson) -> list[str]:
    """What the checks say wrongly of the lesson's starters and solutions: a sentence each, with the remedy.

    Each exercise is tried three times in one kernel: as released (not attempted), with a line added to the
    starter (attempted, but not right), and solved (right).
    """
    found = []
    with copy_of(lesson) as folder:
        for path in lesson.notebooks:
            source = notebook.read(path)
            ran = await executed(trial(source), folder, path=path)
            found += [f"{path}, {sentence}" for sentence in _judged(ran)]
    return found


def trial(source: notebook.Notebook) -> notebook.Notebook:
    """The lesson with each exercise tried in three ways, and the verdict on each as data in an output."""
    from nbformat.v4 import new_notebook

    cells = []
    for cell in source.cells:
        if notebook.is_answer(cell):
            starter = starter_of(cell.source)
            tries = {
                "starter": starter,
                "touched": f"{starter}\n_touched = True",
                "solution": solution_of(cell.source),
            }
            for way, code in tries.items():
                cells += _tried(notebook.grade_id(cell), way, code)
        elif not notebook.is_grade(cell):
            cells.append(cell)
    return new_notebook(cells=cells, metadata=source.metadata)


def _tried(name: str, way: str, code: str) -> list[Any]:
    from nbformat.v4 import new_code_cell

    # A starter may raise, and so may the check; both show in the verdict.
    tags = {"tags": ["raises-exception"]}
    ask = new_code_cell(
        ASK.format(name=name, mime=VERDICT), metadata={**tags, "tried": {"name": name, "way": way}}
    )
    return [new_code_cell(code, id=f"{name}-{way}", metadata=tags), ask]


def _judged(ran: notebook.Notebook) -> Iterator[str]:
    for cell in ran.cells:
        if "tried" not in cell.metadata:
            continue
        name, way = cell.metadata.tried["name"], cell.metadata.tried["way"]
        verdict = next((o.data[VERDICT] for o in cell.outputs if VERDICT in o.get("data", {})), None)
        if verdict is None:
            error = next(
                (f"{o.ename}: {o.evalue}" for o in cell.outputs if o.output_type == "error"), "no verdict"
            )
            yield f"cell {name!r}: its check ended without a verdict ({error}). Correct the check."
            continue
        outcome, said = verdict["outcome"], " ".join(verdict["messages"])
        if way == "starter" and outcome != Outcome.NOT_ATTEMPTED:
            yield (
                f"cell {name!r}: the starter as released is judged {outcome!r}, not 'not attempted'. "
                f"Run `course release`, which tells the check what the starter is."
            )
        elif way == "touched" and outcome == Outcome.RIGHT:
            remedy = "Take more out of it, or make the rubric see what it lacks."
            yield f"cell {name!r}: the starter passes. {remedy}"
        elif way == "solution" and outcome != Outcome.RIGHT:
            remedy = "Correct the solution or the rubric."
            yield f"cell {name!r}: the solution is judged {outcome!r} ({said}). {remedy}"
