"""What `course grade` is compared with: nbgrader's own autograde, Otter-Grader, and no isolation at all."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from measure import Cost, timed

ROOT = Path(__file__).parents[2]
OTTER_TEST = """OK_FORMAT = True
case = {"code": ">>> 1 + 1\\n2", "hidden": False, "locked": False}
test = {"name": "runs", "points": 1, "suites": [{"type": "doctest", "scored": True, "cases": [case]}]}
"""
OTTER_CONFIG = '{"pdf": false, "show_stdout": false}\n'
# The floor: the cells of every submission in one warm IPython, all in one process, and nobody judges.
FLOOR = """
import asyncio, sys, time
from pathlib import Path
import nbformat
from graders.autograde import child, shell as shells
child.warm()
shell = shells.Shell.instance()
async def run(path):
    shell.reset(new_session=False)
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code" and not cell.metadata.get("nbgrader", {}).get("grade"):
            await shell.run_cell_async(cell.source, transformed_cell=shell.transform_cell(cell.source))
paths = sorted(Path(sys.argv[1]).glob("submitted/*/*/*.ipynb"))
asyncio.run(run(paths[0]))
began = time.perf_counter()
for path in paths:
    asyncio.run(run(path))
print("\\nfloor", time.perf_counter() - began)
"""


def stock(course: Path, lesson: str) -> Cost:
    """`nbgrader autograde`, as it comes: its kernels run without any sandbox."""
    return timed([sys.executable, "-m", "nbgrader", "autograde", lesson], course)


def floor(course: Path) -> float:
    """Seconds for all submissions of a course."""
    output = timed([sys.executable, "-c", FLOOR, str(course)], course).output
    return float(output.rpartition("floor ")[2])


class Otter:
    """Otter-Grader in an environment of its own, which finds the kit's packages behind its own.

    Raises `RuntimeError` with the reason when it cannot be installed.
    """

    def __init__(self, room: Path) -> None:
        self._bin, self._room = room / "otter" / "bin", room
        try:
            subprocess.run([sys.executable, "-m", "venv", room / "otter"], check=True, capture_output=True)
            install = [self._bin / "python", "-m", "pip", "install", "-q", "otter-grader"]
            subprocess.run(install, check=True, capture_output=True, timeout=600)
        except (OSError, subprocess.SubprocessError) as error:
            words = (getattr(error, "stderr", None) or b"").decode(errors="replace").strip().splitlines()
            raise RuntimeError(words[-1] if words else str(error)) from None
        (packages,) = (room / "otter").glob("lib/python*/site-packages")
        ours = next(path for path in sys.path if path.endswith("site-packages"))
        (packages / "kit.pth").write_text(f"{ROOT}\n{ours}\n")
        (room / "tests").mkdir()
        (room / "tests" / "runs.py").write_text(OTTER_TEST)
        (room / "otter_config.json").write_text(OTTER_CONFIG)
        self._run([str(self._bin / "otter"), "generate", "-t", "tests", "-o", "autograder.zip"])

    def grade(self, notebooks: list[Path]) -> list[Cost]:
        """`otter run` on each submission, a process each, as Otter is started outside of its containers."""
        command = [str(self._bin / "otter"), "run", "--no-logo", "-a", str(self._room / "autograder.zip")]
        return [self._run([*command, "-o", str(self._room), str(path)]) for path in notebooks]

    def _run(self, command: list[str]) -> Cost:
        return timed(command, self._room, {"PATH": f"{self._bin}{os.pathsep}{os.environ.get('PATH', '')}"})
