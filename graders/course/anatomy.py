"""What a lesson's cells have to be, so that checks, nbgrader and learners' kernels find them."""

from __future__ import annotations

import ast
import re
import symtable
from collections.abc import Iterator, Sequence
from typing import Any

from graders.course import notebook
from graders.course.answers import has_solution, solution_of, starter_of
from graders.course.folder import Lesson
from graders.rubric import Exercise

Findings = Iterator[str]

_EXEMPT = re.compile(r"#\s*(NBVAL_\w+|PYTEST_VALIDATE_IGNORE_OUTPUT)|^nbval-", re.MULTILINE)


def findings(lesson: Lesson, exercises: dict[str, Exercise]) -> list[str]:
    """What is wrong with the lesson's cells: a sentence each, with file, cell and remedy."""
    found = []
    for path in lesson.notebooks:
        source = notebook.read(path)
        said = [
            *_of_notebook(source),
            *_of_exercises(source.cells, exercises),
            *_of_given_cells(source.cells),
        ]
        found += [f"{path}, {sentence}" for sentence in said]
    return found


def missing(lessons: Sequence[Lesson], exercises: dict[str, Exercise]) -> list[str]:
    """The exercises with a rubric that stand in none, or in several, of these lessons."""
    places: dict[str, list[str]] = {name: [] for name in exercises}
    for lesson in lessons:
        for path in lesson.notebooks:
            for cell in filter(notebook.is_answer, notebook.read(path).cells):
                places.setdefault(notebook.grade_id(cell), []).append(str(path))
    return [
        f"exercise {name!r} is in {' and '.join(paths) or 'no lesson'}: give it one answer cell."
        for name, paths in places.items()
        if len(paths) != 1
    ]


def _of_notebook(source: notebook.Notebook) -> Findings:
    if (source.nbformat, source.nbformat_minor) != (4, 5):
        yield f"nbformat {source.nbformat}.{source.nbformat_minor}: save it as 4.5, which has cell ids."
    kernel = source.metadata.get("kernelspec", {}).get("name")
    if kernel != "python3":
        yield f"kernel {kernel!r}: choose python3, which every learner has."
    for cell in source.cells:
        marks = "\n".join([cell.source if cell.cell_type == "code" else "", *cell.metadata.get("tags", [])])
        if mark := _EXEMPT.search(marks):
            yield f"cell {cell.id!r} has {mark[0].strip()!r}: outputs are compared strictly; make them steady"


def _of_exercises(cells: Sequence[Any], exercises: dict[str, Exercise]) -> Findings:
    graded = set()
    for cell, after in zip(cells, [*cells[1:], None], strict=True):
        name = notebook.grade_id(cell)
        if name and name != cell.id:
            yield f"cell {cell.id!r} has the grade_id {name!r}: give both the same name."
        if notebook.is_answer(cell):
            yield from _of_answer(cell, exercises)
            graded.add(f"check-{name}")
            if after is None or notebook.grade_id(after) != f"check-{name}":
                yield f"cell {cell.id!r}: its grade cell 'check-{name}' has to come right after it."
            else:
                yield from _of_grade(after, name, exercises)
        elif notebook.is_grade(cell) and name not in graded:
            yield f"cell {cell.id!r} carries points, but no answer cell stands before it."


def _of_answer(cell: Any, exercises: dict[str, Exercise]) -> Findings:
    name = notebook.grade_id(cell)
    if name not in exercises:
        yield f"cell {cell.id!r}: graders/exercises has no rubric {name!r}; `course new exercise` makes one."
    if cell.source.split("\n", 1)[0] != f"# exercise: {name}":
        yield f"cell {cell.id!r}: its first line has to be '# exercise: {name}'."
    if notebook.is_grade(cell) or cell.metadata.nbgrader.get("locked"):
        yield f"cell {cell.id!r}: an answer cell is neither grade nor locked in its nbgrader metadata."
    try:
        if not has_solution(cell.source):
            yield f"cell {cell.id!r} marks no solution: write ### BEGIN SOLUTION and ### END SOLUTION."
        elif starter_of(cell.source) == solution_of(cell.source):
            yield f"cell {cell.id!r}: the starter is the solution; take something out of it."
    except ValueError as error:
        yield f"cell {cell.id!r}: {error}. Correct the marks."


def _of_grade(cell: Any, name: str, exercises: dict[str, Exercise]) -> Findings:
    call = f'await check("{name}")'
    if cell.source not in (call, f"# check: {name}\n{call}"):
        yield f"cell {cell.id!r} has to be exactly: {call}"
    flags = cell.metadata.nbgrader
    if not (flags.get("grade") and flags.get("locked")) or flags.get("solution"):
        yield f"cell {cell.id!r}: a grade cell is grade and locked, not solution, in its nbgrader metadata."
    wanted = exercises[name].points if name in exercises else notebook.points(cell)
    if notebook.points(cell) != wanted:
        yield f"cell {cell.id!r} has {notebook.points(cell):g} points, its rubric {wanted:g}: make them agree"


def _of_given_cells(cells: Sequence[Any]) -> Findings:
    """Names that an answer builds on, from cells that learners may change and grading can't restore."""
    open_names: dict[str, str] = {}
    for cell in cells:
        if cell.cell_type != "code":
            continue
        if notebook.is_answer(cell):
            for name in sorted(_read(cell.source) & open_names.keys()):
                yield (
                    f"cell {open_names[name]!r} defines {name!r}, on which exercise {cell.id!r} builds: "
                    f"mark it locked in its nbgrader metadata."
                )
        else:
            for name in _bound(cell.source):
                if notebook.is_given(cell):
                    open_names.pop(name, None)
                else:
                    open_names[name] = cell.id


def _read(source: str) -> set[str]:
    """The global names that a cell reads and does not bind itself; what functions call their own is not."""
    try:
        table = symtable.symtable(source, "cell", "exec")
    except SyntaxError:  # magics; deliberate mistakes
        return set()
    return _referenced(table) - _bound(source)


def _referenced(table: symtable.SymbolTable) -> set[str]:
    at_top = table.get_type() == "module"
    names = {s.get_name() for s in table.get_symbols() if s.is_referenced() and (at_top or s.is_global())}
    return names.union(*map(_referenced, table.get_children()))


def _bound(source: str) -> set[str]:
    """The names that a cell binds at its top level."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return set()
    names = set()
    for statement in tree.body:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(statement.name)
        elif isinstance(statement, ast.Import | ast.ImportFrom):
            names |= {(alias.asname or alias.name).split(".")[0] for alias in statement.names}
        else:
            names |= {
                n.id for n in ast.walk(statement) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
            }
    return names
