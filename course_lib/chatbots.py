"""The chatbots of the course, as the lessons arrive at them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from course_lib.connect import connect
from course_lib.facts import MODEL

if TYPE_CHECKING:
    from openai import AsyncOpenAI


class Chatbot:
    """A chatbot that remembers: `await bot.say(text)` sends the whole `history`, the system prompt first.

    >>> bot = Chatbot("You are a patient Python tutor.")
    >>> bot.history
    [{'role': 'system', 'content': 'You are a patient Python tutor.'}]
    """

    def __init__(self, system_prompt: str, *, client: AsyncOpenAI | None = None, model: str = MODEL) -> None:
        self.client = client
        self.model = model
        self.history = [{"role": "system", "content": system_prompt}]

    async def say(self, user_message: str) -> str:
        """Send one message; the reply's text. Raises the SDK's exceptions."""
        self.history.append({"role": "user", "content": user_message})
        response = await (self.client or _shared()).chat.completions.create(
            model=self.model,
            messages=self.history,
        )
        reply = response.choices[0].message.content
        self.history.append({"role": "assistant", "content": reply})
        return reply


class SlidingWindowChatbot:
    """A chatbot that sends the system prompt and the last messages only: at most `2 * max_turns` of them.

    It trims before the reply is appended, so from turn `max_turns + 1` on a request begins with half an
    exchange: the lesson on long conversations shows it, and its exercise `whole-exchanges` repairs it.
    """

    def __init__(
        self,
        system_prompt: str,
        max_turns: int = 10,
        *,
        client: AsyncOpenAI | None = None,
        model: str = MODEL,
    ) -> None:
        self.client = client
        self.model = model
        self.system_message = {"role": "system", "content": system_prompt}
        self.history: list[dict[str, str]] = []
        self.max_turns = max_turns

    async def say(self, user_message: str) -> str:
        """Send one message; the reply's text. Raises the SDK's exceptions."""
        self.history.append({"role": "user", "content": user_message})
        if len(self.history) > self.max_turns * 2:
            self.history = self.history[-(self.max_turns * 2) :]
        messages = [self.system_message, *self.history]
        response = await (self.client or _shared()).chat.completions.create(
            model=self.model,
            messages=messages,
        )
        reply = response.choices[0].message.content
        self.history.append({"role": "assistant", "content": reply})
        return reply


@cache
def _shared() -> AsyncOpenAI:
    """One client for all chatbots that were made without one."""
    return connect()
