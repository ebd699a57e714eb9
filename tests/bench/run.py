"""How fast a class is graded: `course grade` against nbgrader's own autograde and Otter, start-up included.

    python tests/bench/run.py --sizes 20 200 1000 --rivals 10 --lesson 01_memory --json bench.json

Every submission is the lesson's worked solution. The rivals' time grows with the number of submissions, so a
few of them tell; neither has a sandbox.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import sys
import tempfile
from pathlib import Path

import nbformat
from checks import latencies
from measure import Cost, MiB, timed
from rivals import Otter, floor, stock

ROOT = Path(__file__).parents[2]
GRADE = """
import asyncio, sys
from pathlib import Path
from graders.autograde.batch import grade_course
report = asyncio.run(grade_course(Path(sys.argv[1]), force=True))
assert all(row.status == "graded" and row.score == row.max_score for row in report.rows), report.rows
"""


def make_course(folder: Path, lesson: str, count: int, *, stock: bool = False) -> Path:
    """A course with one released lesson and `count` submissions of its solution."""
    from graders.course.answers import solution_of
    from graders.course.folder import CourseFolder
    from graders.course.release import release

    folder.mkdir(exist_ok=True)
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
    return folder


def row(tool: str, count: int, cost: Cost) -> dict:
    """One line of the table."""
    return {
        "tool": tool,
        "submissions": count,
        "seconds": cost.seconds,
        "per_second": count / cost.seconds,
        "cpu_each": cost.cpu / count,
        "memory": cost.memory,
    }


def measured(room: Path, options: argparse.Namespace) -> dict:
    """All that is measured, as JSON-able data."""
    rows, notes = [], []
    for size in (1, *options.sizes):
        course = make_course(room / f"kit{size}", options.lesson, size)
        rows.append(row("course grade", size, timed([sys.executable, "-c", GRADE, str(course)], course)))
    for size in dict.fromkeys((1, options.rivals)):
        course = make_course(room / f"stock{size}", options.lesson, size, stock=True)
        rows.append(row("nbgrader", size, stock(course, options.lesson)))
    submissions = sorted(course.glob("submitted/*/*/*.ipynb"))
    try:
        costs = Otter(room).grade(submissions[: options.otter]) if options.otter else []
    except RuntimeError as error:
        notes.append(f"Otter-Grader was left out: {error}")
    else:
        if costs:
            seconds, cpu = sum(cost.seconds for cost in costs), sum(cost.cpu for cost in costs)
            most = max(cost.memory for cost in costs)
            rows.append(row("otter run", len(costs), Cost(seconds, cpu, most)))
    lessons = sorted((ROOT / "solutions").glob("*/*.ipynb")) if options.checks else []
    return {
        "lesson": options.lesson,
        "processors": len(os.sched_getaffinity(0)),
        "python": platform.python_version(),
        "load": os.getloadavg()[0],
        "rows": rows,
        "floor_each": floor(course) / len(submissions),
        "check_seconds": {name: s for path in lessons for name, s in latencies(path).items()},
        "notes": notes,
    }


def told(result: dict) -> str:
    """The result as a table."""
    lines = [f"{result['lesson']} on {result['processors']} processors, load {result['load']:.1f}"]
    base = [r for r in result["rows"] if r["tool"] == "nbgrader"][-1]["per_second"]
    lines.append(
        f"  {'':14}{'number':>12}{'seconds':>9}{'per s':>8}{'CPU s each':>12}{'MiB':>7}{'nbgrader=1':>12}"
    )
    for r in result["rows"]:
        lines.append(
            f"  {r['tool']:14}{r['submissions']:12}{r['seconds']:9.2f}{r['per_second']:8.2f}"
            f"{r['cpu_each']:12.3f}{r['memory'] / MiB:7.0f}{r['per_second'] / base:12.1f}"
        )
    lines.append(f"  the floor (one warm process, no isolation): {result['floor_each'] * 1000:.0f} ms each")
    lines += [f"  check {name}: {s * 1000:.0f} ms" for name, s in result["check_seconds"].items()]
    return "\n".join(lines + [f"  {note}" for note in result["notes"]])


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=[20, 200], help="submissions to grade")
    parser.add_argument("--rivals", type=int, default=10, help="submissions for nbgrader's own autograde")
    parser.add_argument("--otter", type=int, default=5, help="submissions for `otter run`; 0 leaves it out")
    parser.add_argument("--no-checks", dest="checks", action="store_false", help="leave check() out")
    parser.add_argument("--lesson", default="01_memory")
    parser.add_argument("--json", type=Path, default=Path("bench.json"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as room:
        result = measured(Path(room), options)
    options.json.write_text(json.dumps(result, indent=2) + "\n")
    print(told(result))


if __name__ == "__main__":
    main()
