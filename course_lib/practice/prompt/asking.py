"""The details that a prompt wants asked for before anything is suggested."""

import re

from course_lib.practice import patterns
from course_lib.practice.words import sentences

_ASKING = re.compile(
    r"\b(?:ask(?:s|ing)?|find out|gather(?:s|ing)?|collect(?:s|ing)?|inquire|enquire|"
    r"clarify(?:ing)?|establish|learn|know|get|obtain|request|has told you|have told you|"
    r"told you|gave you|given you)\b"
    r"(?: (?:the |your )?(?:users?|customers?|clients?|learners?|students?|them|people|him|her|"
    r"guests?|person))?(?: (?:for|about|what|to (?:give|tell you)))?(?: (?:(?:clarifying|these|"
    r"three|two|four|some|a few|the following|following|short|all|each|of|the|details?|"
    r"questions?|things|user's|users'|their|about|for|one|at|a|time|by|information|regarding|"
    r"on)(?!\w)|:))*[: (-]*(?P<x>[^.\n?]+(?:\n\s*(?:\d[.)]|[-*]) [^\n]+)*)",
    re.I,
)


_FIRST = re.compile(
    r"\b(?:before|first|until|prior to|unless|start by|begin by|only after|after (?:gathering|"
    r"you (?:know|have))|once you (?:know|have))\b",
    re.I,
)


def slots_in(text: str) -> tuple[str, ...]:
    """The details that a prompt wants asked for first, in their order."""
    block = patterns.sub(r"\n\s*(?=(?:\d+[.)]|[-*•])\s)", " , ", text)
    for sentence in sentences(patterns.sub(r"(?<=\d)\.(?= )", ")", block)):
        if not _FIRST.search(sentence):
            continue
        for match in _ASKING.finditer(sentence):
            slots = _slots(match["x"])
            if slots:
                return slots
    return ()


def _slots(text: str) -> tuple[str, ...]:
    text = patterns.split(
        r"\bbefore\b|\bfirst\b(?! name)|\bprior to\b|\bonly (?:suggest|then|after)\b|;| and then\b|"
        r"\bthen\b|\bso that\b|\bin order\b|, (?:suggest|recommend|give|do not|don't|never)\b",
        text,
    )[0]
    inner = patterns.fullmatch(r"[^()]*\(([^()]*,[^()]*)\)[^()]*", text.strip())
    if inner and not patterns.search(r",|\band\b", text[: text.find("(")]):
        text = inner[1]
    hints = patterns.sub(r"\([^)]*\)", "", text).replace(")", " , ")
    parts = patterns.split(
        r",|\band\b|&|\bor\b|\d+\s*[.),:]|/|\s[-*•]\s", patterns.sub(r"\b\d+\s*,", ",", hints)
    )
    found = []
    for part in parts:
        part = patterns.sub(
            r"^(?:\s*(?:about|for|the|their|his|her|your|user's|what|which|how|is|are|all|these|of|"
            r"any|whether|to|as well as|also|a|an)\b)+",
            " ",
            part.strip(" .:\"'-*"),
            flags=re.I,
        )
        part = patterns.sub(r"^(?:user's|users'|user) ", "", part.strip())
        part = patterns.sub(
            r"\b(?:they (?:have|want|like|need|are)|do they have|is|of the (?:user|trip)|"
            r"the user (?:has|wants|likes|is))\b.*",
            "",
            part,
        ).strip(" .:\"'-*")
        if (
            part
            and 1 <= len(part.split()) <= 4
            and not patterns.fullmatch(
                r"(?:clarifying )?(?:questions?|details?|time|suggestions?|one|you|it|user|\d+|"
                r"things|them|details|them all|anything)",
                part,
                re.I,
            )
        ):
            found.append(part)
    return tuple(dict.fromkeys(found))
