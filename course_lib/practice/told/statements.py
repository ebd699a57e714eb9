"""What one statement tells, corrects or takes back."""

import re
from collections.abc import Iterator
from functools import lru_cache

from course_lib.practice import patterns
from course_lib.practice.told.facts import Fact, Facts
from course_lib.practice.told.own_words import tell_own, tell_role
from course_lib.practice.told.telling import values_in
from course_lib.practice.words import words

_NOT_BUT = re.compile(
    r"\bnot (?:\w+ing )?(?:an? |in |at |as |called )?(?P<old>[^,;.!?]+?),? but (?:rather )?(?:\w+ing )?"
    r"(?:an? |in |at |as |called )?(?P<new>[^,;.!?]+)",
    re.I,
)


_NOT_X_BUT = re.compile(r"\bnot [^,;.!?]+?,? but (?:rather )?(?!not\b|i\b|i'm\b|my\b)", re.IGNORECASE)


_RATHER = re.compile(
    r"(?:\b(?:it's|it is|i meant|make that|i mean|that's|should be|that should be|is|in|at|to|"
    r"as|called|me) )?(?P<new>[^,;.!?]+?),? (?:and )?(?:not|instead of|rather than) (?:an? |"
    r"in |at )?(?P<old>[^,;.!?]+)",
    re.I,
)


_MEANT = re.compile(
    r"^(?:(?:sorry|oops|no|wait|correction|actually|i mean|i(?:'ve)? changed my mind|my mistake|"
    r"scratch that|i was wrong)[,:.;]? (?:and )?)+(?:it's|it is|i meant|make that|that's|i mean|"
    r"should be|i meant to say|now it's|let's say) (?:now )?(?P<new>[^,;.!?]+)",
    re.I,
)


_MAKE_THAT = re.compile(
    r"\W*(?:(?:please|hmm+|um|uh|oh|wait|actually|no|sorry|ok(?:ay)?|oops|well|or|and|so|then|let's|better)"
    r"[,.:]? )*(?:make (?:that|it)|i meant) (?P<new>[^,;.!?]+)",
    re.IGNORECASE,
)
_SWITCHED = re.compile(
    r"\W*(?:(?:now|actually|ok|well|but),? )?i(?:'ve| have)?(?: now| just| recently| since)? "
    r"(?:switched|changed)(?: over)?(?: from [^,;.!?]+?)? to "
    r"(?!learning\b|studying\b|work|an? (?:new )?job\b|being\b)(?P<new>[^,;.!?]+)",
    re.IGNORECASE,
)
_CHANGES = ("learning", "language", "project", "field", "diet")
_CORRECTION = re.compile(r"correction:? (?P<new>[A-ZÀ-Þ\d][^,;.!?]*)", re.IGNORECASE)
_NO_LONGER = re.compile(
    r"\b(?:(?:i'm|i am|i do|i don't|i|my|you're|you) ?(?:not|don't|doesn't|no longer|stopped|"
    r"quit|left|gave up|isn't|used to be|am not|haven't been).*)",
    re.I,
)


_ANY_MORE = re.compile(
    r"\b(?:any ?more|any longer|no longer|stopped|used to|quit|gave up|i left|not .* now)\b", re.I
)


_EATS = re.compile(r"\b(?:vegetarian|vegan|pesc[ae]tarian|plant-based)\b", re.IGNORECASE)


_EATS_AGAIN = re.compile(
    r"\bi(?:'ve)?(?: have)? (?:now |do )?(?:eat|started eating|eating|"
    r"went back to)(?: eating)? (?P<v>meat|fish|everything|dairy|anything|eggs)\b",
    re.I,
)


_ELIDED = re.compile(
    r"\b(and|but)(?: now| also| currently)? (?=(?:work|live|study|learn|love|like|have|am|want|"
    r"enjoy|speak|play|build|teach|"
    r"need|prefer|use|hate|code|come|drive|own|collect|moved|joined|started|program)\b)",
    re.IGNORECASE,
)


_PARTICIPLE = re.compile(
    r",\s+(?:and )?(?:currently )?(?=(?:living|working|studying|learning|building|based|"
    r"writing) \w)",
    re.IGNORECASE,
)


def clauses(sentence: str) -> Iterator[str]:
    """The parts of a sentence that each say one thing of the learner."""
    if patterns.match(r"\W*(?:\w+,? ){0,3}(?:i|i'm|i've|my|this is|we)\b", sentence, re.IGNORECASE):
        sentence = _ELIDED.sub(lambda m: f"{m[1]} I ", sentence)
        sentence = _PARTICIPLE.sub(", I'm ", sentence)
    yield from patterns.split(
        r"(?:,|;)?\s+(?:and|but|so|because|while|although)\s+(?=(?:i'm|i am|i've|i'd|i|my|we|"
        r"we're)\b)|[,;]\s+(?:(?:but|and|so) )?(?:now )?(?=(?:i'm|i am|i've|i'd|i|my|we're)\s)",
        sentence,
        flags=re.IGNORECASE,
    )


@lru_cache(maxsize=2048)
def is_question(sentence: str) -> bool:
    """Whether a sentence asks rather than tells."""
    if sentence.rstrip("\"') ").endswith("?"):
        return True
    return bool(
        patterns.match(
            r"(?:so |and |but |ok(?:ay)?,? |hey,? |hi,? |please,? |now,? |then,? |sorry,? |"
            r"well,? )*(?:what|who|where|when|which|why|how|whose|do you|can you|could you|would you|"
            r"will you|can i|should i|am i|did i|is it|does it|is there|are there|"
            r"(?:i(?:'m| am| was)? ?wonder(?:ing)?|i(?:'d| would) (?:like|love) to know|i want to know|"
            r"i(?:'ve| have)? forg(?:o|e)t(?:ten)?|i (?:can't|cannot|don't) (?:remember|recall))"
            r"(?: \w+){0,5}? (?:if|whether|what|who|where|when|which|why|how|my)|"
            r"(?:tell|remind) me (?:again |once more )?(?:what|who|where|when|which|why|how))\b",
            sentence,
            re.I,
        )
    )


_SUBJECTLESS = re.compile(
    r"^\W*(?:(?:currently|now|just|still|also|at the moment|right now),? )?(?=(?:building|"
    r"making|coding|learning|studying|working|"
    r"living|writing|developing|creating|designing) \w)(?!.*\b(?:is|sounds|must|can|seems|takes|was)\b)",
    re.IGNORECASE,
)


def tell(clause: str, sentence: str, facts: Facts, *, named: bool = False) -> None:
    """Adds what one clause tells to the facts, and takes away what it takes back."""
    clause = _NOT_X_BUT.sub("", _SUBJECTLESS.sub("I'm ", clause))
    if _NO_LONGER.search(clause) and (
        _ANY_MORE.search(clause) or patterns.search(r"\bi(?:'m| am) not\b", clause, re.I)
    ):
        _forget(clause, facts)
        rest = patterns.search(
            r"\b(?:and|but|to join|for|because|so)\b\s+(?:i )?(?P<x>.+)", clause, re.IGNORECASE
        )
        if not rest or not patterns.search(r"\b(?:left|quit|stopped|gave up)\b", clause, re.IGNORECASE):
            return
        clause = f"I joined {rest['x']}" if rest[0].startswith(("for", "to join")) else f"I {rest['x']}"
    again = _EATS_AGAIN.search(clause)
    if again:
        facts.drop("diet")
        facts.drop("avoid", "" if again["v"] in ("everything", "anything") else again["v"])
        facts.told.append(Fact("eats", again["v"], sentence))
    for kind, value in values_in(clause):
        if value:
            if kind == "project" and patterns.match(
                r"(?:my|the|a|some)? ?(?:living|dinner|lunch|breakfast|sure|it|that|this|progress|"
                r"money|plans?|mistake|friends)\b",
                value,
                re.I,
            ):
                continue
            if kind == "employer" and patterns.match(
                r"(?:a living|myself|home|free|an?\b.*\bcompany$)", value, re.I
            ):
                kind = "field" if "company" in value else "skip"
            if kind == "diet" and _EATS.search(value):  # nobody is a vegetarian and a vegan
                facts.told = [f for f in facts.told if f.kind != "diet" or not _EATS.search(f.value)]
            if kind != "skip" and not any(
                f.kind == kind and f.said == sentence and value in f.value for f in facts.told
            ):
                facts.told.append(Fact(kind, value, sentence))
    tell_own(clause, sentence, facts)
    if not named or patterns.search(r",\s*an?\s", clause):
        tell_role(clause, sentence, facts)


def correct(sentence: str, facts: Facts) -> bool:
    """Whether a sentence corrects an earlier one ("not X but Y"), having put that right."""
    match = _NOT_BUT.search(sentence)
    if match and facts.replace(match["old"].strip(), match["new"].strip(), sentence):
        return True
    match = _RATHER.search(sentence)
    if match and facts.replace(
        match["old"].strip(),
        patterns.sub(r"^.*\b(?:is|it's|in|at|called|as|me|to) ", "", match["new"]).strip(),
        sentence,
    ):
        return True
    match = _SWITCHED.match(sentence)
    changed = match and next((f for f in reversed(facts.told) if f.kind in _CHANGES), None)
    if match and changed:
        facts.told.append(Fact(changed.kind, match["new"].strip(), sentence))
        return True
    match = _MEANT.search(sentence) or _MAKE_THAT.match(sentence) or _CORRECTION.match(sentence)
    if (
        match
        and facts.told
        and not patterns.match(r"(?:wrong|right|not|incorrect|all|an? mistake|my)\b", match["new"], re.I)
    ):
        latest = facts.told[-1]
        new = match["new"].strip()
        # One sentence may have been read as several facts: "my budget", a sum of money.
        kinds = [f.kind for f in facts.told if (f.said, f.value) == (latest.said, latest.value)]
        facts.told += [Fact(kind, new, sentence) for kind in dict.fromkeys(kinds)]
        return True
    return False


def _forget(clause: str, facts: Facts) -> None:
    lowered = clause.lower()
    if patterns.search(r"\bvegetarian|vegan|pescatarian|gluten|dairy|keto|halal|kosher|diet|meat\b", lowered):
        facts.drop("diet")
    if patterns.search(r"\ballerg", lowered):
        facts.drop("avoid")
    for kind, hint in (
        ("employer", "work|left|quit|at "),
        ("city", "live|based"),
        ("learning", "learn|study"),
        ("project", "build|making|work|writing|creating"),
        ("job", "i'm|i am|as a|used to"),
        ("like", "like|love|into"),
    ):
        value = facts.get(kind)
        if (
            value
            and patterns.search(hint, lowered)
            and (
                value.lower() in lowered
                or (kind in ("learning", "project") and not set(words(value)).isdisjoint(words(lowered)))
            )
        ):
            facts.drop(kind, value)
    old = patterns.search(r"\b(?:i'm|i am) not (?:called |named )?(?P<v>\w+)", clause, re.I)
    if old and (facts.get("name") or "").lower() == old["v"].lower():
        facts.drop("name")
