"""The one engine that judges an answer, wherever it ran: notebook, browser, nbgrader, class-size batch."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from course_lib.evidence import CellRun
from course_lib.language import tell
from graders.explain import explain, stopped
from graders.rubric import CouldNotCheck, Exercise, Lost, Outcome, Raised, Row, RowResult, Seen, Verdict
from graders.subject import Subject


async def judge(
    exercise: Exercise, answer: CellRun | None, subject: Subject | None, *, starter: str | None = None
) -> Verdict:
    """The verdict on an answer cell's run and, where the exercise has a probe, on what the probe sees through
    `subject`.

    `answer` is None when the cell has not run. Nothing that the learner's code does raises here; a fault
    of the kit becomes the outcome "could not check".
    """
    if answer is None or not attempted(answer.source, starter):
        words = tell(
            "Not attempted yet. Write your code in the cell above, run it, then run this check again."
        )
        return Verdict(exercise.id, Outcome.NOT_ATTEMPTED, None, exercise.points, (words,))
    seen = Seen(answer)
    try:
        refuse_service_faults(answer)
        seen, ended = await probed(exercise, answer, subject)
        rows = tuple(judged(row, seen, ended) for row in exercise.rows)
    except CouldNotCheck as fault:
        return could_not_check(exercise, seen, str(fault))
    except Exception as error:
        fault = tell("The check itself failed ({error}).", error=f"{type(error).__name__}: {error}"[:300])
        return could_not_check(exercise, seen, fault)
    return verdict(exercise, seen, rows)


def attempted(source: str, starter: str | None) -> bool:
    """Whether an answer cell holds the learner's own code: not the starter, empty, or comments only."""
    code = _code(source)
    return code not in ([], ["pass"], ["..."]) and (starter is None or code != _code(starter))


def _code(source: str) -> list[str]:
    lines = (line.rstrip() for line in source.splitlines())
    return [line for line in lines if line.strip() and not line.lstrip().startswith("#")]


SERVICE_FAULTS = ("RateLimitError", "InternalServerError", "APIStatusError")
KIT_FAULT = "a fault of the kit"  # what the practice model says of itself when it fails


def refuse_service_faults(answer: CellRun) -> None:
    """Raise CouldNotCheck when the cell ended in an error of the model service: not the learner's fault."""
    refuse_kit_faults(answer)
    last = answer.exchanges[-1] if answer.exchanges else None
    failed = answer.failure is not None and answer.failure.name in SERVICE_FAULTS
    if failed and last and (last.status == 429 or last.status >= 500):
        raise CouldNotCheck(
            tell("The model service answered with error {status}. Run the cell again.", status=last.status)
        )


def refuse_kit_faults(run: CellRun) -> None:
    """Raise CouldNotCheck when the practice model itself failed on a request of this run."""
    for exchange in run.exchanges:
        message = str((exchange.error or {}).get("message"))
        if exchange.status == 500 and KIT_FAULT in message:
            raise CouldNotCheck(message)


class _Ended(Exception):
    """The learner's program was stopped from outside while a probe ran; there is nothing more to call."""


class _Watched:
    """A subject that notes every run for the evidence, its exchanges numbered on from those before."""

    def __init__(self, subject: Subject, answer: CellRun) -> None:
        self.subject, self.runs, self._sent = subject, [], len(answer.exchanges)
        self.model, self.keep, self.value, self.fresh = (
            subject.model,
            subject.keep,
            subject.value,
            subject.fresh,
        )

    async def call(self, target: str, *args: Any, **kwargs: Any) -> CellRun:
        return self._noted(await self.subject.call(target, *args, **kwargs))

    async def make(self, name: str, target: str, *args: Any, **kwargs: Any) -> CellRun:
        return self._noted(await self.subject.make(name, target, *args, **kwargs))

    def _noted(self, run: CellRun) -> CellRun:
        run = numbered_from(run, self._sent)
        self._sent += len(run.exchanges)
        self.runs.append(run)
        refuse_kit_faults(run)
        if run.stopped:
            raise _Ended
        return run


def numbered_from(run: CellRun, sent: int) -> CellRun:
    """The run with its exchanges numbered from `sent` + 1 on, in its events too."""
    numbers = {e.number: sent + i for i, e in enumerate(run.exchanges, 1)}
    exchanges = tuple(replace(e, number=numbers[e.number]) for e in run.exchanges)
    events = tuple(replace(e, exchange=numbers.get(e.exchange)) for e in run.events)
    return replace(run, exchanges=exchanges, events=events)


async def probed(exercise: Exercise, answer: CellRun, subject: Subject | None) -> tuple[Seen, CellRun | None]:
    """The evidence with the probe's part, and the run in which the program was stopped from outside (None if
    it was not).
    """
    if exercise.probing is None:
        return Seen(answer), None
    if answer.stopped:
        return Seen(answer), answer
    if subject is None:
        raise CouldNotCheck(tell("There was no way to call your code."))
    watched = _Watched(subject, answer)
    try:
        notes = await exercise.probing(watched)
    except _Ended:
        return Seen(answer, tuple(watched.runs)), watched.runs[-1]
    return Seen(answer, tuple(watched.runs), notes or {}), None


def judged(row: Row, seen: Seen, ended: CellRun | None) -> RowResult:
    """One row's result; every row of a probe that was stopped from outside is lost for that reason."""
    try:
        if ended is not None:
            raise Raised(stopped(ended))
        row.judge(seen)
    except Lost as lost:
        score = min(max(lost.keeps, 0), row.points)
        return RowResult(row.goal, row.points, score, lost.message, lost.request, isinstance(lost, Raised))
    return RowResult(row.goal, row.points, row.points)


def verdict(exercise: Exercise, seen: Seen, rows: tuple[RowResult, ...]) -> Verdict:
    """The rows added up, with the learner's exception (if any) said first."""
    score = sum(row.score for row in rows)
    messages = list(dict.fromkeys(row.message for row in rows if row.message))
    failed = seen.answer.failure is not None or bool(seen.answer.stopped)
    if seen.answer.stopped:
        messages.insert(0, stopped(seen.answer))
    elif seen.answer.failure:
        messages.insert(0, explain(seen.answer.failure, seen.answer.source))
    elif messages and _printed_a_coroutine(seen.answer):
        words = tell("A coroutine was printed where a reply should be: write `await` before that call.")
        messages.insert(0, words)
    messages = list(dict.fromkeys(messages))
    raised = failed or any(row.raised for row in rows)
    if score == exercise.points and not failed:
        outcome = Outcome.RIGHT
    elif raised:
        outcome = Outcome.RAISED
    else:
        outcome = Outcome.PARTLY_RIGHT if score else Outcome.WRONG
    return Verdict(exercise.id, outcome, score, exercise.points, tuple(messages), rows, seen)


def _printed_a_coroutine(answer: CellRun) -> bool:
    """Whether one of several calls was not awaited: the rows see that its turn lacks, and not why."""
    return bool(answer.exchanges) and "<coroutine object" in answer.printed


def could_not_check(exercise: Exercise, seen: Seen, reason: str) -> Verdict:
    """The verdict that costs nothing: why it could not be checked, and what to do."""
    words = tell("This could not be checked, and no points are lost: {reason}", reason=reason)
    return Verdict(exercise.id, Outcome.COULD_NOT_CHECK, None, exercise.points, (words,), (), seen)
