"""One of nbgrader's own conversion steps, run in this process, with the reason when it refuses."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from typing import Any


class Refused(Exception):
    """nbgrader stopped; the text is the exception that stopped it."""


def run(step: type, config: Any, **directory: str) -> None:
    """Run a converter (`nbgrader.converters`) with this config and these traits of CourseDirectory.

    nbgrader's log stays silent. Raises `Refused`.
    """
    from nbgrader.converters.base import NbGraderException
    from nbgrader.coursedir import CourseDirectory

    config = deepcopy(config)
    for name, value in directory.items():
        config.CourseDirectory[name] = value
    log, said = _quiet_log()
    with scripts_on_path():
        try:
            step(coursedir=CourseDirectory(config=config, log=log), config=config, log=log).start()
        except NbGraderException as error:
            raise Refused(_reason(said) or str(error)) from error


@contextmanager
def scripts_on_path() -> Iterator[None]:
    """nbgrader starts `alembic` by its bare name for a new database: it is found beside this Python."""
    path = os.environ.get("PATH", "")
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), path])
    try:
        yield
    finally:
        os.environ["PATH"] = path


def _quiet_log() -> tuple[logging.Logger, list[str]]:
    """A logger that shows nothing, and the list of what was said to it as an error."""
    said: list[str] = []
    log = logging.Logger("nbgrader", logging.ERROR)
    handler = logging.Handler()
    handler.emit = lambda record: said.append(record.getMessage())
    log.addHandler(handler)
    return log, said


def _reason(said: Sequence[str]) -> str:
    """The last line of the traceback that nbgrader logged."""
    traces = [text for text in said if text.startswith("Traceback")]
    return traces[-1].strip().splitlines()[-1].rstrip(".") if traces else ""
