"""How a text asks for a reply to look: limits, lists, case, opening and closing words."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from course_lib.practice import patterns
from course_lib.practice.dates import NUMBERS, number
from course_lib.practice.prompt.quoting import QUOTED, REPLY, quoted_in
from course_lib.practice.words import plain


@dataclass(frozen=True)
class Format:
    """How a reply is to look. None or False where nothing was asked; limits are inclusive."""

    words: int | None = None
    exactly: int | None = None
    sentences: int | None = None
    characters: int | None = None
    brief: bool = False
    bullets: bool = False
    items: int | None = None
    numbered: bool = False
    one_word: bool = False
    yes_no: bool = False
    case: str | None = None
    opening: str | None = None
    closing: str | None = None
    question: bool = False
    json_keys: tuple[str, ...] | None = None
    emoji: bool = False
    analogy: bool = False
    code: bool | None = None


_NUMBER = "|".join(sorted(NUMBERS, key=len, reverse=True))
_N = rf"(?P<n>\d[\d,]*|(?:(?:{_NUMBER})(?:[ -]?(?:hundred)?(?: and)?[ -]?(?:{_NUMBER}))?))"
_QUOTED_TOO = re.sub(r"<q(\d)>", r"<r\1>", QUOTED)  # a second alternative needs group names of its own


_WORDS = re.compile(rf"\b{_N}(?:\s|-)+words?\b", re.I)


_WORDS_LABEL = re.compile(
    r"\b(?:max(?:imum)?(?: number of)? words|word (?:limit|count|budget)|"
    rf"words?,? max(?:imum)?)(?: is| of|:)? ?{_N}\b",
    re.I,
)


_SENTENCES = re.compile(
    rf"\b(?:{_N}|a single|single|just a|in a|a)(?:\s|-)+(?:short |complete |brief |simple )?sentences?\b",
    re.I,
)


_CHARACTERS = re.compile(rf"\b{_N}(?:\s|-)+(?:characters|chars|letters)\b", re.I)


_ITEMS = re.compile(rf"\b{_N}(?:\s|-)+(?:short |brief |numbered )?(?:bullet|point|item|step)s?", re.I)


_BRIEF = re.compile(
    r"\b(?:be (?:very |extremely |as |always |really |clear and |friendly and |polite and |"
    r"short and )?(?:brief|concise|terse|succinct|short|laconic)"
    r"|(?:keep|make|give|write|use|prefer|want|with|in|your|only|provide|"
    r"favou?r)\b[^.;\n]{0,30}\b(?:brief|concise|terse|succinct|short)(?: and \w+)?(?! code|"
    r" example| analog| list| sentences| snippet| bullet| stor| poem| question)(?=[ .,;!]|$)"
    r"|(?:short|brief|concise|terse|succinct|laconic)(?:,? \w+)? (?:answers?|repl(?:y|ies)|"
    r"responses?|messages?)|(?:answer|reply|respond|explain|speak|"
    r"write)(?: \w+){0,3} (?:briefly|concisely|tersely|succinctly)|(?:very )?briefly|concisely|"
    r"keep it short|to the point|as few words as|one-?liners?|in short|in brief|don't ramble|"
    r"no (?:long|lengthy))\b"
    r"|^(?:brief|concise|short|terse)\b",
    re.I | re.M,
)


_END = re.compile(
    r"\b(?:end|ends|ending|finish|finishes|finishing|close|closing|conclude|concluding|"
    r"sign(?:ing)?(?: off)?|wrap up|terminate|"
    rf"complete)\b(?: off)?(?: always)?(?: {REPLY})?(?: you (?:give|write|send|"
    r"make))?,? ?(?:always )?(?:with|by (?:saying|writing|adding|using)|using|on|as|"
    r"in)(?: the| a| your)?(?: (?:exact|closing|following|final|same))*(?: (?:words?|phrase|"
    r"sentence|line|signature|text|note|formula|slogan|motto|catchphrase|"
    rf"sign-off))?:? (?:{QUOTED}|(?P<bare>[^\n.!?]+[.!?]?))",
    re.I,
)


_END_BY = re.compile(
    r"\b(?:add|append|include|put|write|say|attach|place)\b(?:(?: the| a| this|"
    rf" an)?(?: \w+){{0,2}}:?)? {QUOTED} (?:at|to|as) the (?:very )?(?:end|bottom|close|"
    r"last line|final line)|\b(?:last|final|closing) (?:line|word|words|sentence|"
    rf"thing)[^\"'\n]{{0,45}}?(?:is|be|are|"
    rf"read):? {_QUOTED_TOO}",
    re.I,
)


_START = re.compile(
    r"\b(?:before (?:each|every|any|all|your) (?:answer|reply|response|"
    r"message)s?,? (?:you )?(?:always )?(?:write|say|put|add|print)|(?:put|write|add|"
    r"say) (?=[\"'][^\"']+[\"'] (?:at the (?:start|beginning|top)|before|"
    rf"in front)))(?: the)?(?: \w+)?:? ?(?:{_QUOTED_TOO})|"
    r"\b(?:start|starts|starting|begin|begins|beginning|open|opening|prefix|preface|"
    rf"precede)\b(?: off)?(?: always)?(?: {REPLY})?,? ?(?:always )?(?:with|by (?:saying|"
    r"writing|adding|greeting with)|using)(?: the| a)?(?: (?:exact|opening|following|"
    r"same))*(?: (?:words?|phrase|sentence|line|text|greeting|prefix|tag|"
    rf"label))?:? (?:{QUOTED}|(?P<bare>[^\n.!?]+[.!?]?))",
    re.I,
)


_KEYS = re.compile(
    r"\b(?:keys?|fields?|properties|attributes)\b:?(?: (?:named|called))? (?P<k>[^.\n]+)", re.I
)


@lru_cache(maxsize=512)
def format_in(text: str, *, request: bool = False) -> Format:
    """How a text asks for its reply to look; `request` reads a user's message, with fewer liberties."""
    text = plain(text)
    for dozen, digits in (("half a dozen", "6"), ("two dozen", "24"), (r"(?:a|one) dozen", "12")):
        text = patterns.sub(rf"\b{dozen}\b", digits, text, flags=re.I)
    if request and not patterns.search(
        r"\b(?:words?|sentences?|bullets?|bulleted|numbered|briefly|brief|short|concise\w*|caps|"
        r"uppercase|capitals?|lowercase|lower case|upper case|json|yes or no|characters|emoji|"
        r"emojis|end (?:it|your)|example|code|analogy|points|list|steps)\b",
        text,
        re.I,
    ):
        return Format()
    result = Format()
    words, exactly = _word_limit(text)
    if words == 1:
        result = replace(result, one_word=True)
    elif words:
        result = replace(result, words=words, exactly=exactly)
    if patterns.search(
        r"\b(?:one|single|1|a single)[ -]word\b|\bone word only\b", text, re.I
    ) and not patterns.search(r"\bone[ -]word (?:at a time|per)", text, re.I):
        result = replace(result, one_word=True, words=None)
    if match := _SENTENCES.search(text):
        before = text[max(0, match.start() - 40) : match.start()]
        if (
            not match[0].lower().startswith("a")
            or patterns.search(r"\b(?:in|as|with|of|most|within|to)\s*$", before, re.I)
            or match[0].lower().startswith("a single")
        ) and not patterns.search(r"\bat least|start|begin|end|each|per\b", before, re.I):
            result = replace(
                result, sentences=int(number(match["n"].replace(" and ", " ")) or 1) if match["n"] else 1
            )
    if match := _CHARACTERS.search(text):
        result = replace(result, characters=int(number(match["n"]) or 0) or None)
    negated = patterns.search(
        r"\b(?:no|without|don't use|do not use|avoid|never use|not) (?:any )?(?:bullets?|lists?|markdown)",
        text,
        re.I,
    )
    listed = patterns.search(
        r"\bbullet(?:s|ed)?\b|\bbullet[- ]points?\b|\bbulleted\b|\bdash(?:es)? list|"
        r"\bpoint form\b|\bas a (?:short )?list\b|\bin list form",
        text,
        re.I,
    )
    numbered = patterns.search(r"\bnumbered\b|\bordered list\b|\benumerated?\b", text, re.I)
    items = _ITEMS.search(text)
    return replace(
        result,
        brief=not result.words and bool(_BRIEF.search(text)),
        bullets=bool(listed and not negated and not numbered),
        numbered=bool(numbered and not negated),
        items=int(number(items["n"]) or 0) or None if items and (listed or numbered) else None,
        yes_no=bool(
            patterns.search(
                r"\b(?:only|just|simply|with|either|say)\b[^.\n]{0,25}[\"']?\byes[\"']?(?:,? or |"
                r"/)[\"']?no\b|\byes(?:,? or |/| and )no (?:only|answers? only)\b",
                text,
                re.I,
            )
        ),
        case=_case(text),
        opening=_phrase(_START, text),
        closing=_closing(text),
        question=bool(
            patterns.search(
                rf"\b(?:end|finish|close|conclude|follow up)\b(?: {REPLY})?,? (?:with|by asking|"
                r"on) (?:an? |one )(?:short |follow[- ]up |open |new |related |thoughtful |"
                r"clarifying |quick |friendly )*question\b|"
                r"\balways ask a (?:follow[- ]up )?question (?:at the end|back)",
                text,
                re.I,
            )
        ),
        json_keys=_json(text),
        emoji=bool(
            patterns.search(
                r"\b(?:use|include|add|with|end|put|sprinkle|one|an|some|"
                r"plenty of)\b[^.\n]{0,40}\bemojis?\b",
                text,
                re.I,
            )
            and not patterns.search(
                r"\b(?:no|without|never|don't|do not|avoid)\b[^.\n]{0,20}\bemojis?\b", text, re.I
            )
        ),
        analogy=bool(
            patterns.search(
                r"\banalog(?:y|ies)\b|\bmetaphors?\b|\beveryday (?:comparison|example)s?\b|"
                r"\bcompar(?:e|isons?) (?:to|with|from) everyday",
                text,
                re.I,
            )
            and not patterns.search(
                r"\b(?:no|without|avoid|don't use|never use) (?:any )?(?:analog|metaphor)", text, re.I
            )
        ),
        code=_code(text),
    )


def _word_limit(text: str) -> tuple[int | None, int | None]:
    limit = exactly = None
    for match in _WORDS.finditer(text):
        before = patterns.split(r"[.;\n]", text[max(0, match.start() - 45) : match.start()])[-1].lower()
        after = text[match.end() : match.end() + 25].lower()
        value = int(number(match["n"].lower().replace(" and ", " ").replace(" and", "")) or 0)
        if not value or (
            patterns.search(
                r"\b(?:at least|minimum|more than|no fewer than|no less than|longer than|"
                r"over)\W*(?:of )?$",
                before,
            )
            and not patterns.search(
                r"\b(?:no|not|never|don't|mustn't|without|cannot|can't)\b.{0,30}\b(?:more|longer|over|"
                r"above|beyond)(?: than)?\W*$",
                before,
            )
        ):
            continue
        if match["n"].lower() in ("a", "an") and "hundred" not in match[0].lower():
            continue
        if (
            patterns.search(r"\b(?:last|first|these|those|the|following|in other|every|each|own)\W*$", before)
            and value < 8
        ):
            continue
        if patterns.search(
            r"(?:under|below|fewer than|less than|short(?:er)? of)\W*$", before
        ) and not patterns.search(r"\b(?:no|not) (?:fewer|less) than\W*$", before):
            value = max(1, value - 1) if value > 1 else 1
        elif patterns.search(r"\b(?:exactly|precisely)\W*$", before) or "exactly" in after:
            exactly = value
        limit = value if limit is None else min(limit, value)
    if match := _WORDS_LABEL.search(text):
        value = int(number(match["n"]) or 0)
        limit = value if value and (limit is None or value < limit) else limit
    return limit, exactly


def _case(text: str) -> str | None:
    lower = (
        r"\blower[- ]?case\b|\bno (?:capital letters?|capitals|upper[- ]?case)\b|"
        r"\bwithout (?:any )?capital|\bnever use capital|\bsmall letters\b|"
        r"\bdon't use (?:any )?capital|\bdo not use (?:any )?capital"
    )
    if patterns.search(lower, text, re.I):
        return "lower"
    upper = (
        r"\ball[- ]?caps\b|\bupper[- ]?case\b|\bcapital letters\b|\bblock capitals\b|"
        r"\bin capitals\b|\bcaps[- ]?lock\b|\bonly capitals\b|\ball capitals\b|\bin caps\b"
    )
    return (
        "upper"
        if patterns.search(upper, text, re.I)
        and not patterns.search(
            r"\b(?:no|not|never|don't|avoid|without)\b[^.\n]{0,20}(?:caps|upper)", text, re.I
        )
        else None
    )


def _code(text: str) -> bool | None:
    if patterns.search(r"\b(?:no|without|never|don't|do not|avoid)\b[^.\n]{0,25}\bcode\b", text, re.I):
        return False
    if patterns.search(
        r"\b(?:show|give|include|add|use|provide|with|write|illustrate|"
        r"always)\b[^.\n]{0,40}\b(?:code|example|snippet)s?\b|\bcode examples?\b|\bexample code\b|"
        r"\b(?:an|another|one) example\b|\bsnippet\b",
        text,
        re.I,
    ):
        return True
    return None


def _phrase(pattern: re.Pattern[str], text: str) -> str | None:
    for match in pattern.finditer(text):
        if quoted := quoted_in(match):
            return quoted.strip()
        bare = (match["bare"] or "").strip(" :")
        bare = patterns.split(
            r",? (?:and (?:always|never|keep|use|be|do|reply|answer|write|show|then)|but|"
            r"so that|in order|because|unless|to (?=each|every|all))\b",
            bare,
        )[0]
        if patterns.match(
            r"(?:an?|one|some|the user|asking|your|questions?|their|each|every|what|how|if|"
            r"when|capital|bullet|uppercase|lowercase|under|at most|\d+ )\b",
            bare,
            re.I,
        ):
            if patterns.search(r"\bexclamation (?:mark|point)", bare, re.I):
                return "!"
            if patterns.match(
                r"an? (?:short )?(?:summary|definition|question|emoji|joke|quote|tip|fact|greeting|"
                r"smile|analogy|example|code|bullet|brief)",
                bare,
                re.I,
            ) or not patterns.match(r"(?:an?|one) [A-Z]", bare):
                continue
        if bare and len(bare.split()) <= 12:
            return bare
    return None


def _closing(text: str) -> str | None:
    match = _END_BY.search(text)
    if match and (found := quoted_in(match)):
        return found.strip()
    return _phrase(_END, text)


def _json(text: str) -> tuple[str, ...] | None:
    if not patterns.search(
        r"\b(?:in|as|with|return|output|only|valid|a)\b[^.\n]{0,25}\bJSON\b|\bJSON (?:only|format|object)\b",
        text,
        re.I,
    ):
        return None
    if patterns.search(r"\b(?:what is|explain|parse|read|load)\b[^.\n]{0,20}\bjson\b", text, re.I):
        return None
    if match := patterns.search(r"\{[^{}]*\"(\w+)\"\s*:[^{}]*\}", text):
        return tuple(patterns.findall(r"\"(\w+)\"\s*:", match[0]))
    if match := _KEYS.search(text):
        names = patterns.findall(r"[\"'`](\w+)[\"'`]", match["k"]) or patterns.findall(
            r"\b([a-z_]\w*)\b", patterns.sub(r"\b(?:and|the|a|an|with|only|are)\b", " ", match["k"])
        )
        return tuple(names[:8]) or ("answer",)
    return ("answer",)
