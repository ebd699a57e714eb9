"""A small course in a temporary folder: one lesson in the format of the real ones, and submissions of it."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

ROOT = Path(__file__).parents[3]

FIRST = "from course_lib import MODEL, connect\nfrom graders import check, hint, solution\nclient = connect()"
GIVEN = """
history = [{"role": "system", "content": "You are a helpful assistant."}]

async def chat(user_message):
    history.append({"role": "user", "content": user_message})
    reply = await client.chat.completions.create(model=MODEL, messages=history)
    text = reply.choices[0].message.content
    history.append({"role": "assistant", "content": text})
    return text
""".strip()
RIGHT = """
print("Turn 1:", await chat("My favorite programming language is Python."))
print("Turn 2:", await chat("Can you suggest a project idea in that language?"))
print("Turn 3:", await chat("How long would that take a beginner?"))
print("DONE")
""".strip()
STARTER = "# Write your three turns here"


def cell(source: str, name: str, *, grade=False, solution=False, locked=False, points=None) -> NotebookNode:
    """A cell as the lessons have them."""
    nbgrader = {"schema_version": 3, "grade_id": name, "grade": grade, "solution": solution, "locked": locked}
    nbgrader |= {"task": False} | ({"points": points} if points is not None else {})
    made = new_code_cell(source, metadata={"nbgrader": nbgrader})
    made["id"] = name
    return made


def lesson(exercises: dict[str, tuple[str, float]], *, given: str = GIVEN) -> NotebookNode:
    """The source of a lesson: exercise id → (solution, points)."""
    cells = [
        new_markdown_cell("# A lesson", id="title"),
        new_code_cell(FIRST, id="start"),
        cell(given, "given", locked=True),
    ]
    for name, (solution, points) in exercises.items():
        source = f"# exercise: {name}\n### BEGIN SOLUTION\n{solution}\n### END SOLUTION"
        source += f"\n### BEGIN STARTER\n# {STARTER}\n### END STARTER"
        cells += [cell(source, name, solution=True)]
        cells += [cell(f'await check("{name}")', f"check-{name}", grade=True, locked=True, points=points)]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel})


def make_course(root: Path, lessons: dict[str, NotebookNode]) -> Path:
    """A course folder with these lessons (name → source notebook), by the repository's own
    nbgrader_config.py."""
    shutil.copy(ROOT / "nbgrader_config.py", root / "nbgrader_config.py")
    for name, notebook in lessons.items():
        folder = root / "solutions" / name
        folder.mkdir(parents=True)
        nbformat.write(notebook, folder / f"{name.partition('_')[2]}.ipynb")
    return root


def memory_course(root: Path) -> Path:
    """A course with the exercise three-turn-chat."""
    return make_course(root, {"01_memory": lesson({"three-turn-chat": (RIGHT, 15)})})


def answered(answers: dict[str, str], *, given: str = GIVEN) -> NotebookNode:
    """A learner's notebook: what was released, with these answers."""
    notebook = lesson(dict.fromkeys(answers, ("pass", 15)), given=given)
    for made in notebook.cells:
        if made["id"] in answers:
            made.source = f"# exercise: {made['id']}\n{answers[made['id']]}"
    return notebook


def submit(
    course: Path, student: str, notebook: NotebookNode | str | bytes, *, assignment: str = "01_memory"
) -> Path:
    """Hand in a notebook; the path of the file."""
    folder = course / "submitted" / student / assignment
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{assignment.partition('_')[2]}.ipynb"
    if isinstance(notebook, NotebookNode):
        notebook = nbformat.writes(notebook)
    path.write_bytes(notebook if isinstance(notebook, bytes) else notebook.encode())
    return path
