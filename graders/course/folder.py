"""A course folder: where its lessons, releases and gradebook are, as its nbgrader_config.py says."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from graders.course.problem import Problem

CONFIG = "nbgrader_config.py"


@dataclass(frozen=True)
class Lesson:
    """One lesson (nbgrader's assignment): its name, the folder of its source and the one learners get."""

    name: str
    source: Path
    release: Path

    @property
    def notebooks(self) -> list[Path]:
        """The lesson's source notebooks, by name."""
        return sorted(path for path in self.source.glob("*.ipynb") if path.is_file())


@dataclass(frozen=True)
class CourseFolder:
    """The folder that holds nbgrader_config.py. Raises `Problem` when there is none, or it does not load."""

    root: Path
    config: Any = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "root", self.root.resolve())
        object.__setattr__(self, "config", _load(self.root / CONFIG))

    @cached_property
    def source(self) -> Path:
        """The folder of all lessons' sources."""
        return self.root / self._setting("source_directory", "source")

    @cached_property
    def release(self) -> Path:
        """The folder of all lessons as learners get them."""
        return self.root / self._setting("release_directory", "release")

    @cached_property
    def database(self) -> str:
        """The URL of the gradebook."""
        return self._setting("db_url", f"sqlite:///{self.root / 'gradebook.db'}")

    def lessons(self, names: Sequence[str] = ()) -> list[Lesson]:
        """The lessons called `names`, or all, by name. Raises `Problem` for a name without a folder."""
        notebooks = (path for path in self.source.glob("*/*.ipynb") if not path.parent.name.startswith("."))
        found = {path.parent.name: path.parent for path in notebooks}
        if not found:
            raise Problem(
                f"There is no lesson in {self.source}. A lesson is a folder with a notebook, say "
                f"00_first_call/first_call.ipynb; `course new lesson` makes one."
            )
        for name in names:
            if name not in found:
                near = difflib.get_close_matches(name, found, n=1, cutoff=0.4)
                meant = f"Did you mean {near[0]}?" if near else f"There are {', '.join(sorted(found))}."
                raise Problem(f"There is no lesson {name!r} in {self.source}. {meant}")
        chosen = sorted(set(names) or found)
        return [Lesson(name, found[name], self.release / name) for name in chosen]

    def _setting(self, name: str, default: str) -> str:
        return self.config.CourseDirectory.get(name, default)


def _load(path: Path) -> Any:
    from traitlets.config import PyFileConfigLoader

    if not path.is_file():
        raise Problem(
            f"There is no {CONFIG} in {path.parent}. Go to the course's folder, or name it: --course DIR."
        )
    try:
        return PyFileConfigLoader(path.name, path=str(path.parent)).load_config()
    except Exception as error:
        raise Problem(
            f"{path} does not load ({type(error).__name__}: {error}). Correct it and try again."
        ) from error
