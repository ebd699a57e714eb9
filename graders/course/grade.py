"""`course grade` at the terminal: the class graded with progress, and a table of what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from graders.course.folder import CourseFolder
from graders.course.problem import Problem

if TYPE_CHECKING:
    from rich.console import Console

    from graders.autograde.report import Report

LOUD = (
    "UNSAFE: submissions run without a sandbox, with all that you may do on this machine. "
    "This is written into the report."
)


async def grade(
    course: CourseFolder,
    assignments: Sequence[str] = (),
    students: Sequence[str] = (),
    *,
    console: Console,
    unsafe_no_sandbox: bool = False,
    **options: Any,
) -> Report:
    """Grade (`options` are those of `graders.autograde.batch.grade_course`), with progress and a table.

    Raises `Problem` when there is nothing to grade, or no sandbox or cluster to do it in.
    """
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from graders.autograde.batch import grade_course
    from graders.autograde.cluster import ClusterUnavailable
    from graders.autograde.folder import GradingFolder
    from graders.autograde.sandbox import SandboxUnavailable

    known = {place.assignment for place in GradingFolder(course).submissions()}
    total = len(GradingFolder(course).submissions(assignments, students))
    if not total:
        raise Problem(_nothing(course, assignments, students, known))
    if unsafe_no_sandbox:
        console.print(LOUD, style="bold red")
    columns = (TextColumn("Grading"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"))
    with Progress(*columns, TimeRemainingColumn(), console=console) as progress:
        task = progress.add_task("Grading", total=total, rate="")

        def advance(row: Any) -> None:
            progress.advance(task)
            speed = progress.tasks[0].speed
            progress.update(task, rate=f"{speed:.1f}/s" if speed else "")

        try:
            report = await grade_course(
                course.root,
                assignments=assignments,
                students=students,
                unsafe_no_sandbox=unsafe_no_sandbox,
                progress=advance,
                **options,
            )
        except (SandboxUnavailable, ClusterUnavailable) as error:
            raise Problem(str(error)) from error
    show(report, console)
    return report


def show(report: Report, console: Console) -> None:
    """A line for each assignment, then the submissions that need attention, with the reason."""
    from rich.markup import escape
    from rich.table import Table

    table = Table("Assignment", "Graded", "Needs attention", "Mean", "Seconds each", title="Grades")
    for assignment in dict.fromkeys(row.assignment for row in report.rows):
        rows = [row for row in report.rows if row.assignment == assignment]
        status = Counter(row.status for row in rows)
        scores = [row.score for row in rows if row.score is not None]
        ran = [row.seconds for row in rows if not row.known]
        most = max((row.max_score or 0 for row in rows), default=0)
        table.add_row(
            escape(assignment),
            str(status["graded"]),
            str(status["needs attention"]),
            f"{sum(scores) / len(scores):.1f}/{most:g}" if scores else "–",
            f"{sum(ran) / len(ran):.2f}" if ran else "–",
        )
    console.print(table)
    for row in report.rows:
        if row.status != "graded":
            console.print(
                f"{row.student}/{row.assignment}: {row.reason}", markup=False, highlight=False, soft_wrap=True
            )


def _nothing(
    course: CourseFolder, assignments: Sequence[str], students: Sequence[str], known: set[str]
) -> str:
    place = course.root / course.config.CourseDirectory.get("submitted_directory", "submitted")
    if not known:
        return f"There is no submission in {place}. Collect them there as STUDENT/ASSIGNMENT/NAME.ipynb."
    asked = ", ".join([*assignments, *students])
    return f"There is no submission of {asked} in {place}. There are some of {', '.join(sorted(known))}."
