"""Keeping to the subject that a system message allows."""

import re

from course_lib.practice import patterns
from course_lib.practice.conversation import Conversation
from course_lib.practice.skills import itself, library, project, recipe, smalltalk, travel
from course_lib.practice.words import says, stems

_PERSONAL = re.compile(
    r"\b(?:my name|who am i|i am|i'm|my \w+ is|where do i|what am i|what do i|who are you|"
    r"your name|do you (?:know|remember)|are you)\b",
    re.I,
)
_FOLLOW = re.compile(
    r"\b(?:it|that|this|they|them|one|your|more|those|these|instead|else|again)\b|^\W*(?:and|"
    r"why|how long|what about|how about|yes|no|ok|sure)\b",
    re.I,
)


def refuse(text: str, talk: Conversation) -> str | None:
    """A polite refusal when the prompt's scope leaves the message out; None when it may be answered."""
    instructions = talk.instructions
    if not instructions.scope or inside(text, instructions.scope, talk):
        return None
    if instructions.refusal:
        return instructions.refusal
    return (
        f"I'm sorry, I can only help with {instructions.scope}. Is there something about "
        f"{instructions.scope} that I can do for you?"
    )


def inside(text: str, scope: str, talk: Conversation) -> bool:
    """Whether a message belongs to a subject, or is a greeting, a follow-up or about the talk itself."""
    if _fits(text, scope, talk):
        return True
    domains = talk.knowledge["words"]["domains"]
    foreign = [
        name for name, found in domains.items() if name not in _domains(scope, talk) and says(text, *found)
    ]
    if smalltalk.greets(text) or patterns.fullmatch(
        r"\W*(?:thanks|thank you|ok|okay|bye|goodbye|yes|no|great)\W*(?:so much|very much)?\W*", text, re.I
    ):
        return True
    if _PERSONAL.search(text) and not (foreign and "?" in text and not patterns.search(r"\bmy\b", text)):
        return True
    if itself.answer(text, talk) or patterns.search(
        r"\b(?:you (?:say|said|recommend|suggest|mean)|summar\w+|recap|our conversation)\b", text, re.I
    ):
        return True
    short = len(text.split()) <= 12
    return bool(short and not foreign and talk.last and _FOLLOW.search(text))


def _domains(scope: str, talk: Conversation) -> list[str]:
    data = talk.knowledge["words"]
    return [
        name for name, found in data["domain_names"].items() if name == scope.lower() or says(scope, *found)
    ]


def _fits(text: str, scope: str, talk: Conversation) -> bool:
    domains = talk.knowledge["words"]["domains"]
    if set(stems(scope)) & set(stems(text)):
        return True
    allowed = _domains(scope, talk)
    asks = {
        "cooking": recipe.wants,
        "travel": travel.wants,
        "python": lambda said: library.wants(said) or project.wants(said),
    }
    return any(says(text, *domains[name]) or (name in asks and asks[name](text)) for name in allowed)
