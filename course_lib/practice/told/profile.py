"""Sentences about the learner, made of what was told."""

import re

from course_lib.practice import patterns
from course_lib.practice.told.facts import Facts
from course_lib.practice.words import a_or_an, joined, to_second_person

NOTHING = "nothing in this conversation tells me."


def in_prose(kind: str, values: list[str]) -> str:
    """Values as they stand in a sentence to the learner."""
    if kind in ("like", "avoid", "dislike", "diet", "speak", "pet"):
        return to_second_person(joined(values))
    value = to_second_person(values[-1])
    if kind == "job":
        return (
            value
            if patterns.match(r"(?:head|chief|director|professor|president)\b", value, re.I)
            else a_or_an(value)
        )
    if kind == "age" and patterns.fullmatch(r"\d+|[a-z-]+", value):
        return f"{value} years old"
    if kind == "dates" and patterns.match(r"[A-Z]|late|early|mid|spring|summer|autumn|winter", value):
        return f"in {value}"
    return value


def sentence_of(kind: str, value: str) -> str:
    """A clause to the learner that states one fact."""
    value = to_second_person(value)
    forms = {
        "name": "your name is {}",
        "job": "you are {}",
        "employer": "you work at {}",
        "field": "you work in {}",
        "city": "you live in {}",
        "origin": "you are from {}",
        "learning": "you are learning {}",
        "project": "you are building {}",
        "diet": "you are {}",
        "like": "you like {}",
        "speak": "you speak {}",
        "age": "you are {}",
        "avoid": "you avoid {}",
        "dislike": "you don't like {}",
        "budget": "your budget is {}",
        "dates": "you travel {}",
        "language": "your language is {}",
        "have": "you have {}",
        "money": "you spoke of {}",
        "note": "you asked me to remember that {}",
    }
    return forms[kind].format(
        a_or_an(value)
        if kind == "job" and not patterns.match(r"(?:teach|drive|repair|design|sell|fly|manage|run)\b", value)
        else value
    )


def profile_of(facts: Facts) -> str:
    """Everything known about the learner, or that nothing is."""
    parts = known_facts(facts)
    if not parts:
        return f"I don't know anything about you: {NOTHING}"
    return "Here is what you told me. " + " ".join(part[0].upper() + part[1:] + "." for part in parts)


def known_facts(facts: Facts) -> list[str]:
    """Everything known about the learner, one clause for each fact: "your name is Ada"."""
    parts = []
    for kind in (
        "name",
        "job",
        "employer",
        "field",
        "city",
        "origin",
        "age",
        "learning",
        "project",
        "language",
        "diet",
        "avoid",
        "budget",
        "dates",
        "speak",
    ):
        values = facts.all(kind)
        if values:
            many = kind in ("diet", "avoid", "speak")
            parts.append(sentence_of(kind, joined(values) if many else values[-1]))
    if likes := facts.all("like"):
        parts.append(sentence_of("like", joined(likes)))
    if dislikes := facts.all("dislike"):
        parts.append(sentence_of("dislike", joined(dislikes)))
    seen = {
        fact.said
        for fact in facts.told
        if not fact.kind.startswith("my ") and fact.kind not in ("have", "note")
    }
    latest = {
        fact.kind: fact for fact in facts.told if fact.kind.startswith("my ") or fact.kind in ("have", "note")
    }
    for fact in latest.values():
        if fact.said not in seen:
            seen.add(fact.said)
            said = fact.said.rstrip(".! ")
            parts.append(
                to_second_person(said[0].lower() + said[1:] if not patterns.match(r"I\b", said) else said)
            )
    return parts


def details_of(facts: Facts) -> str:
    """A few sentences on the learner beside the name."""
    parts = [part for part in known_facts(facts) if not part.startswith("your name")]
    return " ".join(part[0].upper() + part[1:] + "." for part in parts[:3])
