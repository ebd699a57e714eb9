"""The lessons as the site serves them: notebooks, each with its version, and the folders' listings."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from graders.course.files import write_whole
from graders.course.lab import lesson_names
from graders.course.problem import Problem

GOAL = re.compile(r"\*\*(\d+) minutes · (\d+) XP")


@dataclass(frozen=True)
class Page:
    """One lesson as the landing page shows it; `version` changes with the notebook."""

    path: str
    title: str
    goal: str
    minutes: int
    points: int
    exercises: tuple[str, ...]
    version: str


def build(release: Path, site: Path) -> list[Page]:
    """Copy the released lessons into the site and index them. Raises `Problem` when there are none."""
    names = sorted(lesson_names(release))
    if not names:
        raise Problem(f"There are no released lessons in {release}. Run `course release` first.")
    files = site / "files"
    pages = []
    for name in names:
        (files / name).mkdir(parents=True)
        for path in sorted((release / name).iterdir()):
            if path.suffix == ".ipynb":
                pages.append(_notebook(path, files, name))
            elif path.is_file() and not path.name.startswith("."):
                shutil.copyfile(path, files / name / path.name)
    # The folder of the progress file: were it not there, the app would ask the site for it in vain.
    (files / ".course").mkdir()
    _list(files, site / "api/contents")
    return pages


def _notebook(path: Path, files: Path, name: str) -> Page:
    """The notebook with its version in its metadata, where it stays when a learner saves it."""
    text = path.read_text(encoding="utf-8")
    held = json.loads(text)
    version = hashlib.sha256(text.encode()).hexdigest()[:8]
    held["metadata"]["course"] = {"version": version}
    write_whole(files / name / path.name, json.dumps(held, indent=1, ensure_ascii=False) + "\n")
    sources = ["".join(cell["source"]) for cell in held["cells"]]
    goal = GOAL.search(sources[0])
    if goal is None:
        raise Problem(f"{path} does not begin with its goal line: **20 minutes · 25 XP · …**.")
    aim = re.search(r"\*\*Goal:\*\* (.+)", sources[0])
    return Page(
        path=f"{name}/{path.name}",
        title=sources[0].splitlines()[0].lstrip("# "),
        goal=aim[1][:1].upper() + aim[1][1:] if aim else "",
        minutes=int(goal[1]),
        points=int(goal[2]),
        exercises=tuple(
            cell["id"] for cell in held["cells"] if cell["metadata"].get("nbgrader", {}).get("solution")
        ),
        version=version,
    )


def _list(files: Path, listings: Path) -> None:
    """Write what a Jupyter server would say about each folder."""
    for folder in [files, *sorted(path for path in files.rglob("*") if path.is_dir())]:
        place = folder.relative_to(files)
        listing = _entry(folder, files) | {"format": "json", "mimetype": None}
        listing["content"] = [_entry(path, files) for path in sorted(folder.iterdir())]
        write_whole(listings / place / "all.json", json.dumps(listing, indent=1))


def _entry(path: Path, files: Path) -> dict[str, object]:
    written = datetime.fromtimestamp(path.stat().st_mtime, UTC).isoformat().replace("+00:00", "Z")
    kind = "directory" if path.is_dir() else "notebook" if path.suffix == ".ipynb" else "file"
    place = path.relative_to(files).as_posix()
    return {
        "name": "" if path == files else path.name,
        "path": "" if path == files else place,
        "type": kind,
        "content": None,
        "created": written,
        "last_modified": written,
        "format": None,
        "mimetype": "text/plain" if kind == "file" else None,
        "size": path.stat().st_size if path.is_file() else None,
        "writable": True,
    }
