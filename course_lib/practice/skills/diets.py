"""What a learner does not eat, and whether a dish suits that."""

import re
from typing import Any

from course_lib.practice import patterns
from course_lib.practice.conversation import Conversation
from course_lib.practice.words import plain, sentences


def not_eaten(talk: Conversation, text: str = "") -> tuple[set[str], list[str]]:
    """The ingredients that the learner does not eat, and the words for it."""
    data = talk.knowledge["recipes"]
    reasons = (
        [d.lower() for d in talk.facts.all("diet")]
        + _diets_in(text, data)
        + [a.lower() for a in talk.facts.all("avoid")]
    )
    for said in (*talk.user_texts, *talk.pending[talk.now : talk.now + 1]):
        for sentence in sentences(plain(said)):
            if patterns.search(
                r"\b(?:is|are|for|guests?|friends?|family|we're)\b", sentence, re.I
            ) and not patterns.search(
                r"\b(?:not|no longer|never|any ?more|isn't|aren't|used to)\b", sentence, re.I
            ):
                reasons += _diets_in(sentence, data)
    own = patterns.findall(r"\b(?:without|no|not|except|allergic to|free of) (?:any )?([a-z]+)", text.lower())
    words: set[str] = set()
    for reason in [*reasons, *own]:
        for diet, groups in data["diets"].items():
            if diet in reason.replace(" ", "-") or diet in reason:
                for group in groups:
                    words |= set(data["groups"].get(group, [group]))
        for part in patterns.split(r",| and | or |/", reason):
            part = patterns.sub(r"\b(?:any|all|most|tree|raw|products?|kinds of)\b", "", part).strip()
            group = next((g for g in data["groups"] if g.rstrip("s") == part.rstrip("s") or part == g), None)
            words |= set(data["groups"][group]) if group else ({part} if part else set())
    return words, [r for r in dict.fromkeys(reasons) if r]


def _diets_in(text: str, data: dict[str, Any]) -> list[str]:
    lowered = text.lower().replace("gluten free", "gluten-free").replace("dairy free", "dairy-free")
    return [diet for diet in data["diets"] if patterns.search(rf"\b{re.escape(diet)}\b", lowered)]


def suits(parts: list[str], forbidden: set[str]) -> bool:
    """Whether none of the parts of a dish is among the forbidden ingredients."""
    text = " ".join(parts).lower()
    # Coconut milk, oat milk or butter beans are not dairy.
    text = patterns.sub(
        r"\b(?:coconut|oat|almond|soy) (?:milk|cream|yoghurt|oil)\b|\bbutter beans?\b|"
        r"\bpeanut butter\b(?=.*zzz)",
        "plant",
        text,
    )
    return not any(
        patterns.search(rf"\b{re.escape(word.rstrip('s'))}(?:s|es)?\b", text) for word in forbidden if word
    )
