"""A submission's notebook, rebuilt: the learner's answers in the instructor's notebook, nothing else
believed.

Given and grade cells, points, order and all metadata come from the gradebook. Tags, attachments, outputs
and other metadata of the submission are gone, and text that could act in a browser is shown as text.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from course_lib.recorder import exercise_named
from graders.autograde.notebook import NotebookNode, from_dict
from graders.autograde.submission import Broken, Cell

# What may act in a browser; and what has an address: a picture elsewhere tells its owner who reads it when.
_ACTIVE = re.compile(r"[<>&$\\]|script|data:|\]:|\]\(|://|www\.|[\x00-\x08\x0b-\x1f]", re.IGNORECASE)
_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")


@dataclass(frozen=True)
class SourceCell:
    """A cell that nbgrader knows, as the gradebook keeps it."""

    name: str
    kind: str
    source: str
    locked: bool
    grade: bool
    solution: bool
    task: bool
    points: float | None
    checksum: str | None


@dataclass(frozen=True)
class Source:
    """A notebook as the gradebook keeps it: its cells in order, and its kernel."""

    cells: tuple[SourceCell, ...]
    kernelspec: dict[str, str]


def restore(
    cells: list[Cell], source: Source, *, trusted: Collection[str] = ()
) -> tuple[NotebookNode, list[str]]:
    """The notebook to run, and a warning for each thing that was not as it was given out.

    `trusted` are texts of markdown cells that the instructor wrote: they stay as they are. Raises `Broken`
    when none of the answer cells can be told.
    """
    warnings: list[str] = []
    places = _places(cells, source, warnings)
    answers = [cell.name for cell in source.cells if cell.solution]
    if answers and not any(name in places for name in answers):
        raise Broken(
            "None of the lesson's answer cells can be found in it: it may be another notebook, or was saved "
            "by a program that drops what marks them. Ask for the answers in the notebook as it was released."
        )
    order = [cell.name for cell in source.cells if cell.name in places]
    slots = sorted(places.values())
    if [places[name] for name in order] != slots:
        warnings.append("Cells were moved: they were put back into the order in which they were given out.")
    filled = dict(zip(slots, order, strict=True))  # position → the cell that belongs there
    known = {cell.name: cell for cell in source.cells}
    behind = _missing(source, places, warnings)
    made = [_given(known[name], None) for name in behind.get("", ())]
    for position, cell in enumerate(cells):
        if (name := filled.get(position)) is None:
            made.append(_free(cell, trusted))
            continue
        made.append(_given(known[name], cells[places[name]], warnings))
        made += [_given(known[lost], None) for lost in behind.get(name, ())]
    _distinct_ids(made)
    metadata = {"kernelspec": source.kernelspec, "language_info": {"name": "python"}}
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": made}
    return from_dict(notebook), warnings


def _places(cells: list[Cell], source: Source, warnings: list[str]) -> dict[str, int]:
    """Where each known cell is in the submission: by nbgrader's id, else (some front ends drop it) by the
    cell's own, else (others drop both) by the exercise that its first line names, or by its very text."""
    found: dict[str, list[int]] = {cell.name: [] for cell in source.cells}
    for position, cell in enumerate(cells):
        if cell.grade_id in found:
            found[cell.grade_id].append(position)
    for name_of in (lambda cell: cell.id, lambda cell: exercise_named(cell.source), _by_text(source)):
        lost = {name for name, positions in found.items() if not positions}
        for position, cell in enumerate(cells):
            if not cell.grade_id and (name := name_of(cell)) in lost:
                found[name].append(position)
    places = {}
    for known in source.cells:
        positions = found[known.name]
        if len(positions) > 1:
            changed = [p for p in positions if cells[p].source.strip() != known.source.strip()]
            positions = (changed or positions) if known.solution else positions[:1]
            which = "last one that was changed" if known.solution else "first one"
            warnings.append(
                f"The cell {known.name} is there {len(found[known.name])} times: the {which} counts."
            )
        if positions:
            places[known.name] = positions[-1]
    return places


def _by_text(source: Source) -> Callable[[Cell], str]:
    """Tells a given cell by its text; "" for any other."""
    names = {cell.source.strip(): cell.name for cell in source.cells if not cell.solution}
    return lambda cell: names.get(cell.source.strip(), "")


def _missing(source: Source, places: dict[str, int], warnings: list[str]) -> dict[str, list[str]]:
    """The cells that are gone, by the cell behind which they are put back ("" for the top)."""
    behind: dict[str, list[str]] = {}
    before = ""
    for cell in source.cells:
        if cell.name in places:
            before = cell.name
        else:
            behind.setdefault(before, []).append(cell.name)
            what = "The answer cell" if cell.solution else "The cell"
            warnings.append(f"{what} {cell.name} was missing: it was put back as it was given out.")
    return behind


def _given(known: SourceCell, cell: Cell | None, warnings: list[str] | None = None) -> dict[str, Any]:
    source = known.source
    if cell is not None and known.solution:
        source = cell.source
    elif cell is not None and cell.source != known.source and warnings is not None:
        warnings.append(f"The cell {known.name} was changed: it was put back as it was given out.")
    nbgrader = {"schema_version": 3, "grade_id": known.name, "grade": known.grade, "solution": known.solution}
    nbgrader |= {
        "locked": known.locked,
        "task": known.task,
        "cell_type": known.kind,
        "checksum": known.checksum,
    }
    if known.points is not None:
        nbgrader["points"] = known.points
    if known.kind != "code" and known.solution:
        source = inert(source)
    return _made(known.kind, source, known.name, {"nbgrader": nbgrader})


def _free(cell: Cell, trusted: Collection[str]) -> dict[str, Any]:
    if cell.kind == "code":
        return _made("code", cell.source, cell.id, {})
    return _made("markdown", cell.source if cell.source in trusted else inert(cell.source), cell.id, {})


def _made(kind: str, source: str, name: str, metadata: dict[str, Any]) -> dict[str, Any]:
    """A cell as nbformat 4.5 has it (its own makers validate each one by a schema, which takes longer
    than the rest)."""
    cell = {
        "id": name if _ID.fullmatch(name) else _new_id(),
        "cell_type": kind,
        "metadata": metadata,
        "source": source,
    }
    return cell | ({"execution_count": None, "outputs": []} if kind == "code" else {})


def _new_id() -> str:
    return uuid.uuid4().hex[:8]


def inert(text: str) -> str:
    """Markdown that does nothing when it is shown: as it is when it is plain, else as literal text."""
    if not _ACTIVE.search(text):
        return text
    fence = "~" * (max(map(len, re.findall("~+", text)), default=0) + 3)
    return f"{fence}text\n{text}\n{fence}"


def _distinct_ids(cells: list[dict[str, Any]]) -> None:
    """Known cells keep their ids, since evidence goes by them; a free cell with the same one gets another."""
    seen = {cell["id"] for cell in cells if cell["metadata"]}
    for cell in cells:
        if not cell["metadata"]:
            while cell["id"] in seen:
                cell["id"] = _new_id()
            seen.add(cell["id"])
