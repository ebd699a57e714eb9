"""How probes talk to what learners wrote, and what they make of an answer that did not come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from course_lib.evidence import CellRun, Exchange
from course_lib.language import tell
from graders.exercises.conversations import answered, collapse, need_requests, question, quote
from graders.explain import explain, stopped
from graders.inside import MISSING, NOT_CALLABLE
from graders.plain import Opaque
from graders.rubric import Lost, Raised
from graders.subject import Subject


async def talk(subject: Subject, target: str, texts: Sequence[str]) -> list[CellRun]:
    """Call `target` with one text after the other; a failure ends the talk, as its run."""
    runs: list[CellRun] = []
    for text in texts:
        runs.append(await subject.call(target, text))
        if runs[-1].failure:
            break
    return runs


def small_talk(subject: Subject, count: int) -> list[str]:
    """What is answered in a few words: a long reply is sent again with each turn, and a learner waits."""
    return [f"I like the {subject.fresh('thing')}." for _ in range(count)]


def returned(run: CellRun) -> Any:
    """What a call returned. Raises `Raised` when the learner's code raised, `Lost` when there was nothing to
    call.
    """
    if run.stopped:
        raise Raised(stopped(run))
    if run.failure is None:
        return run.value
    if run.failure.name in (MISSING, NOT_CALLABLE):
        raise Lost(explain(run.failure))
    raise Raised(
        tell("The check called {name}. {cause}", name=f"{run.cell_id}()", cause=explain(run.failure))
    )


def need_turns(runs: Sequence[CellRun]) -> list[Exchange]:
    """Each call's own request, in order. Raises `Lost` or `Raised` when a call failed or sent none with its
    question.
    """
    exchanges = []
    for run in runs:
        returned(run)
        exchanges.append(need_requests(answered(run), run)[-1])
    return exchanges


def need_text(run: CellRun, reply: str, *, name: str) -> None:
    """Raise `Lost` unless the call returned this reply as text (white space aside)."""
    value = returned(run)
    if isinstance(value, str):
        if collapse(value) == collapse(reply):
            return
        words = tell(
            "{name} returned {value}, expected the model's reply {reply}: return it as it is.",
            name=name,
            value=quote(value),
            reply=quote(reply),
        )
    elif isinstance(value, Mapping) and ("choices" in value or "role" in value):
        words = tell(
            "{name} returned the whole response object, not its text: return `….message.content`.", name=name
        )
    elif value is None:
        words = tell("{name} returned None: `return` the reply at its end.", name=name)
    else:
        words = tell(
            "{name} returned a {type}, expected the reply's text as a str: return the text.",
            name=name,
            type=type_name(value),
        )
    raise Lost(words)


def type_name(value: Any) -> str:
    """The name of a plain value's type, as the learner knows it."""
    if isinstance(value, Opaque):
        return value.type_name
    name = type(value).__name__
    return {"frozenset": "set", "MissingType": tell("missing name")}.get(name, name)


def asked(exchange: Exchange, text: str) -> bool:
    """Whether a request's newest user message holds this text."""
    return collapse(text) in collapse(question(exchange))
