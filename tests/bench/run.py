"""How fast a class is graded: `course grade` against nbgrader's own autograde, start-up included.

    python tests/bench/run.py --submissions 200 --stock 10 --lesson 01_memory --json bench.json

Every submission is the lesson's worked solution. nbgrader's own time grows with the number of submissions,
so a few of them tell; its kernels run without any sandbox.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat

ROOT = Path(__file__).parents[2]
GRADE = """
import asyncio, sys
from pathlib import Path
from graders.autograde.batch import grade_course
report = asyncio.run(grade_course(Path(sys.argv[1]), force=True))
assert all(row.status == "graded" and row.score == row.max_score for row in report.rows), report.rows
"""


def make_course(folder: Path, lesson: str, count: int, *, stock: bool) -> None:
    """A course with one released lesson and `count` submissions of its solution."""
    from graders.course.answers import solution_of
    from graders.course.folder import CourseFolder
    from graders.course.release import release

    config = (ROOT / "nbgrader_config.py").read_text(encoding="utf-8")
    (folder / "nbgrader_config.py").write_text(config.replace("\nconfigure(c)", "") if stock else config)
    shutil.copytree(ROOT / "solutions" / lesson, folder / "solutions" / lesson)
    release(CourseFolder(folder), [lesson])
    for source in (ROOT / "solutions" / lesson).glob("*.ipynb"):
        notebook = nbformat.read(source, as_version=4)
        for cell in notebook.cells:
            if cell.metadata.get("nbgrader", {}).get("solution"):
                cell.source = solution_of(cell.source)
        for number in range(count):
            place = folder / "submitted" / f"student{number:04}" / lesson
            place.mkdir(parents=True, exist_ok=True)
            nbformat.write(notebook, place / source.name)


def timed(command: list[str], folder: Path) -> tuple[float, float]:
    """Seconds of wall clock, and of processor time as far as the command waits for what it starts."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(
        command, cwd=folder, env=os.environ | {"PATH": path}, capture_output=True, text=True
    )
    seconds = time.perf_counter() - began
    if done.returncode:
        sys.exit(f"{' '.join(command[:4])} ended with {done.returncode}:\n{done.stderr[-2000:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--submissions", type=int, default=200)
    parser.add_argument("--stock", type=int, default=10, help="submissions for nbgrader's own autograde")
    parser.add_argument("--lesson", default="01_memory")
    parser.add_argument("--json", type=Path, default=Path("bench.json"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as room:
        ours, theirs = Path(room, "ours"), Path(room, "theirs")
        for folder, count in ((ours, options.submissions), (theirs, options.stock)):
            folder.mkdir()
            make_course(folder, options.lesson, count, stock=folder is theirs)
        kit = timed([sys.executable, "-c", GRADE, str(ours)], ours)
        stock = timed([sys.executable, "-m", "nbgrader", "autograde", options.lesson], theirs)
    each = kit[0] / options.submissions, stock[0] / options.stock
    result = {
        "lesson": options.lesson,
        "processors": len(os.sched_getaffinity(0)),
        "python": platform.python_version(),
        "load": os.getloadavg()[0],
        "kit": {"submissions": options.submissions, "seconds": kit[0], "each": each[0]},
        "stock": {"submissions": options.stock, "seconds": stock[0], "each": each[1]},
        "ratio": each[1] / each[0],
    }
    options.json.write_text(json.dumps(result, indent=2) + "\n")
    print(f"{options.lesson} on {result['processors']} processors, load {result['load']:.1f}")
    for name in ("kit", "stock"):
        row = result[name]
        seconds = f"{row['seconds']:7.2f} s  {row['each'] * 1000:7.1f} ms each"
        print(f"  {name:6} {row['submissions']:4} submissions  {seconds}")
    print(f"  ratio  {result['ratio']:.1f}")


if __name__ == "__main__":
    main()
