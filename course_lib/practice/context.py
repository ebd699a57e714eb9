"""Answering from a supplied text alone: finding the context block, and the sentence in it that answers."""

import re
from dataclasses import dataclass

from course_lib.practice import patterns
from course_lib.practice.knowledge import load_knowledge
from course_lib.practice.words import STOPWORDS, content, plain, sentences, stem, words

_VOCABULARY = load_knowledge()["vocabulary"]

_TAG = re.compile(
    r"<(?P<t>context|documents?|docs?|notes?|sources?|text|passages?|article|knowledge|info|"
    r"information|data|excerpts?|faq|policy|manual|reference|background|snippets?|"
    r"results?)\b[^>]*>(?P<x>.*?)</(?P=t)>",
    re.S | re.I,
)
_LABEL = re.compile(
    r"(?:^|\n|(?<=[.!:?] )|(?<=from )|(?<=on )|(?<=using )|(?<=use ))[ \t#*]*"
    r"(?:(?:the|my|our|these|relevant|following|retrieved|given|"
    r"provided|company|product|meeting|user|here (?:is|are)) )*(?:context|notes?|documents?|"
    r"docs|sources?|knowledge(?: base)?|facts|excerpts?|passages?|reference(?: text|"
    r" material)?|background|faq|article|text|snippets?|information|info|policy|handbook|"
    r"manual|search results|menu|"
    r"data)\b(?: \(?[^:\n]{0,30})?[ *]*:[ *]*\n?(?P<x>.+?)(?=\n\s*(?:\*\*)?(?:user )?(?:question|"
    r"q|query|instructions?|answer|task)\b[^:\n]{0,20}:|\s(?:Question|Q|Query):|"
    r"\n\n(?=[^\n]*\?\s*$)|\Z)",
    re.S | re.I,
)
_FENCE = re.compile(
    r"(?:\"\"\"|'''|-{3,}|={3,}|#{3,})\s*\n?(?P<x>.+?)\n?\s*(?:\"\"\"|'''|-{3,}|={3,}|#{3,})", re.S
)
_GROUNDED = re.compile(
    r"\b(?:answer|answers|respond|reply|replies|use|using|based|rely|relying|according|refer|stick|"
    r"help)\b[^\n]{0,80}?\b(?:only|solely|exclusively|strictly|just|from|on|"
    r"to)?\b[^\n]{0,60}\b(?:context|notes?|documents?|docs|sources?|text|passages?|excerpts?|"
    r"article|facts|information|knowledge base|faq|policy|handbook|manual|menu|material|snippets?|"
    r"results?|data)\b",
    re.I,
)
_QUESTION = re.compile(
    r"(?:^|\n|\s)(?:\*\*)?(?:user )?(?:question|query|"
    r"q)(?:\*\*)?\s*:(?:\*\*)?\s*(?P<q>.+?)(?:\n\s*answer\s*:?\s*)?\Z",
    re.S | re.I,
)

_ALIKE = tuple(frozenset(group.split()) for group in _VOCABULARY["alike"])
_KIND = (
    (
        r"\bhow (?:long|soon|quickly|fast|many (?:days|hours|minutes|weeks|months|years))\b",
        r"\d|\b(?:day|days|week|weeks|month|months|hour|hours|minute|minutes|year|years|one|two|"
        r"three|four|five|six|seven|ten)\b",
    ),
    (r"\bhow (?:much|expensive)\b|\bprice|\bcosts?\b", r"\d|\bfree\b"),
    (
        r"\bhow many\b|\bhow (?:old|tall|high|big|heavy|far|large|wide|deep)\b|\bwhat year\b",
        r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|no)\b",
    ),
    (
        r"\b(?:what|which) (?:day|days|weekday|weekdays)\b",
        r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|\d(?:st|nd|rd|th)\b|"
        r"\b(?:daily|every day|weekdays?|weekends?|january|february|march|april|may|june|july|august|"
        r"september|october|november|december|christmas)\b",
    ),
    (
        r"\b(?:when|what time|what date)\b",
        r"\d|\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|\b(?:january|february|march|april|"
        r"may|june|july|august|september|october|november|december|morning|noon|evening|weekend|"
        r"daily|week|month|year|before|after|spring|summer|autumn|winter|midnight|christmas)\b",
    ),
    (
        r"^(?:who|whom|whose)\b",
        r"(?<!^)\b[A-Z]\w+|^(?!(?:The|An?|Our|We|It|They|You|Your|This|All|No) )"
        r"[A-Z]\w+ (?!are|is not)\w+|\bteam|staff|manager|department|owner|"
        r"everyone|members",
    ),
    (r"\b(?:email|e-mail)\b", r"@"),
    (r"\b(?:phone|telephone|call)\b", r"\d{3}|\bphone|\bcall"),
    (r"\b(?:website|url)\b", r"www|http|\.\w{2,3}\b"),
)
_WEAK = frozenset(_VOCABULARY["weak_words"])


@dataclass(frozen=True)
class Grounded:
    """A context block and the question to be answered from it."""

    text: str
    question: str


def context_in(system: str, message: str, earlier: str = "") -> Grounded | None:
    """The supplied text of a request: in its system message, the question itself or an earlier message."""
    for source, own in ((message, True), (system, False), (earlier, False)):
        source = plain(source)
        tagged = [match["x"].strip() for match in _TAG.finditer(source)]
        if tagged:
            rest = _TAG.sub(" ", source).strip()
            return Grounded("\n".join(tagged), _question(rest if own else plain(message)))
        label = _LABEL.search(source)
        if (
            label
            and len(label["x"].split()) >= 3
            and (
                _GROUNDED.search(source)
                or (own and (_QUESTION.search(source) or "?" in source))
                or patterns.search(r"context|knowledge base", label[0][:60], re.I)
            )
        ):
            if own:
                asked = _QUESTION.search(source)
                rest = asked["q"] if asked else (source[: label.start("x")] + " " + source[label.end("x") :])
                body = label["x"]
                if not asked and "?" not in rest:
                    *told, last = patterns.split(r"(?<=[.!?])\s+|\n+", body.strip())
                    if not last.endswith("?"):
                        continue
                    body, rest = " ".join(told), last
                return Grounded(body.strip(), _question(_without_label(rest)))
            return Grounded(label["x"].strip(), plain(message))
        fenced = _FENCE.search(source)
        if fenced and _GROUNDED.search(source):
            return Grounded(
                fenced["x"].strip(), _question(_FENCE.sub(" ", source)) if own else plain(message)
            )
    return None


def answer_from(grounded: Grounded, not_found: str | None) -> str:
    """The sentence of the context that answers the question, or that the context does not say."""
    best = _best(grounded)
    if best:
        return best
    return not_found or "The context does not say."


def _best(grounded: Grounded) -> str | None:
    pieces = _pieces(grounded.text)
    question = grounded.question
    wanted = [w for w in content(question) if w not in _WEAK] or content(question)
    if not wanted or not pieces:
        return None
    proper = {
        stem(m[0])
        for m in patterns.finditer(r"(?<!^)(?<![.!?] )\b[A-Z][\w-]+", question)
        if m[0].lower() not in STOPWORDS
    }
    weights = {w: 1.0 if w in proper else 2.0 for w in wanted}
    kinds = [expected for asked, expected in _KIND if patterns.search(asked, question, re.I)]
    best, best_score = None, 0.0
    whole = grounded.text
    for near, piece in pieces:
        got = sum(weights[w] for w in wanted if _covers(near, w))
        exact = sum(0.3 for w in wanted if w in content(near))
        share = got / sum(weights.values())
        if share < 0.5 or any(
            p not in {stem(w) for w in words(near)} and p in wanted
            for p in proper
            if p not in {stem(w) for w in words(whole)}
        ):
            continue
        if kinds and not any(patterns.search(kind, piece, re.I if kind[0] != "(" else 0) for kind in kinds):
            share *= 0.45
        if share < 0.45:
            continue
        score = share + exact / 10
        if score > best_score:
            best, best_score = piece, score
    return best


def _covers(piece: str, wanted: str) -> bool:
    have = {stem(w) for w in words(piece)}
    if wanted in have or any(
        len(wanted) > 4 and len(h) > 4 and (h.startswith(wanted) or wanted.startswith(h)) for h in have
    ):
        return True
    return any(wanted in group and not have.isdisjoint(group) for group in _ALIKE)


_PAIR = re.compile(
    r"\bQ(?:uestion)?\s*\d*\s*[:.]\s*(?P<q>.+?)\s*\bA(?:nswer)?\s*\d*\s*[:.]\s*(?P<a>.+?)(?=\s*\bQ(?:uestion)?\s*\d*\s*[:.]|"
    r"\Z)",
    re.DOTALL,
)


def _pieces(text: str) -> list[tuple[str, str]]:
    """The parts of a context as (what is matched, what is answered): sentences, or the answers of an FAQ."""
    pairs = [(f"{m['q']} {m['a']}", " ".join(m["a"].split())) for m in _PAIR.finditer(plain(text))]
    if pairs:
        return pairs
    parts: list[str] = []
    for line in plain(text).splitlines():
        line = patterns.sub(r"^\s*(?:[-*•]|\(?\d+[.)]|\[\d+\]|#+)\s*", "", line).strip()
        found = (p.strip() for part in sentences(line) for p in patterns.split(r"(?<=;)\s+", part))
        parts += [part[:1].upper() + part[1:] for part in found if part.strip("-.= ")]
    return [
        (
            f"{before} {part}"
            if patterns.match(r"(?:it|they|he|she|this|these|that)\b", part, re.I)
            else part,
            part,
        )
        for before, part in zip(["", *parts], parts, strict=False)
    ]


def _without_label(text: str) -> str:
    return patterns.sub(r"\b(?:context|notes?|documents?|sources?|text)\s*:", " ", text, flags=re.I).strip()


def _question(text: str) -> str:
    asked = _QUESTION.search(text)
    if asked:
        return asked["q"].strip()
    marked = patterns.findall(r"[^.!?\n]*\?", text)
    return (marked[-1] if marked else text).strip()
