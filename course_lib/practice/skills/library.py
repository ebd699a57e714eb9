"""Which library to use, and what a library can do."""

import re

from course_lib.practice import patterns
from course_lib.practice.antecedents import note_about, nth
from course_lib.practice.conversation import Conversation
from course_lib.practice.library_names import known_libraries
from course_lib.practice.skills.library_choice import entry_of, recommend
from course_lib.practice.words import plain, says

_WORD = (
    r"(?:library|libraries|libs?|framework|frameworks|package|packages|toolkit|module|sdk|orm|tool|tools|"
    r"stack|tech stack|technology|engine|database)"
)


_WANTS = re.compile(
    r"\b(?:what|which|any|best|good|recommend(?: me)?|suggest(?: me)?|need|name|know|choose|"
    rf"pick|right|another|different|other|alternatives?|a)\b[^.?!]{{0,40}}\b{_WORD}\b"
    rf"|\b{_WORD}\b[^.?!]{{0,40}}\b(?:should|would|do you|could|can) (?:i|you) (?:use|"
    r"recommend|suggest|pick|choose|go|start|try)"
    r"|\bwhat (?:should|would|can|could|do) (?:i|you) (?:use|recommend|pick)(?: (?:for|"
    r"to (?:build|make|write|create|scrape|parse|plot))\b|\?|$)"
    rf"|^\W*{_WORD} (?:for|to)\b|\b{_WORD} (?:recommendations?|suggestions?)\b|\bwhat (?:do|"
    r"would|can|should) (?:you|"
    r"i) (?:recommend|suggest|advise|pick|choose)(?: (?:that )?(?:i|we) use| using| to use|"
    r" for (?:it|that|this|my project))\b|^\W*what (?:do|would) you (?:recommend|suggest)\W*$",
    re.I,
)


_ABOUT = re.compile(
    r"\b(?:it|that|this|they|the (?:library|framework|package|tool|one)|that (?:library|"
    r"framework|package|tool)|this (?:library|framework|package)|the (?:first|second|third|"
    r"last|other|former|latter)(?: one)?)\b",
    re.I,
)


_CAPABLE = re.compile(
    r"\b(?:handle|handles|support|supports|work|works|run|runs|scale|cope|deal|parse|render|"
    r"install|installed|learn|free|open source|async|asynchronous|javascript|documentation|docs|"
    r"beginner|beginners|hard|easy|fast|slow|windows|license|maintained|popular|pip|gpu|mobile|3d|"
    r"pagination|cost|costs|typed|thread|good at|able|can|export|integrate|difficult|simple|"
    r"example|alternatives?|downsides?|drawbacks?|advantages?|pros|cons|compatible|multiplayer|"
    r"log in|login|database)\b",
    re.I,
)


_UNFIT = re.compile(
    r"\b(?:recipe|dish|freeze|serve|vegetarian|vegan|trip|destination|dictionary|keys?\b|list|"
    r"tuple|project idea|take a beginner)\b",
    re.I,
)


def answer(text: str, talk: Conversation) -> str | None:
    """A recommendation, or what is known about the library that is meant."""
    if _about(text, talk):
        found = _capability(text, talk)
        if found:
            return found
    if wants(text):
        return recommend(text, talk)
    return None


def wants(text: str) -> bool:
    """Whether a message asks for a library."""
    return bool(_WANTS.search(text)) and not patterns.search(
        r"\b(?:what is|what's|explain|define) an? (?:\w+ )?(?:library|framework|package|"
        r"toolkit|module|sdk|orm|tool|engine|database)\W*(?:in python\W*)?$",
        text,
        re.I,
    )


def another(text: str, talk: Conversation) -> str:
    """A library other than the one named last."""
    thing = talk.antecedent("library")
    others = _others(thing.name, talk) if thing else []
    seen = " ".join(talk.assistant_texts)
    others = [name for name in others if not says(seen, name)] or others
    if not thing or not others:
        return f"I have no other library in my notes than {thing.name}." if thing else "For what?"
    entry = entry_of(others[0], talk)
    return f"Instead of {thing.name} you could use {others[0]}{', ' + entry['what'] if entry else ''}."


def orphan(text: str) -> bool:
    """Whether a question is about a library although none is named anywhere."""
    return bool(
        _ABOUT.search(text)
        and patterns.search(r"\b(?:does|can|is|will|do)\b", text, re.I)
        and patterns.search(
            r"\b(?:javascript|js|async\w*|pages?|install|pip|gpu|websockets?|pagination|framework|"
            r"library|package|documentation|docs|open source|windows|python 3|rendered|scrap\w*|forms?|"
            r"cookies|login|threads?|large (?:data|files|tables|dataset)\w*|csv|sql\w*|databases?|"
            r"proxies|rate limit\w*|beginners?|beginner-friendly|well documented|api keys?|multiplayer|"
            r"3d|plug-?ins?|slash commands?|concurren\w*|"
            r"maintained|linux|macos|deploy\w*|python|type hints|"
            r"json|xml|pdfs?|dependenc\w+|licen[cs]e)\b",
            text,
            re.I,
        )
    )


def _about(text: str, talk: Conversation) -> bool:
    if _UNFIT.search(text) or patterns.search(r"\bproject|idea\b", text, re.I):
        return False
    named = known_libraries(text, talk.knowledge)
    if (
        named
        and not patterns.search(r"\b(?:building|build a|using|use)\b", text, re.I)
        and not _WANTS.search(text)
    ):
        return True
    if (
        named
        and patterns.search(
            r"\b(?:does|can|is|will|how do i install|what is|what about|how about|why)\b", text, re.I
        )
        and not patterns.match(r"(?:what|which) (?:library|framework)", text, re.I)
    ):
        return True
    thing = talk.antecedent()
    if (
        thing
        and thing.kind == "library"
        and (
            _ABOUT.search(text)
            or patterns.search(r"\bwhich (?:one|of (?:the|these|those|them))\b", text, re.I)
            or patterns.match(
                r"(?:why|how come|and |what about|example|show me an example|any alternatives?|"
                r"is there an(?:y|other)? alternative|tell me more|more|go on)\b",
                text,
                re.I,
            )
        )
    ):
        return not (_WANTS.search(text) and not _ABOUT.search(text))
    if patterns.search(r"\b(?:that|this|the) (?:library|framework|package)\b", text, re.I):
        return talk.antecedent("library") is not None and not patterns.match(
            r"(?:what|which) (?:library|framework)", text, re.I
        )
    named_before = thing is not None and thing.kind != "thing"
    return bool(_own_library(talk) and _ABOUT.search(text) and _CAPABLE.search(text) and not named_before)


def _own_library(talk: Conversation) -> str | None:
    """A library that the learner says to be using."""
    for said in reversed((*talk.user_texts, *talk.pending[talk.now : talk.now + 1])):
        if patterns.search(
            r"\b(?:i'm|i am|i|we|we're|am) (?:\w+ )?(?:using|use|chose|picked|went with|"
            r"started with|decided on|tried|installed|learning)\b",
            plain(said),
            re.I,
        ):
            known = known_libraries(said, talk.knowledge)
            if known:
                return known[-1]
    return None


def _capability(text: str, talk: Conversation) -> str | None:
    named = known_libraries(text, talk.knowledge)
    thing = talk.antecedent("library")
    which = nth(text)
    if (
        thing
        and len(thing.options) > 1
        and patterns.search(
            r"\bwhich (?:one|of (?:the|these|those|them))\b|\b(?:both|either) of\b|\bthe two\b", text, re.I
        )
    ):
        return _compared(text, thing.options, talk)
    if named:
        name = named[0]
    elif thing and which is not None and thing.options:
        name = thing.options[which] if -1 <= which < len(thing.options) else thing.name
    elif thing:
        name = thing.name
    else:
        own = _own_library(talk)
        if own is None:
            return None
        name = own
    entry = entry_of(name, talk)
    if patterns.search(r"\binstall\b", text, re.I):
        if entry and entry["install"]:
            return (
                f"Install {name} with `pip install {entry['install']}`, best inside a virtual "
                "environment. Then import it at the top of your program and try the first example "
                "of its documentation."
            )
        return (
            f"{name} needs no installation: it comes with Python."
            if entry and patterns.search(r"comes with Python", entry["what"])
            else f"I have no note on how to install {name}; its documentation says so on the first page."
        )
    if patterns.search(
        r"\b(?:alternatives?|other (?:options?|librar\w+)|instead|something else)\b", text, re.I
    ):
        others = _others(name, talk)
        if others:
            return f"Instead of {name} you could use {others[0]}" + (
                f" or {others[1]}." if len(others) > 1 else "."
            )
        return f"I have no alternative to {name} in my notes."
    if entry:
        note = note_about(text, entry["notes"], talk.knowledge["libraries"]["asks"])
        if note:
            return note
        if patterns.match(
            r"(?:why|what is|what's|tell me|what about|how about|and |explain|more)\b", text, re.I
        ) or patterns.search(r"\bmore\b|\bwhat (?:does|is|can) (?:it|that)\b|\bgood\b", text, re.I):
            lines = list(entry["notes"].values())[:2]
            return f"{name} is the library {entry['what']}. {' '.join(lines)}".strip()
        if patterns.search(r"\bfree\b|\bopen source\b|\blicen[cs]e\b|\bcost\b", text, re.I):
            return f"{name} is open source and free to use; its licence is named on its project page."
        return (
            f"I have no note on that about {name}. What I do know: it is the library "
            f"{entry['what']}. Its documentation will say whether it does what you ask."
        )
    topic = patterns.sub(
        r"[?.!]+$",
        "",
        patterns.sub(
            r"^\W*(?:and |but |so )?(?:does|can|will|is|do|would) (?:it|that|this|they|"
            r"\w+)(?: library| framework| package| one)? ?",
            "",
            text,
            flags=re.I,
        ),
    ).strip()
    about = f" {topic}" if topic and len(topic.split()) <= 8 and topic != text.strip(" ?") else " that"
    verb = patterns.match(r"\W*(?:and |but |so )?(does|can|will|is|do)\b", text, re.I)
    if verb is None:
        return (
            f"I have no notes on {name} for that question. The documentation of {name} is the place to look."
        )
    does = {"do": "does"}.get(verb[1].lower(), verb[1].lower())
    return (
        f"I have no notes on {name}, so I cannot say whether it {does}{about}. "
        f"The documentation of {name} is the place to look."
    )


def _compared(text: str, names: tuple[str, ...], talk: Conversation) -> str:
    """What is known about each of several libraries on the point that a question raises."""
    rows = []
    for name in names[:3]:
        entry = entry_of(name, talk)
        note = note_about(text, entry["notes"], talk.knowledge["libraries"]["asks"]) if entry else None
        rows.append(
            note or (f"{name} is the library {entry['what']}." if entry else f"On {name} I have no notes.")
        )
    return " ".join(rows)


def _others(name: str, talk: Conversation) -> list[str]:
    for task in talk.knowledge["libraries"]["tasks"]:
        if name in task["libraries"]:
            return [other for other in task["libraries"] if other != name]
    return []
