"""Lesson 01: memory is a list that is sent each time."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import groupby, islice, zip_longest
from operator import itemgetter
from typing import Any

from course_lib.evidence import Exchange
from course_lib.language import tell
from graders.exercises.calls import type_name
from graders.exercises.conversations import (
    answered,
    collapse,
    need_carried,
    need_done,
    need_requests,
    on_screen,
    pick_turns,
    question,
    quote,
    role,
    text_of,
)
from graders.exercises.wording import asks_for_a_project, asks_how_long, tells_a_language
from graders.plain import Missing
from graders.rubric import CouldNotCheck, Exercise, Lost, Seen
from graders.subject import Subject

three_turn_chat = Exercise(
    "three-turn-chat",
    title="Build a 3-turn conversation",
    core=True,
    hints=(
        "`chat()` already remembers. What does it return, and what has to stand in front of it?",
        'One turn is `print("Turn 1:", await chat("My favorite programming language is …"))`.',
        'Two more turns like it, one for a project idea and one for "How long would that take a '
        'beginner?", then `print("DONE")`.',
    ),
)

TOPICS = (tells_a_language, asks_for_a_project, asks_how_long)
_LABEL = re.compile(r"\bTurn +(\d{1,9}) ?:")
MOST_LABELS = 1000  # that are looked at: nobody prints more turns than that


def _turns(seen: Seen) -> list[Exchange]:
    return pick_turns(need_requests(answered(seen.answer), seen.answer), TOPICS)


def _third_is_missing(count: int) -> Lost:
    return Lost(
        tell("Three turns were expected, and {count} reached the model: turn 3 is missing.", count=count)
    )


@three_turn_chat.row(3, "Three turns: your language, a project idea, how long it takes")
def asks_in_three_turns(seen: Seen) -> None:
    turns = _turns(seen)
    if len(turns) < 3:
        raise (
            _third_is_missing(len(turns))
            if len(turns) == 2
            else Lost(tell("Three turns were expected, and {count} reached the model.", count=len(turns)))
        )
    wanted = (
        tell("tell the AI your favorite programming language"),
        tell("ask for a project idea"),
        tell('ask "How long would that take a beginner?"'),
    )
    for number, (turn, topic, want) in enumerate(zip(turns, TOPICS, wanted, strict=True), 1):
        if not topic(question(turn)):
            raise Lost(
                tell(
                    "Turn {number} should {want}, and it says {text}.",
                    number=number,
                    want=want,
                    text=quote(question(turn)),
                ),
                request=turn.number,
            )


@three_turn_chat.row(5, "Turns 2 and 3 carry the earlier turns")
def carries_the_earlier_turns(seen: Seen) -> None:
    turns = _turns(seen)
    if len(turns) < 2:
        raise Lost(tell("There is only one turn, so nothing was carried: ask turn 2 and turn 3 as well."))
    second, third = _carried(turns, 2), _carried(turns, 3)
    kept = (2 if second is None else 0) + (3 if third is None else 0)
    lost = second or third
    if lost is not None:
        raise Lost(lost.message, request=lost.request, keeps=kept)


def _carried(turns: list[Exchange], number: int) -> Lost | None:
    if len(turns) < number:
        return _third_is_missing(len(turns))
    try:
        need_carried(turns[number - 1], turns[: number - 1], turn=number)
    except Lost as lost:
        return lost
    return None


@three_turn_chat.row(5, "`Turn 1:`, `Turn 2:`, `Turn 3:`, each followed by that turn's reply")
def labels_each_reply(seen: Seen) -> None:
    turns = _turns(seen)
    printed = collapse(on_screen(seen.answer.printed))
    found = islice(_LABEL.finditer(printed), MOST_LABELS)
    labels = [(int(m[1]), m.end(), m.start()) for m in found]
    for number, turn in enumerate(turns, 1):
        if not any(n == number for n, _, _ in labels):
            raise Lost(
                tell(
                    'There is no "Turn {number}:" in what you printed. Print that prefix before the reply.',
                    number=number,
                ),
                request=turn.number,
            )
        if not _follows(printed, labels, number, collapse(turn.reply)):
            raise Lost(
                tell(
                    'After "Turn {number}:" the reply {reply} was expected, and {seen} was printed. Print '
                    "what that turn's call returned.",
                    number=number,
                    reply=quote(turn.reply),
                    seen=quote(_behind(printed, labels, number)),
                ),
                request=turn.number,
            )
    if len(turns) < 3:
        raise _third_is_missing(len(turns))


def _follows(printed: str, labels: list[tuple[int, int, int]], number: int, reply: str) -> bool:
    """Whether a label of this number stands before the reply, with no other turn's label between."""
    if not reply:
        return False
    place = 0
    turns = [next(group) for _, group in groupby(labels, key=itemgetter(0))]  # one for equal ones in a row
    for (label, end, _), following in zip_longest(turns, turns[1:]):
        if label != number:
            continue
        if place < end:
            place = printed.find(reply, end)
        if place < 0:
            return False
        if following is None or place <= following[2]:
            return True
    return False


def _behind(printed: str, labels: list[tuple[int, int, int]], number: int) -> str:
    """What stands between the last label of this number and the next label."""
    end = max(end for n, end, _ in labels if n == number)
    return printed[end : min((start for _, _, start in labels if start >= end), default=len(printed))]


@three_turn_chat.row(2, "The last printed line is `DONE`")
def ends_with_done(seen: Seen) -> None:
    need_done(seen.answer)


predict_memory = Exercise(
    "predict-memory",
    title="Which payload remembers?",
    hints=(
        "The model knows what stands in the messages of this one request, and nothing else.",
        "Read each payload from the top: is the name in it anywhere, whoever says it?",
        'A set of letters is written like `{"A", "D"}`. Two lists in different variables are two memories.',
    ),
)

LETTERS = "ABCD"
TRUTH = frozenset("AC")  # what the lesson's payloads hold; a test compares it with the notebook
_NAMED = {
    "user": re.compile(r"(?i:\b(my name is|my name's|i am called|call me|i'm|i am)) +[A-Z]\w+"),
    "assistant": re.compile(r"(?i:\b(meet you|hello|hi|hey|welcome|thanks|your name is)),? +[A-Z]\w+"),
    "system": re.compile(r"(?i:\b(name is|is called|named)) +[A-Z]\w+"),
}


@predict_memory.probe
async def look_at_the_prediction(subject: Subject) -> dict[str, Any]:
    """Look at the payloads and at the prediction: the truth is what a payload holds (the lesson's next cell
    sends them all)."""
    payloads = await subject.value("payloads")
    prediction = await subject.value("can_answer")
    if not isinstance(payloads, Mapping) or not set(payloads) >= set(LETTERS):
        raise CouldNotCheck(not_as_set())
    return {"prediction": prediction, "payloads": payloads}


def not_as_set() -> str:
    return tell("`payloads` is not what the notebook set. Run its cell again, then yours.")


def holds_a_name(messages: Any) -> bool:
    """Whether somebody's name stands in a messages list, whoever says it."""
    if not isinstance(messages, list):
        return False
    texts = [(role(m), text_of(m)) for m in messages if isinstance(m, Mapping)]
    return any(who in _NAMED and _NAMED[who].search(text) for who, text in texts)


def letters(prediction: Any) -> set[str] | None:
    """The letters that a prediction means, upper case: of a set, a list, a tuple or a text; None for anything
    else.
    """
    if isinstance(prediction, str):
        found = re.findall(r"\b[A-Za-z]\b", prediction)
        return {letter.upper() for letter in (found or re.sub(r"\W", "", prediction))}
    if isinstance(prediction, (frozenset, list, tuple)):
        return {str(item).strip().upper() for item in prediction}
    return None


@predict_memory.row(10, "The letters whose payload lets the model answer; 5 when one letter is off")
def predicts_all(seen: Seen) -> None:
    prediction = seen.notes.get("prediction", Missing)
    if prediction is Missing:
        raise Lost(
            tell(
                "`can_answer` is not set. Set it to a set of letters, such as {example}.",
                example='{"A", "B"}',
            )
        )
    predicted = letters(prediction)
    if predicted is None:
        raise Lost(
            tell(
                "`can_answer` is a {type}; a set of letters was expected, such as {example}.",
                type=type_name(prediction),
                example='{"A", "B"}',
            )
        )
    off = sorted(predicted ^ TRUTH)
    if not off:
        return
    if {letter for letter in LETTERS if holds_a_name(seen.notes["payloads"][letter])} != TRUTH:
        words = not_as_set()  # whoever changes the payloads still predicts those of the notebook
    elif len(off) == 1:
        words = tell("One letter is off. Read each payload once more: does the name stand anywhere in it?")
    else:
        words = tell(
            "{count} letters are off. The model knows only what the payload itself holds: look for the "
            "name in each.",
            count=len(off),
        )
    raise Lost(words, keeps=5 if len(off) == 1 else 0)
