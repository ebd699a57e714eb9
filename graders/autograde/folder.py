"""A course folder as grading sees it: where submissions lie, what was given out, where results go."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from graders.autograde.limits import Limits
from graders.autograde.restore import Source
from graders.autograde.submission import Broken, Cell, parse_notebook, read_bytes
from graders.course.folder import CourseFolder

_NO_TEXT = re.compile("[\ud800-\udfff]")  # bytes of a name that are not UTF-8, as Python reads them
IGNORE = (".ipynb_checkpoints", "*.pyc", "__pycache__", "feedback", ".*")


@dataclass(frozen=True)
class Place:
    """Where one submission lies: `submitted/STUDENT/ASSIGNMENT`."""

    student: str
    assignment: str
    folder: Path

    @property
    def nameable(self) -> bool:
        """Whether a gradebook can hold its names: text, and not hidden, as nbgrader's rule is."""
        return not self.student.startswith(".") and not _NO_TEXT.search(self.student + self.assignment)

    @property
    def shown(self) -> tuple[str, str]:
        """Student and assignment as they are shown: what acts on a terminal, or is unseen, is spelled out."""
        return _spelled(self.student), _spelled(self.assignment)


class GradingFolder:
    """The folders of a course, laid out as its nbgrader_config.py says."""

    def __init__(self, course: CourseFolder) -> None:
        self.course = course
        self._settings = course.config.CourseDirectory
        self._structure = self._settings.get(
            "directory_structure", "{nbgrader_step}/{student_id}/{assignment_id}"
        )

    def path(self, step: str, student: str, assignment: str) -> Path:
        """The folder of one submission at a step: "submitted", "autograded", …"""
        name = self._settings.get(f"{step}_directory", step)
        return self.course.root / self._structure.format(
            nbgrader_step=name, student_id=student, assignment_id=assignment
        )

    def submissions(self, assignments: Collection[str] = (), students: Collection[str] = ()) -> list[Place]:
        """All submissions of these assignments and students (of all, when none are named), in order."""
        pattern = re.compile(self.path("submitted", "(?P<student>[^/]+)", "(?P<assignment>[^/]+)").as_posix())
        step = self._settings.get("submitted_directory", "submitted")
        glob = self._structure.format(nbgrader_step=step, student_id="*", assignment_id="*")
        places = []
        for folder in sorted(self.course.root.glob(glob)):
            match = pattern.fullmatch(folder.as_posix())
            if match is None or match["assignment"].startswith("."):
                continue
            if match["student"].startswith(".") and not any(folder.glob("*.ipynb")):
                continue  # what tools keep in hidden folders
            if (assignments and match["assignment"] not in assignments) or (
                students and match["student"] not in students
            ):
                continue
            places.append(Place(match["student"], match["assignment"], folder))
        return places

    @property
    def handed_in(self) -> Path:
        """The folder of everything that was handed in."""
        return self.course.root / self._settings.get("submitted_directory", "submitted")

    def given(self, assignment: str, limits: Limits) -> Given:
        """What the instructor gave out with an assignment, besides what is in the gradebook."""
        return Given(self.course.source / assignment, self.course.release / assignment, limits)

    @cached_property
    def shared(self) -> bool:
        """Whether nbgrader is told that a group of instructors shares this folder."""
        return bool(self._settings.get("groupshared", False))

    def publish(self, place: Place, files: Mapping[str, bytes]) -> None:
        """Put `files` in the place of a submission's autograded folder, all at once."""
        target = self.path("autograded", place.student, place.assignment)
        with _staging(target) as new:
            for name, data in files.items():
                path = new / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
                path.chmod(0o664 if self.shared else 0o444)
            if self.shared:
                for folder in (new, *(p for p in new.rglob("*") if p.is_dir())):
                    folder.chmod(folder.stat().st_mode & 0o777 | 0o2770)
            _swap(new, target)

    def withdraw(self, place: Place) -> None:
        """Remove what was autograded of a submission that can no longer be graded."""
        target = self.path("autograded", place.student, place.assignment)
        if target.exists():
            with _staging(target) as new:
                _swap(new, target)
            target.rmdir()


@dataclass(frozen=True)
class Given:
    """An assignment's folders of the instructor: its source and what was released."""

    source: Path
    release: Path
    limits: Limits
    _read: dict[str, list[Cell]] = field(default_factory=dict, init=False, repr=False, compare=False)

    @cached_property
    def files(self) -> dict[str, bytes]:
        """The assignment's own files (data, modules): they are put over what a submission brings along."""
        if not self.source.is_dir():
            return {}
        paths = (
            path for path in sorted(self.source.rglob("*")) if path.is_file() and path.suffix != ".ipynb"
        )
        named = ((path.relative_to(self.source), path) for path in paths)
        return {name.as_posix(): path.read_bytes() for name, path in named if not _ignored(name)}

    def prose(self, notebook: str) -> frozenset[str]:
        """The texts of a notebook's markdown cells, as the instructor wrote them."""
        return frozenset(cell.source for cell in self._cells(notebook) if cell.kind == "markdown")

    def ordered(self, notebook: str, source: Source) -> Source:
        """`source` with its cells in the order of the released notebook: a database promises none."""
        order = {cell.grade_id: place for place, cell in enumerate(self._cells(notebook)) if cell.grade_id}
        if set(order) < {cell.name for cell in source.cells}:
            return source
        return replace(source, cells=tuple(sorted(source.cells, key=lambda cell: order[cell.name])))

    def _cells(self, notebook: str) -> list[Cell]:
        if notebook not in self._read:
            self._read[notebook] = self._parsed(notebook)
        return self._read[notebook]

    def _parsed(self, notebook: str) -> list[Cell]:
        for folder in (self.release, self.source):
            path = folder / f"{notebook}.ipynb"
            try:
                return parse_notebook(read_bytes(path, self.limits.notebook_bytes), path.name, self.limits)
            except Broken:
                continue
        return []


def _spelled(name: str) -> str:
    return "".join(c if c.isprintable() or c == "\xa0" else ascii(c)[1:-1] for c in name)


def fingerprint(parts: Sequence[bytes]) -> str:
    """One short name for a sequence of bytes, each told from the next."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()


def _ignored(name: Path) -> bool:
    return any(Path(part).match(pattern) for part in name.parts for pattern in IGNORE)


class _staging:
    """`with _staging(target) as new`: an empty folder beside `target`; what a killed run left is cleared."""

    def __init__(self, target: Path) -> None:
        self.new = target.with_name(f".{target.name}.new")

    def __enter__(self) -> Path:
        self._clear()
        self.new.mkdir(parents=True)
        return self.new

    def __exit__(self, *reason: object) -> None:
        self._clear()

    def _clear(self) -> None:
        for leftover in (self.new, self.new.with_suffix(".old")):
            shutil.rmtree(leftover, ignore_errors=True)


def _swap(new: Path, target: Path) -> None:
    old = new.with_suffix(".old")
    if target.is_symlink() or target.is_file():
        target.unlink()
    elif target.exists():
        os.rename(target, old)
    os.rename(new, target)
