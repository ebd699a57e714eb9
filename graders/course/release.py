"""solutions/ → notebooks/, by nbgrader's own generate step, in a temporary folder, then swapped in whole."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from copy import deepcopy
from pathlib import Path

from graders.course import nbgrader_step, notebook, sheets
from graders.course.answers import solution_of, starter_of
from graders.course.files import scratch, swap_in, write_whole
from graders.course.folder import CourseFolder, Lesson
from graders.course.problem import Problem

REMEDY = "Run `course release` and commit what it writes."


def release(course: CourseFolder, names: Sequence[str] = ()) -> list[str]:
    """Release these lessons (all by default): notebooks, the gradebook's copy, the answer sheets.

    Returns the names of the released lessons. Raises `Problem`, and then nothing has changed, when a source
    cannot be released or the gradebook refuses it (cells added or removed after submissions came in).
    """
    lessons = course.lessons(names)
    _refuse_bad_sources(lessons)
    with scratch(course.root, "release") as room:
        trial = room / "gradebook.db"
        real = _sqlite_file(course.database)
        existed = real is not None and real.exists()
        if existed:
            _copy_database(real, trial)
        # Everything that can be refused is refused here, on the copy.
        generated = generate(course, lessons, room / "trial", database=f"sqlite:///{trial}")
        if real is None or existed:
            generate(course, lessons, room / "again", database=course.database)
        else:
            os.replace(trial, real)
        for lesson in lessons:
            swap_in(generated / lesson.name, lesson.release)
        file = sheets.sheets_file(course)
        if file is not None:
            write_whole(file, sheets.updated(file, course, lessons))
    return [lesson.name for lesson in lessons]


def differences(course: CourseFolder, names: Sequence[str] = ()) -> list[str]:
    """What `release` would change in these lessons (all by default): a sentence per file, with the remedy."""
    lessons = course.lessons(names)
    _refuse_bad_sources(lessons)
    found = []
    with scratch(course.root, "check") as room:
        generated = generate(course, lessons, room)
        for lesson in lessons:
            found += _compared(generated / lesson.name, lesson.release, course.root)
    file = sheets.sheets_file(course)
    if file is not None and not sheets.are_current(file, course, lessons):
        found.append(f"{file.relative_to(course.root)} is not what {course.source.name}/ gives. {REMEDY}")
    if not names:
        sources = {lesson.name for lesson in lessons}
        for orphan in sorted({path.parent.name for path in course.release.glob("*/*.ipynb")} - sources):
            found.append(
                f"{course.release.name}/{orphan} has no source in {course.source.name}/. "
                f"Delete it, or write {course.source.name}/{orphan}."
            )
    return found


def generate(
    course: CourseFolder, lessons: Sequence[Lesson], root: Path, *, database: str | None = None
) -> Path:
    """Run nbgrader's generate step for these lessons below the folder `root`; returns the results' folder.

    With a `database` (URL), the gradebook there gets the cells; without, no gradebook is touched.
    """
    from nbgrader.converters import GenerateAssignment

    for lesson in lessons:
        shutil.copytree(lesson.source, root / course.source.name / lesson.name)
    config = deepcopy(course.config)
    config.GenerateAssignment.no_database = database is None
    config.SaveCells.enabled = database is not None
    for lesson in lessons:
        place = {"root": str(root), "assignment_id": lesson.name, "db_url": database or "sqlite://"}
        try:
            nbgrader_step.run(GenerateAssignment, config, **place)
        except nbgrader_step.Refused as reason:
            raise Problem(
                f"{lesson.name} was not released: {reason}. "
                f"Correct {lesson.source}, or the gradebook, and run `course release` again."
            ) from reason
    return root / course.release.name


def _refuse_bad_sources(lessons: Sequence[Lesson]) -> None:
    for lesson in lessons:
        for path in lesson.notebooks:
            for cell in filter(notebook.is_answer, notebook.read(path).cells):
                try:
                    starter_of(cell.source), solution_of(cell.source)
                except ValueError as error:
                    raise Problem(
                        f"{path}, cell {notebook.grade_id(cell)!r}: {error}. Correct the marks."
                    ) from error


def _compared(expected: Path, actual: Path, root: Path) -> Iterator[str]:
    wanted = {path.relative_to(expected) for path in expected.rglob("*") if path.is_file()}
    surplus = {path.relative_to(actual) for path in actual.glob("*.ipynb")} - wanted
    for name in sorted(wanted | surplus):
        place = (actual / name).relative_to(root)
        if name in surplus:
            yield f"{place} has no source. {REMEDY}"
        elif not (actual / name).is_file():
            yield f"{place} is missing. {REMEDY}"
        elif _content(expected / name) != _content(actual / name):
            yield f"{place} is not what its source gives. {REMEDY}"


def _content(path: Path) -> bytes:
    """The file's bytes; line ends of a notebook do not count (Windows, git's autocrlf)."""
    content = path.read_bytes()
    return content.replace(b"\r\n", b"\n") if path.suffix == ".ipynb" else content


def _sqlite_file(url: str) -> Path | None:
    return Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite:///") else None


def _copy_database(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)
