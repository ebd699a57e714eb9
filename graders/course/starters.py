"""The step of nbgrader's generate_assignment that turns solutions into starters."""

from __future__ import annotations

from nbgrader.preprocessors import ClearSolutions
from traitlets import Dict

from graders.course.answers import STUB, has_solution, starter_of


class ShowStarters(ClearSolutions):
    """ClearSolutions which leaves the author's starter where there is one (see `graders.course.answers`).

    It takes the place of ClearSolutions in `c.GenerateAssignment.preprocessors`: run after it, that one
    would find no solution left and wipe the whole cell.
    """

    code_stub = Dict({"python": STUB}).tag(config=True)

    def _replace_solution_region(self, cell, language):
        if cell.cell_type != "code" or not has_solution(cell.source):
            return super()._replace_solution_region(cell, language)
        cell.source = starter_of(cell.source, stub=self.code_stub[language])
        return True
