"""The things that a text puts forward: "I would use X", "Try a Y", a list of places."""

import re

from course_lib.practice import patterns
from course_lib.practice.knowledge import load_knowledge
from course_lib.practice.words import says, sentences

_VOCABULARY = load_knowledge()["vocabulary"]

_PUT_FORWARD = re.compile(
    r"(?:\b(?:i(?:'d| would|'ll| will)?(?: also| personally| really| definitely| strongly|"
    r" highly| probably)* (?:use|make|cook|bake|prepare|build|write|recommend|suggest|pick|"
    r"choose|go (?:with|for)|say|try|reach for|propose|vote for|start with|take|visit|opt for|"
    r"prefer|lean towards|be using)|(?:(?:my|our|the|an?|one|another) )?(?:top |first |best |"
    r"main |number one |personal |good |great |nice |beginner |fun |simple |solid |classic )*"
    r"(?:suggestion|recommendation|pick|choice|tip|favou?rite|advice|idea|answer|"
    r"bet|option|project|dish|recipe|destination|library|framework)s?(?: for you| here|"
    r" would be| is| are|:| will be)+(?: to (?:use|try|visit|build|"
    r"make|go (?:to|with)))?|(?:^|[.!:,;] |so |then |just |simply |could |can |should |might |"
    r"to |and |or |maybe |perhaps |let's |let us )(?:use|try|consider|visit|go (?:with|for|to)|"
    r"check out|look at|have a look at|start with|pick|choose|build|make|create|write|cook|"
    r"bake|prepare|whip up|code|explore|head (?:to|for)|travel to|fly to|read|watch|plant|get)|"
    r"how about|what about|why not(?: try| build| make| visit)?|you (?:could|should|might|can|"
    r"may)(?: also| try to)? (?:like|enjoy|love|look at|want to try|use|try|visit|build|make|"
    r"create|write|cook|consider|go (?:to|with|for)|bake|prepare|code|explore|plant|get|"
    r"read))(?: (?:building|making|creating|visiting|using|cooking|writing|going to|trying|"
    r"coding|planting|baking|reading|the library|a library called|"
    r"the framework))?)\s+(?P<x>[^\n]+)",
    re.I,
)


_IS_A = re.compile(
    r"(?:^|[.!?] )(?P<x>(?:the |an? )?[A-Za-z][\w.+#-]*(?: [\w.+#-]+){0,4}?) (?:is|are|would be|"
    r"might be|could be|makes|sounds like|works)(?: (?:probably|still|really|certainly|also|"
    r"definitely))? (?:a |an |the |my |your |one of )?(?:\w+[ -]){0,2}?(?P<k>library|framework|"
    r"package|tool|choice|option|project|recipe|dish|destination|place|pick|bet|idea|suggestion|"
    r"meal|dinner|city|country|island|fit|start)\b",
    re.I,
)


_SUITS = re.compile(
    r"^(?:an? |the )?(?P<x>[^,.;]+?) (?:would|might|could|will|should) (?:suit|fit|work|"
    r"be (?:fun|perfect|great|good|ideal|nice))\b",
    re.I,
)


_FITS = re.compile(
    r"(?:^|[.!?] )For [^,.]+, (?P<x>[\w.-]+) (?:works?|fits|suits|is|does|would|should|will)\b(?! you)"
)


_ALSO = re.compile(
    r"\b(?:also consider|alternatively|also,? (?:try|look at|consider)|another (?:option|idea|"
    r"choice|good one) is|or (?:else )?try|other options(?: are|:)|you could also (?:try|use|visit|"
    r"make|build)|(?:runner-up|second choice|plan b)(?: is|:)|or(?:,)?(?= (?:maybe|perhaps))|"
    r"failing that,?|if not,?)\s+(?P<x>[^\n.!?]+)",
    re.I,
)


_ITEM = re.compile(r"^\s*(?:[-*•]|\(?\d+[.)])\s+(?P<x>.+)$", re.M)


# The same in one line: "I would suggest two: 1. Ghent 2. Oslo".
_INLINE_ITEM = re.compile(
    r"(?:^|[\s:;,(])\(?(?P<n>[1-9])[.)]\s+(?P<x>\S.*?)(?=[\s,;.]{0,3}(?:\b(?:and|or))?\s\(?[1-9][.)]\s|$)",
    re.M,
)


_STOP = re.compile(
    r"[.,;:!?(\n](?!\w)|\s(?:-|–|—)\s|[–—]|\s(?:which|that|because|since|as it|as they|as a|it|"
    r"they|if|when|while|so|or|but|to(?!-)|is|are|would|could|can|then|where|who|based|from|instead|"
    r"first|next|here|today|tonight|this|again|after|before|both|among)\b",
    re.I,
)


_STOP_SHORT = re.compile(r"\s(?:for|with|in|using|on|by|at|and|of (?!the\b|(?-i:[A-Z])))\b", re.I)


NOT_A_NAME = re.compile(
    r"^(?:it|that|this|them|one|something|anything|sure|yes|no|you|your|a few|some|more|me|which|"
    r"what|how|care|time|there|here|things?|the following|these|those|simple|small|sure|use|hold|start|look|"
    r"up|down|another|each|both|either|start|lost|back|any)\b$|^(?:a |an )?(?:lot|bit|few|moment|"
    r"look|try|go|note|minute|second|look at|sense|progress|decision|mistake|list|question|library|"
    r"framework|recipe|project|good start)$",
    re.I,
)


FOOD = tuple(_VOCABULARY["dishes"])


def guessed(text: str, kind: str) -> str:
    """The thing that a short message can only be about, when no verb puts it forward."""
    offers = patterns.match(r"\W*(?:perhaps|maybe|how about|what about|why not)\b", text, re.I)
    if len(text.split()) > 14 or ("?" in text and not offers):
        return ""
    if kind == "recipe" and says(text, *FOOD):
        found = patterns.search(
            r"(?:^|\b(?:an?|some|the|perhaps|maybe) )(?P<x>(?!an? |some |perhaps |maybe )[^,.!?]+)",
            text,
            re.I,
        )
        return _noun(found["x"]) if found else ""
    if kind == "project":
        found = patterns.search(r"\ban? (?P<x>[^,.!?]+)", text, re.I)
        return _noun(found["x"]) if found else ""
    if kind in ("library", "place"):
        found = patterns.search(
            r"(?<![.!?] )(?<!^)\b(?!I\b|I'|Python\b)(?P<x>[A-Z][\w.-]*\w(?: [A-Z]\w+)*)|"
            r"^(?P<y>[A-Z][\w.-]*\w(?: [A-Z]\w+)*)(?=[.!]?$|,| (?:is|would|works|handles|can|"
            r"does|has|for)\b)",
            text,
        )
        return (found["x"] or found["y"]) if found else ""
    return ""


def offered(text: str) -> tuple[str, ...]:
    """The names of what a text puts forward, in its order."""
    found: list[str] = []
    for pattern in (_ITEM, _INLINE_ITEM):
        items = [item for match in pattern.finditer(text) if (item := _noun(match["x"], item=True))]
        if len(items) >= 2:
            return tuple(items)
    for sentence in sentences(text):
        if sentence.endswith("?") and not patterns.match(r"(?:how|what) about|why not", sentence, re.I):
            continue
        for pattern in (_PUT_FORWARD, _ALSO):
            for match in pattern.finditer(sentence):
                found += _several(match["x"])
        if not found:
            match = _IS_A.search(sentence) or _FITS.search(sentence) or _SUITS.search(sentence)
            if match and (noun := _noun(match["x"])):
                found.append(noun)
    return tuple(dict.fromkeys(name for name in found if name))


def _several(text: str) -> list[str]:
    head = patterns.split(r"[.;:!?\n(](?!\w)|\s(?:-|–|—)\s|\s(?:which|because|since|so|but|if|when)\b", text)[
        0
    ]
    parts = patterns.split(
        r",? (?:or|and|and then|or maybe|or perhaps) (?=(?:an? |the )?[A-Z])|, (?=(?:an? )?[A-Z])", head
    )
    if len(parts) > 1 and all(len(p.split()) <= 4 for p in parts):
        return [noun for part in parts if (noun := _noun(part))]
    parts = patterns.split(r" or (?=an? )|, (?=an? )", head)
    return [noun for part in parts if (noun := _noun(part))]


def _noun(text: str, *, item: bool = False) -> str:
    text = text.strip(" \"'*")
    quoted = patterns.match(r"[\"'](.+?)[\"']", text)
    if quoted:
        return quoted[1]
    text = (
        _STOP.split(text, maxsplit=1)[0]
        if not item
        else patterns.split(
            r"[:;(]|\.\s|,|\s(?:-|–|—)\s|[–—]|\s(?:which|because|is|are|for its|if)\b", text, maxsplit=1
        )[0]
    )
    text = patterns.sub(
        r"^(?:(?:try|use|build|visit|make|consider|building|making|visiting|a look at|out|"
        r"maybe|perhaps|probably|definitely|either|simply) )+",
        "",
        text.strip(),
        flags=re.I,
    )
    text = patterns.sub(r"^(?:an?|the|some|your own|your|my) ", "", text.strip(), flags=re.I)
    food = says(text, *FOOD)
    if not food:
        text = _STOP_SHORT.split(text, maxsplit=1)[0]
    else:
        text = patterns.split(r"\s(?:for|in|using|on|by|tonight)\b", text, maxsplit=1)[0]
    text = text.strip(" .,;:!?\"'*-")
    text = patterns.sub(
        r"^(?:city|town|region|island|library|framework|package|country|dish|project) (?:of |called |named )",
        "",
        text,
        flags=re.I,
    )
    if not text or len(text.split()) > 7 or NOT_A_NAME.match(text):
        return ""
    return text
