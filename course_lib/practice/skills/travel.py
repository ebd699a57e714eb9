"""Destinations: what to suggest for a budget, a season and interests, and what is known about one."""

import re
from typing import Any

from course_lib.practice import dates, patterns
from course_lib.practice.antecedents import note_about, nth
from course_lib.practice.conversation import Conversation
from course_lib.practice.words import capitalised, joined, says

_WANTS = re.compile(
    r"\b(?:plan|planning|book|take|go on|going on|need|want|like|suggest|recommend|organi[sz]e|"
    r"arrange|thinking (?:of|about)|help|dream|looking for|where|which|what|any|another|"
    r"different|other|give|ideas?|propose)\b[^.?!]{0,60}\b(?:vacation|holidays?|trip|"
    r"destinations?|getaway|travel|journey|honeymoon|city break|places? to (?:go|visit|travel)|"
    r"backpacking)\b"
    r"|\bwhere (?:should|can|could|shall|would) (?:i|we|you) (?:\w+ )?(?:go|travel|visit|"
    r"fly)\b|\b(?:suggest|recommend) (?:somewhere|some ?place|a place|places|a city|a country|"
    r"an island)\b|\bi (?:want|would like|'d like|need) to (?:travel|go (?:somewhere|abroad|"
    r"away)|get away|see the world)\b|^(?:so )?where to\b|\bplan my (?:next )?(?:trip|vacation|"
    r"holiday)\b|\bi need a break\b",
    re.I,
)
_ABOUT = re.compile(
    r"\b(?:it|there|that|this|(?:your|the|that|this) (?:top |first |second |third |last |other |"
    r"main |best )?(?:suggestion|destination|place|city|country|recommendation|pick|choice|option|"
    r"island|region|one)|the (?:first|second|third|last|other)(?: one)?)\b",
    re.I,
)


def answer(text: str, talk: Conversation) -> str | None:
    """Destinations, or what is known about the one that is meant."""
    place = _place(text, talk)
    if place:
        found = _about(text, place, talk)
        if found:
            return found
    if wants(text):
        return suggest(text, talk)
    return None


def wants(text: str) -> bool:
    """Whether a message asks where to go."""
    return bool(_WANTS.search(text)) and not patterns.search(
        r"\b(?:trip|travel) (?:planner )?(?:app|website|bot|project)\b", text, re.I
    )


def orphan(text: str) -> bool:
    """Whether a question is about a destination although none was suggested."""
    return bool(
        patterns.search(
            r"\b(?:your|the|that) (?:top |first |second |main )?(?:suggestion|destination|recommendation)\b",
            text,
            re.I,
        )
    )


def suggest(text: str, talk: Conversation) -> str:
    """The destinations that suit what the learner told, best first."""
    data = talk.knowledge["trips"]
    told = " ".join([text, *talk.user_texts]).lower()
    wanted = [tag for tag, words in data["interests"].items() if says(told, tag, *words)]
    seen = (
        " ".join(talk.assistant_texts)
        if patterns.search(r"\b(?:another|different|other|else|instead)\b", text, re.I)
        else ""
    )
    cheap = patterns.search(r"\b(?:cheap|tight|low|small|limited|shoestring|modest|student)\b", told)
    places = [p for p in data["places"] if not says(seen, p["name"])] or data["places"]

    def fit(place: dict[str, Any]) -> tuple[int, int]:
        shared = sum(tag in place["tags"] for tag in wanted)
        return (-shared, place["level"] if cheap else 0)

    ranked = sorted(places, key=fit)
    turn = talk.option % max(1, len(ranked) - 2)
    first, second, third = (ranked[turn:] + ranked)[:3]
    shared = [tag for tag in wanted if tag in first["tags"]]
    terms = []
    money = talk.facts.get("budget") or talk.facts.get("money") or dates.money(text)
    when = talk.facts.get("dates") or dates.when(text)
    if shared:
        terms.append(f"your interest in {joined(shared)}")
    if money and len(money) < 40:
        terms.append(f"a budget of {money}")
    if when:
        terms.append(f"travel {_in(when)}")
    given = f"With {joined(terms)}, my" if terms else "My"
    return (
        f"{given} top suggestion is {first['name']}, {first['pitch']}. Also consider "
        f"{second['name']}, {second['pitch']}, or {third['name']}, {third['pitch']}."
    )


def _in(when: str) -> str:
    return (
        when
        if patterns.match(r"(?:next|this|any|whenever|in|flexible|tomorrow|around|over|at|for)\b", when, re.I)
        else f"in {when}"
    )


def _place(text: str, talk: Conversation) -> str | None:
    for entry in talk.knowledge["trips"]["places"]:
        if (
            says(text, entry["name"].removeprefix("the "))
            and patterns.search(
                r"\b(?:tell|about|more|what|when|how|where|is|should|best|can|does|why)\b", text, re.I
            )
            and not patterns.search(r"\bcapital\b|\bi(?:'m| am| live| was| come)\b", text, re.I)
        ):
            return entry["name"]
    thing = talk.antecedent()
    if thing is None or thing.kind != "place":
        thing = (
            talk.antecedent("place") if orphan(text) or patterns.search(r"\bthere\b", text, re.I) else None
        )
    if thing is None:
        return None
    which = nth(text)
    for option in thing.options:
        if says(text, option):
            return option
    if which is not None and thing.options and -1 <= which < len(thing.options):
        return thing.options[which]
    if _ABOUT.search(text) or patterns.match(
        r"(?:tell me more|more|go on|why|what about|how (?:much|long|expensive|safe|warm|far)|"
        r"when|is|what (?:should|can) i (?:do|see|eat|visit|pack))\b",
        text,
        re.I,
    ):
        return thing.name
    return None


def _about(text: str, name: str, talk: Conversation) -> str | None:
    data = talk.knowledge["trips"]
    entry = next((p for p in data["places"] if p["name"].lower() == name.lower()), None)
    label = capitalised(name)
    if entry is None:
        known = next((p for p in data["places"] if p["name"] in name or name.lower() in p["aliases"]), None)
        if known:
            entry = known
    if entry is None:
        return (
            f"{label} is what I named, but I have no notes on {name} beyond that. I would check "
            "its tourist office for the season, the cost of a day and what there is to see, and "
            "compare them with your dates and budget."
        )
    notes = entry["notes"]
    lead = {
        "do": "There you can {}.",
        "eat": "On the table: {}.",
        "season": "When to go: {}.",
        "cost": "Reckon with {}.",
        "stay": "Stay in {}.",
        "transport": "To get there and around, {}.",
    }
    full = {
        key: f"{label}: {lead[key].format(note)[0].lower() + lead[key].format(note)[1:]}"
        for key, note in notes.items()
    }
    note = note_about(text, full, data["asks"])
    if note and not patterns.search(r"\btell me (?:more|about)\b", text, re.I):
        return note
    return f"{label} is worth it {entry['pitch']}. " + " ".join(
        lead[key].format(value) for key, value in notes.items()
    )
