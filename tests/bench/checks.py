"""How long `await check("…")` takes on a lesson's own kernel: what a learner waits for."""

from __future__ import annotations

import tempfile
from datetime import datetime
from pathlib import Path

import nbformat
from nbclient import NotebookClient


def latencies(source: Path) -> dict[str, float]:
    """Exercise → seconds of its check cell, in the worked solution of a lesson."""
    notebook = nbformat.read(source, as_version=4)
    with tempfile.TemporaryDirectory() as folder:
        client = NotebookClient(
            notebook,
            record_timing=True,
            allow_errors=True,
            kernel_name="python3",
            resources={"metadata": {"path": folder}},
        )
        client.execute()
    return {
        cell.metadata.nbgrader.grade_id.removeprefix("check-"): _seconds(cell.metadata.execution)
        for cell in notebook.cells
        if cell.metadata.get("nbgrader", {}).get("grade") and "execution" in cell.metadata
    }


def _seconds(times: dict[str, str]) -> float:
    begun, done = (times[f"iopub.status.{state}"] for state in ("busy", "idle"))
    return (datetime.fromisoformat(done) - datetime.fromisoformat(begun)).total_seconds()
