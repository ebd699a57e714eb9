"""How long `await check("…")` takes on a lesson's own kernel: what a learner waits for.

Beside it stands what the same kernel takes for the SDK alone to send those requests that were answered.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import nbformat
from nbclient import NotebookClient

PREPARE = f"""import sys
sys.path.append({str(Path(__file__).parent)!r})
from bare import Bare
bare = Bare(_)"""
SEND = "await bare.send()"


class Latency(NamedTuple):
    """Seconds of a check cell, and of a cell that only sends its requests again."""

    check: float
    bare: float


def latencies(source: Path) -> dict[str, Latency]:
    """Exercise → how long its check takes, in the worked solution of a lesson."""
    notebook = nbformat.read(source, as_version=4)
    notebook.cells = [cell for found in notebook.cells for cell in _with_baseline(found)]
    with tempfile.TemporaryDirectory() as folder:
        client = NotebookClient(
            notebook,
            record_timing=True,
            allow_errors=True,
            kernel_name="python3",
            resources={"metadata": {"path": folder}},
        )
        client.execute()
    cells = notebook.cells
    return {
        cell.metadata.nbgrader.grade_id.removeprefix("check-"): Latency(
            *(_seconds(timed.metadata.execution) for timed in (cell, cells[i + 2]))
        )
        for i, cell in enumerate(cells)
        if _is_check(cell) and "execution" in cell.metadata
    }


def _with_baseline(cell: nbformat.NotebookNode) -> Iterator[nbformat.NotebookNode]:
    yield cell
    if _is_check(cell):
        yield from map(nbformat.v4.new_code_cell, (PREPARE, SEND))


def _is_check(cell: nbformat.NotebookNode) -> bool:
    return bool(cell.metadata.get("nbgrader", {}).get("grade"))


def _seconds(times: dict[str, str]) -> float:
    begun, done = (times[f"iopub.status.{state}"] for state in ("busy", "idle"))
    return (datetime.fromisoformat(done) - datetime.fromisoformat(begun)).total_seconds()
