"""Whether a message leans on what was said before, and what to ask back when nothing was."""

import re

from course_lib.practice import patterns
from course_lib.practice.antecedents import kind_word
from course_lib.practice.conversation import Conversation
from course_lib.practice.skills import (
    explain,
    library,
    project,
    recipe,
    travel,
)
from course_lib.practice.told.statements import is_question

_ANAPHORA = re.compile(
    r"\b(?:it|its|that|this|they|them|these|those|there|one|ones|(?:the|your|that|"
    r"this) (?:top |first |second |last |main )?(?:suggestion|recommendation|recipe|dish|"
    r"project|idea|library|framework|destination|place|protein|ingredient|one|example|answer|"
    r"other))\b",
    re.I,
)


_NOT_ANAPHORA = re.compile(
    r"\b(?:that (?:is|i|my|you|the|we|can|would|will|has|have|fits?|suits?)\b|this (?:week|month|"
    r"year|weekend|summer|code|function|is|morning|evening|course)|is there|are there|there (?:is|"
    r"are)|it is (?:time|ok)|what (?:time|day|date|year|month) is it|"
    r"is it (?:possible|true|ok|raining)|one (?:sentence|word|of|more)|that's (?:all|it|right|"
    r"great)|how is it going|how's it going|there is)\b",
    re.I,
)


MORE = re.compile(
    r"^\W*(?:(?:and|so|ok|please|can you|could you|now),? )*(?:tell me more|more(?: (?:please|"
    r"details?|info\w*|about (?:it|that|this)))?|go on|continue|elaborate|say more|explain (?:more|"
    r"further|that|it)|(?:explain|expand|elaborate)(?: (?:it|that|this|on (?:it|that|"
    r"this)))?(?: (?:more|further|again|please))*|tell me more about (?:it|that|this|"
    r"your \w+(?: \w+)?)|what about (?:it|that)|why|how so|how come|what do you mean|"
    r"can you (?:elaborate|explain|go on|continue))\b\W*(?:please|then|about (?:it|that))?\W*$",
    re.I,
)


_BY_PRICE = re.compile(
    r"\bthe (?:(?P<low>cheap(?:er|est)|less expensive|least expensive|more affordable)|"
    r"(?P<high>pricier|dearer|(?:more|most) expensive))"
    r"(?: (?:one|option|place|trip|destination|library|dish|recipe|choice|of the two))?\b",
    re.IGNORECASE,
)


_PRICE = re.compile(
    r"[$€£¥₹] ?(?P<a>\d+(?:,\d{3})*(?:\.\d{1,2})?)|"
    r"(?P<b>\d+(?:,\d{3})*(?:\.\d{1,2})?) ?(?:dollars|euros?|usd|eur|pounds|francs)",
    re.IGNORECASE,
)


# Not the "there" of "is there a way" and "hi there".
_THERE = re.compile(
    r"(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere )(?<!\bwill )(?<!\bcan )(?<!\bhi )(?<!\bhey )(?<!\bhello )"
    r"(?:\b(?P<to>get|go|travel|fly|drive|getting|going|way) )?"
    r"\bthere\b(?!'| (?:is|are|was|were|be|will|has)\b)",
    re.IGNORECASE,
)


_GOING_TO = re.compile(
    r"\b(?:i'm|i am|we're|we are|i'll|we'll|i|we) (?:\w+ )?(?:go|going|fly|flying|travel|travell?ing|head|"
    r"heading|off|visit|visiting|moving|driving|trip)(?: back| over)?(?: to)? "
    r"(?P<p>(?-i:[A-Z])[\w'-]+(?: (?-i:[A-Z])[\w'-]+)*)",
    re.IGNORECASE,
)


REQUEST = re.compile(
    r"^\W*(?:(?:please|ok|okay|now|so|and|then|hey|hi|hello|great|thanks|thank you|cool|well|"
    r"but|also|alright|actually|hmm+|um|uh|oh)[,!.]? )*(?:just )?(?:suggest|recommend|give|tell|show|explain|"
    r"describe|define|summari[sz]e|recap|sum up|list|write|name|translate|compare|review|help|"
    r"plan|find|remind|repeat|make|create|calculate|compute|convert|teach|introduce|say|"
    r"continue|go on|elaborate|more|propose|pick|choose|share|check|fix|build|cook|another|any|"
    r"i need(?! to (?!know|eat|cook|plan|travel|go|get away))|i want(?! to (?:read|parse|"
    r"process|send|use|store|test|say|automate|write))|i'd like|i would like|i'm looking for|"
    r"i am looking for|we want|we need|let's plan|looking for|need|want|help me|say|count|add|"
    r"multiply|divide|reveal|print|ignore|forget|disregard|something|spell|draw|guess|compose|"
    r"rewrite|improve|debug|look|search|book|remember my|quiz|test me|ask me|"
    r"my name\?)\b(?! to (?:learn|build|make|create|become|develop|code|program|write)\b)",
    re.I,
)


def spelled_out(text: str, talk: Conversation) -> str:
    """The message with "the cheaper one" and the learner's own "there" said by name."""
    if (match := _BY_PRICE.search(text)) and (name := _by_price(talk, dear=match["high"] is not None)):
        return text[: match.start()] + name + text[match.end() :]
    there = _THERE.search(text)
    if there and talk.antecedent("place") is None:
        for said in reversed(talk.facts.statements):
            if going := _GOING_TO.search(said):
                place = f"{there['to']} to {going['p']}" if there["to"] else f"in {going['p']}"
                return text[: there.start()] + place + text[there.end() :]
    return text


def _by_price(talk: Conversation, *, dear: bool) -> str | None:
    """The cheapest or dearest of what was put forward last, when each has its price beside it."""
    thing = talk.antecedent()
    source = next((t for t in reversed(talk.assistant_texts) if thing and thing.name in t), "")
    if thing is None or len(thing.options) < 2 or not all(option in source for option in thing.options):
        return None
    starts = sorted((source.index(option), option) for option in thing.options)
    ends = [start for start, _ in starts[1:]] + [len(source)]
    prices = {}
    for (start, option), end in zip(starts, ends, strict=True):
        if price := _PRICE.search(source[start:end]):
            prices[option] = float((price["a"] or price["b"]).replace(",", ""))
    if len(prices) < 2:
        return None
    return (max if dear else min)(prices, key=lambda option: prices[option])


def leans_back(text: str, talk: Conversation) -> bool:
    """Whether a message can only be understood from what the assistant said before."""
    bare = _NOT_ANAPHORA.sub(" ", text)
    if MORE.match(text):
        return True
    if not _ANAPHORA.search(bare):
        return (
            bool(
                patterns.match(
                    r"^\W*(?:and|but|what about|how about|why|how long|how much|another|an example|example|"
                    r"can i use)\b",
                    text,
                    re.I,
                )
            )
            and not patterns.search(r"\bpython\b|\bfor an?\b|\bfor my\b|\bwhat (?:is|are) an?\b", text, re.I)
            and len(text.split()) <= 9
        )
    named_here = patterns.search(
        r"\b(?:web scraper|scraper|rest api|game|chatbot|website)\b", text, re.I
    ) and not patterns.search(r"\b(?:it|that|this)\b", text, re.I)
    return not named_here


def ask_which(text: str, talk: Conversation) -> str | None:
    """What to ask back when a question speaks of something that nobody has named."""
    bare = _NOT_ANAPHORA.sub(" ", text)
    ask = bool(is_question(text) or REQUEST.match(text))
    if not ask:
        return None
    thing = talk.antecedent()
    if thing is not None and thing.kind != "thing":
        known = kind_word(text)
        if known is None or known == thing.kind:
            return None
    if thing is not None and thing.kind == "thing" and kind_word(text) is None and _ANAPHORA.search(bare):
        return None
    if patterns.search(
        r"\b(?:more|about|your) (?:about )?(?:your |the )?(?:top |first |second |last |"
        r"other )?(?:suggestion|recommendation|destination|place|option|pick)\b",
        text,
        re.I,
    ):
        return "More about what? I see no suggestion of mine in this conversation."
    if project.orphan(bare):
        return "Which project do you mean? I see none in this conversation."
    if recipe.orphan(bare) and (
        kind_word(text) == "recipe" or talk.role == "cook" or not library.orphan(bare)
    ):
        return "Which recipe do you mean? I see none in this conversation."
    if library.orphan(bare):
        return "Which library do you mean? I see none in this conversation."
    if travel.orphan(bare):
        return "Which destination do you mean? I see none in this conversation."
    if of_what := explain.orphan(bare):
        return of_what
    if _ANAPHORA.search(bare) and thing is None and not talk.last:
        spoken_of = [kind for said in talk.user_texts if (kind := kind_word(said)) in ("recipe", "project")]
        if spoken_of:
            return f"Which {spoken_of[-1]} do you mean? I see none in this conversation."
        word = _ANAPHORA.search(bare)[0].lower()  # type: ignore[index]
        return f'Which one do you mean by "{word}"? Nothing in this conversation says.'
    return None
