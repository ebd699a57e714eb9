"""The class at a glance: of each exercise the outcomes, the mean, and what was most often said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from graders.course.folder import CourseFolder
from graders.course.problem import Problem

if TYPE_CHECKING:
    from rich.console import Console

SHOWN_MESSAGES = 3
TOLD = ("right", "not attempted")  # the outcome says it all
UNGRADED = "Handed in, but not graded; `course grade` tells why."


@dataclass(frozen=True)
class Line:
    """One exercise of one assignment over all submissions; `mean` of the scores (None: none yet)."""

    assignment: str
    exercise: str
    submissions: int
    outcomes: dict[str, int]
    mean: float | None
    max_score: float
    messages: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Overview:
    """All exercises by assignment, and the submissions that a person has to look at, with the reason."""

    lines: tuple[Line, ...]
    attention: tuple[tuple[str, str, str], ...]

    def as_json(self) -> dict[str, Any]:
        """The overview as JSON-able data."""
        names = ("student", "assignment", "reason")
        exercises = [
            asdict(line) | {"messages": [list(pair) for pair in line.messages]} for line in self.lines
        ]
        attention = [dict(zip(names, one, strict=True)) for one in self.attention]
        return {"exercises": exercises, "needs_attention": attention}

    def as_html(self) -> str:
        """The overview as a page of its own, all text escaped."""
        head = ("Assignment", "Exercise", "Submissions", "Outcomes", "Mean", "Most often said")
        rows = [
            (
                line.assignment,
                line.exercise,
                str(line.submissions),
                outcomes_in_words(line),
                mean_in_words(line),
                "\n".join(f"{count} × {message}" for message, count in line.messages),
            )
            for line in self.lines
        ]
        attention = (
            _table(("Student", "Assignment", "Reason"), self.attention) if self.attention else "<p>None.</p>"
        )
        return (
            '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Class overview</title>'
            "<style>"
            "body{font:16px/1.5 system-ui,sans-serif;margin:2rem}table{border-collapse:collapse}"
            "th,td{border:1px solid #767676;padding:.3rem .6rem;text-align:left;vertical-align:top;"
            "white-space:pre-line}</style></head><body>\n<h1>Class overview</h1>\n"
            f"{_table(head, rows)}\n<h2>Needs attention</h2>\n{attention}\n</body></html>\n"
        )


def overview(course: CourseFolder, assignments: Sequence[str] = ()) -> Overview:
    """The overview of these assignments (all by default), from what `course grade` noted in the gradebook.

    Raises `Problem` when nothing was graded.
    """
    from graders.autograde.folder import GradingFolder
    from graders.autograde.gradebook import Book
    from graders.autograde.report import ATTENTION

    lines: list[Line] = []
    attention: list[tuple[str, str, str]] = []
    folder = GradingFolder(course)
    with Book(course.database, course.config.CourseDirectory.get("course_id", "")) as book:
        for assignment in assignments or book.assignments():
            rows = {student: row for student, (_, row) in book.journal(assignment).items()}
            lines += _lines(assignment, rows.values())
            reasons = {place.student: UNGRADED for place in folder.submissions([assignment])}
            reasons |= {student: row["reason"] for student, row in rows.items()}
            graded = {student for student, row in rows.items() if row["status"] != ATTENTION}
            attention += [(student, assignment, reasons[student]) for student in reasons.keys() - graded]
    if not lines and not attention:
        raise Problem(f"Nothing is graded in {course.root}. Grade first: course grade")
    return Overview(tuple(lines), tuple(sorted(attention)))


def show(overview: Overview, console: Console) -> None:
    """The overview on the console: a table, below it what was most often said, then who needs attention.

    Whole sentences in a column of the table would leave a terminal of 80 columns a word or two a line.
    """
    from rich.markup import escape
    from rich.padding import Padding
    from rich.table import Table

    table = Table("Exercise", "Submissions", "Outcomes", "Mean", title="Class overview")
    for line in overview.lines:
        words = (line.exercise, str(line.submissions), outcomes_in_words(line), mean_in_words(line))
        table.add_row(*map(escape, words))
    console.print(table)
    for line in overview.lines:
        said = "\n".join(f"{count} × {message}" for message, count in line.messages)
        if said:
            console.print(f"Most often said of {line.exercise}:", markup=False, highlight=False)
            console.print(Padding(escape(said), (0, 0, 1, 2)), highlight=False)
    for student, assignment, reason in overview.attention:
        console.print(f"{student}/{assignment}: {reason}", markup=False, highlight=False, soft_wrap=True)


def outcomes_in_words(line: Line) -> str:
    """The outcomes with their counts, the most frequent first."""
    return ", ".join(f"{count} {outcome}" for outcome, count in line.outcomes.items())


def mean_in_words(line: Line) -> str:
    """The mean of the scores, out of the points there are."""
    return "–" if line.mean is None else f"{line.mean:.1f}/{line.max_score:g}"


def _lines(assignment: str, rows: Iterable[dict[str, Any]]) -> list[Line]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        for exercise in row["exercises"]:
            found.setdefault(exercise["id"], []).append(exercise)
    return [_line(assignment, name, results) for name, results in found.items()]


def _line(assignment: str, name: str, results: list[dict[str, Any]]) -> Line:
    scores = [result["score"] for result in results if result["score"] is not None]
    said = Counter(
        message for result in results if result["outcome"] not in TOLD for message in result["messages"]
    )
    return Line(
        assignment,
        name,
        len(results),
        dict(Counter(result["outcome"] for result in results).most_common()),
        sum(scores) / len(scores) if scores else None,
        results[0]["max_score"],
        tuple(said.most_common(SHOWN_MESSAGES)),
    )


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    titles = "".join(f'<th scope="col">{escape(title)}</th>' for title in head)
    cells = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in rows)
    body = "".join(f"<tr>{row}</tr>" for row in cells)
    return f"<table><thead><tr>{titles}</tr></thead><tbody>{body}</tbody></table>"
