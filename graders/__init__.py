"""What judges: exercises and their rubrics, the verbs learners meet, the sandboxed grader, the instructor's
verbs.

from graders import check, hint, solution
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__all__ = ["check", "hint", "solution"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    verb = getattr(import_module("graders.verbs"), name)
    globals()[name] = verb
    return verb


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
