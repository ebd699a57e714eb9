"""One submission to be run: all that goes to whoever runs it, and nothing of the gradebook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from graders.autograde.notebook import NotebookNode


@dataclass(frozen=True)
class Task:
    """Restored notebooks by name, the files beside them, and the answer cells as they were given out
    (notebook → exercise → source)."""

    notebooks: Mapping[str, NotebookNode]
    files: Mapping[str, bytes]
    starters: Mapping[str, Mapping[str, str]]
