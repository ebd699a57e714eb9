"""What a system message asks for: who to be, how to write, what to keep to, what to ask first."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from course_lib.practice import patterns
from course_lib.practice.dates import NUMBERS, number
from course_lib.practice.words import plain, sentences


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


@dataclass(frozen=True)
class Instructions:
    """A system message, understood."""

    text: str = ""
    persona: str | None = None
    name: str | None = None
    address: str | None = None
    format: Format = Format()
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

_N = (
    r"(?P<n>\d[\d,]*|"
    rf"(?:(?:{'|'.join(sorted(NUMBERS, key=len, reverse=True))})(?:[ -]?(?:hundred)?(?: and)?[ -]?(?:{'|'.join(sorted(NUMBERS, key=len, reverse=True))}))?))"
)
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
_REPLY = (
    r"(?:(?:every|each|all|any|your|the|every single|all your|all of your|each of your|"
    r"of) )*(?:repl(?:y|ies)|responses?|answers?|messages?|outputs?|sentences?|texts?|turns?|"
    r"everything|it|them|conversations?|whatever you say)"
)
_QUOTED = (
    r"(?:\"(?P<q1>[^\"\n]+)\"|(?<!\w)'(?P<q2>[^\n]+?)'(?!\w)|`(?P<q3>[^`\n]+)`|"
    r"\*\*(?P<q4>[^*\n]+)\*\*|“(?P<q5>[^”]+)”)"
)
_END = re.compile(
    r"\b(?:end|ends|ending|finish|finishes|finishing|close|closing|conclude|concluding|"
    r"sign(?:ing)?(?: off)?|wrap up|terminate|"
    rf"complete)\b(?: off)?(?: always)?(?: {_REPLY})?(?: you (?:give|write|send|"
    r"make))?,? ?(?:always )?(?:with|by (?:saying|writing|adding|using)|using|on|as|"
    r"in)(?: the| a| your)?(?: (?:exact|closing|following|final|same))*(?: (?:words?|phrase|"
    r"sentence|line|signature|text|note|formula|slogan|motto|catchphrase|"
    rf"sign-off))?:? (?:{_QUOTED}|(?P<bare>[^\n.!?]+[.!?]?))",
    re.I,
)
_END_BY = re.compile(
    r"\b(?:add|append|include|put|write|say|attach|place)\b(?:(?: the| a| this|"
    rf" an)?(?: \w+){{0,2}}:?)? {_QUOTED} (?:at|to|as) the (?:very )?(?:end|bottom|close|"
    r"last line|final line)|\b(?:last|final|closing) (?:line|word|words|sentence|"
    rf"thing)[^\"'\n]{{0,45}}?(?:is|be|are|"
    rf"read):? {_QUOTED.replace('q1', 'r1').replace('q2', 'r2').replace('q3', 'r3').replace('q4', 'r4').replace('q5', 'r5')}",
    re.I,
)
_START = re.compile(
    r"\b(?:before (?:each|every|any|all|your) (?:answer|reply|response|"
    r"message)s?,? (?:you )?(?:always )?(?:write|say|put|add|print)|(?:put|write|add|"
    r"say) (?=[\"'][^\"']+[\"'] (?:at the (?:start|beginning|top)|before|"
    rf"in front)))(?: the)?(?: \w+)?:? ?(?:{_QUOTED.replace('q1', 'r1').replace('q2', 'r2').replace('q3', 'r3').replace('q4', 'r4').replace('q5', 'r5')})|"
    r"\b(?:start|starts|starting|begin|begins|beginning|open|opening|prefix|preface|"
    rf"precede)\b(?: off)?(?: always)?(?: {_REPLY})?,? ?(?:always )?(?:with|by (?:saying|"
    r"writing|adding|greeting with)|using)(?: the| a)?(?: (?:exact|opening|following|"
    r"same))*(?: (?:words?|phrase|sentence|line|text|greeting|prefix|tag|"
    rf"label))?:? (?:{_QUOTED}|(?P<bare>[^\n.!?]+[.!?]?))",
    re.I,
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
    rf"string))?:? (?:{_QUOTED}|(?P<bare>[^\n.!?;,]+[.!?]?))",
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
_SCOPE_PATTERNS = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        r"\bonly (?:ever )?(?:answers?|discuss(?:es)?|talks? about|helps?(?: people|"
        r" users)? with|responds? to|handles?|speaks? about|deals? with|assists? with|covers?|"
        r"repl(?:y|ies) to|gives? advice (?:on|about)|advises? on|takes?|"
        r"accepts?)\s+(?P<x>[^.;\n]+)",
        r"\b(?:answer|discuss|talk|help|respond|speak|assist|reply)s?(?: (?:to|with))? (?:only|"
        r"exclusively|solely|nothing but)(?: (?:to|with|about|on))? (?P<x>[^.;\n]+)",
        r"\b(?:answer|discuss|handle|take|accept)s? (?P<x>[\w -]+? (?:questions?|topics|"
        r"queries|requests|matters))(?: only|,? (?:and )?nothing else)",
        r"\b(?:talk|speak|help|answer questions)s?(?: about| with)? (?P<x>[\w -]+?),? (?:only|"
        r"and nothing else|and only that)\b",
        r"\b(?:stick|keep|limit yourself|limited|restrict yourself|restricted|confine yourself|"
        r"stay|dedicated|devoted)s?(?: strictly| only)? (?:to|with|on)(?: the)?(?: (?:topics?|"
        r"subject|questions|questions about|topics?) (?:of )?)?(?P<x>[^.;,\n]+)",
        r"\b(?:refuse|decline|reject|ignore|avoid|don't|do not|never|cannot|can't|must not|"
        r"won't)\b[^.;\n]*?\b(?:that (?:is|are)(?:n't| not)|not|unrelated|other than|"
        r"outside(?: of)?|except(?: for)?|beyond|apart from|anything but)(?: (?:related|"
        r"relating|connected|to|about|on|with|concerning|of|the (?:topic|subject|scope|area|"
        r"realm) of))* (?P<x>[^.;,\n]+)",
        r"\b(?:anything|everything|something|questions?|topics?) (?:other than|except(?: for)?|"
        r"besides|but|not related to|unrelated to|outside(?: of)?|(?:that is|that's|"
        r"which is) not(?: about| related to)?|not about) (?P<x>[^.;,\n]+)",
        r"\b(?:your (?:only|sole|single) (?:topic|subject|job|task|purpose|focus)|"
        r"the only (?:topic|subject)(?: you (?:discuss|know))?) is (?:to (?:help|answer|"
        r"assist)(?: with| questions about)? )?(?P<x>[^.;,\n]+)",
        r"\bexclusively (?:about|on|for|with|discuss) (?P<x>[^.;,\n]+)",
        r"(?:^|[.\n] ?)(?P<x>[\w ]+?)(?: questions| topics)? only[.!]",
    )
)
_ELSE = re.compile(
    r"\b(?:refuse|decline|reject|don't answer|do not answer|turn down|"
    r"redirect)\b[^.\n]*\b(?:else|other|off[- ]topic|unrelated|outside|different)\b|"
    r"\bnothing else\b",
    re.I,
)
_REFUSAL = re.compile(
    r"\b(?:otherwise|anything else|something else|other (?:question|topic|request|subject)s?|"
    r"off[- ]topic|unrelated|outside|refus\w+|declin\w+|not about|isn't about|if (?:it|they|"
    rf"the question|someone|the user|asked|you)\b)[^\"\n]{{0,90}}?\b(?:say|saying|reply|"
    r"replying|respond|responding|answer|answering|write|with)\b(?: only| with| exactly| just|"
    rf":)* {_QUOTED}",
    re.I,
)
_NOT_FOUND = re.compile(
    rf"\b(?:if|when|otherwise|where)\b[^\"\n]{{0,110}}?\b(?:say|saying|reply|respond|answer|"
    rf"write)\b(?: only| with| exactly| just|:| that)* {_QUOTED}",
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
    rf"the learner)(?: as| by)? (?:{_QUOTED}|(?P<bare>[A-Z]\w+(?: [A-Z]\w+)?))",
    re.I,
)
_SECRET = re.compile(
    r"\b(?:never|don't|do not|must not) (?:reveal|share|tell|disclose|mention|give away|say|"
    r"repeat|show)\b (?P<x>[^.\n]+)",
    re.I,
)
_KEYS = re.compile(
    r"\b(?:keys?|fields?|properties|attributes)\b:?(?: (?:named|called))? (?P<k>[^.\n]+)", re.I
)


def _quoted(match: re.Match[str]) -> str | None:
    return next(
        (value for key, value in match.groupdict().items() if key[0] in "qr" and key[1:].isdigit() and value),
        None,
    )


@lru_cache(maxsize=256)
def instructions_in(text: str) -> Instructions:
    """Everything that a system message asks for; an empty text asks for nothing."""
    text = plain(text)
    style = format_in(text)
    prose = patterns.sub(r"<(\w+)[^>]*>.*?</\1>", " ", text, flags=re.S)
    persona, name = _persona(prose)
    scope = _scope(prose, persona)
    refusal = _REFUSAL.search(prose) if scope else None
    address = _ADDRESS.search(prose)
    secret = _SECRET.search(prose)
    return Instructions(
        text=text,
        persona=persona,
        name=name,
        address=(_quoted(address) or address["bare"]) if address else None,
        format=style,
        scope=scope,
        refusal=_quoted(refusal) if refusal else None,
        ask_first=_ask_first(prose),
        only=_only(prose),
        secret=secret["x"] if secret else None,
    )


@lru_cache(maxsize=512)
def format_in(text: str, *, request: bool = False) -> Format:
    """How a text asks for its reply to look; `request` reads a user's message, with fewer liberties."""
    text = plain(text)
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
    result = replace(
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
                rf"\b(?:end|finish|close|conclude|follow up)\b(?: {_REPLY})?,? (?:with|by asking|"
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
    return result


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
        if quoted := _quoted(match):
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
    if match and (found := _quoted(match)):
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


def _only(text: str) -> str | None:
    for match in _ONLY.finditer(text):
        if quoted := _quoted(match):
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
    name = None
    if match := _NAME.search(text):
        if match["n"][0].isupper():
            name = match["n"]
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


def _scope(text: str, persona: str | None) -> str | None:
    for pattern in _SCOPE_PATTERNS:
        for match in pattern.finditer(text):
            subject = _subject(match["x"])
            if subject:
                return subject
    if persona and (
        _ELSE.search(text)
        or (patterns.search(r"\b(?:anything|something) else\b", text, re.I) and _REFUSAL.search(text))
    ):
        core = patterns.sub(r"^(?:an?|the|my|our) ", "", persona, flags=re.I)
        core = patterns.split(r",| who | that | for (?=[A-Z])", core)[0]
        about = patterns.search(r"\b(?:for|about|on|in) (?P<x>[\w ]+)$", core)
        return (
            about["x"]
            if about and "beginners" not in core
            else patterns.sub(
                r"\b(?:helpful|friendly|strict|patient|polite|expert|assistant|bot|chatbot|tutor|"
                r"expert|helper|specialist|advisor|adviser|coach|planner|guide|agent)\b",
                "",
                core,
            ).strip()
            or None
        )
    return None


def _subject(text: str) -> str | None:
    text = patterns.split(
        r"[,;:(]| and (?:politely |always |never |you |do |keep |refuse|decline|nothing|ignore|"
        r"reject|use |reply|answer|be )| but |, | if | when | unless |\bpolitely\b| with (?=a |"
        r"short)| in (?:under|at most|fewer|less|bullet|one|two|three|a )| before | unrelated",
        text,
        maxsplit=1,
    )[0]
    text = patterns.sub(
        r"^(?:any |all |the |user(?:s'?|'s)? |their )*(?:questions?|queries|topics?|requests?|"
        r"things|matters|subjects?|issues|anything|stuff)(?: (?:that (?:are|is)|"
        r"which are))?(?: (?:about|on|related to|relating to|regarding|concerning|of|in|to do with|"
        r"connected with|for|around|from))? ?",
        "",
        text.strip(),
        flags=re.I,
    )
    text = patterns.sub(
        r"^(?:about|on|with|to|related to|relating to|regarding|concerning|the topics? of|"
        r"the subjects? of|matters of) ",
        "",
        text.strip(),
        flags=re.I,
    )
    text = patterns.sub(
        r"[- ]?(?:related)? ?(?:questions?|queries|topics?|requests?|matters|subjects?|issues|"
        r"problems|advice|things|inquiries)$",
        "",
        text.strip(" ."),
        flags=re.I,
    )
    text = patterns.sub(r"^(?:the|your|our|my) (?=(?:topic|subject)\b)", "", text).strip(" .'\"")
    if (
        not text
        or len(text.split()) > 8
        or (text.isupper() and len(text) > 3)
        or patterns.match(r"(?:reply|answer|respond|use|write|speak|talk|say|give)\b", text, re.IGNORECASE)
        or patterns.match(r"(?:one|two|three|four|five) ", text)
    ):
        return None
    if patterns.match(
        r"(?:the |a |an |this |that |these |those |your |their |in |from |with |by |if |when |one |"
        r"yes|json|based|using|context|what|how|it\b|them\b|me\b|you\b|to\b|be\b|more\b|\d|under|"
        r"at most|bullet|short|simple|clear|english|asked|related|after|once|it's|suggest|from)",
        text,
        re.I,
    ) and not patterns.match(
        r"the (?:history|music|solar|roman|stock|weather|environment|law|sea)|your (?:products?|"
        r"company)",
        text,
        re.I,
    ):
        return None
    return text


_ASKING = re.compile(
    r"\b(?:ask(?:s|ing)?|find out|gather(?:s|ing)?|collect(?:s|ing)?|inquire|enquire|"
    r"clarify(?:ing)?|establish|learn|know|get|obtain|request|has told you|have told you|"
    r"told you|gave you|given you)\b"
    r"(?: (?:the |your )?(?:users?|customers?|clients?|learners?|students?|them|people|him|her|"
    r"guests?|person))?(?: (?:for|about|what|to (?:give|tell you)))?(?: (?:clarifying|these|"
    r"three|two|four|some|a few|the following|following|short|all|each|of|the|details?|"
    r"questions?|things|user's|users'|their|about|for|one|at|a|time|by|information|regarding|"
    r"on|:))*[: (-]*(?P<x>[^.\n?]+(?:\n\s*(?:\d[.)]|[-*]) [^\n]+)*)",
    re.I,
)
_FIRST = re.compile(
    r"\b(?:before|first|until|prior to|unless|start by|begin by|only after|after (?:gathering|"
    r"you (?:know|have))|once you (?:know|have))\b",
    re.I,
)


def _ask_first(text: str) -> tuple[str, ...]:
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


@lru_cache(maxsize=256)
def phrase_when_not_found(text: str) -> str | None:
    """The words that a prompt wants when its context does not hold the answer, or None."""
    match = _NOT_FOUND.search(plain(text))
    return _quoted(match) if match else None
