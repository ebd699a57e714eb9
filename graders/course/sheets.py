"""The answer sheets: of each exercise its lesson, starter and sealed solution, as data of the package.

`check()` compares with the starter (in the browser too), `solution()` reveals the solution.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from graders.course import notebook
from graders.course.answers import solution_of, starter_of
from graders.course.folder import CourseFolder, Lesson
from graders.exercises import sealed

Sheets = dict[str, dict[str, Any]]


def sheets_file(course: CourseFolder) -> Path | None:
    """The sheets' file when the course is the kit's own repository; None elsewhere (the package has them)."""
    folder = course.root / "graders" / "exercises"
    return folder / "sheets.json" if folder.is_dir() else None


def sheets_of(lesson: Lesson) -> Sheets:
    """The sheets of a lesson's exercises: id → lesson, starter, sealed solution."""
    sheets: Sheets = {}
    for path in lesson.notebooks:
        for cell in filter(notebook.is_answer, notebook.read(path).cells):
            sheets[notebook.grade_id(cell)] = {
                "lesson": lesson.name,
                "starter": starter_of(cell.source),
                "solution": sealed(solution_of(cell.source)),
            }
    return sheets


def updated(path: Path, course: CourseFolder, released: Iterable[Lesson]) -> str:
    """The text of the sheets' file: these lessons' anew, those of lessons without a source gone."""
    existing: Sheets = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    fresh = {lesson.name: sheets_of(lesson) for lesson in released}
    known = {lesson.name for lesson in course.lessons()}
    kept = {i: sheet for i, sheet in existing.items() if sheet["lesson"] in known - fresh.keys()}
    for sheets in fresh.values():
        kept |= sheets
    return json.dumps(kept, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def are_current(path: Path, course: CourseFolder, lessons: Iterable[Lesson]) -> bool:
    """Whether releasing these lessons would leave the sheets' file as it is."""
    return path.exists() and path.read_text(encoding="utf-8") == updated(path, course, lessons)
