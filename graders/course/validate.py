"""The one check of all lessons: cells, starters, solutions, stored outputs, answer sheets, age."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from graders import exercises
from graders.course import anatomy, freshness, outputs, proof, sheets, strict
from graders.course.folder import CourseFolder, Lesson
from graders.course.kernel import few_at_a_time


@dataclass(frozen=True)
class Validation:
    """What was wrong and what is due (a sentence each, with the remedy), and which files were updated."""

    lessons: tuple[str, ...]
    findings: tuple[str, ...]
    due: tuple[str, ...]
    updated: tuple[Path, ...] = ()


async def validate(course: CourseFolder, names: Sequence[str] = (), *, update: bool = False) -> Validation:
    """Validate these lessons (all by default); with `update`, execute them first and store their outputs.

    Raises `Problem` when a lesson cannot be read or does not run.
    """
    lessons = course.lessons(names)
    known = exercises.all()
    updated = await outputs.update(lessons) if update else []
    found = []
    file = sheets.sheets_file(course)
    if file is not None:
        if not names:
            found += anatomy.missing(lessons, known)
        if not sheets.are_current(file, course, lessons):
            found.append(f"{file} is not what the solutions give. Run `course release`.")

    async def of_lesson(lesson: Lesson) -> list[str]:
        built = anatomy.findings(lesson, known)
        # What is built wrongly cannot be proven.
        return built or [*await proof.findings(lesson), *await strict.findings(lesson)]

    for said in await few_at_a_time(of_lesson, lessons):
        found += said
    done = tuple(lesson.name for lesson in lessons)
    return Validation(done, tuple(found), tuple(freshness.due()), tuple(updated))
