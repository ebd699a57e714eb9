"""The `course` command."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Course = Annotated[
    Path, typer.Option("--course", metavar="DIR", help="The course folder: the one with nbgrader_config.py.")
]
Lessons = Annotated[list[str] | None, typer.Argument(metavar="[LESSON]…", help="All when none is named.")]


def main() -> None:
    """Run the command; a `Problem` is one sentence on standard error and exit status 2."""
    from graders.course.problem import Problem

    try:
        app()
    except Problem as problem:
        print(f"course: {problem}", file=sys.stderr)
        sys.exit(2)


@app.callback()
def course() -> None:
    """The chatbot course: its lessons, grading them, and what an instructor does with both."""


@app.command()
def release(
    lessons: Lessons = None,
    check: Annotated[
        bool, typer.Option("--check", help="Only compare; exit status 1 when something differs.")
    ] = False,
    course: Course = Path(),
) -> None:
    """Make what learners get: solutions/ → notebooks/, and the gradebook's copy."""
    from graders.course import release as releasing
    from graders.course.folder import CourseFolder

    folder = CourseFolder(course)
    if check:
        found = releasing.differences(folder, lessons or ())
        for sentence in found:
            print(sentence)
        if found:
            raise typer.Exit(1)
        print(f"{folder.release.name}/ is what {folder.source.name}/ gives.")
    else:
        for name in releasing.release(folder, lessons or ()):
            print(f"{folder.release.name}/{name}")
