"""Project ideas, and what an idea takes."""

import re
from typing import Any

from course_lib.practice import patterns
from course_lib.practice.antecedents import note_about, nth
from course_lib.practice.conversation import Conversation
from course_lib.practice.words import a_or_an, capitalised, phrase, pick, says

_WANTS = re.compile(
    r"\b(?:suggest|recommend|give|need|want|propose|have|any|another|good|fun|simple|small|"
    r"some|what|looking for|a|think of|come up with|name|share|got|different|other|"
    r"more)\b[^.?!]{0,50}\b(?:project ideas?|projects?|app ideas?|ideas? (?:for (?:a|an|my|"
    r"some) (?:\w+ )*(?:project|program|app|script|tool|game)|to build|to code)|"
    r"something (?:\w+ )?(?:to|i (?:can|could)) (?:build|code|program|make))\b"
    r"|\bwhat (?:should|could|can|shall) i (?:build|code|program|make|create|develop)\b|"
    r"\bsomething (?:\w+ )?(?:to|i (?:can|could)) (?:build|code|program)\b|\bideas? (?:for|"
    r"of) (?:something|what) (?:to|i)\b|\b(?:suggest|give me|need|another|any) (?:an? |me an? |"
    r"some )?(?:\w+ )?ideas?\b|\bwhat to (?:build|code)\b",
    re.I,
)
_TIME = re.compile(
    r"\bhow (?:long|much time|many (?:hours|days|weeks|weekends|months))\b|\bhow quickly\b|"
    r"\btake (?:a beginner|me|long|someone)\b|\bfinish(?:ed)? (?:it|that|this)\b[^?]*\b(?:in|by|"
    r"within)\b|\btime (?:would|will|does)\b|\bin a (?:weekend|week|day|month)\b",
    re.I,
)
_ABOUT = re.compile(
    r"\b(?:it|that|this|one|that one|(?:that|this|the) (?:project|idea|app|game|tool|program)|"
    r"the (?:first|second|third|last|other)(?: one| idea| project)?)\b",
    re.I,
)


def answer(text: str, talk: Conversation) -> str | None:
    """An idea, or what is known about the idea that is meant."""
    if wants(text):
        return _suggest(text, talk)
    about = _subject(text, talk)
    if about is None:
        return None
    return _details(text, about, talk)


def wants(text: str) -> bool:
    """Whether a message asks for a project idea."""
    return bool(_WANTS.search(text)) and not patterns.search(
        r"\bmy (?:current )?project\b|\bthat project\b|\blibrar", text, re.I
    )


def orphan(text: str) -> bool:
    """Whether a question is about a project although none is known."""
    if patterns.search(r"\b(?:that|this|the) (?:project|project idea|idea|app)\b", text, re.I):
        return True
    return bool(
        _TIME.search(text)
        and patterns.search(
            r"\bbeginner|\bbuild|\bcode\b|\bprogram|\bthat take|\bwould (?:it|that|this) take|"
            r"\bwill (?:it|that|this) take|\bweekend",
            text,
            re.I,
        )
    )


def _subject(text: str, talk: Conversation) -> str | None:
    which = nth(text)
    thing = talk.antecedent()
    explicit = patterns.search(r"\b(?:that|this|the) (?:project|idea|app)\b|\bbeginner\b", text, re.I)
    if explicit and (thing is None or thing.kind != "project"):
        thing = talk.antecedent("project") or thing
    if (
        thing
        and thing.kind == "project"
        and (
            _ABOUT.search(text)
            or _TIME.search(text)
            or which is not None
            or patterns.match(r"(?:why|how|what|where|and|tell me more|more|go on|sounds)\b", text, re.I)
        )
    ):
        if patterns.search(r"\bin python\b|\bwhat is an?\b|\bwhat's an?\b|\bmy name\b", text, re.I):
            return None
        if which is not None and -1 <= which < len(thing.options):
            return thing.options[which]
        return thing.name
    project = talk.facts.get("project")
    if (
        project
        and (thing is None or thing.kind == "thing")
        and (
            (_TIME.search(text) and _ABOUT.search(text))
            or patterns.search(r"\bmy (?:project|app|idea)\b", text, re.I)
        )
    ):
        return patterns.sub(r"^(?:an?|my|the) ", "", project)
    return None


def _entry(name: str, talk: Conversation) -> dict[str, Any] | None:
    return next((idea for idea in talk.knowledge["projects"]["ideas"] if says(name, idea["name"])), None)


def _details(text: str, name: str, talk: Conversation) -> str:
    entry = _entry(name, talk)
    one = a_or_an(name)
    if _TIME.search(text):
        if entry:
            return (
                f"{capitalised(one)} should take a beginner about {entry['weeks']}, a couple of "
                f"hours at a time. Plan one step per sitting: {entry['steps']}."
            )
        return (
            f"{capitalised(one)} should take a beginner about two to four weekends, as a rough "
            f"guess: I have no notes on {name} in particular. Get the smallest version working on "
            "the first weekend, and it will be easier to tell."
        )
    notes = (
        {}
        if entry is None
        else {
            "steps": f"Take {one} in small steps: {entry['steps']}.",
            "tools": f"For {one} you need little: {entry['learn']} is what it is made of.",
            "learn": f"{capitalised(one)} teaches you {entry['learn']}; that is also what to read up on "
            "first.",
            "hard": f"{capitalised(one)} is not too hard: it takes a beginner about {entry['weeks']}, and "
            "each step works by itself.",
            "why": f"{capitalised(one)} is worth it because it teaches {entry['learn']}.",
            "extend": f"Once {one} runs, take the last step: {entry['steps'].rsplit(',', 1)[-1].strip()}.",
        }
    )
    note = note_about(text, notes, talk.knowledge["projects"]["asks"])
    if note:
        return note
    if entry:
        return (
            f"{capitalised(one)}: {entry['what']}. You would learn {entry['learn']}. Steps: {entry['steps']}."
        )
    if patterns.search(r"\bstep|\bstart|\bbegin|\bplan\b|\bfirst\b", text, re.I):
        return (
            f"I have no notes on {one} in particular, but any project starts alike: write down "
            f"what the smallest version of {name} does, build that, show it to somebody, and add "
            "one feature at a time."
        )
    return (
        f"About {one} I have no notes beyond its name. What usually helps: decide what the "
        f"smallest useful {name} does, build that first, and then add one feature at a time."
    )


def _suggest(text: str, talk: Conversation) -> str:
    language = language_of(text, talk)
    if language is None and patterns.search(
        r"\b(?:that|this|my|the same|said|the) (?:\w+ )?language\b|\bin it\b|\bwith it\b", text, re.I
    ):
        return "In which programming language? Tell me the one you like, and I can suggest a project for it."
    ideas = talk.knowledge["projects"]["ideas"]
    lowered = text.lower()
    wishes = (
        f"{lowered} {' '.join(talk.facts.all('like')).lower()} {(talk.facts.get('learning') or '').lower()}"
    )
    fitting = [idea for idea in ideas if any(phrase(kind).search(lowered) for kind in idea["kinds"])] or [
        idea for idea in ideas if any(phrase(kind).search(wishes) for kind in idea["kinds"])
    ]
    seen = " ".join(talk.assistant_texts)
    pool = [idea for idea in (fitting or ideas) if not says(seen, idea["name"])] or ideas
    idea = pick(pool, language or "", talk.option)
    within = f" in {language}" if language else ""
    return f"Build {a_or_an(idea['name'])}{within}: {idea['what']}. You would learn {idea['learn']}."


def language_of(text: str, talk: Conversation) -> str | None:
    """The programming language that a question means: named in it, or the learner's own."""
    said = language_in(text, talk)
    if said:
        return said
    named = patterns.search(
        r"\b(?:idea|project|something|app|program|build|code|make|library|"
        r"framework)\b[^.?!]*? (?:in|with|using) (?P<x>[A-Z][\w+#]*)(?=[?.!,]|$| for\b| that\b)",
        text,
    )
    if named and named["x"] not in ("I", "Mind"):
        return named["x"]
    own = talk.facts.get("language")
    if own:
        return patterns.split(r",| (?:and|because|but|since|these)\b", own)[0]
    for kind in ("learning", "like", "project"):
        for value in reversed(talk.facts.all(kind)):
            if found := language_in(value, talk):
                return found
    for said_before in reversed(talk.user_texts):
        if found := language_in(said_before, talk):
            return found
    return None


def language_in(text: str, talk: Conversation) -> str | None:
    """The programming language that a text names, or None."""
    best, folded = None, text.casefold()
    for entry in talk.knowledge["languages"]["languages"]:
        for name in (entry["name"], *entry.get("aliases", ())):
            if name.casefold() not in folded:
                continue
            short = (
                len(name) <= 2
                or entry.get("ambiguous")
                or name in ("Go", "Swift", "Ruby", "Dart", "Julia", "Rust", "Java", "Scheme", "Pascal")
            )
            before = (
                r"(?:\b(?:in|learn|learning|language is|language|using|with|code|love|like|"
                r"prefer|use|is|about|and|or|to|than)\s+|^)"
                if len(name) <= 2 or entry.get("ambiguous")
                else r"(?<![\w.+#-])"
            )
            match = patterns.search(
                rf"{before}(?P<x>{re.escape(name)})(?![\w+#-])",
                text,
                0 if short and name not in ("Java", "Rust") else re.I,
            )
            if match and (best is None or match.start("x") < best[0]):
                best = (match.start("x"), entry["name"])
    return best[1] if best else None
