"""formgrader serves what lies beside a graded notebook: nothing of a learner's is a page there."""

from __future__ import annotations

import asyncio

import pytest
from course import RIGHT, answered, memory_course, submit

from graders.autograde.batch import grade_course
from graders.autograde.submission import harmless


@pytest.mark.parametrize("name", ["a.html", "b/A.HTM", "c.svg", "d.xhtml", "e.xml", "f.js", "g.mhtml"])
def test_a_page_is_kept_as_text(name):
    assert harmless(name) == f"{name}.txt"


@pytest.mark.parametrize("name", ["data.csv", "html", "notes.md", "module.py", "picture.png", "a.html.txt"])
def test_other_files_keep_their_names(name):
    assert harmless(name) == name


@pytest.mark.sandbox
def test_a_submission_reads_its_page_and_formgrader_gets_text(tmp_path):
    course = memory_course(tmp_path)
    given = course / "solutions" / "01_memory" / "given.html"
    given.write_text("<b>of the course</b>")
    answer = f"assert open('page.html').read() == '<b>x</b>'\n{RIGHT}"
    folder = submit(course, "ann", answered({"three-turn-chat": answer})).parent
    (folder / "page.html").write_text("<b>x</b>")
    (row,) = asyncio.run(grade_course(course)).rows
    assert row.score == 15
    graded = course / "autograded" / "ann" / "01_memory"
    found = {path.name for path in graded.iterdir()}
    assert found == {"memory.ipynb", "page.html.txt", "given.html"}
    assert (graded / "page.html.txt").read_text() == "<b>x</b>"


def test_nbgraders_own_copy_leaves_pages_out(tmp_path):
    from graders.autograde.nbgrader_plugin import _is_plain

    handed_in = tmp_path / "submitted"
    handed_in.mkdir()
    for folder in (handed_in, tmp_path):
        (folder / "page.html").write_text("<b>x</b>")
        (folder / "data.csv").write_text("1")
    assert not _is_plain(str(handed_in / "page.html"), handed_in)
    assert _is_plain(str(handed_in / "data.csv"), handed_in)
    assert _is_plain(str(tmp_path / "page.html"), handed_in)
