"""Lesson 04: a window over a long conversation."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from course_lib.evidence import Exchange
from course_lib.language import tell
from graders.exercises.calls import need_turns, small_talk, talk
from graders.exercises.conversations import (
    before_question,
    collapse,
    key,
    need_one_system_first,
    others,
    question,
    quote,
    role,
    system_text,
    text_of,
)
from graders.plain import Opaque
from graders.rubric import Exercise, Lost, Seen
from graders.subject import Subject

PROMPT = "You are a helpful assistant."


async def talk_with(
    subject: Subject, made: str, *, turns: int, look: bool = False, **options: Any
) -> dict[str, Any]:
    """Make a bot and talk with it: the first turn tells a secret, the others what is answered shortly. Notes
    the bot's options, runs and texts, and with `look` what lists of messages it holds after each turn.
    """
    name = "bot" + "_".join(str(value) for value in options.values())
    secret = subject.fresh("code")
    texts = [f"My secret word is {secret}.", *small_talk(subject, turns - 1)]
    runs = [await subject.make(name, made, PROMPT, **options)]
    stored = []
    if not runs[0].failure:
        runs = []
        for text in texts:
            runs += await talk(subject, f"@{name}.say", [text])
            if look:
                stored.append(message_lists(await subject.value(f"@{name}")))
            if runs[-1].failure:
                break
    return {**options, "runs": runs, "texts": texts, "secret": secret, "stored": stored}


def message_lists(bot: Any) -> list[list[Mapping[str, Any]]]:
    """The lists of messages among a bot's attributes."""
    attributes = bot.attributes if isinstance(bot, Opaque) else bot if isinstance(bot, Mapping) else {}
    lists = [held for held in attributes.values() if isinstance(held, list) and held]
    return [held for held in lists if all(isinstance(m, Mapping) and "role" in m for m in held)]


def turns_of(bot: Mapping[str, Any]) -> list[Exchange]:
    """A talk's requests, one a turn."""
    return need_turns(bot["runs"])


def need_system_first(bot: Mapping[str, Any]) -> None:
    """Raise `Lost` unless every request of a talk starts with the system prompt, once."""
    turns = turns_of(bot)
    need_one_system_first(turns)
    for turn in turns:
        if collapse(PROMPT) not in collapse(system_text(turn)):
            raise Lost(
                tell(
                    "The system message of request {number} is {text}, not the system prompt {prompt}.",
                    number=turn.number,
                    text=quote(system_text(turn)),
                    prompt=quote(PROMPT),
                ),
                request=turn.number,
            )


def need_question_last(bot: Mapping[str, Any]) -> None:
    """Raise `Lost` unless the last message of every request is the new question."""
    for turn, text in zip(turns_of(bot), bot["texts"], strict=False):
        last = turn.messages[-1] if turn.messages else {}
        if role(last) != "user" or collapse(text) not in collapse(text_of(last)):
            raise Lost(
                tell(
                    "The last message of request {number} is {text} ({role}), expected the new question "
                    "{question}.",
                    number=turn.number,
                    text=quote(text_of(last)),
                    role=role(last),
                    question=quote(text),
                ),
                request=turn.number,
            )


def need_at_most(bot: Mapping[str, Any], limit: int, *, of: str) -> None:
    """Raise `Lost` when a request holds more than `limit` messages besides the system message; `of` names the
    limit.
    """
    for turn in turns_of(bot):
        count = sum(role(m) != "system" for m in turn.messages)
        if count > limit:
            raise Lost(
                tell(
                    "Request {number} holds {count} messages besides the system message, more than {limit} "
                    "({of}): "
                    "trim the older ones before you send.",
                    number=turn.number,
                    count=count,
                    limit=limit,
                    of=of,
                ),
                request=turn.number,
            )


def need_last_exchange(bot: Mapping[str, Any]) -> None:
    """Raise `Lost` unless every request carries the exchange just before it."""
    turns = turns_of(bot)
    for before, turn in pairwise(turns):
        held = iter(map(key, before_question(turn)))
        wanted = [("user", collapse(question(before))), ("assistant", collapse(before.reply))]
        if not all(part in held for part in wanted):
            raise Lost(
                tell(
                    "Request {number} does not carry the exchange just before it: {question} and its reply.",
                    number=turn.number,
                    question=quote(question(before)),
                ),
                request=turn.number,
            )


def need_forgotten(bot: Mapping[str, Any]) -> None:
    """Raise `Lost` when the secret of turn 1 is still sent at turn `max_turns + 2`."""
    turn = turns_of(bot)[bot["max_turns"] + 1]
    for message in turn.messages:
        if bot["secret"] in text_of(message):
            raise Lost(
                tell(
                    "With max_turns={max_turns}, what was said in turn 1 is still in the request of turn "
                    "{turn}: {text}.",
                    max_turns=bot["max_turns"],
                    turn=bot["max_turns"] + 2,
                    text=quote(text_of(message)),
                ),
                request=turn.number,
            )


# --- sliding-window

sliding_window = Exercise(
    "sliding-window",
    title="A sliding window",
    hints=(
        "The system message must survive every trim. Where can it be kept so that no slice touches it?",
        "Append the question, keep the last `2 * max_turns` messages, and send the system message in front "
        "of them.",
        "`self.history = self.history[-2 * self.max_turns:]`, then `messages=[self.system_message] + "
        "self.history`.",
    ),
)


@sliding_window.probe
async def talk_past_the_window(subject: Subject) -> dict[str, Any]:
    """Talk with a window of 2 turns until turn 1 must be gone, and for two turns with a larger one."""
    made = "WindowChatbot"
    return {"bots": [await talk_with(subject, made, turns=t, max_turns=n) for n, t in ((2, 4), (3, 2))]}


@sliding_window.row(4, "The system message is first in every request, once")
def system_stays(seen: Seen) -> None:
    for bot in seen.notes["bots"]:
        need_system_first(bot)


@sliding_window.row(3, "The last message is the new question")
def question_is_last(seen: Seen) -> None:
    for bot in seen.notes["bots"]:
        need_question_last(bot)


@sliding_window.row(4, "Never more than `2 * max_turns` messages besides the system message")
def window_holds(seen: Seen) -> None:
    for bot in seen.notes["bots"]:
        need_at_most(bot, 2 * bot["max_turns"], of=f"2 * max_turns, max_turns={bot['max_turns']}")


@sliding_window.row(2, "The exchange just before is always carried")
def last_exchange_is_carried(seen: Seen) -> None:
    for bot in seen.notes["bots"]:
        need_last_exchange(bot)


@sliding_window.row(2, "A fact older than the window is gone")
def old_facts_are_gone(seen: Seen) -> None:
    for bot in seen.notes["bots"]:
        turns_of(bot)
    need_forgotten(seen.notes["bots"][0])


# --- whole-exchanges

whole_exchanges = Exercise(
    "whole-exchanges",
    title="Whole exchanges only",
    hints=(
        "A question and its reply belong together. When is the stored list made of whole pairs: before or "
        "after the reply?",
        "Keep `2 * (max_turns - 1)` earlier messages and add the question. What does `[-0:]` keep?",
        "`keep = 2 * (self.max_turns - 1)`, `past = self.history[-keep:] if keep else []`, then send "
        "system + past + question.",
    ),
)


@whole_exchanges.probe
async def talk_past_whole_windows(subject: Subject) -> dict[str, Any]:
    """Talk with windows of 3 turns and of 1 for a turn longer than they hold."""
    made = "ExchangeWindowChatbot"
    three = await talk_with(subject, made, turns=4, look=True, max_turns=3)
    return {"bots": [three], "one": await talk_with(subject, made, turns=2, max_turns=1)}


@whole_exchanges.row(5, "No request starts with an assistant message")
def starts_with_a_question(seen: Seen) -> None:
    for bot in seen.notes["bots"]:
        need_system_first(bot)
        for turn in turns_of(bot):
            rest = others(turn)
            if rest and role(rest[0]) == "assistant":
                raise Lost(
                    tell(
                        "Request {number} begins with the reply {text}, whose question was cut off: drop "
                        "whole exchanges.",
                        number=turn.number,
                        text=quote(text_of(rest[0])),
                    ),
                    request=turn.number,
                )


@whole_exchanges.row(5, "Roles alternate")
def roles_alternate(seen: Seen) -> None:
    for bot in seen.notes["bots"]:
        need_system_first(bot)
        for turn in turns_of(bot):
            roles = [role(m) for m in others(turn)]
            pairs = pairwise(roles)
            if (
                not roles
                or roles[-1] != "user"
                or any(a == b for a, b in pairs)
                or set(roles) - {"user", "assistant"}
            ):
                raise Lost(
                    tell(
                        "The roles of request {number} are {roles}: user and assistant should alternate, "
                        "up to the question.",
                        number=turn.number,
                        roles=", ".join(roles),
                    ),
                    request=turn.number,
                )


@whole_exchanges.row(
    3, "Exactly the last `max_turns - 1` exchanges (or all there are), stored in no more than `2 * max_turns`"
)
def window_is_exact(seen: Seen) -> None:
    for bot in seen.notes["bots"]:
        need_exact_window(bot)
        need_short_store(bot)


def need_exact_window(bot: Mapping[str, Any]) -> None:
    """Raise `Lost` unless turn k+1 carries exactly the last min(k, max_turns - 1) exchanges."""
    turns, limit = turns_of(bot), bot["max_turns"] - 1
    for k, turn in enumerate(turns):
        count = min(k, limit)
        wanted = [part for before in turns[k - count : k] for part in _pair(before)]
        held = [key(m) for m in others(turn)][:-1]
        if held != wanted:
            raise Lost(
                tell(
                    "With max_turns={max_turns}, turn {turn} should carry exactly {count} earlier "
                    "exchange(s), the last ones; "
                    "its request holds {held} earlier messages.",
                    max_turns=bot["max_turns"],
                    turn=k + 1,
                    count=count,
                    held=len(held),
                ),
                request=turn.number,
            )


def _pair(exchange: Exchange) -> list[tuple[str, str]]:
    return [("user", collapse(question(exchange))), ("assistant", collapse(exchange.reply))]


def need_short_store(bot: Mapping[str, Any]) -> None:
    """Raise `Lost` when after a reply every list of messages on the bot is longer than `2 * max_turns`."""
    for turn, lists in enumerate(bot["stored"], 1):
        lengths = [sum(role(m) != "system" for m in held) for held in lists]
        if lengths and min(lengths) > 2 * bot["max_turns"]:
            raise Lost(
                tell(
                    "After turn {turn} the stored history holds {count} messages, more than 2 * max_turns "
                    "= {limit}: "
                    "trim what you store, too.",
                    turn=turn,
                    count=min(lengths),
                    limit=2 * bot["max_turns"],
                )
            )


@whole_exchanges.row(2, "It works for `max_turns` of 1")
def works_for_one(seen: Seen) -> None:
    bot = seen.notes["one"]
    for turn, text in zip(turns_of(bot), bot["texts"], strict=False):
        rest = others(turn)
        if len(rest) != 1 or role(rest[0]) != "user" or collapse(text) not in collapse(text_of(rest[0])):
            raise Lost(
                tell(
                    "With max_turns=1 a request holds the system message and the question alone; request "
                    "{number} holds "
                    "{count} messages besides the system message. Does a slice `[-0:]` keep everything?",
                    number=turn.number,
                    count=len(rest),
                ),
                request=turn.number,
            )
