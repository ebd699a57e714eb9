"""nbgrader's settings for this course folder; `course` reads them too, so that both do the same."""

from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearHiddenTests,
    ClearMarkScheme,
    ClearOutput,
    ComputeChecksums,
    IncludeHeaderFooter,
    LockCells,
    SaveCells,
)

from graders.autograde.nbgrader_plugin import configure
from graders.course.starters import ShowStarters

c = get_config()  # noqa: F821 (nbgrader gives it)

c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "notebooks"

# Nothing active of a submission's gets into a feedback page.
c.GenerateFeedback.exporter_class = "graders.course.feedback.SafeFeedback"

# nbgrader's own steps, with ShowStarters in the place of ClearSolutions.
c.GenerateAssignment.preprocessors = [
    IncludeHeaderFooter,
    LockCells,
    ShowStarters,
    ClearOutput,
    CheckCellMetadata,
    ComputeChecksums,
    SaveCells,
    ClearHiddenTests,
    ClearMarkScheme,
    ComputeChecksums,
    CheckCellMetadata,
]

# Submissions run in the kit's sandbox, and are judged outside of it.
configure(c)
