"""The learner's program, as a probe reaches it: call its functions, make its objects, look at its values.

Probes run outside (in the grader, or beside the learner's code in a notebook) and only the calls
themselves run inside. So a probe's random words and its judgement stay out of the learner's reach, and one
probe serves both.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from course_lib.evidence import CellRun


@dataclass(frozen=True)
class Kept:
    """An argument that is an object kept inside under `name` (by `Subject.keep` or `Subject.make`)."""

    name: str


@dataclass(frozen=True)
class OpenStream:
    """An argument that is a freshly opened stream of the SDK, on the model's next reply (see
    `ModelControl.script`).
    """

    user_message: str = "Stream, please."


class ModelControl(Protocol):
    """The model that answers while a probe runs. Replies carry text that is new in every run."""

    def fail(self, fault: str, *, times: int = 1) -> None:
        """Answer the next `times` requests with a fault: see `course_lib.practice.faults`."""

    def script(self, *replies: Any) -> None:
        """Answer the next requests with these instead: a str, or a sequence of stream pieces (see
        `PracticeModel.script`).
        """

    def reset(self) -> None:
        """Forget faults and scripts that were not used up."""


class Subject(Protocol):
    """What a probe may do with the learner's program.

    A `target` is a dotted path: `"stream_say"` and `"reviewer.say"` start at the learner's names,
    `"@bot.say"` at a kept object. Coroutines are awaited. Every call is answered by a `CellRun` (its
    `value` is plain data, its `failure` the exception of the learner's code); nothing of the learner's
    raises here.
    """

    model: ModelControl

    async def call(self, target: str, *args: Any, **kwargs: Any) -> CellRun:
        """Call `target` with plain data, `Kept` or `OpenStream` arguments; await what it returns."""

    async def make(self, name: str, target: str, *args: Any, **kwargs: Any) -> CellRun:
        """Call `target` as `call` does, and keep what it returns inside under `name`."""

    async def keep(self, name: str, value: Any) -> None:
        """Keep plain data inside under `name` (say, a history list that a function appends to)."""

    async def value(self, path: str) -> Any:
        """The plain data at a dotted path; `graders.plain.Missing` when there is no such name."""

    def fresh(self, kind: str) -> str:
        """A word that is new in every run: kind "name" (a person), "city", "thing", "code"."""
