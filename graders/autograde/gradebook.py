"""nbgrader's gradebook, written through nbgrader's own models: one writer, one commit for each submission.

Manual grades are never touched. Beside nbgrader's tables there is one of ours, the journal: what was graded,
written in the same commit as its grades. So after a kill at any moment a batch goes on where it was, each
submission once.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from nbgrader.api import (
    Assignment,
    Comment,
    Grade,
    Gradebook,
    Notebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    new_uuid,
)
from nbgrader.plugins import LateSubmissionPlugin
from sqlalchemy import text

from graders.autograde.restore import Source, SourceCell
from graders.course.nbgrader_step import scripts_on_path

JOURNAL = "course_grading"


@dataclass(frozen=True)
class Grades:
    """What goes into the gradebook for one notebook: scores by grade cell (None: a person grades it), and
    the answer cells that were left as they were given out."""

    scores: Mapping[str, float | None]
    untouched: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Known:
    """An assignment as the gradebook has it: its notebooks as they were released, and the ids of their
    cells."""

    id: str
    duedate: datetime | None
    sources: Mapping[str, Source]
    notebooks: Mapping[str, str] = field(repr=False)
    grade_cells: Mapping[str, Mapping[str, str]] = field(repr=False)
    comment_cells: Mapping[str, Mapping[str, str]] = field(repr=False)


class Book:
    """The gradebook at a URL: `with Book(url, course_id) as book`."""

    def __init__(self, url: str, course_id: str, *, late: LateSubmissionPlugin | None = None) -> None:
        with scripts_on_path():
            _create(url, course_id or "default_course")
        self._book = Gradebook(url, course_id or "default_course")
        self._db, self._course, self._late = (
            self._book.db,
            self._book.course_id,
            late or LateSubmissionPlugin(),
        )
        columns = "student VARCHAR(128), assignment VARCHAR(128), key VARCHAR(64), report TEXT"
        self._db.execute(
            text(f"CREATE TABLE IF NOT EXISTS {JOURNAL} ({columns}, PRIMARY KEY (student, assignment))")
        )
        self._db.commit()

    def __enter__(self) -> Book:
        return self

    def __exit__(self, *reason: object) -> None:
        self._book.close()

    def assignments(self) -> list[str]:
        """The names of the assignments that were released."""
        return sorted(assignment.name for assignment in self._book.assignments)

    def known(self, name: str) -> Known | None:
        """The assignment called `name`; None when it was never released into this gradebook."""
        assignment = self._db.query(Assignment).filter(Assignment.name == name).one_or_none()
        if assignment is None:
            return None
        books = list(assignment.notebooks)
        known = Known(
            assignment.id,
            assignment.duedate,
            {book.name: _source(book) for book in books},
            {book.name: book.id for book in books},
            {
                book.name: {cell.name: cell.id for cell in [*book.grade_cells, *book.task_cells]}
                for book in books
            },
            {
                book.name: {cell.name: cell.id for cell in [*book.solution_cells, *book.task_cells]}
                for book in books
            },
        )
        self._db.rollback()
        return known

    def journal(self, assignment: str) -> dict[str, tuple[str, dict[str, Any]]]:
        """Student → the key of what was graded last, and the row that was reported."""
        select = text(f"SELECT student, key, report FROM {JOURNAL} WHERE assignment = :assignment")
        rows = self._db.execute(select, {"assignment": assignment}).all()
        self._db.rollback()
        return {student: (key, json.loads(report)) for student, key, report in rows}

    def record(
        self,
        student: str,
        assignment: str,
        known: Known,
        grades: Mapping[str, Grades],
        *,
        timestamp: datetime | None = None,
        key: str = "",
        report: Mapping[str, Any] | None = None,
    ) -> None:
        """Write one submission's grades in one commit, and with a `key` its line of the journal.

        A notebook without grades was not handed in: its cells are 0.
        """
        db = self._db
        try:
            if db.get(Student, student) is None:
                db.add(Student(id=student))
                db.flush()
            submission = self._submission(student, known, timestamp)
            for name, book_id in known.notebooks.items():
                given = grades.get(name) or Grades(dict.fromkeys(known.grade_cells[name], 0.0))
                self._notebook(submission, book_id, known, name, given, student)
            db.execute(
                text(f"DELETE FROM {JOURNAL} WHERE student = :student AND assignment = :assignment"),
                {"student": student, "assignment": assignment},
            )
            if key:
                db.execute(
                    text(f"INSERT INTO {JOURNAL} VALUES (:student, :assignment, :key, :report)"),
                    {"student": student, "assignment": assignment, "key": key, "report": json.dumps(report)},
                )
            db.commit()
        except BaseException:
            db.rollback()
            raise
        finally:
            db.expunge_all()  # so that memory does not grow with the class

    def _submission(self, student: str, known: Known, timestamp: datetime | None) -> SubmittedAssignment:
        query = self._db.query(SubmittedAssignment)
        found = query.filter_by(assignment_id=known.id, student_id=student).one_or_none()
        if found is None:
            found = SubmittedAssignment(
                id=new_uuid(), assignment_id=known.id, student_id=student, timestamp=timestamp
            )
            self._db.add(found)
            self._db.flush()
        elif timestamp is not None:
            found.timestamp = timestamp
        return found

    def _notebook(
        self,
        submission: SubmittedAssignment,
        book_id: str,
        known: Known,
        name: str,
        given: Grades,
        student: str,
    ) -> None:
        db = self._db
        book = (
            db.query(SubmittedNotebook)
            .filter_by(assignment_id=submission.id, notebook_id=book_id)
            .one_or_none()
        )
        old_grades: dict[str, Grade] = {}
        old_comments: dict[str, Comment] = {}
        if book is None:
            book = SubmittedNotebook(id=new_uuid(), assignment_id=submission.id, notebook_id=book_id)
            db.add(book)
            db.flush()
        else:
            old_grades = {grade.cell_id: grade for grade in db.query(Grade).filter_by(notebook_id=book.id)}
            old_comments = {
                comment.cell_id: comment for comment in db.query(Comment).filter_by(notebook_id=book.id)
            }
        total = 0.0
        for cell, cell_id in known.grade_cells[name].items():
            grade = old_grades.get(cell_id)
            if grade is None:
                grade = Grade(id=new_uuid(), cell_id=cell_id, notebook_id=book.id)
                db.add(grade)
            grade.auto_score = given.scores.get(cell)
            # nbgrader's rule: who graded by hand looks again, and what has no score waits for a person.
            grade.needs_manual_grade = grade.manual_score is not None or grade.auto_score is None
            score = grade.manual_score if grade.manual_score is not None else grade.auto_score
            total += (score or 0.0) + (grade.extra_credit or 0.0)
        for cell, cell_id in known.comment_cells[name].items():
            comment = old_comments.get(cell_id)
            if comment is None:
                comment = Comment(id=new_uuid(), cell_id=cell_id, notebook_id=book.id)
                db.add(comment)
            comment.auto_comment = "No response." if cell in given.untouched else None
        book.late_submission_penalty = self._penalty(submission, known, student, total)

    def _penalty(
        self, submission: SubmittedAssignment, known: Known, student: str, score: float
    ) -> float | None:
        """The late penalty as nbgrader's AssignLatePenalties gives it: never below 0, never above the
        score."""
        if submission.timestamp is None or known.duedate is None:
            return None
        due = known.duedate + submission.extension if submission.extension is not None else known.duedate
        late = (submission.timestamp - due).total_seconds()
        if late <= 0:
            return None
        penalty = self._late.late_submission_penalty(student, score, late)
        return None if penalty is None else min(max(penalty, 0.0), score)


def _create(url: str, course_id: str) -> None:
    """A new gradebook file comes into being whole: nbgrader would leave half of one when it is killed
    here."""
    file = Path(url.removeprefix("sqlite:///"))
    if not url.startswith("sqlite:///") or file.exists():
        return
    new = file.with_name(f".{file.name}.new")
    new.unlink(missing_ok=True)
    Gradebook(f"sqlite:///{new}", course_id).close()
    os.replace(new, file)


def _source(book: Notebook) -> Source:
    points = {cell.name: cell.max_score for cell in [*book.grade_cells, *book.task_cells]}
    grades = {cell.name for cell in book.grade_cells}
    solutions = {cell.name for cell in book.solution_cells}
    tasks = {cell.name for cell in book.task_cells}
    cells = (
        SourceCell(
            cell.name,
            cell.cell_type,
            cell.source,
            bool(cell.locked),
            cell.name in grades,
            cell.name in solutions,
            cell.name in tasks,
            points.get(cell.name),
            cell.checksum,
        )
        for cell in book.source_cells
    )
    return Source(tuple(cells), json.loads(book.kernelspec or "{}"))
