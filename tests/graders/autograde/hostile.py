"""Turns an attack into a submission: an answer cell, and what its `# notebook: …` lines do to the
submission itself.

tag CELL TAG · delete CELL · move CELL PLACE · meta CELL KEY JSON · duplicate CELL SOURCE · celltype CELL
TYPE · source CELL TEXT · kernelspec NAME · bigcell N · manycells N · deepmeta N · extragrade POINTS ·
markdown TEXT · attachment CELL MIME DATA · raw MIME TEXT · nbmeta KEY JSON · symlink NAME TARGET · hardlink
NAME TARGET · fifo NAME · file NAME TEXT · many N · notebook_symlink TARGET · notebook_hardlink TARGET
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import nbformat
from course import answered, submit
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_raw_cell

QUESTIONS = [
    "My favorite programming language is Python.",
    "Can you suggest a project idea in that language?",
    "How long would that take a beginner?",
]


def hand_in(
    course: Path, student: str, attack: str, *, exercise: str = "three-turn-chat", **names: str
) -> None:
    """Hand in `attack` as the answer of `exercise`; `__NAME__` in it is replaced by what `names` gives."""
    for name, value in names.items():
        attack = attack.replace(f"__{name}__", value)
    answer = f"QUESTIONS = {QUESTIONS!r}\n{attack}" if "QUESTIONS" in attack else attack
    notebook = answered({exercise: answer})
    operations = [
        line.removeprefix("# notebook: ").split(" ", 1)
        for line in attack.splitlines()
        if line.startswith("# notebook: ")
    ]
    for name, rest in ([*operation, ""][:2] for operation in operations):
        if name in _IN_NOTEBOOK:
            _IN_NOTEBOOK[name](notebook, *_words(rest, _IN_NOTEBOOK[name].__code__.co_argcount - 1))
    path = submit(course, student, notebook)
    for name, rest in ([*operation, ""][:2] for operation in operations):
        if name == "deepmeta":
            depth = int(rest)
            text = path.read_text().replace("{", '{"deep": ' + "[" * depth + "]" * depth + ",", 1)
            path.write_text(text)
        elif name in _IN_FOLDER:
            _IN_FOLDER[name](path, *_words(rest, _IN_FOLDER[name].__code__.co_argcount - 1))


def _words(text: str, count: int) -> list[str]:
    return text.split(" ", count - 1) if count else []


def _cell(notebook: NotebookNode, name: str) -> NotebookNode:
    return next(cell for cell in notebook.cells if cell.id == name)


def _tag(notebook, name, tag):
    _cell(notebook, name).metadata["tags"] = [tag]


def _delete(notebook, name):
    notebook.cells.remove(_cell(notebook, name))


def _move(notebook, name, place):
    cell = _cell(notebook, name)
    notebook.cells.remove(cell)
    notebook.cells.insert(int(place), cell)


def _meta(notebook, name, key, value):
    _cell(notebook, name).metadata["nbgrader"][key] = json.loads(value)


def _duplicate(notebook, name, source):
    cell = _cell(notebook, name)
    copy = new_code_cell(source, metadata=json.loads(json.dumps(cell.metadata)))
    notebook.cells.insert(notebook.cells.index(cell), copy)


def _celltype(notebook, name, kind):
    cell = _cell(notebook, name)
    made = {"markdown": new_markdown_cell, "raw": new_raw_cell}[kind](
        cell.source, metadata=cell.metadata, id=cell.id
    )
    notebook.cells[notebook.cells.index(cell)] = made


def _source(notebook, name, text):
    _cell(notebook, name).source = text


def _kernelspec(notebook, name):
    notebook.metadata["kernelspec"] = {"name": name, "display_name": name, "language": name}


def _bigcell(notebook, size):
    notebook.cells.append(new_markdown_cell("x" * int(size)))


def _manycells(notebook, count):
    notebook.cells += [new_code_cell("1") for _ in range(int(count))]


def _extragrade(notebook, points):
    nbgrader = {
        "grade": True,
        "grade_id": "extra",
        "locked": False,
        "points": float(points),
        "schema_version": 3,
    }
    notebook.cells.append(
        new_code_cell("1", metadata={"nbgrader": nbgrader | {"solution": False, "task": False}})
    )


def _markdown(notebook, text):
    notebook.cells.append(new_markdown_cell(text))


def _attachment(notebook, name, mime, data):
    _cell(notebook, name)["attachments"] = {"a.html": {mime: data}}


def _raw(notebook, mime, text):
    notebook.cells.append(new_raw_cell(text, metadata={"raw_mimetype": mime, "format": mime}))


def _nbmeta(notebook, key, value):
    notebook.metadata[key] = json.loads(value)


def _symlink(path, name, target):
    (path.parent / name).symlink_to(target)


def _hardlink(path, name, target):
    os.link(path.parent / target, path.parent / name)


def _fifo(path, name):
    os.mkfifo(path.parent / name)


def _file(path, name, text):
    (path.parent / name).parent.mkdir(parents=True, exist_ok=True)
    (path.parent / name).write_text(text)


def _many(path, count):
    for number in range(int(count)):
        (path.parent / f"file{number}.txt").touch()


def _notebook_symlink(path, target):
    path.unlink()
    path.symlink_to(target)


def _notebook_hardlink(path, target):
    path.unlink()
    os.link(path.parent / target, path)


_IN_NOTEBOOK = {
    "tag": _tag,
    "delete": _delete,
    "move": _move,
    "meta": _meta,
    "duplicate": _duplicate,
    "celltype": _celltype,
    "source": _source,
    "kernelspec": _kernelspec,
    "bigcell": _bigcell,
    "manycells": _manycells,
    "extragrade": _extragrade,
    "markdown": _markdown,
    "attachment": _attachment,
    "raw": _raw,
    "nbmeta": _nbmeta,
}
_IN_FOLDER = {
    "symlink": _symlink,
    "hardlink": _hardlink,
    "fifo": _fifo,
    "file": _file,
    "many": _many,
    "notebook_symlink": _notebook_symlink,
    "notebook_hardlink": _notebook_hardlink,
}


def text_of(path: Path) -> str:
    """All that a notebook shows: the texts of its outputs and of its markdown cells."""
    notebook = nbformat.read(path, as_version=4)
    shown = [cell.source for cell in notebook.cells if cell.cell_type != "code"]
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            shown += [output.get("text", ""), *output.get("traceback", ()), *output.get("data", {}).values()]
    return "\n".join(shown)
