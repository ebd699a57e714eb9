"""The first page: the lessons in plain HTML; a small script reads progress and files in the browser."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from html import escape
from pathlib import Path

from graders import exercises
from graders.course.files import write_whole
from graders.course.site.contents import Page

FILES = ("course.css", "course.js", "storage.js", "course.svg")


def build(source: Path, site: Path, pages: Sequence[Page]) -> None:
    """Write the landing page, its script and what it knows of the lessons, over JupyterLite's own index."""
    for name in FILES:
        shutil.copyfile(source / name, site / name)
    shutil.copyfile(site / "static/favicons/favicon.ico", site / "favicon.ico")  # the apps ask for it there
    every = exercises.all()
    scores = {id: every[id].points for page in pages for id in page.exercises}
    data = {"lessons": [asdict(page) for page in pages], "points": scores}
    page = (source / "index.html").read_text(encoding="utf-8")
    marks = {
        "{{lessons}}": "\n".join(map(_item, pages)),
        "{{first}}": open_address(pages[0].path),
        "{{minutes}}": str(sum(page.minutes for page in pages)),
        "{{points}}": str(sum(page.points for page in pages)),
        "{{count}}": str(len(pages)),
        "{{data}}": json.dumps(data, ensure_ascii=False).replace("<", "\\u003c"),
    }
    for mark, text in marks.items():
        page = page.replace(mark, text)
    write_whole(site / "index.html", page)


def open_address(path: str) -> str:
    """The address that opens a notebook, from the landing page."""
    return f"notebooks/index.html?path={path}"


def _item(page: Page) -> str:
    facts = [f"{page.minutes} minutes", f"{page.points} XP", _count(page.exercises)]
    return (
        f'<li class="lesson" data-path="{escape(page.path)}">'
        f'<h3><a href="{escape(open_address(page.path))}">{escape(page.title)}</a></h3>'
        f'<p class="goal">{escape(page.goal.replace("**", "").replace("`", ""))}</p>'
        f'<p class="facts">{" · ".join(facts)}</p>'
        '<p class="state" hidden></p>'
        '<div class="tools" hidden></div>'
        "</li>"
    )


def _count(things: Iterable[str]) -> str:
    number = len(tuple(things))
    return {0: "no exercises", 1: "1 exercise"}.get(number, f"{number} exercises")
