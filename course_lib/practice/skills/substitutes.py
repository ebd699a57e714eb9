"""What to use in place of an ingredient."""

import re
from typing import Any

from course_lib.practice import patterns
from course_lib.practice.antecedents import Named
from course_lib.practice.conversation import Conversation
from course_lib.practice.skills.diets import not_eaten, suits
from course_lib.practice.words import capitalised, joined, phrase, says

SWAP = re.compile(
    r"\b(?:substitut\w*|replace\w*|swap\w*|instead of|in place of|alternative(?:s)? (?:to|for)|"
    r"(?:don't|do not|haven't) (?:have|like|got|eat)(?: any)?|without|out of|ran out of|"
    r"use (?:other than|rather than)|(?:else|other|different|another)\b[^.?!]*\bprotein|"
    r"protein (?:instead|alternatives?|options?))\b",
    re.I,
)


def entry_of(name: str, talk: Conversation) -> dict[str, Any] | None:
    """The recipe of a name, or None."""
    return next((r for r in talk.knowledge["recipes"]["recipes"] if says(name, r["name"])), None)


def swap(text: str, talk: Conversation) -> str | None:
    """What to use in place of an ingredient, or of the main protein of the dish that is meant."""
    data = talk.knowledge["recipes"]
    forbidden, _ = not_eaten(
        talk, text if patterns.search(r"\bvegan|\bvegetarian|\bgluten|\bdairy", text, re.I) else ""
    )
    thing = talk.antecedent("recipe")
    asked = patterns.search(r"\b(?:main )?(?:protein|ingredient|meat|fish)\b", text, re.I)
    named = patterns.search(
        r"\b(?:substitut\w* (?:for|the)|replace|swap(?: out)?(?: for)?|instead of|in place of|"
        r"alternatives? (?:to|for)|without|out of|have (?:any )?|like|other than|"
        r"rather than)\s+(?:the |any |some |an? |my )?(?P<x>[a-z][a-z ]*?)(?: with| in| by|"
        r"[?.!,]|$)",
        text,
        re.I,
    )
    item = named["x"].strip().lower() if named else ""
    if item in (
        "main protein",
        "protein",
        "main ingredient",
        "it",
        "that",
        "this",
        "meat",
        "main",
        "one",
        "i",
        "main meat",
    ):
        item = ""
    if item.startswith(("main ", "substitute")):
        item = ""
    if item:
        baking = patterns.search(
            r"\b(?:cakes?|baking|bake|muffins?|cookies|pancakes?|brownies|bread|dough|batter)\b", text, re.I
        )
        item = patterns.sub(r" (?:in|from|for) .*", "", item)
        protein = None if baking and item in data["pantry"] else _protein(item, data)
        if protein is None and (
            other := data["pantry"].get(item)
            or data["pantry"].get(item.rstrip("s"))
            or data["pantry"].get(item + "s")
        ):
            within = f" in the {thing.name}" if thing else ""
            return f"Instead of {item}{within}, use {other}."
        if protein:
            return _instead(item, protein, thing, forbidden, data)
        if thing is None and not patterns.search(r"\bsubstitut|\bswap|\breplace", text, re.I):
            return None
        return (
            f"I have no substitute for {item} in my notes. Something with a similar taste and "
            "texture is the usual rule."
        )
    if not asked and not patterns.search(
        r"\bsubstitut|\bmake (?:it|this|that)\b|\bswap\b|version", text, re.I
    ):
        return None
    if thing is None:
        return (
            None
            if talk.lost
            else "Which recipe do you mean? I see none in this conversation that I could change."
        )
    entry = entry_of(thing.name, talk)
    last = next((t for t in reversed(talk.assistant_texts) if says(t, thing.name)), thing.name)
    protein = entry["main"] if entry else _protein(thing.name, data) or _protein(last, data)
    if protein is None or protein not in data["substitutes"]:
        return (
            f"I have no notes on what the main protein of the {thing.name} is. Tell me the "
            "ingredient, and I can suggest a substitute."
        )
    return _instead(protein, protein, thing, forbidden, data)


def _instead(item: str, protein: str, thing: Named | None, forbidden: set[str], data: dict[str, Any]) -> str:
    options = [o for o in data["substitutes"][protein] if suits([o], forbidden)] or [
        "firm tofu",
        "chickpeas",
    ]
    within = f" in the {thing.name}" if thing else ""
    first, *rest = options
    more = f" {capitalised(joined(rest, 'or'))} would work too." if rest else ""
    return (
        f"Instead of {item}{within}, use {first}, in about the same amount; check a few minutes "
        f"earlier whether it is done.{more}"
    )


def _protein(text: str, data: dict[str, Any]) -> str | None:
    found = []
    for name in data["substitutes"]:
        match = phrase(name).search(text)
        if match:
            # Cheese, spinach and the like stand beside the main protein rather than being it.
            side = name in (
                "cheese",
                "spinach",
                "egg",
                "quinoa",
                "cauliflower",
                "feta",
                "bean",
                "mushroom",
                "fish",
            )
            found.append((side, match.start(), -len(name), name))
    return min(found)[3] if found else None
