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


class Table:
    """The lines as they are measured, each told at once."""

    def __init__(self) -> None:
        self.rows: list[dict] = []
        print(f"  {'':14}{'number':>7}{'seconds':>9}{'per s':>8}{'CPU s each':>12}{'MiB':>7}", flush=True)

    def add(self, tool: str, count: int, cost: Cost) -> None:
        """One more line: what `count` submissions cost a tool."""
        speed, cpu = count / cost.seconds, cost.cpu / count
        self.rows.append(
            {
                "tool": tool,
                "submissions": count,
                "seconds": cost.seconds,
                "per_second": speed,
                "cpu_each": cpu,
                "memory": cost.memory,
            }
        )
        numbers = f"{cost.seconds:9.2f}{speed:8.2f}{cpu:12.3f}{cost.memory / MiB:7.0f}"
        print(f"  {tool:14}{count:7}{numbers}", flush=True)

    def ratio(self) -> float:
        """How many times as fast as nbgrader the kit graded the biggest class."""
        kit, stock = (
            [row["per_second"] for row in self.rows if row["tool"] == tool][-1]
            for tool in ("course grade", "nbgrader")
        )
        return kit / stock


def measured(room: Path, options: argparse.Namespace) -> dict:
    """All that is measured, told line by line, and as JSON-able data."""
    table, checks = Table(), {}
    for size in (1, *options.sizes):
        course = make_course(room / f"kit{size}", options.lesson, size)
        table.add("course grade", size, timed([sys.executable, "-c", GRADE, str(course)], course))
    for size in dict.fromkeys((1, options.rivals)):
        course = make_course(room / f"stock{size}", options.lesson, size, stock=True)
        table.add("nbgrader", size, stock(course, options.lesson))
    ratio = table.ratio()
    print(f"  course grade is {ratio:.1f} times as fast as nbgrader", flush=True)
    submissions = sorted(course.glob("submitted/*/*/*.ipynb"))
    each = floor(course) / len(submissions)
    print(f"  the floor (one warm process, no isolation, no judge): {each * 1000:.0f} ms each", flush=True)
    if options.otter:
        try:
            costs = Otter(room).grade(submissions[: options.otter])
        except RuntimeError as error:
            print(f"  otter run was left out: {error}", flush=True)
        else:
            seconds, cpu = sum(cost.seconds for cost in costs), sum(cost.cpu for cost in costs)
            table.add("otter run", len(costs), Cost(seconds, cpu, max(cost.memory for cost in costs)))
    for path in sorted((ROOT / "solutions").glob("*/*.ipynb")) if options.checks else ():
        for name, took in latencies(path).items():
            checks[name] = took._asdict()
            times = f"{took.check / took.bare:.1f} times the SDK alone"
            print(f"  check {name}: {took.check * 1000:.0f} ms, {times}", flush=True)
    return {
        "lesson": options.lesson,
        "processors": len(os.sched_getaffinity(0)),
        "python": platform.python_version(),
        "load": os.getloadavg()[0],
        "rows": table.rows,
        "ratio": ratio,
        "floor_each": each,
        "check_seconds": checks,
    }


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
    print(f"{result['lesson']} on {result['processors']} processors, load {result['load']:.1f}")


if __name__ == "__main__":
    main()
