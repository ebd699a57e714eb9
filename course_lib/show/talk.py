"""Talking to a chatbot of any shape: its reply as it arrives, its errors in plain words."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from course_lib.language import tell
from course_lib.show.requests import STATUSES
from course_lib.stdout import Listening

Hear = Callable[[str], None]


def voice(bot: Any) -> Callable[..., Any]:
    """What to call with a text: the bot's `say`, or the bot itself when it is a function; else TypeError."""
    say = getattr(bot, "say", bot)
    if callable(say) and not isinstance(bot, type):
        return say
    problem = tell(
        "A chat needs something with `await say(text)`, or such a function; got {what}.", what=repr(bot)[:80]
    )
    if isinstance(bot, type):
        problem += tell(" Make an object of the class first: ChatWidget({name}(…)).", name=bot.__name__)
    raise TypeError(problem)


async def talk(bot: Any, text: str, hear: Hear) -> str:
    """Say `text` to the bot and give its reply.

    `hear` gets the reply piece by piece where the bot has pieces: an async generator yields them, a `say`
    with an `on_piece` parameter calls it, any other prints them.
    """
    say = voice(bot)
    options = {"on_piece": hear} if "on_piece" in inspect.signature(say).parameters else {}
    pieces: list[str] = []

    def printed(piece: str) -> None:
        pieces.append(piece)
        if not options:
            hear(piece)

    with listening(printed):
        said = say(text, **options)
        if hasattr(said, "__aiter__"):
            options["on_piece"] = hear  # what is yielded is the reply, what is printed beside it is not
            yielded = []
            async for piece in said:
                yielded.append(str(piece))
                hear(yielded[-1])
            return "".join(yielded)
        if inspect.isawaitable(said):
            said = await said
    reply = "".join(pieces).strip() if said is None else str(said)
    return reply or tell("(no reply: does `say` return it?)")


def plain_words(problem: BaseException) -> str:
    """What an exception means to somebody who chats, its name and its own words behind."""
    status = getattr(problem, "status_code", None)
    name = type(problem).__name__
    if status is None and name in ("APITimeoutError", "APIConnectionError", "TimeoutError"):
        status = 0
    meaning = tell(STATUSES[status]) if status in STATUSES else tell("the chatbot's code raised an exception")
    detail = str(problem).strip()
    said = f"{name}: {detail}" if detail else name
    return tell("No reply came: {meaning}. ({said})", meaning=meaning, said=said)


_listener: ContextVar[Hear | None] = ContextVar("listener", default=None)


@contextmanager
def listening(hear: Hear) -> Iterator[None]:
    """Everything printed by this task goes to `hear`; what other tasks and cells print meanwhile does not."""

    def heard(text: str) -> bool:
        if _listener.get() is not hear:
            return True
        if text:
            hear(text)
        return False

    token = _listener.set(hear)
    stop = Listening(heard).start()
    try:
        yield
    finally:
        stop()
        _listener.reset(token)
