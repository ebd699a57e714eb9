"""Every lesson in the browser: as released, then solved, and judged as it is judged everywhere else."""

import asyncio
import json
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest

from graders import exercises
from graders.course import notebook, proof
from graders.course.folder import CourseFolder
from graders.course.kernel import copy_of, executed, few_at_a_time

ROOT = Path(__file__).resolve().parents[2]
TABLE = Path(__file__).with_name("same_scores.md")
LESSONS = [f"{path.parent.name}/{path.name}" for path in sorted((ROOT / "notebooks").glob("*/*.ipynb"))]
pytestmark = [pytest.mark.browser, pytest.mark.slow]

# What one run of a cell shows first: "✓ three-turn-chat: right · 15 of 15 XP", "○ … not attempted yet".
VERDICT = re.compile(r"\S+ ([\w-]+): (.+?)(?: yet)?(?: · ([\d.]+) of [\d.]+ XP)?$", re.MULTILINE)


@dataclass(frozen=True)
class Ran:
    """A lesson run twice by one learner: as released, and with the solutions typed in."""

    released: dict[str, list[dict]]
    solved: dict[str, list[dict]]
    home: str
    outside: list[str]
    errors: list[str]


@pytest.fixture(scope="module")
def ran(newcomer, lessons):
    """Gives the `Ran` of a lesson; each is run once."""
    known: dict[str, Ran] = {}

    def of(path: str) -> Ran:
        if path not in known:
            known[path] = _run(newcomer(), path, lessons[path])
        return known[path]

    return of


def _run(learner, path: str, held: dict) -> Ran:
    opened = learner.open(path)
    released = opened.run()
    sheets = exercises.sheets()
    solved = opened.run({name: sheets[name].solution for name in _exercises(held)})
    opened.page.evaluate("window.jupyterapp.commands.execute('docmanager:save')")
    opened.page.close()
    home = learner.home()
    home.locator("#progress").wait_for(state="attached")
    shown = home.locator("#progress").inner_text()
    learner.context.close()
    return Ran(released, solved, shown, learner.seen.outside, learner.seen.errors)


def _exercises(held: dict) -> list[str]:
    return [cell["id"] for cell in held["cells"] if cell["metadata"].get("nbgrader", {}).get("solution")]


def _verdicts(outputs: dict[str, list[dict]]) -> dict[str, str]:
    """Exercise → outcome and score, from what the check cells show."""
    found = {}
    for cell, shown in outputs.items():
        if cell.startswith("check-"):
            said = VERDICT.search("".join(shown[-1]["data"]["text/plain"]))
            found[said[1]] = _told(said[2], said[3])
    return found


def _told(outcome: str, score: object) -> str:
    return outcome if outcome == "not attempted" else f"{outcome}, {float(score):g} XP"


def _raised(outputs: dict[str, list[dict]]) -> list[str]:
    return [cell for cell, shown in outputs.items() if any(o["output_type"] == "error" for o in shown)]


@pytest.mark.parametrize("path", LESSONS)
def test_a_lesson_runs_is_judged_and_stays_on_its_site(ran, lessons, path):
    seen, names = ran(path), _exercises(lessons[path])
    points = {name: exercises.find(name).points for name in names}
    assert _verdicts(seen.released) == dict.fromkeys(names, "not attempted")
    assert _verdicts(seen.solved) == {name: f"right, {points[name]:g} XP" for name in names}
    assert _raised(seen.solved) == _raised(seen.released) == _meant_to_raise(lessons[path])
    assert seen.outside == []
    assert seen.errors == []
    if names:
        assert f"{len(names)} of 25 exercises, {sum(points.values()):g} of 230 XP" in seen.home


def _meant_to_raise(held: dict) -> list[str]:
    return [c["id"] for c in held["cells"] if any(o["output_type"] == "error" for o in c.get("outputs", ()))]


@pytest.mark.sandbox
def test_browser_notebook_and_grader_give_the_same(ran, lessons, tmp_path):
    """`same_scores.md` holds the table of all exercises in all places; it is what was seen just now."""
    browser = [{}, {}]
    for path in LESSONS:
        browser[0] |= _verdicts(ran(path).released)
        browser[1] |= _verdicts(ran(path).solved)
    with ThreadPoolExecutor(1) as apart:  # from Playwright's event loop
        kernel = apart.submit(asyncio.run, _in_kernels()).result()
    graded = _graded(lessons, tmp_path)
    lines = ["| exercise | tried | browser | notebook | course grade |", "|---|---|---|---|---|"]
    for name in exercises.all():
        for number, tried in enumerate(("as released", "solved")):
            places = [place[number][name] for place in (browser, kernel, graded)]
            assert len(set(places)) == 1, (name, tried, places)
            lines.append(f"| {name} | {tried} | {' | '.join(places)} |")
    table = "\n".join(lines) + "\n"
    assert TABLE.read_text(encoding="utf-8") == table, f"{TABLE.name} is to be:\n{table}"


async def _in_kernels() -> list[dict[str, str]]:
    """The same trials in this machine's own kernels."""

    async def one(lesson):
        with copy_of(lesson) as folder:
            source = notebook.read(lesson.notebooks[0])
            return await executed(proof.trial(source), folder, path=lesson.notebooks[0])

    found = {"starter": {}, "solution": {}}
    for tried in await few_at_a_time(one, CourseFolder(ROOT).lessons()):
        for cell in tried.cells:
            way = cell.metadata.get("tried", {}).get("way")
            if way in found:
                (shown,) = [o.data[proof.VERDICT] for o in cell.outputs if proof.VERDICT in o.get("data", {})]
                found[way][cell.metadata.tried["name"]] = _told(shown["outcome"], shown["score"])
    return list(found.values())


def _graded(lessons: dict[str, dict], course: Path) -> list[dict[str, str]]:
    """The same notebooks handed in by two students, and graded in the sandbox."""
    shutil.copy(ROOT / "nbgrader_config.py", course)
    for room in ("solutions", "notebooks"):
        shutil.copytree(ROOT / room, course / room)
    for path, held in lessons.items():
        for student in ("released", "solved"):
            handed = nbformat.from_dict(held)
            for cell in handed.cells:
                if student == "solved" and cell.id in exercises.sheets():
                    cell.source = exercises.sheets()[cell.id].solution
            place = course / "submitted" / student / path
            place.parent.mkdir(parents=True)
            nbformat.write(handed, place)
    command = [sys.executable, "-c", "from graders.cli import main; main()", "grade", "--json", "grades.json"]
    done = subprocess.run(command, cwd=course, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    rows = json.loads((course / "grades.json").read_text(encoding="utf-8"))["submissions"]
    found = {"released": {}, "solved": {}}
    for row in rows:
        for one in row["exercises"]:
            found[row["student"]][one["id"]] = _told(one["outcome"], one["score"])
    return list(found.values())
