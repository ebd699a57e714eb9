"""Exceptions as plain data: what was raised, at which line of the cell."""

from __future__ import annotations

from types import TracebackType

from course_lib.evidence import Failure
from course_lib.redact import redact

LONGEST = 10_000  # characters of a message
# How IPython and its kernels name the file of a cell.
_CELLS = ("ipykernel_", "<ipython-input")


def failure_of(error: BaseException) -> Failure:
    """The failure that an exception is. Its line is the one of the cell that ran; keys are taken out."""
    here = error.__traceback__
    while here and not _in_cell(here):
        here = here.tb_next
    line = error.lineno if isinstance(error, SyntaxError) and not here else here and here.tb_lineno
    try:
        message = str(error)
    except Exception:  # an exception of the learner's, with a __str__ of the learner's
        message = ""
    return Failure(type(error).__name__, redact(message)[:LONGEST], line)


def _in_cell(frame: TracebackType) -> bool:
    name = frame.tb_frame.f_code.co_filename
    return any(mark in name for mark in _CELLS)
