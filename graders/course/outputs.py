"""Reference outputs: a lesson's cells executed, and what they showed stored in its source, byte-stable."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from graders.course import notebook
from graders.course.files import write_whole
from graders.course.folder import Lesson
from graders.course.kernel import copy_of, executed, few_at_a_time

WIDGET = "application/vnd.jupyter.widget-view+json"  # a random id


async def update(lessons: list[Lesson]) -> list[Path]:
    """Execute these lessons and store their outputs; returns the files that changed.

    Raises `Problem` when a cell of any lesson raises unexpectedly, and then no file has changed.
    """
    texts: dict[Path, str] = {}
    for fresh in await few_at_a_time(_fresh, lessons):
        texts |= fresh
    changed = [path for path, text in texts.items() if path.read_text(encoding="utf-8") != text]
    for path in changed:
        write_whole(path, texts[path])
    return changed


async def _fresh(lesson: Lesson) -> dict[Path, str]:
    texts = {}
    with copy_of(lesson) as folder:
        for path in lesson.notebooks:
            source = notebook.read(path)
            store(source, await executed(source, folder, path=path))
            texts[path] = notebook.text_of(source)
    return texts


def store(source: notebook.Notebook, ran: notebook.Notebook) -> None:
    """Put the outputs of the executed copy into the source, without what differs from run to run."""
    count = 0
    for cell, done in zip(source.cells, ran.cells, strict=True):
        if cell.cell_type == "code":
            count += bool(cell.source.strip())
            cell.execution_count = count if cell.source.strip() else None
            cell.outputs = _joined([_steady(output, count) for output in done.outputs])
            cell.metadata.pop("execution", None)


def _steady(output: Any, count: int) -> Any:
    if "data" in output:
        output.data.pop(WIDGET, None)
        output.metadata.pop(WIDGET, None)
    if output.output_type == "execute_result":
        output.execution_count = count
    if output.output_type == "error":  # its traceback names files of this machine
        output.traceback = [f"{output.ename}: {output.evalue}"]
    return output


def _joined(outputs: list[Any]) -> list[Any]:
    """The outputs with neighbouring pieces of one stream as one: how they were cut is a matter of time."""
    joined: list[Any] = []
    for output in outputs:
        last = joined[-1] if joined else None
        if last and last.output_type == output.output_type == "stream" and last.name == output.name:
            last.text += output.text
        else:
            joined.append(output)
    return joined
