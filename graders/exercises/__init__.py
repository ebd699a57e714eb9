"""Every exercise of the course: one module a lesson, one rubric an exercise."""

from __future__ import annotations

import base64
import json
import zlib
from dataclasses import dataclass
from functools import cache
from importlib import import_module, resources

from course_lib.language import tell
from graders.rubric import Exercise

LESSONS = (
    "first_call",
    "memory",
    "system_prompts",
    "streaming",
    "long_conversations",
    "common_mistakes",
    "errors_and_cost",
    "travel_planner",
    "going_further",
)


@dataclass(frozen=True)
class Sheet:
    """What a lesson's notebook says about an exercise: its lesson, the starter, and the worked solution."""

    lesson: str
    starter: str
    solution: str


@cache
def all() -> dict[str, Exercise]:
    """All exercises by id, in the order of the lessons."""
    modules = (import_module(f"graders.exercises.{lesson}") for lesson in LESSONS)
    return {e.id: e for module in modules for e in vars(module).values() if isinstance(e, Exercise)}


def find(exercise_id: str) -> Exercise:
    """The exercise with this id. Raises KeyError with the ids there are."""
    try:
        return all()[exercise_id]
    except KeyError:
        raise KeyError(
            tell(
                "There is no exercise {id}. The exercises are: {all}.",
                id=repr(exercise_id),
                all=", ".join(all()),
            )
        ) from None


@cache
def sheets() -> dict[str, Sheet]:
    """The sheet of each exercise, as `course release` wrote them to sheets.json; empty where that was never
    run.
    """
    file = resources.files(__name__) / "sheets.json"
    if not file.is_file():
        return {}
    entries = json.loads(file.read_text(encoding="utf-8"))
    return {
        id: Sheet(entry["lesson"], entry["starter"], unsealed(entry["solution"]))
        for id, entry in entries.items()
        if id in all()
    }


def sealed(solution: str) -> str:
    """A solution packed so that nobody reads it by accident; stored, not deflated, since builds of zlib
    differ in that.
    """
    return base64.b64encode(zlib.compress(solution.encode("utf-8"), 0)).decode("ascii")


def unsealed(text: str) -> str:
    """The solution that `sealed` packed."""
    return zlib.decompress(base64.b64decode(text)).decode("utf-8")
