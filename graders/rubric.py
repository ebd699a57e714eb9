"""Rubrics: rows of points, each won or lost by itself, judged from evidence alone.

A rubric is a pure function of evidence, so the same one judges in the notebook, in the browser, in nbgrader,
in a class-size batch and in CI. An author writes an `Exercise` and decorates one function per row:

    greet = Exercise("greet", title="Say hello", hints=("Which message says hello?",))

    @greet.row(2, "a request that says hello")
    def says_hello(seen):
        if not any("hello" in e.messages[-1]["content"].lower() for e in seen.answer.exchanges):
            raise Lost(tell("No request says hello."))
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from course_lib.evidence import CellRun

if TYPE_CHECKING:
    from graders.subject import Subject


class Outcome(StrEnum):
    """What came of an exercise. Only `WRONG`, `PARTLY_RIGHT`, `RAISED` and `RIGHT` carry a score."""

    RIGHT = "right"
    PARTLY_RIGHT = "partly right"
    WRONG = "wrong"
    RAISED = "raised"
    NOT_ATTEMPTED = "not attempted"
    COULD_NOT_CHECK = "could not check"


class Lost(Exception):
    """Raised by a row that is lost: what was expected, what was seen, what to try, in one or two kind
    sentences.

    `request` is the number of the exchange that shows it; `keeps` the points that are kept all the same.
    """

    def __init__(self, message: str, *, request: int | None = None, keeps: float = 0) -> None:
        super().__init__(message)
        self.message, self.request, self.keeps = message, request, keeps


class Raised(Lost):
    """A row lost to an exception of the learner's own code, which the message explains."""


class CouldNotCheck(Exception):
    """A fault of the kit or of the model service: never costs points, always says what happened."""


@dataclass(frozen=True)
class Row:
    """One row of points: `points` to win, `goal` what wins them (English template), `judge` raises `Lost`."""

    points: float
    goal: str
    judge: Callable[[Seen], None]


@dataclass(frozen=True)
class RowResult:
    """A row judged: `score` of `points`, and why not all (empty when won).

    `request` is the number of the exchange that shows it, `raised` whether the learner's own code raised.
    """

    goal: str
    points: float
    score: float
    message: str = ""
    request: int | None = None
    raised: bool = False


@dataclass(frozen=True)
class Seen:
    """The evidence a rubric judges: the answer cell's run, the probe's runs in order, and what the probe
    noted.
    """

    answer: CellRun
    probes: tuple[CellRun, ...] = ()
    notes: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, repr=False)
class Verdict:
    """What a rubric says about one answer. `score` is None where no score is due (not attempted, could not
    check).

    `closing` are lines that a notebook adds below: what comes next, how far the learner has come.
    """

    exercise: str
    outcome: Outcome
    score: float | None
    max_score: float
    messages: tuple[str, ...] = ()
    rows: tuple[RowResult, ...] = ()
    seen: Seen | None = None
    closing: tuple[str, ...] = ()

    def __repr__(self) -> str:
        from graders.display import as_text

        return as_text(self)

    def _repr_html_(self) -> str:
        from graders.display import as_html

        return as_html(self)


Probe = Callable[["Subject"], Awaitable[dict[str, Any] | None]]


@dataclass
class Exercise:
    """One exercise: its id (also the answer cell's id), title, hints (English templates, from vague to
    concrete) and rows.

    `core` marks the tutorial's own exercises. Functions are added with `row` and, where the contract names
    a function or class of the learner's, one with `probe`: it plays the grade cell and calls the learner's
    code through a `Subject`; what it returns is in `seen.notes`, what happened in `seen.probes`.
    """

    id: str
    title: str
    hints: tuple[str, ...]
    core: bool = False
    rows: list[Row] = field(default_factory=list)
    probing: Probe | None = None

    @property
    def points(self) -> float:
        """The exercise's XP: the sum of its rows."""
        return sum(row.points for row in self.rows)

    def row(self, points: float, goal: str) -> Callable:
        """Add a row of `points`: the decorated function gets a `Seen`, returns when the row is won, raises
        `Lost` else.
        """

        def add(judge: Callable[[Seen], None]) -> Callable[[Seen], None]:
            self.rows.append(Row(points, goal, judge))
            return judge

        return add

    def probe(self, probing: Probe) -> Probe:
        """Set what the grade cell does with the learner's functions and classes."""
        self.probing = probing
        return probing
