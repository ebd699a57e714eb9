"""A little course, built by code: one lesson with one exercise, under this repository's own settings."""

import shutil
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from graders.course.nbgrader_step import scripts_on_path

REPOSITORY = Path(__file__).parents[3]


class LittleCourse:
    """The course folder `root`, and what a test needs to write lessons into it."""

    answer = """\
# exercise: first-call
### BEGIN SOLUTION
messages = [{"role": "user", "content": "What is a chatbot?"}]
response = await client.chat.completions.create(model=MODEL, messages=messages)
print(response.choices[0].message.content)
print(f"Tokens: {response.usage.total_tokens}")
### END SOLUTION
### BEGIN STARTER
# messages = []  # your message
### END STARTER"""

    setup = """\
from course_lib import MODEL, connect
from graders import check, hint, solution

client = connect()"""

    def __init__(self, root):
        self.root = root

    @staticmethod
    def code(cell_id, source, **nbgrader):
        """A code cell; with nbgrader's flags when there are any."""
        cell = new_code_cell(source, id=cell_id)
        if nbgrader:
            flags = {"grade": False, "solution": False, "locked": False, "task": False, **nbgrader}
            cell.metadata["nbgrader"] = {"schema_version": 3, "grade_id": cell_id, **flags}
        return cell

    def cells(self, *, answer=answer, points=5):
        """The cells of the first lesson."""
        return [
            new_markdown_cell("# First call", id="title"),
            self.code("setup", self.setup, locked=True),
            self.code("sum", "print(1 + 1)"),
            self.code("first-call", answer, solution=True),
            self.code(
                "check-first-call", 'await check("first-call")', grade=True, locked=True, points=points
            ),
        ]

    def write(self, *cells, name="00_first_call"):
        """Write the source notebook of a lesson; returns its path."""
        kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
        metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
        path = self.root / "solutions" / name / f"{name[3:]}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(new_notebook(cells=list(cells), metadata=metadata), path)
        return path


@pytest.fixture(scope="session")
def empty_gradebook(tmp_path_factory):
    """A gradebook without a course in it: nbgrader takes seconds to make a new one."""
    from nbgrader.api import Gradebook

    path = tmp_path_factory.mktemp("gradebook") / "gradebook.db"
    with scripts_on_path():
        Gradebook(f"sqlite:///{path}").close()
    return path


@pytest.fixture
def little(tmp_path, empty_gradebook):
    """A course folder with the first lesson's source, and an empty gradebook."""
    shutil.copy(REPOSITORY / "nbgrader_config.py", tmp_path)
    shutil.copy(empty_gradebook, tmp_path)
    little = LittleCourse(tmp_path)
    little.write(*little.cells())
    return little


@pytest.fixture
def course_root(little):
    """The folder of the little course."""
    return little.root
