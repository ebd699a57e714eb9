"""One request's messages, read once: who said what, what is unanswered, and what the system message asks."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from course_lib.practice.antecedents import Named, kind_word, named_in
from course_lib.practice.knowledge import Knowledge
from course_lib.practice.offers import offered
from course_lib.practice.prompt.formats import Format, format_in
from course_lib.practice.prompt.instructions import Instructions, instructions_in
from course_lib.practice.told.facts import Facts
from course_lib.practice.told.reading import facts_in
from course_lib.practice.words import plain, says, unshouted

_WANTS_NEW = re.compile(
    r"\b(?:another|different|alternatives?|(?:something|anything) else|others?|suggest|recommend)\b"
    r"(?!.*\bprotein)",
    re.IGNORECASE,
)

# What replaces an ingredient is no new dish.
_SWAPS = re.compile(r"\b(?:substitut\w*|swap\w*|replace\w*|instead of|in place of)\b", re.IGNORECASE)

# A reply about the learner, or one that knows nothing, puts nothing forward.
_OF_THE_LEARNER = re.compile(
    r"(?:I (?:don't|do not) know (?:what|where|who|your|which|when|how|whether)|I have no notes on|"
    r"Noted\b|Thank you for the correction|You (?:told me|live in|work (?:at|as|in)|are from|named)|"
    r"Your (?:name|budget|age|job|city|favou?rite|dog|cat)\b)",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(r"\b(?:it|its|them|they|those|these|that|this|one|ones)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Conversation:
    """A request as the practice model sees it.

    `turns` are (role, text) of all user and assistant messages, `answered` those before the unanswered user
    messages `pending`, of which number `now` is being answered.
    """

    knowledge: Knowledge
    system: str
    later: tuple[str, ...]
    everything: tuple[tuple[str, str], ...]
    turns: tuple[tuple[str, str], ...]
    answered: tuple[tuple[str, str], ...]
    pending: tuple[str, ...]
    now: int = 0

    @property
    def option(self) -> int:
        """Which pick to take: of several unanswered messages nobody saw the first pick, so another."""
        return max(0, len(self.pending) - 1)

    @cached_property
    def instructions(self) -> Instructions:
        return instructions_in(self.system)

    @cached_property
    def role(self) -> str:
        return self.instructions.role()

    @cached_property
    def facts(self) -> Facts:
        return facts_in(self.everything, self.knowledge)

    @cached_property
    def last(self) -> str | None:
        """The latest assistant text before the unanswered messages, "" when it arrived empty, or None."""
        return next((text for role, text in reversed(self.answered) if role == "assistant"), None)

    @property
    def lost(self) -> bool:
        """Whether the latest reply came back empty."""
        return self.last is not None and not self.last.strip()

    @cached_property
    def user_texts(self) -> tuple[str, ...]:
        """What the user wrote before the message being answered."""
        return tuple(text for role, text in self.answered if role == "user") + self.pending[: self.now]

    @cached_property
    def assistant_texts(self) -> tuple[str, ...]:
        return tuple(text for role, text in self.answered if role == "assistant" and text.strip())

    @cached_property
    def named(self) -> tuple[Named, ...]:
        """What the assistant messages put forward, latest first."""
        found = []
        asked = ""
        for role, text in self.answered:
            if role == "user":
                asked = text
            elif text.strip():
                if found and _stays_with(found[-1], text, asked):
                    found.append(found[-1])
                elif _OF_THE_LEARNER.match(text):
                    continue
                elif named := named_in(text, asked, self.knowledge, self.role):
                    found.append(named)
        return tuple(reversed(found))

    def antecedent(self, kind: str | None = None) -> Named | None:
        """The latest thing that an assistant message named, of one kind or of any."""
        for named in self.named:
            if (
                kind is None
                or named.kind == kind
                or (named.kind == "thing" and kind_word(named.name) in (None, kind))
            ):
                return named if kind is None or named.kind == kind else replace(named, kind=kind)
        return None

    @cached_property
    def weak(self) -> Format:
        """What later system messages ask for; it is obeyed only a little."""
        asked = [format_in(text) for text in self.later]
        return next((style for style in asked if style.brief or style.words or style.sentences), Format())

    def at(self, now: int) -> "Conversation":
        """The same conversation while the unanswered message number `now` is being answered."""
        return replace(self, now=now)


def _stays_with(named: Named, text: str, asked: str) -> bool:
    """Whether a reply speaks on about what was named before, rather than naming something new."""
    if named.kind == "recipe" and _SWAPS.search(asked):
        return True
    if named.kind == "topic" and kind_word(asked) is None and _POINTS_BACK.search(asked):
        return True
    if not says(plain(text), named.name) or _WANTS_NEW.search(asked):
        return False
    if named.kind == "thing" and offered(plain(text)) not in ((), named.options):
        return False
    return kind_word(asked) in (None, named.kind)


def read(messages: Sequence[Mapping[str, Any]], knowledge: Knowledge) -> Conversation:
    """The conversation in a request's messages."""
    system, later, everything, turns = "", [], [], []
    for index, message in enumerate(messages):
        role, text = str(message.get("role", "")), text_of(message.get("content"))
        if role in ("system", "developer"):
            if index == 0:
                system = text
            else:
                later.append(text)
            everything.append(("system", text))
        elif role == "user" or (role == "assistant" and not (message.get("tool_calls") and not text)):
            text = unshouted(text) if role == "user" else text
            turns.append((role, text))
            everything.append((role, text))
    first_open = len(turns)
    while first_open and turns[first_open - 1][0] == "user":
        first_open -= 1
    if not system:
        # Without one in front, the first later system message still colours the talk a little (see `weak`).
        later = [text for text in later if text]
    return Conversation(
        knowledge=knowledge,
        system=plain(system),
        later=tuple(later),
        everything=tuple(everything),
        turns=tuple(turns),
        answered=tuple(turns[:first_open]),
        pending=tuple(plain(text) for _, text in turns[first_open:]),
    )


def text_of(content: Any) -> str:
    """The text of a message's content: a string, None, or a list of parts."""
    if isinstance(content, str):
        return content
    if isinstance(content, Iterable) and not isinstance(content, Mapping):
        parts = [part.get("text") if isinstance(part, Mapping) else part for part in content]
        return "\n".join(part for part in parts if isinstance(part, str))
    return ""
