"""The `course` command. What a command needs is imported when it runs, so that --help is instant."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from rich.console import Console

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
new = typer.Typer(no_args_is_help=True, help="Start a lesson or an exercise of your own.")
app.add_typer(new, name="new")

Course = Annotated[
    Path, typer.Option("--course", metavar="DIR", help="The course folder: the one with nbgrader_config.py.")
]
Lessons = Annotated[list[str] | None, typer.Argument(metavar="[LESSON]…", help="All when none is named.")]
Assignments = Annotated[
    list[str] | None, typer.Argument(metavar="[ASSIGNMENT]…", help="All when none is named.")
]
Students = Annotated[
    list[str] | None, typer.Option("--student", metavar="ID", help="Only this student; may be repeated.")
]
JsonFile = Annotated[
    Path | None, typer.Option("--json", metavar="FILE", help="Write the result there as JSON.")
]


def main() -> None:
    """Run the command; a `Problem` is one sentence on standard error and exit status 2."""
    from graders.course.problem import Problem

    try:
        app()
    except Problem as problem:
        print(f"course: {problem}", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        print("course: stopped", file=sys.stderr)
        sys.exit(130)


@app.callback()
def course() -> None:
    """The chatbot course: its lessons, grading them, and what an instructor does with both."""


@app.command(context_settings={"allow_extra_args": True})
def lab(
    context: typer.Context,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Only print the address.")] = False,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="A free one by default.")] = None,
    folder: Annotated[
        Path, typer.Option("--dir", metavar="DIR", help="Where the lessons are, or go.")
    ] = Path(),
) -> None:
    """Open the lessons in JupyterLab, practice model ready; Ctrl-C ends it.

    What follows -- goes to JupyterLab. Where there are no lessons yet, they are copied to ./chatbot-course.
    """
    from graders.course import lab as labs

    lessons = labs.lessons_folder(folder)
    labs.run(lessons, port=port, browser=not no_browser, extra=context.args, say=_say)


@app.command()
def model(
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")] = 8000,
    host: Annotated[str, typer.Option(help="Loopback, unless others shall reach it.")] = "127.0.0.1",
    fault: Annotated[
        list[str] | None,
        typer.Option(help="Answer a request with it: 429, 401, drop:4, timeout, … Repeat for the next ones."),
    ] = None,
    latency: Annotated[float, typer.Option(min=0, help="Seconds before each answer.")] = 0.0,
    context_window: Annotated[int | None, typer.Option(min=1, help="Tokens that fit in a request.")] = None,
) -> None:
    """Serve the practice model to any OpenAI client; the first line printed is its base URL."""
    import asyncio

    from graders.course.model import serve

    options = {"faults": fault or (), "latency": latency, "context_window": context_window}
    asyncio.run(serve(host=host, port=port, say=_say, **options))


@app.command()
def release(
    lessons: Lessons = None,
    check: Annotated[
        bool, typer.Option("--check", help="Only compare; status 1 when something differs.")
    ] = False,
    course: Course = Path(),
) -> None:
    """Make what learners get: solutions/ → notebooks/, and the gradebook's copy."""
    from graders.course import release as releasing

    folder = _folder(course)
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


@app.command()
def validate(
    lessons: Lessons = None,
    update: Annotated[bool, typer.Option("--update", help="First execute and store the outputs.")] = False,
    course: Course = Path(),
) -> None:
    """Prove the lessons: cells, starters that fail, solutions that pass, stored outputs, what is due."""
    import asyncio

    from graders.course import validate as validating

    with _console().status("Running the lessons"):
        result = asyncio.run(validating.validate(_folder(course), lessons or (), update=update))
    for path in result.updated:
        print(f"updated {path}")
    for sentence in result.findings:
        print(sentence)
    for sentence in result.due:
        print(f"due: {sentence}")
    if result.findings:
        raise typer.Exit(1)
    print(f"{', '.join(result.lessons)}: starters fail, solutions pass, outputs are as stored.")


@app.command()
def grade(
    assignments: Assignments = None,
    student: Students = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Submissions at once; by default one more than processors.")
    ] = None,
    dask: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Run them on the cluster of this Dask scheduler."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Grade again what has not changed.")] = False,
    json_file: JsonFile = None,
    unsafe_no_sandbox: Annotated[
        bool,
        typer.Option("--unsafe-no-sandbox", help="Run submissions unprotected. Never with work of others."),
    ] = False,
    course: Course = Path(),
) -> None:
    """Grade submitted/: sandboxed, in parallel; stopped, it goes on where it was.

    Exit status 0 when all is graded, 1 when something needs attention.
    """
    import asyncio

    from graders.course.grade import grade as run

    report = asyncio.run(
        run(
            _folder(course),
            assignments or (),
            student or (),
            console=_console(),
            workers=workers,
            dask=dask,
            force=force,
            unsafe_no_sandbox=unsafe_no_sandbox,
        )
    )
    _write_json(json_file, report.as_json())
    if any(row.status != "graded" for row in report.rows):
        raise typer.Exit(1)


@app.command()
def feedback(assignments: Assignments = None, student: Students = None, course: Course = Path()) -> None:
    """Write the feedback pages of what was graded, with nothing active in them."""
    from graders.course.feedback import feedback as write

    with _console().status("Writing feedback"):
        written = write(_folder(course), assignments or (), student or ())
    for place in written:
        print(place)


@app.command()
def report(
    assignments: Assignments = None,
    json_file: JsonFile = None,
    html_file: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write it there as a page.")
    ] = None,
    course: Course = Path(),
) -> None:
    """Show the class at a glance: outcomes of each exercise, and what was most often said."""
    from graders.course import report as reporting
    from graders.course.files import write_whole

    overview = reporting.overview(_folder(course), assignments or ())
    _write_json(json_file, overview.as_json())
    if html_file is not None:
        write_whole(html_file, overview.as_html())
    if json_file is None and html_file is None:
        reporting.show(overview, _console(stderr=False))


@app.command()
def export(
    assignments: Assignments = None,
    form: Annotated[str, typer.Option("--format", help="nbgrader, moodle or canvas.")] = "nbgrader",
    to: Annotated[Path, typer.Option(metavar="FILE", help="Where to write.")] = Path("grades.csv"),
    course: Course = Path(),
) -> None:
    """Write the grades as CSV, for nbgrader's tools, Moodle or Canvas."""
    from graders.course.export import export as as_csv
    from graders.course.files import write_whole

    write_whole(to, as_csv(_folder(course), assignments or (), form=form))
    print(to)


@app.command()
def doctor() -> None:
    """Look at what this machine has for the course: a line each, with the remedy; status 1 if one lacks."""
    from graders.course.doctor import examine

    lines = []
    for line in examine():
        print(line, flush=True)
        lines.append(line)
    if any(line.needed and not line.there for line in lines):
        raise typer.Exit(1)


@app.command()
def site(
    to: Annotated[
        Path | None, typer.Option(metavar="DIR", help="_site/ in the course folder by default.")
    ] = None,
    cache: Annotated[Path | None, typer.Option(metavar="DIR", help="Where downloads are kept.")] = None,
    pin: Annotated[
        bool, typer.Option("--pin", help="Only note the files and hashes of the versions in site/pins.json.")
    ] = False,
    course: Course = Path(),
) -> None:
    """Build the course as static files that run in a browser: no server, no installation, no key."""
    from graders.course.site import build as building
    from graders.course.site.store import default_cache

    folder, kept = _folder(course), cache or default_cache()
    if pin:
        print(f"{len(building.pin(folder, cache=kept).wheels)} wheels and the core are pinned.")
    else:
        building.build(folder, (to or folder.root / "_site").absolute(), cache=kept.absolute(), say=_say)


@new.command("lesson")
def new_lesson(
    name: Annotated[str, typer.Argument(help="Two digits and a name: 10_agents")], course: Course = Path()
) -> None:
    """Start a lesson that runs, in the house pattern."""
    from graders.course import new as scaffolds

    print(scaffolds.lesson(_folder(course), name))
    print("Next: fill it in, `course new exercise`, `course validate --update`, `course release`.")


@new.command("exercise")
def new_exercise(
    name: Annotated[str, typer.Argument(help="Small letters and dashes: three-turn-chat")],
    lesson: Annotated[str, typer.Option(help="The lesson that gets it.")],
    points: Annotated[int, typer.Option(min=1, help="Its XP.")] = 5,
    course: Course = Path(),
) -> None:
    """Add an exercise to a lesson: cells, solution and starter, and a rubric of one row."""
    from graders.course import new as scaffolds

    for path in scaffolds.exercise(_folder(course), name, lesson, points=points):
        print(path)
    print("Next: write solution, starter and rows, then `course release` and `course validate --update`.")
    print("A rubric file that is new also goes into LESSONS in graders/exercises/__init__.py.")


def _folder(path: Path) -> Any:
    from graders.course.folder import CourseFolder

    return CourseFolder(path)


def _console(*, stderr: bool = True) -> Console:
    """The terminal: what moves goes to standard error, results to standard output."""
    from rich.console import Console

    return Console(stderr=stderr)


def _say(line: str) -> None:
    print(line, flush=True)


def _write_json(path: Path | None, data: dict[str, Any]) -> None:
    from graders.course.files import write_whole

    if path is not None:
        write_whole(path, json.dumps(data, indent=1, ensure_ascii=False) + "\n")
