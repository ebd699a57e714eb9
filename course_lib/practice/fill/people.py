"""The people and places that a text names."""

import re
from dataclasses import dataclass

from course_lib.practice import dates, patterns
from course_lib.practice.knowledge import Knowledge, load_knowledge
from course_lib.practice.told.facts import Facts
from course_lib.practice.told.names import name_at
from course_lib.practice.words import plain, says, sentences

_VOCABULARY = load_knowledge()["vocabulary"]

CAPITALS = r"[A-ZÀ-Þ][\w'’-]*(?:\s(?:(?:de|da|di|van|von|der|la|le|al|of|the|y|e|del)\s)*[A-ZÀ-Þ][\w'’-]*)*"


@dataclass(frozen=True)
class Source:
    """What values are read from: the text itself, and the facts that were told around it."""

    text: str
    facts: Facts
    knowledge: Knowledge


def people_in(source: Source) -> list[str]:
    """The people that a text names, in order."""
    text = plain(source.text)
    listed = [m[0] for m in patterns.finditer(rf"(?:(?<=^)|(?<=[\s(\"])){CAPITALS}", text)]
    known = set(source.knowledge["words"]["first_names"])
    people = [name for name in listed if name.split()[0].lower() in known]
    if not people:
        people = [
            name
            for name in (trimmed_name(n) for n in listed)
            if name and len(name.split()) >= 2 and not says(name, "Monday", "January")
        ]
    return list(dict.fromkeys(people))


_NO_NAME = frozenset(_VOCABULARY["never_names"])


def trimmed_name(name: str) -> str:
    """A run of capitalised words without those that begin a sentence or greet."""
    parts = name.split()
    while parts and patterns.sub(r"'\w+$", "", parts[0].lower().strip(".'")) in _NO_NAME:
        parts.pop(0)
    while parts and parts[-1].lower().strip(".'") in _NO_NAME:
        parts.pop()
    return " ".join(parts).removesuffix("'s").strip("'")


def person_in(source: Source) -> str | None:
    """The person that a text is about: its writer, its guest, or the first name in it."""
    text = plain(source.text)
    for sentence in sentences(text):
        if name := name_at(sentence, source.knowledge):
            return name
    titled = patterns.search(rf"\b(?:Mr|Mrs|Ms|Miss|Dr|Prof)\b\.? (?P<x>{CAPITALS})", text)
    if titled and (name := trimmed_name(titled["x"])):
        return name
    for pattern in (
        r"\b(?:name|guest|customer|booked (?:by|for)|under(?: the name(?: of)?)?|in the name of|"
        r"reserved (?:by|for)|reservation (?:for|by)|booking (?:for|by)|mr\.?|mrs\.?|ms\.?|dr\.?|"
        r"client|patient|passenger|signed|regards,|wishes,|cheers,|thanks,|sincerely,|author|by|"
        rf"from|for|with|meet|contact|called|named)\s*:?\s*(?P<x>{CAPITALS})",
    ):
        for match in patterns.finditer(pattern, text):
            name = trimmed_name(match["x"])
            if (
                name
                and (
                    name.split()[0].lower() in source.knowledge["words"]["first_names"]
                    or len(name.split()) > 1
                )
                and not says(name, *dates.MONTHS)
            ):
                return name
        for match in patterns.finditer(pattern, text, re.I):
            name = trimmed_name(match["x"])
            if (
                name
                and name[0].isupper()
                and match["x"][0].isupper()
                and (name.split()[0].lower() in source.knowledge["words"]["first_names"])
            ):
                return name
    people = people_in(source)
    if people:
        return people[0]
    opening = patterns.match(rf"(?P<x>{CAPITALS})(?=[,' ])", text)
    if (
        opening
        and (name := trimmed_name(opening["x"]))
        and patterns.match(
            r"[^.]*?\b(?:is|would|wants?|books?|booked|reserved?|needs?|will|lives?|works?|has|"
            r"asked|arrives?|stays?|ordered|and|called|wrote|likes?|bought|was|,)",
            text[opening.end() :],
        )
    ):
        return name
    return source.facts.get("name")


def places_in(text: str) -> list[str]:
    """The places that a text names after "in", "to", "from" and the like, in order, enumerations included."""
    text = plain(text)
    found: list[str] = []
    for match in patterns.finditer(
        r"\b(?:in|to|for|from|at|near|of|between|visit|is|like|about|around|towards|via|compare|"
        r"and|or|than|versus|vs\.?|how's|how is|city|cities|[Ww]eather|[Ff]orecast|"
        rf"temperature):?\s+(?P<x>{CAPITALS}(?:(?:,? and |,? or |, ?| & |,? vs\.? ){CAPITALS})*)",
        text,
    ):
        for part in patterns.split(r",? and |,? or |, ?| & |,? vs\.? ", match["x"]):
            name = trimmed_name(part)
            if name and not says(name, *dates.MONTHS, "Christmas", "Easter", "Python"):
                found.append(name)
    if not found:
        lower = patterns.search(
            r"\b(?:in|for|at)\s+(?P<x>(?!the\b|a\b|an\b|my\b|this\b|celsius|fahrenheit|degrees|"
            r"general|here|it\b|me\b|\d)[a-z]+(?: (?:city|york|angeles|francisco|aires|paulo|"
            r"delhi))?(?:(?:,? and |, )[a-z]+(?: (?:city|york|delhi))?)*)(?=\s*(?:[?.!,]|$|today|"
            r"tomorrow|right|now|like|this|in (?:celsius|fahrenheit)))",
            text,
        )
        if lower:
            found = [part.strip().title() for part in patterns.split(r",? and |, ", lower["x"])]
    if not found:
        lone = [
            name
            for m in patterns.finditer(CAPITALS, text)
            if (name := trimmed_name(m[0])) and not says(name, *dates.MONTHS)
        ]
        found = [n for n in lone if not patterns.match(rf"{re.escape(n)}", text) or len(text.split()) <= 4]
    return list(dict.fromkeys(found))
