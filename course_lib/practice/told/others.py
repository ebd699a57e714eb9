"""The people of whom a learner spoke: who "she" is, and what nobody said of them."""

import re

from course_lib.practice import patterns
from course_lib.practice.conversation import Conversation
from course_lib.practice.told.facts import Facts
from course_lib.practice.told.profile import NOTHING

_RELATIVE = re.compile(
    r"\bmy (?P<n>(?:\w+ )?(?:(?P<she>sister|mother|mom|mum|wife|daughter|girlfriend|aunt|grandmother|grandma|"
    r"niece)|(?P<he>brother|father|dad|husband|son|boyfriend|uncle|grandfather|grandpa|nephew)|friend|"
    r"best friend|boss|teacher|colleague|partner|cousin|neighbou?r|flatmate|roommate))\b",
    re.IGNORECASE,
)


def of_whom(question: str, facts: Facts) -> str:
    """The question with "she" or "he" said in full, where the learner spoke of such a person."""
    asks = patterns.match(
        r"(?:\W*(?:and|so|but|ok),?)*\W*(?:what|where|who|when|how|which)\b", question, re.I
    )
    pronoun = patterns.search(r"\b(?P<p>she|he|her|his)\b", question, re.I)
    if not asks or not pronoun or patterns.search(r"\b(?:my|i)\b", question, re.I):
        return question
    other = "he" if pronoun["p"].lower() in ("she", "her") else "she"
    for statement in reversed(facts.statements):
        for person in reversed(list(_RELATIVE.finditer(statement))):
            if person[other] is None:
                full = f"my {person['n']}" + ("'s" if pronoun["p"].lower() in ("her", "his") else "")
                return question[: pronoun.start()] + full + question[pronoun.end() :]
    return question


def untold_of(question: str, talk: Conversation) -> str | None:
    """That nothing tells what is asked of a person whom the learner named: "What is Ana's job?"."""
    match = patterns.search(
        r"\b(?P<w>what|where|who|when|which \w+|how old)(?:'s| is| are| was| does| did) "
        r"(?P<p>(?-i:[A-Z])[\w-]+)(?P<of>'s)? (?P<x>[^?.!]+)|\bhow old is (?P<q>(?-i:[A-Z])[\w-]+)",
        question,
        re.I,
    )
    person = match and (match["p"] or match["q"])
    if not match or not person:
        return None
    known = person.lower() in talk.knowledge["words"]["first_names"]
    named = rf"{_RELATIVE.pattern}[^.!?]{{0,20}}\b{re.escape(person)}\b"
    if not any(
        patterns.search(named, said, re.I) or (known and patterns.search(rf"\b{re.escape(person)}\b", said))
        for said in talk.facts.statements
    ):
        return None
    if match["of"]:
        return f"I don't know {person}'s {match['x'].strip()}: {NOTHING}"
    return f"I don't know that of {person}: {NOTHING}"
