"""The engine: the outcomes, and what never costs points."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from course_lib.evidence import CellRun, Event, Exchange, Failure
from graders import exercises
from graders.judge import attempted, judge, numbered_from
from graders.local import LocalSubject
from graders.rubric import CouldNotCheck, Exercise, Lost, Outcome, Seen, Verdict


def exercise(*judges: Any, probe: Any = None) -> Exercise:
    made = Exercise("greet", title="Greet", hints=("Say hello.",))
    for judging in judges:
        made.row(5, "says hello")(judging)
    if probe:
        made.probe(probe)
    return made


def wins(seen: Seen) -> None:
    """A row that is always won."""


def loses(seen: Seen) -> None:
    raise Lost("no hello", request=1, keeps=2)


def judged(made: Exercise, answer: CellRun | None, namespace: dict | None = None, **options: Any) -> Verdict:
    subject = LocalSubject(namespace or {}, patience=options.pop("patience", 5))
    return asyncio.run(judge(made, answer, subject, **options))


RUN = CellRun("greet", "print('hello')", (Event("print", "hello\n"),))


@pytest.mark.parametrize(
    ("judges", "outcome", "score"),
    [
        ((wins, wins), Outcome.RIGHT, 10),
        ((wins, loses), Outcome.PARTLY_RIGHT, 7),
        ((loses, loses), Outcome.PARTLY_RIGHT, 4),
    ],
)
def test_rows_are_won_and_lost_by_themselves(judges: Any, outcome: Outcome, score: float) -> None:
    verdict = judged(exercise(*judges), RUN)
    assert (verdict.outcome, verdict.score, verdict.max_score) == (outcome, score, 10)


def test_one_call_of_several_that_was_not_awaited_is_named_first() -> None:
    printed = (Event("print", "<coroutine object Chatbot.say at 0x7f>\nHello.\n"),)
    run = CellRun("greet", "print('hello')", printed, (Exchange(1, {}, status=200),))
    assert judged(exercise(wins, loses), run).messages[0].startswith("A coroutine was printed")
    assert judged(exercise(wins), run).messages == ()
    # The rows themselves say it where nothing was sent at all.
    assert judged(exercise(loses), CellRun("greet", "print('hello')", printed)).messages == ("no hello",)


def test_a_cell_that_raises_keeps_the_rows_won_before() -> None:
    run = CellRun(
        "greet",
        "print('hello')\nbye",
        (Event("print", "hello\n"),),
        (),
        Failure("NameError", "name 'bye' is not defined", 2),
    )
    verdict = judged(exercise(wins, loses), run)
    assert verdict.outcome is Outcome.RAISED
    assert verdict.score == 7
    assert "Line 2 (`bye`) raised NameError" in verdict.messages[0]


STARTER = "# Your turn:\nreply = ...  # ask here\n"


@pytest.mark.parametrize(
    ("source", "is_attempted"),
    [
        ("", False),
        ("\n   \n", False),
        ("# only a comment\n   # and another", False),
        ("pass", False),
        (STARTER, False),
        ("# exercise: greet\n" + STARTER + "\n\n# a remark\n", False),
        ("reply = ...  # ask here   ", False),
        (STARTER + "print(reply)", True),
        ("print('hello')", True),
        ("reply = 1", True),
    ],
)
def test_not_attempted_is_the_starter_unchanged_empty_or_comments_only(
    source: str, is_attempted: bool
) -> None:
    assert attempted(source, STARTER) is is_attempted
    verdict = judged(exercise(loses), CellRun("greet", source), starter=STARTER)
    assert (verdict.outcome is Outcome.NOT_ATTEMPTED) is not is_attempted
    assert (verdict.score is None) is not is_attempted


def test_a_cell_that_has_not_run_is_not_attempted() -> None:
    assert judged(exercise(wins), None).outcome is Outcome.NOT_ATTEMPTED


def broken(seen: Seen) -> None:
    raise ZeroDivisionError("in the rubric")


def cannot(seen: Seen) -> None:
    raise CouldNotCheck("the service is away")


@pytest.mark.parametrize(("row", "words"), [(broken, "ZeroDivisionError"), (cannot, "the service is away")])
def test_a_fault_of_the_kit_costs_no_points(row: Any, words: str) -> None:
    verdict = judged(exercise(wins, row), RUN)
    assert verdict.outcome is Outcome.COULD_NOT_CHECK
    assert verdict.score is None
    assert words in verdict.messages[0]


def test_a_fault_of_the_service_costs_no_points() -> None:
    exchange = Exchange(1, {"messages": []}, status=500, error={"message": "down"})
    run = CellRun("greet", "await chat()", (), (exchange,), Failure("InternalServerError", "down", 1))
    assert judged(exercise(loses), run).outcome is Outcome.COULD_NOT_CHECK


def test_a_broken_probe_costs_no_points() -> None:
    async def probe(subject: Any) -> None:
        raise RuntimeError("the probe")

    assert judged(exercise(wins, probe=probe), RUN).outcome is Outcome.COULD_NOT_CHECK


def test_a_call_that_never_ends_is_ended_and_said_so() -> None:
    async def probe(subject: Any) -> dict:
        return {"run": await subject.call("hang")}

    async def hang() -> None:
        await asyncio.Event().wait()

    verdict = judged(exercise(wins, probe=probe), RUN, {"hang": hang}, patience=0.05)
    assert verdict.outcome is Outcome.RAISED
    assert verdict.score == 0
    assert "ran too long" in verdict.messages[0]


def test_a_program_that_was_stopped_says_so() -> None:
    run = CellRun("greet", "import os; os._exit(0)", stopped="died")
    verdict = judged(exercise(loses), run)
    assert verdict.outcome is Outcome.RAISED
    assert "ended" in verdict.messages[0]


def test_exchanges_of_several_runs_are_numbered_through() -> None:
    run = CellRun("say", "", (Event("request", exchange=1),), (Exchange(1, {}), Exchange(2, {})))
    later = numbered_from(run, 3)
    assert [e.number for e in later.exchanges] == [4, 5]
    assert later.events[0].exchange == 4


class Odd:
    """An object that answers everything with itself."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self


class Refuses:
    def __getattribute__(self, name: str) -> Any:
        raise RuntimeError(name)


async def gives_odd(*args: Any, **kwargs: Any) -> Any:
    return Odd()


async def swallows(*args: Any, **kwargs: Any) -> Any:
    raise SystemExit


def recurses(*args: Any, **kwargs: Any) -> Any:
    return recurses(*args)


ODD_VALUES = [
    None,
    0,
    "text",
    b"bytes",
    [],
    {},
    Odd,
    Odd(),
    Refuses,
    gives_odd,
    swallows,
    recurses,
    int,
    len,
    type,
    ...,
    {"say": 1},
]
NAMES = [
    "client",
    "MODEL",
    "chat",
    "history",
    "payloads",
    "can_answer",
    "Chatbot",
    "reviewer",
    "tutor",
    "stream_say",
    "stream_with_usage",
    "WindowChatbot",
    "ExchangeWindowChatbot",
    "chat_fixed",
    "bot_a",
    "bot_b",
    "messages",
    "stream_fixed",
    "ask",
    "answer",
    "TrimmingChatbot",
    "MemoChatbot",
    "read_stream",
    "SafeChatbot",
    "PlannerChatbot",
    "extract_booking",
    "ask_weather",
    "get_weather",
    "notes",
]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("value", ODD_VALUES, ids=lambda v: getattr(v, "__name__", type(v).__name__))
@pytest.mark.parametrize("name", list(exercises.all()))
def test_no_namespace_breaks_the_judge(name: str, value: Any) -> None:
    run = CellRun(name, "whatever = 1")
    held = Refuses() if value is Refuses else value
    verdict = judged(exercises.find(name), run, dict.fromkeys(NAMES, held))
    assert not verdict.score
    assert verdict.messages
    assert "The check itself failed" not in verdict.messages[0]
    repr(verdict)


@pytest.mark.parametrize("name", list(exercises.all()))
def test_an_empty_namespace_breaks_nothing(name: str) -> None:
    verdict = judged(exercises.find(name), CellRun(name, "whatever = 1"), {})
    assert not verdict.score
    assert "The check itself failed" not in verdict.messages[0]
