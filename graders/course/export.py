"""Grades as CSV, for a spreadsheet or a learning management system."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from graders.course.folder import CourseFolder
from graders.course.problem import Problem


@dataclass(frozen=True)
class Grade:
    """A student's assignment in the gradebook; `score` (penalty off) is None when nothing was handed in.

    `waits` tells that a person has to grade something of it first.
    """

    assignment: str
    due: str
    max_score: float
    student: str
    last_name: str
    first_name: str
    email: str
    handed_in: str
    raw: float | None
    penalty: float
    score: float | None
    waits: bool


def export(course: CourseFolder, assignments: Sequence[str] = (), *, form: str = "nbgrader") -> str:
    """The CSV text in one of `FORMS`. Raises `Problem` for another form, or when there are no such grades."""
    if form not in FORMS:
        raise Problem(f"There is no format {form!r}. Choose one of {', '.join(FORMS)}.")
    grades = list(_grades(course, assignments))
    if not grades:
        raise Problem(
            f"The gradebook of {course.root} has no student or no such assignment. Grade first: course grade"
        )
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(
        [_plain(cell) for cell in row] for row in FORMS[form](grades)
    )
    return text.getvalue()


def _grades(course: CourseFolder, assignments: Sequence[str]) -> Iterable[Grade]:
    from nbgrader.api import Gradebook, MissingEntry

    with Gradebook(
        course.database, course.config.CourseDirectory.get("course_id", "") or "default_course"
    ) as book:
        known = [assignment.name for assignment in book.assignments]
        for name in assignments:
            if name not in known:
                raise Problem(
                    f"The gradebook has no assignment {name!r}. It has {', '.join(known) or 'none'}."
                )
        for assignment in book.assignments:
            if assignments and assignment.name not in assignments:
                continue
            for student in sorted(book.students, key=lambda student: student.id):
                try:
                    handed_in = book.find_submission(assignment.name, student.id)
                except MissingEntry:
                    handed_in = None
                penalty = (handed_in.late_submission_penalty or 0.0) if handed_in else 0.0
                yield Grade(
                    assignment.name,
                    str(assignment.duedate or ""),
                    assignment.max_score,
                    student.id,
                    student.last_name or "",
                    student.first_name or "",
                    student.email or "",
                    str(handed_in.timestamp or "") if handed_in else "",
                    handed_in.score if handed_in else None,
                    penalty,
                    max(0.0, handed_in.score - penalty) if handed_in else None,
                    bool(handed_in and handed_in.needs_manual_grade),
                )


def _nbgrader(grades: list[Grade]) -> Iterable[Sequence[Any]]:
    """nbgrader's own columns: a row for each student and assignment, 0 where nothing was handed in."""
    yield (
        *("assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email"),
        *("raw_score", "late_submission_penalty", "score", "max_score"),
    )
    for g in grades:
        who = (g.student, g.last_name, g.first_name, g.email)
        yield (g.assignment, g.due, g.handed_in, *who, g.raw or 0.0, g.penalty, g.score or 0.0, g.max_score)


def _moodle(grades: list[Grade]) -> Iterable[Sequence[Any]]:
    """Moodle's grade import: a row a student, found by ID number; empty where there is no final score."""
    assignments = list(dict.fromkeys(g.assignment for g in grades))
    yield ("ID number", "First name", "Last name", "Email address", *assignments)
    for mine in _by_student(grades):
        g = mine[0]
        yield (g.student, g.first_name, g.last_name, g.email, *_scores(mine, assignments))


def _canvas(grades: list[Grade]) -> Iterable[Sequence[Any]]:
    """Canvas's gradebook: a row a student, found by SIS user id, after one of the points possible."""
    possible = {g.assignment: g.max_score for g in grades}
    yield ("Student", "ID", "SIS User ID", "SIS Login ID", "Section", *possible)
    yield ("    Points Possible", "", "", "", "", *possible.values())
    for mine in _by_student(grades):
        g = mine[0]
        name = ", ".join(part for part in (g.last_name, g.first_name) if part) or g.student
        yield (name, "", g.student, g.email or g.student, "", *_scores(mine, list(possible)))


FORMS: dict[str, Callable[[list[Grade]], Iterable[Sequence[Any]]]] = {
    "nbgrader": _nbgrader,
    "moodle": _moodle,
    "canvas": _canvas,
}


def _by_student(grades: list[Grade]) -> list[list[Grade]]:
    students: dict[str, list[Grade]] = {}
    for grade in grades:
        students.setdefault(grade.student, []).append(grade)
    return list(students.values())


def _scores(mine: list[Grade], assignments: list[str]) -> list[float | str]:
    scores = {g.assignment: g.score for g in mine if not g.waits}
    return ["" if scores.get(name) is None else scores[name] for name in assignments]


def _plain(cell: Any) -> Any:
    """The cell so that no spreadsheet takes it for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@") else cell
