"""Reading the facts of a whole conversation, in its order."""

import re
from collections.abc import Iterable

from course_lib.practice import dates, patterns
from course_lib.practice.knowledge import Knowledge
from course_lib.practice.told.facts import Fact, Facts
from course_lib.practice.told.names import name_at
from course_lib.practice.told.overheard import overhear
from course_lib.practice.told.questions import PET
from course_lib.practice.told.statements import clauses, correct, is_question, tell
from course_lib.practice.words import plain, sentences, without_code

_REMEMBER = re.compile(
    r"\b(?:remember|note|keep in mind|don't forget|bear in mind|for the record|make a note|fyi|"
    r"for your information)\b(?: down)?(?: this| the following)?(?: that)?[:,]? (?P<v>.+)",
    re.I,
)


_ITS_NAME = re.compile(
    r"\W*(?:and )?(?:(?:his|her|its|their) names? (?:is|are)|"
    r"(?:he|she|it)(?:'s| is) (?:called|named)) (?P<v>.+)",
    re.IGNORECASE,
)
_NAMED_BY_KIND = re.compile(
    rf"\b(?:an?|my|our|the|one)(?: \w+)?? (?P<n>{PET}|sister|brother|son|daughter|wife|husband|"
    r"friend|partner|boss|baby|teacher|colleague|mother|father)\b",
    re.IGNORECASE,
)
_AND_YOU = re.compile(
    r"(?<=\w)[,;]? (?:and|and you are|how about|what about) (?:you|yourself)\s*\?$", re.IGNORECASE
)
_USED_TO = re.compile(
    r"used to be [^,.;]+?,? (?:but |and )(?:now )?(?:it's|it is|is|they're)(?: now)? ", re.IGNORECASE
)


def facts_in(turns: Iterable[tuple[str, str]], knowledge: Knowledge) -> Facts:
    """The facts told in (role, text) pairs, by the user or in what repeats the user."""
    facts = Facts()
    asked = ""
    for role, text in turns:
        if role == "user":
            for sentence in sentences(without_code(plain(text))):
                _read(sentence, facts, knowledge, asked)
            asked = ""
        elif role in ("assistant", "system"):
            lines = sentences(without_code(plain(text)))
            asked = lines[-1] if role == "assistant" and lines and lines[-1].endswith("?") else ""
            for sentence in lines:
                overhear(sentence, role, facts, knowledge)
    return facts


def _read(sentence: str, facts: Facts, knowledge: Knowledge, asked: str) -> None:
    sentence = _whose_name(_AND_YOU.sub(".", sentence), facts)
    remembered = _REMEMBER.search(sentence)
    if is_question(sentence):
        # "I'm Ada and I live in Oslo, what should I see?" still tells something before it asks.
        head = patterns.split(
            r"[,;]?\s+(?:(?:and|so|but) )?(?=(?:what|who|where|when|which|why|how|can you|"
            r"could you|do you|should i|can i)\b)",
            sentence,
            maxsplit=1,
            flags=re.I,
        )[0]
        if (
            head == sentence
            or not patterns.search(r"\b(?:i|i'm|im|my|me|i've|this is)\b", head, re.I)
            or patterns.match(r"\W*(?:so |and |but |hey,? )*you\b", head, re.I)
        ):
            tail = patterns.search(
                r"\b(?:now that|since|because|given that|as|if) (i(?:'m| am|'ve)? .+)\?", sentence, re.I
            )
            if tail and not patterns.match(r"i (?:use|want|change|add|do)\b", tail[1]):
                _read(tail[1], facts, knowledge, "")
            return
        sentence = head
    if remembered and not is_question(remembered["v"]) and len(remembered["v"].split()) > 2:
        sentence = remembered["v"]
        facts.told.append(Fact("note", sentence.rstrip(". "), sentence))
    facts.statements.append(sentence)
    sentence = _USED_TO.sub("is ", sentence)
    if correct(sentence, facts):
        return
    name = name_at(
        sentence, knowledge, asked=bool(patterns.search(r"\b(?:your name|call you)\b", asked, re.I))
    )
    if name:
        facts.told.append(Fact("name", name, sentence))
    for clause in clauses(sentence):
        tell(clause, sentence, facts, named=bool(name))
    if asked:
        _answered(sentence, asked, facts)
    when = dates.when(sentence)
    if when:
        facts.told.append(Fact("dates", when, sentence))
    money = dates.money(sentence)
    if money and facts.get("budget") is None:
        facts.told.append(Fact("money", money, sentence))


def _whose_name(sentence: str, facts: Facts) -> str:
    """The sentence with "her name" said in full: after "I adopted a kitten" it is the kitten's."""
    match = _ITS_NAME.match(sentence)
    for statement in reversed(facts.statements) if match else ():
        if found := _NAMED_BY_KIND.search(statement):
            return f"my {found['n']}'s name is {match['v']}"  # type: ignore[index]
    return sentence


def _answered(sentence: str, asked: str, facts: Facts) -> None:
    """A short answer to a question of ours is a fact of the kind that was asked for."""
    short = sentence.strip().rstrip(".!")
    if len(short.split()) > 8 or any(fact.said == sentence for fact in facts.told):
        return
    for kind, pattern in (
        ("city", r"where (?:do you live|are you (?:based|located|from))|which (?:city|country|town)"),
        ("employer", r"where do you work|who do you work for"),
        ("job", r"what do you do|your (?:job|profession|role)"),
        ("learning", r"what are you (?:learning|studying)"),
        ("project", r"what are you (?:building|making|working on)"),
        ("language", r"(?:which|what|favou?rite) (?:programming )?language"),
        ("budget", r"\bbudget\b"),
        ("dates", r"\b(?:when|dates)\b"),
        ("like", r"\b(?:interest|interests|interested|like|enjoy)\b"),
        ("age", r"how old"),
    ):
        if patterns.search(pattern, asked, re.I):
            value = (
                patterns.sub(
                    r"^(?:in|at|for|as|a|an|it's|its|probably|maybe|around|about|i think|the) ",
                    "",
                    short,
                    flags=re.I,
                )
                if kind != "budget"
                else short[:1].lower() + short[1:]
            )
            facts.told.append(Fact(kind, value, sentence))
            return
