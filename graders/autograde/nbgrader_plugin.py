"""nbgrader's own autograde (the command, formgrader's button) with the kit's sandbox and judge in it.

A course anywhere gets it by two lines of its nbgrader_config.py:

    from graders.autograde.nbgrader_plugin import configure
    configure(c)

Submissions are read as `course grade` reads them; what nbgrader does around the run (late penalties, its
limits on output, the gradebook) stays nbgrader's.
"""

from __future__ import annotations

import functools
import os
import stat
from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbgrader.converters import Autograde
from nbgrader.converters import base as converters
from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    LimitOutput,
    NbGraderPreprocessor,
    SaveAutoGrades,
)
from traitlets import Bool, Dict

from graders.autograde.folder import IGNORE, Given
from graders.autograde.gradebook import Book, Grades
from graders.autograde.limits import Limits
from graders.autograde.loop import LOOP
from graders.autograde.notebook import NotebookNode
from graders.autograde.restore import restore
from graders.autograde.runner import run_submission
from graders.autograde.sandbox import keep_out
from graders.autograde.submission import Broken, harmless, other_files, parse_notebook, read_bytes

UNSURE = "waits_for_a_person"  # in resources: the grade cells that could not be checked


def configure(c: Any) -> None:
    """Make nbgrader grade with the kit: `c` is the config object of nbgrader_config.py."""
    c.Autograde.exporter_class = SubmissionExporter
    c.Autograde.sanitize_preprocessors = [CheckCellMetadata]
    c.Autograde.autograde_preprocessors = [
        RunAndJudge,
        LimitOutput,
        SaveScores,
        AssignLatePenalties,
        CheckCellMetadata,
    ]
    if not hasattr(Autograde.init_assignment, "__wrapped__"):
        Autograde.init_assignment = _no_links(Autograde.init_assignment)


class SubmissionExporter(NotebookExporter):
    """Reads a submission without trusting it: its answers, put into the notebook that was given out."""

    def from_filename(self, filename: str, resources: Any = None, **options: Any) -> tuple[Any, Any]:
        """nbconvert's entry; raises `Broken` with a reason, and an older score does not stand then."""
        if not self.parent._sanitizing:  # nbgrader's second step reads what the first one wrote
            return super().from_filename(filename, resources, **options)
        path, where, directory = Path(filename), resources["nbgrader"], self.parent.coursedir
        with Book(where["db_url"], directory.course_id) as book:
            known = book.known(where["assignment"])
            source = known.sources[where["notebook"]]
            steps = (directory.source_directory, directory.release_directory)
            given = Given(
                *(Path(directory.format_path(step, ".", where["assignment"])) for step in steps), Limits()
            )
            ordered, trusted = given.ordered(where["notebook"], source), given.prose(where["notebook"])
            handed_in = Path(directory.root, directory.submitted_directory)
            try:
                data = read_bytes(path, Limits().notebook_bytes, handed_in=handed_in)
                cells = parse_notebook(data, path.name, Limits())
                notebook, warnings = restore(cells, ordered, trusted=trusted)
            except Broken as reason:
                self.log.error("%s", reason)
                waiting = {name: Grades(dict.fromkeys(cells)) for name, cells in known.grade_cells.items()}
                book.record(where["student"], where["assignment"], known, waiting)
                raise
        for warning in warnings:
            self.log.warning("%s", warning)
        resources["metadata"] = {"name": path.stem, "path": str(path.parent)}
        return self.from_notebook_node(notebook, resources, **options)


class RunAndJudge(NbGraderPreprocessor):
    """Takes the place of nbgrader's Execute: the cells run in the sandbox, the exercises are judged
    outside of it."""

    limits = Dict(help="Limits that differ from the defaults of graders.autograde.limits.Limits.").tag(
        config=True
    )
    unsafe_no_sandbox = Bool(
        False, help="Run submissions WITHOUT a sandbox. Only for code that you wrote."
    ).tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Run and judge one notebook. Raises `SandboxUnavailable`: nothing is graded without a sandbox."""
        where = resources["nbgrader"]
        with Book(where["db_url"], "") as book:
            cells = book.known(where["assignment"]).sources[where["notebook"]].cells
        limits = Limits(**self.limits)
        if self.unsafe_no_sandbox:
            self.log.warning("Running a submission WITHOUT a sandbox, as RunAndJudge.unsafe_no_sandbox says.")
        else:
            keep_out(Path(resources["metadata"]["path"]))
        files, warnings = other_files(Path(resources["metadata"]["path"]), IGNORE, limits)
        for warning in warnings:
            self.log.warning("%s", warning)
        starters = {cell.name: cell.source for cell in cells if cell.solution}
        execution = LOOP.run(
            lambda worker: run_submission(nb, worker, files=files, starters=starters),
            limits,
            self.unsafe_no_sandbox,
        )
        resources[UNSURE] = {name for name in execution.verdicts if execution.score(name) is None}
        return execution.notebook, resources


class SaveScores(SaveAutoGrades):
    """nbgrader's step, with one rule more: what could not be checked is no full mark but waits for a
    person."""

    def _add_score(self, cell: NotebookNode, resources: Any) -> None:
        grade_id = cell.metadata["nbgrader"]["grade_id"]
        if grade_id not in resources.get(UNSURE, ()):
            super()._add_score(cell, resources)
            return
        grade = self.gradebook.find_grade(grade_id, self.notebook_id, self.assignment_id, self.student_id)
        grade.auto_score, grade.needs_manual_grade = None, True
        self.gradebook.db.commit()


def _no_links(init_assignment: Any) -> Any:
    """nbgrader copies a submission's other files through links, so that secrets end up beside it, and copies
    pages, which formgrader then serves: only files that are neither come along."""

    @functools.wraps(init_assignment)
    def wrapped(self: Autograde, assignment_id: str, student_id: str) -> None:
        folder = Path(self._format_source(assignment_id, student_id))
        if folder.is_symlink() or folder.parent.is_symlink():
            raise Broken("The submission is a link to another folder. Ask for the files themselves.")
        everything = converters.find_all_files

        def plain(*given: str) -> list[str]:
            return [name for name in everything(*given) if _is_plain(name, folder)]

        converters.find_all_files = plain
        try:
            init_assignment(self, assignment_id, student_id)
        finally:
            converters.find_all_files = everything

    return wrapped


def _is_plain(name: str, submission: Path) -> bool:
    facts = os.lstat(name)
    if Path(name).is_relative_to(submission) and harmless(name) != name:
        return False
    return stat.S_ISREG(facts.st_mode) and facts.st_nlink == 1 and facts.st_size <= Limits().files_bytes
