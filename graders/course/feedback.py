"""Feedback pages for students, by nbgrader's own step, with nothing active of a submission's in them."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

from nbconvert.exporters import HTMLExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbgrader.converters import GenerateFeedback
from traitlets import default
from traitlets.config import Config

from graders.course import nbgrader_step
from graders.course.files import scratch, swap_in
from graders.course.folder import CourseFolder
from graders.course.problem import Problem

# Whatever slips through is not run by any browser, and the page fetches nothing.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:"
# The lessons fold their answers with these; bare, they do nothing but fold.
_FOLD = re.compile(r"""&lt;(/?(?:details|summary|b))(?: style=&quot;[\w\s:;-]*&quot;)?&gt;""")
# A paragraph around one of them would end the fold before its text.
_AROUND = re.compile("<p>(<details><summary>.*?</summary>|</details>)</p>")
# nbgrader's sheets break code in the middle of words, and take away the mark of what unfolds.
STYLE = (
    "<style>pre { white-space: pre-wrap !important; word-break: normal !important; overflow-wrap: anywhere } "
    "summary { display: list-item; cursor: pointer }</style>"
)
# nbgrader calls every grade cell of the list at the top "Test cell".
_NAMELESS = re.compile(r'(<a href="#check-([\w-]+)">)Test cell</a>')
SCORES = '<div class="panel panel-default">'  # the first thing on nbgrader's page
CODES = (
    "<p>While grading, each reply of the model carries a code such as [kestrel-4821], new every time: "
    "so a printed reply can only have come from the model.</p>"
)


class SafeFeedback(HTMLExporter):
    """nbgrader's feedback page with a submission's markdown and outputs as text and pictures only.

    nbgrader_config.py names it, so that nbgrader's own command and formgrader use it too. `sanitize_html`
    alone leaves scripts in markdown cells, because nbgrader's template does not ask for it.
    """

    @property
    def default_config(self) -> Config:
        shown = ["image/png", "image/jpeg", "text/plain"]
        return Config({**super().default_config, "NbConvertBase": {"display_data_priority": shown}})

    @default("sanitize_html")
    def _sanitize_html_default(self) -> bool:
        return True

    def markdown2html(self, source):
        """Markdown as HTML, raw HTML in it as text (but for folding), links to the web alone."""
        renderer = IPythonRenderer(escape=True, allow_harmful_protocols=False)
        folding = _FOLD.sub(r"<\1>", MarkdownWithMath(renderer=renderer).render(source))
        return _AROUND.sub(r"\1", folding)

    def from_notebook_node(self, nb, resources=None, **kw):
        html, resources = super().from_notebook_node(nb, resources, **kw)
        policy = f'<head><meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        html = html.replace("<head>", policy, 1).replace("</head>", f"{STYLE}</head>", 1)
        html = _NAMELESS.sub(r"\1\2</a>", html)
        return html.replace(SCORES, CODES + SCORES, 1), resources


def feedback(
    course: CourseFolder, assignments: Sequence[str] = (), students: Sequence[str] = ()
) -> list[Path]:
    """Write the feedback of what was graded (all by default), each submission's whole; returns their folders.

    Raises `Problem` when there is nothing graded, or a page cannot be made (the others are written).
    """
    settings = course.config.CourseDirectory
    graded = course.root / settings.get("autograded_directory", "autograded")
    target = course.root / settings.get("feedback_directory", "feedback")
    chosen = [
        folder
        for folder in sorted(graded.glob("[!.]*/[!.]*"))
        if (not assignments or folder.name in assignments)
        and (not students or folder.parent.name in students)
    ]
    if not chosen:
        raise Problem(f"Nothing in {graded} is graded for that. Grade first: course grade")
    written, refused = [], []
    with scratch(course.root, "feedback") as room:
        for folder in chosen:
            student, assignment = folder.parent.name, folder.name
            names = {"student_id": _exactly(student), "assignment_id": _exactly(assignment)}
            place = {"root": str(course.root), "feedback_directory": os.path.relpath(room, course.root)}
            try:
                nbgrader_step.run(GenerateFeedback, course.config, db_url=course.database, **names, **place)
            except nbgrader_step.Refused as reason:
                refused.append(f"{student}/{assignment} ({reason})")
                continue
            swap_in(room / student / assignment, target / student / assignment)
            written.append(target / student / assignment)
    if refused:
        raise Problem(
            f"No feedback was written for {', '.join(refused)}. Grade that again: course grade --force"
        )
    return written


def _exactly(name: str) -> str:
    """The name as a glob that matches nothing else."""
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in name)
