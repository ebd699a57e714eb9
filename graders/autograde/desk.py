"""What a batch does before and after a submission runs: open it, see whether it is known, write the
result."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path

from nbgrader.preprocessors import AssignLatePenalties
from nbgrader.utils import determine_grade, parse_utc

from course_lib.language import language
from graders.autograde.folder import Given, GradingFolder, Place, fingerprint
from graders.autograde.gradebook import Book, Grades, Known
from graders.autograde.kit import kit
from graders.autograde.limits import Limits
from graders.autograde.notebook import NotebookNode, writes_json
from graders.autograde.outputs import plain
from graders.autograde.report import ATTENTION, GRADED, ExerciseRow, Row
from graders.autograde.restore import restore
from graders.autograde.runner import Execution
from graders.autograde.submission import Broken, harmless, other_files, parse_notebook, read_bytes
from graders.autograde.task import Task
from graders.course.files import scratch
from graders.course.folder import CourseFolder
from graders.course.release import generate
from graders.rubric import Outcome

TIMESTAMP = "timestamp.txt"


@dataclass
class Work:
    """One submission opened: its notebooks restored, and all that decides about its grades in `key`."""

    place: Place
    known: Known
    notebooks: dict[str, NotebookNode]
    files: dict[str, bytes]
    timestamp: datetime | None
    key: str
    warnings: list[str] = field(default_factory=list)

    @property
    def task(self) -> Task:
        """What has to be run."""
        starters = {
            name: {cell.name: cell.source for cell in self.known.sources[name].cells if cell.solution}
            for name in self.notebooks
        }
        return Task(self.notebooks, self.files, starters)


class Desk:
    """A course's folder and gradebook, for as long as a batch lasts: `with Desk(course, limits) as desk`."""

    def __init__(self, course: Path, limits: Limits, *, unsafe_no_sandbox: bool = False) -> None:
        self._course = CourseFolder(course)
        self._folder = GradingFolder(self._course)
        self._limits = limits
        self._settings = repr((limits, unsafe_no_sandbox, language())).encode()
        self._given: dict[str, Given] = {}
        self._known: dict[str, Known | None] = {}
        self._journals: dict[str, dict] = {}
        self._writer = ThreadPoolExecutor(1, "gradebook")

    def __enter__(self) -> Desk:
        config = self._course.config
        late = AssignLatePenalties(config=config)
        late.init_plugin()
        late.plugin_inst.log = logging.getLogger("graders.autograde")
        self._book = Book(
            self._course.database, config.CourseDirectory.get("course_id", ""), late=late.plugin_inst
        )
        return self

    def __exit__(self, *reason: object) -> None:
        self._writer.shutdown()
        self._book.__exit__(*reason)

    async def writing(self, write: Callable[..., Row], *given: object) -> Row:
        """`finish` or `refuse` in the one thread that writes: while it waits for the disk, others run on."""
        return await asyncio.get_running_loop().run_in_executor(self._writer, write, *given)

    def submissions(self, assignments: Collection[str], students: Collection[str]) -> list[Place]:
        """What there is to grade: everything handed in, or what these assignments and students handed in."""
        return self._folder.submissions(assignments, students)

    def open(self, place: Place) -> Work:
        """Read a submission and put it into the instructor's notebooks. Raises `Broken`."""
        if not place.nameable:
            raise Broken("The gradebook cannot hold this student's name: rename the folder.")
        if place.folder.is_symlink() or place.folder.parent.is_symlink():
            raise Broken("The submission is a link to another folder. Ask for the files themselves.")
        if not place.folder.is_dir():
            raise Broken("The submission is not a folder with a notebook in it.")
        known = self._assignment(place.assignment)
        given = self._given_of(place.assignment)
        files, warnings = other_files(place.folder, self._ignored, self._limits)
        parts = [self._settings, kit().encode(), repr(known.sources).encode()]
        notebooks = {}
        for name in sorted(known.sources):
            path = place.folder / f"{name}.ipynb"
            if not path.exists() and not path.is_symlink():
                continue
            data = read_bytes(path, self._limits.notebook_bytes, handed_in=self._folder.handed_in)
            if path.stat().st_nlink > 1:
                warnings.append(f"{path.name} is one file with that of another submission (a hard link).")
            parts += [name.encode(), data]
            cells = parse_notebook(data, path.name, self._limits)
            source = given.ordered(name, known.sources[name])
            notebooks[name], changed = restore(cells, source, trusted=given.prose(name))
            warnings += changed
        if not notebooks:
            raise Broken(self._lost(place, known))
        for name in sorted(set(known.sources) - set(notebooks)):
            warnings.append(f"{name}.ipynb was not handed in: its exercises are 0.")
        timestamp = _timestamp(files, warnings)
        parts += [
            part for item in sorted({**files, **given.files}.items()) for part in (item[0].encode(), item[1])
        ]
        return Work(
            place, known, notebooks, {**files, **given.files}, timestamp, fingerprint(parts), warnings
        )

    def graded_before(self, work: Work) -> Row | None:
        """The row of an earlier batch, when exactly this was graded and its results are still there."""
        place = work.place
        if place.assignment not in self._journals:
            self._journals[place.assignment] = self._book.journal(place.assignment)
        key, report = self._journals[place.assignment].get(place.student, ("", {}))
        folder = self._folder.path("autograded", place.student, place.assignment)
        there = all((folder / f"{name}.ipynb").is_file() for name in work.notebooks)
        return Row.from_json(report) if key == work.key and there else None

    def finish(self, work: Work, executions: Mapping[str, Execution], seconds: float) -> Row:
        """Write the notebooks, then the grades; the row to report."""
        place = work.place
        given = self._given_of(place.assignment).files
        files = {name if name in given else harmless(name): data for name, data in work.files.items()}
        for name, execution in executions.items():
            files[f"{name}.ipynb"] = (writes_json(execution.notebook) + "\n").encode()
        row = _row(work, executions, seconds)
        self._folder.publish(place, files)
        grades = {name: _grades(work.known, name, execution) for name, execution in executions.items()}
        self._book.record(
            place.student,
            place.assignment,
            work.known,
            grades,
            timestamp=work.timestamp,
            key=work.key,
            report=row.as_json(),
        )
        return row

    def refuse(self, place: Place, reason: str) -> Row:
        """The row of a submission that cannot be graded. No older score stands for it: a person decides."""
        known = self._known.get(place.assignment)
        if known is not None and place.nameable:
            waiting = {name: Grades(dict.fromkeys(cells)) for name, cells in known.grade_cells.items()}
            self._book.record(place.student, place.assignment, known, waiting)
            self._folder.withdraw(place)
        return Row(*place.shown, ATTENTION, plain(reason, 1000).strip())

    def _assignment(self, name: str) -> Known:
        if name not in self._known:
            known = self._book.known(name)
            if known is None and any(lesson.name == name for lesson in self._course.lessons()):
                with scratch(self._course.root, "grade") as room:  # a new gradebook: filled from the sources
                    generate(self._course, self._course.lessons([name]), room, database=self._course.database)
                known = self._book.known(name)
            self._known[name] = known
        known = self._known[name]
        if known is None or not known.sources:
            raise Broken(
                f"The gradebook has no assignment {name!r}. Run `course release {name}`, then grade again."
            )
        return known

    def _given_of(self, assignment: str) -> Given:
        if assignment not in self._given:
            self._given[assignment] = self._folder.given(assignment, self._limits)
        return self._given[assignment]

    def _lost(self, place: Place, known: Known) -> str:
        found = sorted(path.name for path in place.folder.glob("*.ipynb"))[:5]
        wanted = " or ".join(f"{name}.ipynb" for name in sorted(known.sources))
        return f"There is no {wanted} in it" + (f", but {', '.join(found)}. Rename it." if found else ".")

    @cached_property
    def _ignored(self) -> list[str]:
        default = [".ipynb_checkpoints", "*.pyc", "__pycache__", "feedback"]
        return list(self._course.config.CourseDirectory.get("ignore", default))


def _timestamp(files: Mapping[str, bytes], warnings: list[str]) -> datetime | None:
    text = files.get(TIMESTAMP, b"")[:100].decode("utf-8", "replace").strip()
    try:
        return parse_utc(text) if text else None
    except (ValueError, OverflowError):
        warnings.append(f"{TIMESTAMP} holds no date: the submission counts as in time.")
        return None


def _grades(known: Known, name: str, execution: Execution) -> Grades:
    scores: dict[str, float | None] = {}
    untouched = set()
    sources = {cell.name: cell for cell in known.sources[name].cells}
    for cell in execution.notebook.cells:
        nbgrader = cell.metadata.get("nbgrader")
        if nbgrader is None:
            continue
        grade_id = nbgrader["grade_id"]
        if grade_id in execution.verdicts:
            scores[grade_id] = execution.score(grade_id)
        elif nbgrader["grade"]:
            scores[grade_id] = determine_grade(cell)[0]  # an answer for a person to grade
        if nbgrader["solution"] and cell.source.strip() == sources[grade_id].source.strip():
            untouched.add(grade_id)
    return Grades(scores, frozenset(untouched))


def _row(work: Work, executions: Mapping[str, Execution], seconds: float) -> Row:
    exercises = []
    for execution in executions.values():
        for grade_id, verdict in execution.verdicts.items():
            messages = tuple(plain(message, 4000) for message in verdict.messages)
            score = execution.score(grade_id)
            exercises.append(
                ExerciseRow(verdict.exercise, str(verdict.outcome), score, verdict.max_score, messages)
            )
    unsure = [e.id for e in exercises if e.outcome == Outcome.COULD_NOT_CHECK]
    reasons = [f"{', '.join(unsure)} could not be checked: grade by hand."] if unsure else []
    stops = [warning for execution in executions.values() for warning in execution.warnings]
    reasons += dict.fromkeys([*work.warnings, *stops])
    points = sum(
        sum(c.points or 0 for c in source.cells if c.grade) for source in work.known.sources.values()
    )
    return Row(
        *work.place.shown,
        ATTENTION if unsure else GRADED,
        plain(" ".join(reasons), 2000),
        sum(e.score or 0.0 for e in exercises),
        points,
        round(seconds, 3),
        tuple(exercises),
    )
