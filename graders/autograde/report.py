"""What came of a batch, row by row, in the form that `course grade --json` writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

GRADED, ATTENTION = "graded", "needs attention"


@dataclass(frozen=True)
class ExerciseRow:
    """One exercise of one submission; `score` is None when a person has to grade it."""

    id: str
    outcome: str
    score: float | None
    max_score: float
    messages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """One submission: "graded", or "needs attention" with a reason that a person can act on.

    A graded row's `reason` holds warnings. `known` tells that it was graded before and nothing has changed.
    """

    student: str
    assignment: str
    status: str
    reason: str = ""
    score: float | None = None
    max_score: float | None = None
    seconds: float = 0.0
    exercises: tuple[ExerciseRow, ...] = ()
    known: bool = False

    def as_json(self) -> dict[str, Any]:
        """The row as JSON-able data."""
        data = asdict(self)
        data.pop("known")
        return data | {"exercises": [asdict(e) | {"messages": list(e.messages)} for e in self.exercises]}

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> Row:
        """The row that `as_json` wrote, as one that was known before."""
        exercises = (ExerciseRow(**e | {"messages": tuple(e["messages"])}) for e in data["exercises"])
        return Row(**{**data, "exercises": tuple(exercises), "known": True})


@dataclass(frozen=True)
class Report:
    """A batch: its rows by student and assignment, how long it took, and whether it ran without a sandbox."""

    rows: tuple[Row, ...]
    seconds: float = 0.0
    unsafe_no_sandbox: bool = False

    def as_json(self) -> dict[str, Any]:
        """The shape of `course grade --json`; a run without a sandbox says so."""
        data: dict[str, Any] = {"submissions": [row.as_json() for row in self.rows]}
        return data | ({"unsafe_no_sandbox": True} if self.unsafe_no_sandbox else {})
