"""What came out of a submission's process, written down where it ran and read again where it is judged.

On a cluster a submission runs on another machine, and the judge stays with the command. The machine drives
the submission with the same code and throws its verdicts away; the tape, which holds nothing but evidence,
goes back, and the command judges from it as if it had been there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from course_lib.evidence import CellRun
from graders.autograde.remote import Program
from graders.autograde.session import Step
from graders.subject import Subject

Tape = list[tuple[str, str, Any]]  # what was asked for, of what, and what came of it, in order


class Recording:
    """A `Program` that writes on its `tape` what another one gives."""

    def __init__(self, program: Program) -> None:
        self.tape: Tape = []
        self._program = program

    async def cell(self, name: str, source: str) -> Step:
        """Run one cell."""
        return self._note("cell", name, await self._program.cell(name, source))

    @contextmanager
    def subject(self) -> Iterator[Subject]:
        """The submission as a probe reaches it."""
        with self._program.subject() as subject:
            yield _Recorded(subject, self._note)

    def _note(self, verb: str, name: str, result: Any) -> Any:
        self.tape.append((verb, name, result))
        return result


class Playback:
    """A `Program` that gives what is on a tape. Raises `LookupError` when something else is asked for."""

    def __init__(self, tape: Sequence[tuple[str, str, Any]]) -> None:
        self._tape = iter(tape)

    async def cell(self, name: str, source: str) -> Step:
        """What that cell did."""
        return self._next("cell", name)

    @contextmanager
    def subject(self) -> Iterator[Subject]:
        """The submission as the probe reached it."""
        yield _Played(self._next)

    def _next(self, verb: str, name: str) -> Any:
        found = next(self._tape, ("nothing", "more", None))
        if found[:2] != (verb, name):
            raise LookupError(f"The evidence holds {found[0]} {found[1]}, not {verb} {name}: grade it again.")
        return found[2]


class _Recorded:
    def __init__(self, subject: Subject, note: Any) -> None:
        self._subject, self._note, self.model = subject, note, subject.model

    async def call(self, target: str, *args: Any, **kwargs: Any) -> CellRun:
        return self._note("call", target, await self._subject.call(target, *args, **kwargs))

    async def make(self, name: str, target: str, *args: Any, **kwargs: Any) -> CellRun:
        return self._note("make", name, await self._subject.make(name, target, *args, **kwargs))

    async def keep(self, name: str, value: Any) -> None:
        await self._subject.keep(name, value)

    async def value(self, path: str) -> Any:
        return self._note("value", path, await self._subject.value(path))

    def fresh(self, kind: str = "code") -> str:
        return self._note("fresh", kind, self._subject.fresh(kind))


class _Played:
    def __init__(self, following: Any) -> None:
        self._next, self.model = following, _NoModel()

    async def call(self, target: str, *args: Any, **kwargs: Any) -> CellRun:
        return self._next("call", target)

    async def make(self, name: str, target: str, *args: Any, **kwargs: Any) -> CellRun:
        return self._next("make", name)

    async def keep(self, name: str, value: Any) -> None:
        """Kept it was."""

    async def value(self, path: str) -> Any:
        return self._next("value", path)

    def fresh(self, kind: str = "code") -> str:
        return self._next("fresh", kind)


class _NoModel:
    """It has answered already."""

    def fail(self, fault: str, *, times: float = 1) -> None:
        """Nothing."""

    def script(self, *replies: Any) -> None:
        """Nothing."""

    def reset(self) -> None:
        """Nothing."""
