"""Reference outputs compared by nbval, strictly: every cell, nothing sanitised, nothing left out."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from graders.course import notebook
from graders.course.folder import Lesson
from graders.course.kernel import CELL_SECONDS, copy_of, environment
from graders.course.problem import Problem


async def findings(lesson: Lesson) -> list[str]:
    """The cells whose outputs are not the stored ones: a sentence each, with difference and remedy."""
    never_run = [sentence for path in lesson.notebooks for sentence in _never_run(path)]
    if never_run:
        return never_run
    with copy_of(lesson) as folder:
        report = folder.parents[1] / "report.xml"
        (folder.parents[1] / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
        done = await asyncio.to_thread(_nbval, folder, report)
        if done.returncode not in (0, 1) or not report.exists():
            said = (done.stdout + done.stderr).strip().splitlines()
            raise Problem(
                f"nbval could not run on {lesson.source} ({said[-1] if said else done.returncode}). "
                f"Install what it needs: make setup"
            )
        return list(_read(report, {path.stem: path for path in lesson.notebooks}))


def _never_run(path: Path) -> Iterator[str]:
    """The cells that nbval passes over: to it, no execution count means nothing to compare."""
    cells = [c for c in notebook.read(path).cells if c.cell_type == "code" and c.source.strip()]
    for count, cell in enumerate(cells, start=1):
        if cell.execution_count != count:
            yield f"{path}, cell {cell.id!r}: its outputs are not stored. Run `course validate --update`."


def _nbval(folder: Path, report: Path) -> subprocess.CompletedProcess[str]:
    options = ["--nbval", "--nbval-current-env", f"--nbval-cell-timeout={CELL_SECONDS}"]
    options += ["-q", "--color=no", "--noconftest", "-p", "no:cacheprovider"]
    options += [
        f"--junitxml={report}",
        "-o",
        "junit_family=xunit1",
        "-c",
        str(report.with_name("pytest.ini")),
    ]
    return subprocess.run(
        [sys.executable, "-m", "pytest", *options, *map(str, sorted(folder.glob("*.ipynb")))],
        cwd=folder,
        env={k: v for k, v in environment().items() if not k.startswith("PYTEST_")},
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )


def _read(report: Path, sources: dict[str, Path]) -> Iterator[str]:
    for case in ElementTree.parse(report).iter("testcase"):
        wrong = case.find("failure")
        if wrong is None:
            wrong = case.find("error")
        if wrong is not None:
            path = sources[Path(case.get("file", "")).stem]
            code = [cell for cell in notebook.read(path).cells if cell.cell_type == "code"]
            cell = code[int(case.get("name", "").removeprefix("Cell "))]
            remedy = "Run `course validate --update` and read the difference."
            difference = _difference(wrong.text or "")
            yield f"{path}, cell {cell.id!r}: its outputs are not the stored ones ({difference}). {remedy}"


def _difference(text: str) -> str:
    """The part of nbval's report that says what differs, in one line of at most 300 characters."""
    said = text.partition("Traceback:")[2] or text
    return " ".join(said.split())[:300]
