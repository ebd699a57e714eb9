"""The `course` command."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.console import Console

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
def validate(
    lessons: Lessons = None,
    update: Annotated[bool, typer.Option("--update", help="First execute and store the outputs.")] = False,
    course: Course = Path(),
) -> None:
    """Prove the lessons: cells, starters that fail, solutions that pass, stored outputs, what is due."""
    import asyncio

    from graders.course import validate as validating
    from graders.course.folder import CourseFolder

    with console().status("Running the lessons"):
        result = asyncio.run(validating.validate(CourseFolder(course), lessons or (), update=update))
    for path in result.updated:
        print(f"updated {path}")
    for sentence in result.findings:
        print(sentence)
    for sentence in result.due:
        print(f"due: {sentence}")
    if result.findings:
        raise typer.Exit(1)
    print(
        f"{', '.join(result.lessons)}: every starter fails, every solution passes, all outputs are as stored."
    )


def console() -> Console:
    """The terminal's standard error, for what moves; results go to standard output."""
    from rich.console import Console

    return Console(stderr=True)


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
