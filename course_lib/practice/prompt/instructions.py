"""What a system message asks for: who to be, how to write, what to keep to, what to ask first."""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from course_lib.practice import patterns
from course_lib.practice.prompt.asking import slots_in
from course_lib.practice.prompt.formats import Format, format_in
from course_lib.practice.prompt.quoting import QUOTED, quoted_in
from course_lib.practice.prompt.scoping import REFUSAL, scope_in
from course_lib.practice.words import plain, sentences


@dataclass(frozen=True)
class Instructions:
    """A system message, understood."""

    text: str = ""
    persona: str | None = None
    name: str | None = None
    address: str | None = None
    format: Format = field(default_factory=Format)
    scope: str | None = None
    refusal: str | None = None
    ask_first: tuple[str, ...] = ()
    only: str | None = None
    secret: str | None = None

    def role(self) -> str:
        """The kind of bot: "reviewer", "tutor", "cook", "travel" or ""."""
        who = f"{self.persona or ''} {self.scope or ''}".lower() or self.text.lower()
        for role, pattern in _ROLES:
            if patterns.search(pattern, who) or (
                not self.persona and patterns.search(pattern, self.text.lower())
            ):
                return role
        return ""


_ROLES = (
    (
        "reviewer",
        r"\breview(?:er|s|ing)?\b(?!.*\b(?:movie|film|book|restaurant)s?\b)|\bcode critic|\blinter\b",
    ),
    ("cook", r"\b(?:cook|cooks|cooking|chef|recipes?|culinary|kitchen|nutrition\w*|baker|baking|food)\b"),
    ("travel", r"\b(?:travel\w*|trips?|vacations?|holidays?|tour guide|tourism|destinations?)\b"),
    ("tutor", r"\b(?:tutor|teacher|teach\w*|instructor|professor|mentor|explainer?)\b"),
)


_ONLY = re.compile(
    r"\b(?:(?:reply|respond|answer|say|speak|output|write|print|"
    rf"return)(?: \w+){{0,3}}? (?:only|just|solely|exclusively|nothing but|"
    r"nothing except)(?: (?:with|using|by saying))?|(?:only|just|always|solely|exclusively|"
    r"simply) (?:ever )?(?:reply|respond|answer|say|output|write|print|"
    r"return)(?: (?:to )?(?:every|each|all|any|everything)[\w ]*?)?(?: (?:with|by saying))?|"
    r"(?:reply|respond|answer|say)(?: (?:to )?(?:every|each|all|any|everything)[\w ]*?|"
    r",? no matter what[\w ,']*?|,? whatever[\w ,']*?) (?:with|by saying)|(?:no matter what|"
    r"whatever)[\w ,']*?,? (?:reply|respond|answer|say)(?: with| by saying)?|"
    r"from now on,? (?:you )?(?:(?:must|will|only|just) )*(?:reply|respond|answer|"
    r"say)(?: with)?)(?: the)?(?: (?:single|exact|one))*(?: (?:words?|phrase|sentence|text|"
    rf"string))?:? (?:{QUOTED}|(?P<bare>[^\n.!?;,]+[.!?]?))",
    re.I,
)


_NOT_LITERAL = re.compile(
    r"^(?:\w+ )?(?:in\b|from\b|using\b|with\b|to\b|if\b|when\b|about\b|the\b|a\b|an\b|your\b|"
    r"one\b|json|yes or no|yes/no|bullet|numbered|valid|single|short|brief|concise|"
    r"questions?\b|what\b|based|as\b|on\b|for\b|by\b|according|those|these|code|python|plain|"
    r"english|\w+ (?:questions?|topics|sentences?|words?|answers|language)|lower|upper|capital|"
    r"all caps|relevant|helpful|facts|and\b|after\b|once\b|two\b|three\b|\d+ )",
    re.I,
)


_NOT_FOUND = re.compile(
    rf"\b(?:if|when|otherwise|where)\b[^\"\n]{{0,110}}?\b(?:say|saying|reply|respond|answer|"
    rf"write)\b(?: only| with| exactly| just|:| that)* {QUOTED}",
    re.I,
)


_YOU_ARE = re.compile(
    r"(?:\byou(?: a|')re(?: now| called)?|\byou will (?:be|act as|play)|\bact(?:ing)? (?:as|"
    r"like)|\bbehave (?:as|like)|\byour role is(?: that of| to be)?|\bpretend (?:to be|"
    r"that you are|you are|you're)|\bplay(?:ing)? the (?:role|part) of|"
    r"\bimagine (?:that )?you(?: a|')re|\btake (?:on )?the (?:role|persona) of|"
    r"\bassume the role of|\brole:|\bpersona:|\brespond as|\breply as|\bspeak as|"
    r"\banswer as)\s+(?P<x>[^\n]+)",
    re.I,
)


_YOU_DO = re.compile(
    r"^(?:you|your (?:job|task|purpose) is to)\s+(?P<x>(?!(?:must|should|will|can|may|are|"
    r"have to|need to|always|never|only|do not|don't|cannot)\b)[a-z][^.\n]+)",
    re.I | re.M,
)


_NAME = re.compile(
    r"\b(?:your name is|you are (?:called|named)|you're called|named|called|"
    r"go by(?: the name)?|answer to)\s+\"?(?P<n>[A-ZÀ-Þ][\w-]*(?: [A-Z][\w-]*)?)",
    re.I,
)


_NAMED = re.compile(r"^(?P<n>[A-ZÀ-Þ][\w-]*(?:[ -][A-Z\d][\w-]*)?)(?=,|$| and\b)")


_ADDRESS = re.compile(
    r"\b(?:call|address|refer to) (?:the user|users|me|them|everyone|people|the customer|"
    rf"the learner)(?: as| by)? (?:{QUOTED}|(?P<bare>[A-Z]\w+(?: [A-Z]\w+)?))",
    re.I,
)


_SECRET = re.compile(
    r"\b(?:never|don't|do not|must not) (?:reveal|share|tell|disclose|mention|give away|say|"
    r"repeat|show)\b (?P<x>[^.\n]+)",
    re.I,
)


@lru_cache(maxsize=256)
def instructions_in(text: str) -> Instructions:
    """Everything that a system message asks for; an empty text asks for nothing."""
    text = plain(text)
    style = format_in(text)
    prose = patterns.sub(r"<(\w+)[^>]*>.*?</\1>", " ", text, flags=re.S)
    persona, name = _persona(prose)
    scope = scope_in(prose, persona)
    refusal = REFUSAL.search(prose) if scope else None
    address = _ADDRESS.search(prose)
    secret = _SECRET.search(prose)
    return Instructions(
        text=text,
        persona=persona,
        name=name,
        address=(quoted_in(address) or address["bare"]) if address else None,
        format=style,
        scope=scope,
        refusal=quoted_in(refusal) if refusal else None,
        ask_first=slots_in(prose),
        only=_only(prose),
        secret=secret["x"] if secret else None,
    )


def _only(text: str) -> str | None:
    for match in _ONLY.finditer(text):
        if quoted := quoted_in(match):
            before = text[max(0, match.start() - 90) : match.start()].lower()
            if patterns.search(r"\b(?:if|when|otherwise|unless)\b[^.]*$", before) or patterns.search(
                r"\bif\b", match[0][: match[0].find(quoted)], re.I
            ):
                continue
            return quoted.strip()
        bare = (match["bare"] or "").strip()
        if not bare or _NOT_LITERAL.match(bare):
            continue
        core = bare.rstrip(".!?")
        injected = patterns.search(r"\b(?:ignore|disregard|forget|override)\b", text[: match.start()], re.I)
        if (
            core.isupper()
            or (injected and len(core.split()) <= 6)
            or (len(core.split()) <= 2 and core[:1].isupper())
        ):
            return core if bare.endswith(".") else bare
    return None


def _persona(text: str) -> tuple[str | None, str | None]:
    called = _NAME.search(text)
    name = called["n"] if called and called["n"][0].isupper() else None
    for match in _YOU_ARE.finditer(text):
        who = sentences(match["x"])[0].strip()
        who = patterns.split(r"[;:]|(?<=\w)\. ", who)[0].rstrip(" .!,")
        who = patterns.sub(r"^(?:called|named) ", "", who)
        if not who or patterns.match(
            r"(?:not\b|to\b|only\b|asked|unsure|expected|allowed|free to|welcome|talking|given|"
            r"going to|here to|sure\b|always\b|very\b|\w+ing\b|helping)",
            who,
            re.I,
        ):
            continue
        if named := _NAMED.match(who):
            name = name or named["n"]
        return _first_person(who), name
    if match := _YOU_DO.search(text):
        return None, name
    return None, name


def what_it_does(instructions: Instructions) -> str | None:
    """For a prompt without a role: "You help users with …" in the first person."""
    match = _YOU_DO.search(instructions.text)
    return _first_person(match["x"].rstrip(" .!")) if match else None


def _first_person(text: str) -> str:
    turned = {"your": "my", "yours": "mine", "you": "I", "yourself": "myself", "you're": "I'm", "are": "are"}
    return patterns.sub(
        r"\b(?:your|yours|yourself|you're|you)\b", lambda m: turned[m[0].lower()], text, flags=re.I
    )


@lru_cache(maxsize=256)
def phrase_when_not_found(text: str) -> str | None:
    """The words that a prompt wants when its context does not hold the answer, or None."""
    match = _NOT_FOUND.search(plain(text))
    return quoted_in(match) if match else None
