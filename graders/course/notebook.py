"""Notebooks as files: read, or the reason why not; written byte-stable; what a cell is to nbgrader."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from graders.course.problem import Problem

Notebook = Any  # nbformat's NotebookNode


def read(path: Path) -> Notebook:
    """The notebook (nbformat 4). Raises `Problem` with the reason when it is missing, broken, or none."""
    from graders.autograde.notebook import nbformat

    try:
        text = path.read_text(encoding="utf-8")
        json.loads(text)
        notebook = nbformat.reads(text, as_version=4)
        nbformat.validate(notebook)
    except (OSError, ValueError, nbformat.reader.NotJSONError, nbformat.ValidationError) as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise Problem(
            f"{path} is not a notebook that can be read ({reason}). Repair it in JupyterLab, "
            f"or get back the last good one: git checkout -- {path}"
        ) from error
    return notebook


def text_of(notebook: Notebook) -> str:
    """The notebook as nbformat writes it (keys sorted, one space indentation), with a newline at the end."""
    from graders.autograde.notebook import nbformat

    return nbformat.writes(notebook, version=4).rstrip("\n") + "\n"


def is_answer(cell: Any) -> bool:
    """Whether learners write their answer in this cell."""
    return bool(_nbgrader(cell).get("solution"))


def is_grade(cell: Any) -> bool:
    """Whether this cell carries points."""
    return bool(_nbgrader(cell).get("grade"))


def is_given(cell: Any) -> bool:
    """Whether this is a given cell that exercises build on (restored before grading)."""
    return bool(_nbgrader(cell).get("locked")) and not is_answer(cell) and not is_grade(cell)


def grade_id(cell: Any) -> str:
    """nbgrader's id of the cell, "" for a plain one."""
    return _nbgrader(cell).get("grade_id", "")


def points(cell: Any) -> float:
    """The points of a grade cell."""
    return float(_nbgrader(cell).get("points", 0))


def _nbgrader(cell: Any) -> dict[str, Any]:
    return cell.metadata.get("nbgrader", {})
