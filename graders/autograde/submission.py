"""A submission as it lies on disk, read without trusting it: notebooks as plain cells, other files as
bytes."""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from graders.autograde.limits import Limits, MiB

TYPES = ("code", "markdown", "raw")
# What a browser runs when it is opened as a page: formgrader serves the files beside a graded notebook, from
# the address of the grader's own Jupyter.
PAGES = re.compile(r"\.(x?html?|xht|shtml|svgz?|xml|xslt?|rdf|mathml|mhtml|mht|m?js)", re.IGNORECASE)


class Broken(Exception):
    """A submission that cannot be graded as it is; the text says why, in words that a person can act on."""


@dataclass(frozen=True)
class Cell:
    """A cell of a submission, and nothing of it that could act: its type, its text, and what names it."""

    kind: str
    source: str
    id: str = ""
    grade_id: str = ""


def read_bytes(path: Path, limit: int, *, handed_in: Path | None = None) -> bytes:
    """A regular file's bytes; raises `Broken` for links, pipes and other things, and for more than
    `limit` bytes.

    A hard link is a file with several names, and nobody can tell whose it was first. Below `handed_in` all of
    them were handed in, and it is read; else it may be a secret of this machine's.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        if path.is_symlink():
            raise Broken(f"{path.name} is a link. Ask for the file itself.") from None
        raise Broken(f"{path.name} cannot be read ({error.strerror}).") from None
    with os.fdopen(descriptor, "rb") as file:
        facts = os.fstat(descriptor)
        if not stat.S_ISREG(facts.st_mode):
            raise Broken(f"{path.name} is not a file. Ask for a new submission.")
        if facts.st_nlink > 1 and (handed_in is None or _names(facts, handed_in) < facts.st_nlink):
            raise Broken(f"{path.name} is a hard link to a file elsewhere. Ask for the file itself.")
        if facts.st_size > limit:
            size = f"{facts.st_size / MiB:.1f} MB; {limit / MiB:.0f} MB are read"
            raise Broken(f"{path.name} is too large: {size}. Ask for it without outputs and data.")
        data = file.read(limit + 1)
    if len(data) > limit:
        raise Broken(f"{path.name} grew while it was read.")
    return data


def _names(facts: os.stat_result, folder: Path) -> int:
    """How many of a file's names are notebooks below a folder."""
    found = (
        os.lstat(os.path.join(here, name))
        for here, _, files in os.walk(folder)
        for name in files
        if name.endswith(".ipynb")
    )
    return sum(os.path.samestat(facts, other) for other in found)


def parse_notebook(data: bytes, name: str, limits: Limits) -> list[Cell]:
    """The cells of a notebook file of any nbformat; raises `Broken`."""
    try:
        content = json.loads(data.decode("utf-8-sig"))
    except RecursionError:
        raise Broken(f"{name} is nested too deeply to be a notebook. Ask for a new submission.") from None
    except ValueError as error:
        what = "empty" if not data.strip() else f"not a whole JSON file ({_short(error)})"
        raise Broken(f"{name} is {what}. Ask for a new submission.") from None
    if not isinstance(content, dict) or not isinstance(content.get("nbformat"), int):
        raise Broken(f"{name} is JSON, but not a notebook. Ask for a new submission.")
    version = content["nbformat"]
    if version > 4:
        raise Broken(f"{name} has notebook format {version}; formats up to 4 are read.")
    cells = content.get("cells") if version == 4 else _older(content)
    if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells):
        raise Broken(f"{name} has no list of cells. Ask for a new submission.")
    if len(cells) > limits.cells:
        raise Broken(f"{name} has {len(cells)} cells; {limits.cells} are read.")
    return [_cell(cell, name) for cell in cells]


def other_files(folder: Path, ignore: Sequence[str], limits: Limits) -> tuple[dict[str, bytes], list[str]]:
    """What a submission brings along: path → bytes of regular files, and a warning for everything left out.

    No link is followed; notebooks and what matches `ignore` are not meant to come along.
    """
    found: dict[str, bytes] = {}
    warnings: list[str] = []
    room = limits.files_bytes
    for path in _walk(folder, ignore, warnings, 4 * limits.files):
        name = path.relative_to(folder).as_posix()
        if len(found) >= limits.files:
            warnings.append(f"There are more than {limits.files} files; the rest was left out.")
            break
        try:
            found[name] = read_bytes(path, room)
        except Broken as reason:
            warnings.append(f"Left out: {reason}")
        else:
            room -= len(found[name])
    return found, warnings


def harmless(name: str) -> str:
    """The name under which a learner's file is kept beside the graded notebook: a page is text there."""
    return f"{name}.txt" if PAGES.fullmatch(Path(name).suffix) else name


def _walk(folder: Path, ignore: Sequence[str], warnings: list[str], most: int) -> list[Path]:
    files: list[Path] = []
    folders = [folder]
    while folders and len(files) <= most:
        here = folders.pop()
        try:
            entries = sorted(os.scandir(here), key=lambda entry: entry.name)
        except OSError as error:
            warnings.append(f"Left out: the folder {here.name} ({error.strerror}).")
            continue
        for entry in entries:
            if any(fnmatch(entry.name, pattern) for pattern in ignore):
                continue
            if entry.is_dir(follow_symlinks=False):
                if len(folders) < most:
                    folders.append(Path(entry.path))
            elif not entry.name.endswith(".ipynb"):
                files.append(Path(entry.path))
    return files


def _older(content: dict[str, Any]) -> Any:
    """The cells of nbformat 3 and before, which kept them in worksheets and called a code cell's text
    `input`."""
    sheets = content.get("worksheets")
    cells = content.get("cells") if not isinstance(sheets, list) else None
    if isinstance(sheets, list):
        cells = [cell for sheet in sheets if isinstance(sheet, dict) for cell in sheet.get("cells") or ()]
    if not isinstance(cells, list):
        return None
    return [
        c | {"source": c.get("input", "")} if isinstance(c, dict) and c.get("cell_type") == "code" else c
        for c in cells
    ]


def _cell(cell: dict[str, Any], name: str) -> Cell:
    source = cell.get("source", "")
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        raise Broken(f"{name} has a cell without text. Ask for a new submission.")
    kind = cell.get("cell_type")
    kind = kind if kind in TYPES else "markdown"
    metadata = cell.get("metadata")
    nbgrader = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_id = nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None
    clean = source.encode("utf-8", "replace").decode("utf-8")
    return Cell(kind, clean, _name(cell.get("id")), _name(grade_id))


def _name(value: Any) -> str:
    return value if isinstance(value, str) and len(value) <= 200 else ""


def _short(error: ValueError) -> str:
    return f"line {error.lineno}" if isinstance(error, json.JSONDecodeError) else "not UTF-8"
