"""Lesson 07: the tutorial's practice project."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from course_lib.evidence import Exchange
from course_lib.language import tell
from graders.exercises.calls import need_text
from graders.exercises.conversations import (
    answered,
    need_carried,
    need_one_system_first,
    need_printed,
    need_requests,
    question,
    quote,
    system_text,
)
from graders.exercises.long_conversations import (
    need_at_most,
    need_last_exchange,
    need_question_last,
    need_system_first,
    talk_with,
    turns_of,
)
from graders.exercises.streaming import (
    need_one_reply,
    need_printed_on_arrival,
    need_streams,
    need_whole_print,
)
from graders.exercises.wording import (
    about_budget,
    about_dates,
    about_interests,
    asks_before_suggesting,
    gives_a_budget,
    gives_dates,
    gives_interests,
)
from graders.rubric import Exercise, Lost, Seen
from graders.subject import Subject

# --- travel-planner

travel_planner = Exercise(
    "travel-planner",
    title="A travel planner",
    hints=(
        "What should the planner know before it names a place? Say so in its system prompt.",
        "The prompt names budget, dates and interests, and says to ask for them before suggesting "
        "destinations.",
        "Then five turns with `print(await planner.say(…))`: the wish, a budget, dates, interests, and a "
        "closer look.",
    ),
)
TURNS = 5


def _requests(seen: Seen) -> list[Exchange]:
    return list(need_requests(answered(seen.answer), seen.answer))


@travel_planner.row(
    5, "The system message, first in each request: budget, dates, interests, and to ask before suggesting"
)
def asks_before_it_suggests(seen: Seen) -> None:
    exchanges = _requests(seen)
    need_one_system_first(exchanges)
    for exchange in exchanges:
        text = system_text(exchange)
        named = (
            (about_budget, tell("budget")),
            (about_dates, tell("dates")),
            (about_interests, tell("interests")),
            (asks_before_suggesting, tell("to ask before suggesting")),
        )
        missing = [name for says, name in named if not says(text)]
        if missing:
            raise Lost(
                tell(
                    "The system message of request {number}, {text}, does not say: {missing}.",
                    number=exchange.number,
                    text=quote(text),
                    missing=", ".join(missing),
                ),
                request=exchange.number,
            )


@travel_planner.row(5, "At least five requests, each carrying the earlier turns")
def has_five_turns(seen: Seen) -> None:
    exchanges = _requests(seen)
    for number, exchange in enumerate(exchanges, 1):
        need_carried(exchange, exchanges[: number - 1], turn=number)
    if len(exchanges) < TURNS:
        raise Lost(tell("Five turns were expected, and {count} reached the model.", count=len(exchanges)))


@travel_planner.row(2, "Your turns give a budget, dates and interests")
def gives_what_is_asked(seen: Seen) -> None:
    texts = [question(e) for e in _requests(seen)]
    named = (
        (gives_a_budget, tell("a budget")),
        (gives_dates, tell("dates")),
        (gives_interests, tell("interests")),
    )
    missing = [name for says, name in named if not any(map(says, texts))]
    if missing:
        raise Lost(tell("None of your turns gives {missing}.", missing=", ".join(missing)))


@travel_planner.row(3, "All replies are printed")
def prints_every_reply(seen: Seen) -> None:
    need_printed(seen.answer, _requests(seen))


# --- streaming-window-planner

streaming_window_planner = Exercise(
    "streaming-window-planner",
    title="Streaming and a window in one class",
    hints=(
        "You have both parts: `stream_say` from lesson 03, and the window from lesson 04.",
        "Trim first, send system message + window with `stream=True`, print and collect, then save the "
        "whole reply.",
        'In the loop `print(piece, end="", flush=True)` and `reply += piece`; after it append the reply '
        "and return it.",
    ),
)


@streaming_window_planner.probe
async def talk_past_the_window(subject: Subject) -> dict[str, Any]:
    """Talk with a window of 2 turns for longer than it holds."""
    return {"bots": [await talk_with(subject, "PlannerChatbot", turns=3, max_turns=2)]}


@streaming_window_planner.row(
    10, "Streams, prints as it goes, keeps the window, saves and returns the whole reply"
)
def streams_in_a_window(seen: Seen) -> None:
    for bot in seen.notes["bots"]:
        turns = turns_of(bot)
        need_streams(turns)
        need_system_first(bot)
        need_question_last(bot)
        need_at_most(bot, 2 * bot["max_turns"], of=f"2 * max_turns, max_turns={bot['max_turns']}")
        for run, turn in zip(bot["runs"], turns, strict=True):
            need_whole_print(run, turn)
            need_printed_on_arrival(run, turn)
            need_text(run, turn.reply, name="say()")
        for before, turn in pairwise(turns):
            place = tell("request {number} (the history)", number=turn.number)
            need_one_reply(turn.messages, before, place, request=turn.number)
        need_last_exchange(bot)
