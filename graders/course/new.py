"""Scaffolds: a lesson that runs, an exercise with its rubric, ready to be filled in."""

from __future__ import annotations

import re
from pathlib import Path

from graders.course import notebook
from graders.course.files import write_whole
from graders.course.folder import CourseFolder
from graders.course.problem import Problem

LESSON = re.compile(r"\d\d_[a-z][a-z0-9_]*")
EXERCISE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")

SETUP = """\
from course_lib import MODEL, connect, show_requests
from graders import check, hint, solution

client = connect()"""

RUN = """\
response = await client.chat.completions.create(
    model=MODEL,
    messages=[{"role": "user", "content": "What is a chatbot?"}],
)
print(response.choices[0].message.content)"""

ANSWER = """\
# exercise: {name}
### BEGIN SOLUTION
messages = [{{"role": "user", "content": "What is a chatbot?"}}]
response = await client.chat.completions.create(model=MODEL, messages=messages)
print(response.choices[0].message.content)
### END SOLUTION
### BEGIN STARTER
# messages = []  # your message
### END STARTER"""

MODULE = '''\
"""{title}."""

from __future__ import annotations

from course_lib.language import tell
from graders.exercises.conversations import answered, need_requests
from graders.rubric import Exercise, Lost, Seen
'''

RUBRIC = """

{variable} = Exercise(
    "{name}",
    title="{title}",
    hints=("Which message does the model need?", "`messages` is a list of dicts with `role` and `content`."),
)


@{variable}.row({points}, "A request with a message of your own")
def {variable}_sends_a_message(seen: Seen) -> None:
    exchanges = need_requests(answered(seen.answer), seen.answer)
    if not exchanges[0].messages:
        raise Lost(tell("The request holds no message: put one in `messages`."), request=exchanges[0].number)
"""


def lesson(course: CourseFolder, name: str) -> Path:
    """Write a lesson's source in the house pattern; returns its notebook. Raises `Problem` if it is there."""
    from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

    if not LESSON.fullmatch(name):
        raise Problem(f"{name!r} is no name for a lesson. Two digits and a name, as in 10_agents.")
    path = course.source / name / f"{name[3:]}.ipynb"
    if path.parent.exists():
        raise Problem(f"{path.parent} is there already. Choose another name, or edit it.")
    title = _title(name[3:])
    cells = [
        new_markdown_cell(f"# {title}\n\n**Goal:** … · 20 minutes · 0 XP · 0 exercises", id="title"),
        _flagged("setup", SETUP, locked=True),
        new_markdown_cell("## Predict\n\nWhat will the next cell print?", id="predict"),
        new_code_cell(RUN, id="run"),
        new_markdown_cell("## What was sent", id="sent"),
        new_code_cell("show_requests()", id="show-sent"),
        new_markdown_cell("## Recap\n\n1. …\n2. …\n3. …", id="recap"),
    ]
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    write_whole(path, notebook.text_of(new_notebook(cells=cells, metadata=metadata)))
    return path


def exercise(course: CourseFolder, name: str, lesson_name: str, *, points: int = 5) -> list[Path]:
    """Add an exercise to a lesson, before its recap, and a rubric for it; returns the files.

    Raises `Problem` when the name is taken or not one, and then nothing is written.
    """
    from nbformat.v4 import new_markdown_cell

    if not EXERCISE.fullmatch(name):
        raise Problem(
            f"{name!r} is no name for an exercise. Small letters and dashes, as in three-turn-chat."
        )
    (home,) = course.lessons([lesson_name])
    for other in course.lessons():
        for path in other.notebooks:
            if any(name in (cell.id, notebook.grade_id(cell)) for cell in notebook.read(path).cells):
                raise Problem(f"{path} has a cell {name!r} already. Choose another name.")
    path = home.notebooks[0]
    source = notebook.read(path)
    new = [
        new_markdown_cell(f"## Exercise: {_title(name)}\n\n…", id=f"exercise-{name}"),
        _flagged(name, ANSWER.format(name=name), solution=True),
        _flagged(f"check-{name}", f'await check("{name}")', grade=True, locked=True, points=points),
    ]
    recap = next((i for i, cell in enumerate(source.cells) if cell.id == "recap"), len(source.cells))
    source.cells[recap:recap] = new
    rubric = course.root / "graders" / "exercises" / f"{path.stem}.py"
    written = [path]
    if rubric.parent.is_dir():
        known = (
            rubric.read_text(encoding="utf-8") if rubric.exists() else MODULE.format(title=_title(path.stem))
        )
        fields = {"name": name, "variable": name.replace("-", "_"), "title": _title(name), "points": points}
        write_whole(rubric, known + RUBRIC.format(**fields))
        written.append(rubric)
    write_whole(path, notebook.text_of(source))
    return written


def _flagged(name: str, source: str, **flags: object):
    from nbformat.v4 import new_code_cell

    cell = new_code_cell(source, id=name)
    known = {
        "grade": False,
        "grade_id": name,
        "locked": False,
        "schema_version": 3,
        "solution": False,
        "task": False,
    }
    cell.metadata["nbgrader"] = known | flags
    return cell


def _title(name: str) -> str:
    return re.sub(r"[-_]", " ", name).capitalize()
